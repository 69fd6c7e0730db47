"""An open index: the questions that can be put to it."""

from __future__ import annotations

import functools
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from gongbao.indexer.config import GENRES, Config
from gongbao.indexer.errors import IndexClosed, QueryError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FACETS
from gongbao.search.analyses.corpus_analyses import CorpusAnalyses
from gongbao.search.analyses.delegates import offered
from gongbao.search.engines.protocol import SORTS, Engine, Filters, Page, Request, Sort
from gongbao.search.engines.registry import engine_of, open_engine
from gongbao.search.output.corpus_exports import CorpusExports
from gongbao.search.query.ast import NOTHING, Query, Word
from gongbao.search.query.fields import Fields
from gongbao.search.query.filters import conditions
from gongbao.search.query.parser import parse
from gongbao.search.query.synonyms import synonyms
from gongbao.search.query.unparse import unparse
from gongbao.search.query.visitors import expanded, leaves
from gongbao.search.ranking.bonuses import bonuses
from gongbao.search.ranking.proximity import near_strings
from gongbao.search.results.highlighting import highlight_spans, highlight_terms
from gongbao.search.results.hits import hit_fields, hits
from gongbao.search.results.results import Hit, Results
from gongbao.search.results.snippets import LENGTH

if TYPE_CHECKING:
    from gongbao.search.analyses.statistics import Statistics
    from gongbao.search.results.documents import StoredDocument
    from gongbao.search.suggestions.suggester import Completion, Suggester

EVERY_ROW = 2**31
"""More rows than an index can have."""


class Index:
    """One generation of an index, open for questions; close it, or use it in a ``with``.

    ``index_dir`` is the folder of the index, or an address that names an engine (``engines.registry``). Every method
    that asks the index raises IndexClosed once it is closed. Documents that repeat another document of the index are
    left out of every answer, unless ``copies=True``.
    """

    def __init__(self, index_dir: str | os.PathLike[str], config: Config) -> None:
        """Opens the newest generation; raises IndexMissing, IndexDamaged, IndexOutdated, EngineUnavailable."""
        self.config = config
        self.facets = (*FACETS, *config.facets)
        self.synonyms = synonyms(config.search.synonyms)
        self._engine = open_engine(index_dir, config)
        place = engine_of(index_dir, config)[1]
        self.index_dir = index_dir if place == os.fspath(index_dir) else place
        self._closed = False
        self._read_values()

    def _read_values(self) -> None:
        """What is known of the values and words of the generation that is being read."""
        genres = tuple(dict.fromkeys([*GENRES, *self.config.genres]))
        self.fields = Fields(lambda name: self.engine.values(name), self.config.facets, genres)
        self._suggester: Suggester | None = None

    @property
    def engine(self) -> Engine:
        """What answers the questions (``engines.protocol``); raises IndexClosed once the index is closed."""
        if self._closed:
            raise IndexClosed("index.closed_before", folder=self.index_dir)
        return self._engine

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        self._closed = True
        self._engine.close()

    @property
    def generation(self) -> int:
        """The number of the commit that is being read."""
        return self.engine.generation

    def refresh(self) -> bool:
        """Moves to the newest generation; True if there was a newer one. Raises as opening does."""
        newer = self.engine.refresh()
        if newer:
            self._read_values()
        return newer

    @property
    def suggester(self) -> Suggester:
        """Suggestions from this index's words."""
        if self._suggester is None:
            from gongbao.search.suggestions.suggester import (
                Suggester,  # the table of places: only when nothing was found
            )

            self._suggester = Suggester(self.engine, self.fields, self.config.analysis, self.parse)
        return self._suggester

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Completion, ...]:
        """What begins so, in characters or pinyin: places and genres of this index, then its words by frequency."""
        return self.suggester.complete(prefix, limit)

    def document(self, name: str) -> StoredDocument:
        """The whole document with this id, or the one that holds the paragraph with this id; raises QueryError."""
        from gongbao.search.results.documents import (
            document,  # like the others below: an ordinary search needs none of them
        )

        return document(self.engine, name, self.index_dir)

    def neighbours(self, of: Hit | str, before: int = 1, after: int = 1) -> tuple[Hit, ...]:
        """The paragraphs around a hit (or a paragraph id) in its document, in order, without itself.

        ``before`` and ``after`` count paragraphs. Raises QueryError for an id that the index does not have.
        """
        from gongbao.search.results.documents import neighbours

        name = of if isinstance(of, str) else of.id
        around = neighbours(self.engine, name, before, after, hit_fields(self.config.facets))
        return hits(around, self.index_dir, self.config.facets)

    def similar(self, of: Hit | str, limit: int = 10, *, copies: bool = False, **filters: Any) -> Results:
        """Paragraphs that share the most telling words of a hit (or paragraph id), best first, without itself.

        ``filters`` are those of ``search``. Raises QueryError for an id that the index does not have.
        """
        from gongbao.search.analyses.similar import likeness
        from gongbao.search.results.documents import as_id

        began = time.perf_counter()
        name = as_id(of if isinstance(of, str) else of.id)
        text = [*self.engine.paragraphs([name], ("text",)).column("text"), None][0]
        if text is None:
            raise QueryError("paragraph.unknown", id=repr(name))
        tree = likeness(self.engine, text, self.config.analysis) or NOTHING
        request = Request(
            tree, self.filters(**filters), limit=limit + 1, facets=self.facets,
            fields=hit_fields(self.config.facets), copies=copies,
        )  # fmt: skip
        page = self.engine.search(request)
        wording = " ".join(leaf.text for leaf in leaves(tree) if isinstance(leaf, Word))
        return Results(
            total=page.total, documents=page.documents, rows=page.rows,
            hits=tuple(hit for hit in self._hits(page, tree, LENGTH) if hit.id != name)[:limit], facets=page.facets,
            seconds=time.perf_counter() - began, interpretation=f"similar to {name}: {wording}", query=tree,
            left_out=page.left_out,
        )  # fmt: skip

    def statistics(self) -> Statistics:
        """What the index holds: counts of documents, coverage, and what is doubtful."""
        from gongbao.search.analyses.statistics import statistics

        return statistics(self.engine, self.index_dir)

    def parse(self, query: str, synonyms: bool = True) -> Query:
        """The tree of a query; raises QueryError with the column at fault. ``synonyms=False`` adds none."""
        try:
            query.encode()
        except UnicodeEncodeError:
            raise QueryError("query.not_utf8") from None
        return parse(query, self.fields, self.synonyms if synonyms else None)

    def matches(self, query: str | None, texts: Sequence[str]) -> list[tuple[tuple[int, int], ...]]:
        """Where the query's words stand in each of some texts: spans to mark, ascending and apart.

        Raises QueryError.
        """
        tree = None if query is None else expanded(self.parse(query), self.engine)[0]
        sought = highlight_terms(tree)
        return [highlight_spans(sought, fold(text)) for text in texts]

    def filters(
        self,
        *,
        city: Any = None,
        province: Any = None,
        county: Any = None,
        level: Any = None,
        year: Any = None,
        date: Any = None,
        genre: Any = None,
        source: Any = None,
        where: Mapping[str, Any] | None = None,
        exclude: Mapping[str, Any] | None = None,
    ) -> Filters:
        """Filters as given to ``search``, as conditions on indexed values; raises QueryError as that does."""
        wanted = {
            "city": city, "province": province, "county": county, "level": level,
            "year": year, "date": date, "genre": genre, "source": source,
        }  # fmt: skip
        return conditions(self.fields, {**wanted, **(where or {})}, exclude)

    def search(
        self,
        query: str | None,
        *,
        city: Any = None,
        province: Any = None,
        county: Any = None,
        level: Any = None,
        year: Any = None,
        date: Any = None,
        genre: Any = None,
        source: Any = None,
        where: Mapping[str, Any] | None = None,
        exclude: Mapping[str, Any] | None = None,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        group: Literal["document"] | None = None,
        copies: bool = False,
        facets: Sequence[str] | None = None,
        snippet_length: int = LENGTH,
    ) -> Results:
        """Paragraphs that match a query of docs/query-language.md; ``query=None`` stands for all of them.

        Filters take a value, a list or set of values (any of them), and ``year`` and ``date`` also a pair
        ``(first, last)``, both included, None for an open end, or a ``range``. Places may be short (淄博),
        full, old, traditional or pinyin names. ``where`` filters by custom facets, ``exclude`` maps a field to
        values not wanted. ``limit=None`` gives all hits. ``group="document"`` gives each document's best
        paragraph; ``copies=True`` takes in the documents that repeat another one. ``facets`` names those to count
        (all when None); ``snippet_length`` is in characters.

        Raises QueryError for a query or filter that is not understood, SearchTimeout for a pattern that takes longer
        than its time.
        """
        began = time.perf_counter()
        _check(limit, offset, sort, group, snippet_length)
        filters = self.filters(
            city=city, province=province, county=county, level=level, year=year, date=date, genre=genre,
            source=source, where=where, exclude=exclude,
        )  # fmt: skip
        parsed = None if query is None else self.parse(query)
        tree, notes = (None, ()) if parsed is None else expanded(parsed, self.engine)
        best = tree if sort == "relevance" else None
        request = Request(
            tree,
            filters,
            bonuses=() if best is None else bonuses(best, self.engine),
            near=() if best is None else near_strings(best),
            offset=offset,
            limit=EVERY_ROW - offset if limit is None else limit,
            sort=sort,
            facets=self.facets if facets is None else tuple(self.fields.name(name) for name in facets),
            fields=hit_fields(self.config.facets),
            group=group,
            copies=copies,
        )
        page = self.engine.search(request)
        offers: Callable[[], tuple[str, ...]] = tuple
        if page.total == 0 and parsed is not None and query is not None:
            from gongbao.search.suggestions.otherwise import nothing_found

            others, queries = nothing_found(self.engine, parsed, request, page)
            notes += others
            offers = functools.cache(functools.partial(self._offers, queries, query, parsed, filters))
        return Results(
            total=page.total,
            documents=page.documents,
            rows=page.rows,
            hits=self._hits(page, tree, snippet_length),
            facets=page.facets,
            seconds=time.perf_counter() - began,
            interpretation="" if parsed is None else unparse(parsed),
            query=parsed,
            left_out=page.left_out,
            notes=notes,
            offers=offers,
        )

    def scan(
        self, query: str | None, *, copies: bool = False, snippet_length: int = LENGTH, **filters: Any
    ) -> Iterator[Hit]:
        """Every paragraph that matches, one after the other in the order of the index, however many they are.

        ``query``, ``copies``, ``snippet_length`` and ``filters`` are those of ``search``; scores are 0.0. Only one
        batch of paragraphs is in memory at a time. Warns (UserWarning) where a pattern stands for more words than are
        searched. Raises QueryError before the first hit, SearchTimeout while going on.
        """
        _check(None, 0, "relevance", None, snippet_length)
        tree, notes = (None, ()) if query is None else expanded(self.parse(query), self.engine)
        for note in notes:
            warnings.warn(note, stacklevel=2)
        request = Request(tree, self.filters(**filters), copies=copies)
        batches = self.engine.scan(request, hit_fields(self.config.facets))
        wanted = highlight_terms(tree)
        return (
            hit
            for batch in batches
            for hit in hits(batch, self.index_dir, self.config.facets, wanted, snippet_length)
        )  # fmt: skip

    concordance = offered(CorpusAnalyses.concordance, CorpusAnalyses)
    trend = offered(CorpusAnalyses.trend, CorpusAnalyses)
    panel = offered(CorpusAnalyses.panel, CorpusAnalyses)
    collocates = offered(CorpusAnalyses.collocates, CorpusAnalyses)
    keyness = offered(CorpusAnalyses.keyness, CorpusAnalyses)
    dispersion = offered(CorpusAnalyses.dispersion, CorpusAnalyses)
    table = offered(CorpusExports.table, CorpusExports)
    streamed_table = offered(CorpusExports.streamed_table, CorpusExports)
    export_documents = offered(CorpusExports.export_documents, CorpusExports)

    def _hits(self, page: Page, tree: Query | None, length: int) -> tuple[Hit, ...]:
        rows = (page.scores, page.more, page.copies)
        return hits(page.hits, self.index_dir, self.config.facets, highlight_terms(tree), length, *rows)

    def _offers(self, first: tuple[str, ...], query: str, parsed: Query, filters: Filters) -> tuple[str, ...]:
        return first if self._closed else first + self.suggester.instead(query, parsed, filters)


def _check(limit: int | None, offset: int, sort: str, group: str | None, length: int) -> None:
    if (limit is not None and limit < 0) or offset < 0:
        raise QueryError("search.negative")
    if sort not in SORTS:
        raise QueryError("order.unknown", order=sort, known=", ".join(SORTS))
    if group not in (None, "document"):
        raise QueryError("search.group", group=group)
    if length < 1:
        raise QueryError("search.snippet_length")


def open(index_dir: str | os.PathLike[str] | None = None, config: Config | None = None) -> Index:
    """Opens the index in ``index_dir`` (config.yaml's when None); raises IndexMissing, IndexDamaged, IndexOutdated."""
    config = config or Config.load()
    return Index(config.index if index_dir is None else index_dir, config)


def search(
    query: str | None,
    *,
    index_dir: str | os.PathLike[str] | None = None,
    config: Config | None = None,
    **options: Any,
) -> Results:
    """One question to an index: ``open(index_dir).search(query, **options)``."""
    with open(index_dir, config) as index:
        results = index.search(query, **options)
        _ = results.suggestions  # while the index is still open
        return results
