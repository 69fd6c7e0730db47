"""What an index gives to other programs: its hits as tables, its documents as files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.selection import FILTERS, Corpus, chosen, narrowing, ranked
from gongbao.search.engines.protocol import SORTS, Sort
from gongbao.search.results.highlighting import highlight_terms

if TYPE_CHECKING:
    from gongbao.search.output.document_files import DocumentFiles
    from gongbao.search.output.hit_table import HitTable, StreamedHits

ExportOrder: TypeAlias = Sort | Literal["index"]


class CorpusExports:
    """The exports of an open index. Documents that repeat another one are left out unless ``copies=True``."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.engine = corpus.engine

    def table(self, query: str | None, limit: int | None = None, *, copies: bool = False, **options: Any) -> HitTable:
        """Hits as a table to export, all of them when ``limit`` is None; ``options`` are those of ``Index.search``.

        They are held in memory; ``streamed_table`` does without. Raises QueryError.
        """
        from gongbao.search.output.hit_table import HitTable
        from gongbao.search.output.manifest import manifest_of

        results = self.corpus.search(query, limit=limit, copies=copies, **options)
        filters = {name: value for name, value in options.items() if name in FILTERS}
        others = {name: value for name, value in options.items() if name not in FILTERS}
        asked = narrowing(self.corpus, query, synonyms=True)
        request = chosen(self.corpus, filters, copies, asked)
        counts = {"total": results.total, "documents": results.documents, "hits": len(results.hits)}
        manifest = manifest_of(
            self.corpus, "search", asked, request, {"query": query, "limit": limit, **others}, counts
        )
        return HitTable(results.hits, manifest, self.corpus.config.facets)

    def streamed_table(
        self, query: str | None, limit: int | None = None, *, sort: ExportOrder = "relevance", copies: bool = False,
        **filters: Any,
    ) -> StreamedHits:  # fmt: skip
        """Hits as a table that reads them while it is written, all of them when ``limit`` is None.

        ``sort`` is as for ``Index.search``, or "index": as they stand in the index, which holds one batch in memory,
        however many there are. Raises QueryError.
        """
        from gongbao.search.output.corpus_records import custom_names
        from gongbao.search.output.hit_table import StreamedHits
        from gongbao.search.output.manifest import manifest_of

        if sort != "index" and sort not in SORTS:
            raise QueryError("order.unknown", order=sort, known=", ".join((*SORTS, "index")))
        asked = narrowing(self.corpus, query, synonyms=True)
        request = ranked(
            chosen(self.corpus, filters, copies, asked), self.engine, "position" if sort == "index" else sort, limit
        )
        (whole,) = self.engine.aggregate(request, (), ("paragraphs", "documents"))
        total, rows = whole.measures["paragraphs"], min(whole.measures["paragraphs"], request.limit)
        counts = {"total": total, "documents": whole.measures["documents"], "hits": rows}
        options = {"query": query, "limit": limit, "sort": sort}
        manifest = manifest_of(self.corpus, "search", asked, request, options, counts)
        terms = highlight_terms(request.query)
        metadata = custom_names(self.engine)
        corpus = self.corpus
        return StreamedHits(
            self.engine, request, terms, corpus.index_dir, corpus.config.facets, metadata, sort == "index", manifest
        )

    def export_documents(
        self, folder: str | os.PathLike[str], query: str | None = None, *, copies: bool = False, **filters: Any
    ) -> DocumentFiles:
        """Writes every document that has a match, whole, as a text file into a new folder, and ``metadata.csv`` with
        a row for each. Raises QueryError, and InputError for a folder that is not empty or cannot be written.
        """
        from gongbao.search.output.corpus_records import custom_names
        from gongbao.search.output.document_files import write_documents
        from gongbao.search.output.manifest import manifest_of

        asked = narrowing(self.corpus, query, synonyms=True)
        request = chosen(self.corpus, filters, copies, asked)
        (whole,) = self.engine.aggregate(request, (), ("documents",))
        counts = {"documents": whole.measures["documents"]}
        manifest = manifest_of(self.corpus, "documents", asked, request, {"query": query}, counts)
        custom = custom_names(self.engine)
        return write_documents(self.engine, request, folder, self.corpus.index_dir, custom, manifest)
