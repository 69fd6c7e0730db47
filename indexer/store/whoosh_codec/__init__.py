"""What lets Whoosh open our index: with this package imported, ``whoosh.index.open_dir`` reads it.

Whoosh's Searcher, QueryParser, highlighter, sorting and spelling then run on it. Nothing else in gongbao needs it but
the engine that compares (``search.engines.whoosh``).

>>> from gongbao.indexer.store import whoosh_codec
>>> with whoosh_codec.open_index("index", Config.load()).searcher() as searcher: ...
"""

from gongbao.indexer.store.whoosh_codec.index import WhooshIndex, open_index, reader
from gongbao.indexer.store.whoosh_codec.schema import GramAnalyzer, WordAnalyzer, schema_for_whoosh

__all__ = ["GramAnalyzer", "WhooshIndex", "WordAnalyzer", "open_index", "reader", "schema_for_whoosh"]
