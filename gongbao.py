"""gongbao (公报): full-text search for Chinese local-government documents.

The public face: everything a script needs, and nothing else. ::

    import gongbao
    gongbao.build_index("seeds", index_dir="index")
    with gongbao.open("index") as index:
        for hit in index.search("乡村振兴", city="淄博", year=(2019, 2021)).hits:
            print(hit.city, hit.year, hit.title, hit.snippet)
"""

from indexer import Config, Document, Evidence, IndexReport, Metadata, Paragraph, Place, Skipped, build_index, inspect
from indexer.errors import (
    ConfigError,
    GongbaoError,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    InputError,
    MissingExtra,
    QueryError,
)
from search import Hit, Index, Results, open, search

__all__ = [
    "Config",
    "ConfigError",
    "Document",
    "Evidence",
    "GongbaoError",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexReport",
    "InputError",
    "Metadata",
    "MissingExtra",
    "Paragraph",
    "Place",
    "QueryError",
    "Results",
    "Skipped",
    "build_index",
    "inspect",
    "open",
    "search",
]
