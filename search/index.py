"""An open index: the questions that can be put to it."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from whoosh.query import And, NullQuery, Query, Term

from gongbao.indexer import store
from gongbao.indexer.config import GENRES, Config
from gongbao.indexer.errors import IndexDamaged, QueryError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FACETS
from gongbao.search.analyses.corpus_analyses import Answers
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import SORTS, Answer, Engine, Filters, Sort
from gongbao.search.query.expansion import cut_short, expanded, leaves
from gongbao.search.query.fields import Fields
from gongbao.search.query.filters import conditions
from gongbao.search.query.parser import Synonyms, parse
from gongbao.search.query.queries import SameDocument
from gongbao.search.query.synonyms import synonyms
from gongbao.search.query.unparse import interpretation
from gongbao.search.ranking.bonuses import WINDOW, asked, closest, ranked
from gongbao.search.results.hits import hits
from gongbao.search.results.results import Hit, Results
from gongbao.search.results.snippets import LENGTH, marked, markers

if TYPE_CHECKING:
    from gongbao.search.analyses.statistics import Statistics
    from gongbao.search.analyses.texts import Lengths
    from gongbao.search.results.documents import StoredDocument
    from gongbao.search.results.hit_table import HitTable
    from gongbao.search.suggestions.suggester import Completion, Suggester

_FILTERS = ("city", "province", "county", "level", "year", "date", "genre", "source", "where", "exclude")


class Index(Answers):
    """One generation of an index, open for questions; close it, or use it in a ``with``."""

    def __init__(self, index_dir: str | os.PathLike[str], config: Config) -> None:
        self.index_dir = index_dir
        self.config = config
        self.facets = (*FACETS, *config.facets)
        self._open()

    def _open(self) -> None:
        self.engine, self._analysis = store.undisturbed(self._opened)
        genres = tuple(dict.fromkeys([*GENRES, *self.config.genres]))
        self.fields = Fields(lambda name: self.engine.column(name).values, self.config.facets, genres)
        self._suggester: Suggester | None = None
        self._closed = False
        self._lengths: Lengths | None = None
        self.synonyms: Synonyms = synonyms(self.config.search.synonyms)

    def _opened(self) -> tuple[Engine, str]:
        """The newest generation, and the settings that its texts were analysed with."""
        held = store.open_index(self.index_dir, self.config)
        engine = ColumnarEngine(held)
        try:
            engine.prepare(self.facets)
        except (IndexError, ValueError) as error:  # arrays that contradict each other, values that are no text
            raise IndexDamaged(
                f"The index in {self.index_dir} is damaged ({error}); "
                f"mend it with: gongbao doctor --rebuild --index {self.index_dir}"
            ) from error
        return engine, held.made.analysis

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        self._closed = True
        self.engine.close()

    @property
    def generation(self) -> int:
        """The number of the commit that is being read."""
        return self.engine.generation

    def refresh(self) -> bool:
        """Moves to the newest generation; True if there was a newer one."""
        before, old = self.generation, self.engine
        self._open()
        if self.generation == before:
            self.engine.close()
            self.engine = old
            return False
        old.close()
        return True

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
        """The paragraphs around a hit (or a paragraph id) in its document, in order, without itself."""
        whole = self.document(of if isinstance(of, str) else of.id)
        name = of if isinstance(of, str) else of.id
        at = next((i for i, p in enumerate(whole.paragraphs) if p.id == name), 0)
        around = (*whole.paragraphs[max(0, at - before) : at], *whole.paragraphs[at + 1 : at + 1 + after])
        return hits(self.engine, [self._number(p.id) for p in around], self.index_dir, self.config.facets)

    def similar(self, of: Hit | str, limit: int = 10, **filters: Any) -> Results:
        """Paragraphs that share the most telling words of a hit (or paragraph id), best first, without itself."""
        from gongbao.search.analyses.similar import likeness

        began = time.perf_counter()
        (values,) = self.engine.stored([self._number(of if isinstance(of, str) else of.id)])
        conditions = self.filters(**filters)
        tree = likeness(self.engine, values["text"], self.config.analysis) or NullQuery
        answer = self.engine.search(tree, conditions, limit=limit + 1, facets=self.facets)
        found = tuple(one for one in self._hits(answer, tree, LENGTH) if one.id != values["id"])[:limit]
        wording = " ".join(term.text for term in leaves(tree) if isinstance(term, Term))
        return Results(
            total=answer.total, documents=answer.documents, rows=answer.rows, hits=found, facets=answer.facets,
            seconds=time.perf_counter() - began, interpretation=f"similar to {values['id']}: {wording}",
        )  # fmt: skip

    def table(self, query: str | None, limit: int | None = None, **options: Any) -> HitTable:
        """Hits as a table to export, all of them when ``limit`` is None; ``options`` are those of ``search``."""
        from gongbao.search.results.hit_table import HitTable

        results = self.search(query, limit=limit, **options)
        narrowing = {name: value for name, value in options.items() if name in _FILTERS}
        counts = {"total": results.total, "documents": results.documents, "hits": len(results.hits)}
        others = {name: value for name, value in options.items() if name not in _FILTERS}
        conditions = self.filters(**narrowing)
        manifest = self._manifest(
            "search", results.interpretation, conditions, {"query": query, "limit": limit, **others}, counts
        )
        return HitTable(results.hits, manifest)

    def _number(self, name: str) -> int:
        """The number of the paragraph with this id."""
        from gongbao.search.results.documents import as_id

        numbers = self.engine.ids(Term("id", as_id(name)), Filters())
        if not len(numbers):
            raise QueryError(f"There is no paragraph {name!r} in this index; ids stand below each hit.")
        return int(numbers[0])

    def statistics(self) -> Statistics:
        """What the index holds: counts of documents, coverage, and what is doubtful."""
        from gongbao.search.analyses.statistics import statistics

        return statistics(self.engine, self.index_dir)

    def parse(self, query: str) -> Query:
        """The Whoosh query tree of a query; raises QueryError with the column at fault."""
        try:
            query.encode()
        except UnicodeEncodeError:
            raise QueryError(
                "The query holds bytes that are not UTF-8 text; type it again in a UTF-8 terminal."
            ) from None
        return parse(query, self.fields, self.synonyms)

    def matches(self, query: str | None, texts: Sequence[str]) -> list[tuple[tuple[int, int], ...]]:
        """Where the query's words stand in each of some texts: spans to mark, ascending and apart."""
        tree = None if query is None else expanded(self.parse(query), self.engine)[0]
        sought = markers(tree)
        return [marked(sought, fold(text)) for text in texts]

    def filters(  # type: ignore[override]  # says which filters there are
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
        """Filters as given to ``search``, as conditions on indexed values."""
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
        collapse: bool = True,
        facets: Sequence[str] | None = None,
        snippet_length: int = LENGTH,
    ) -> Results:
        """Paragraphs that match a query of docs/query-language.md; ``query=None`` stands for all of them.

        Filters take a value, a list or set of values (any of them), and ``year`` and ``date`` also a pair
        ``(first, last)``, both included, None for an open end, or a ``range``. Places may be short (淄博),
        full, old, traditional or pinyin names. ``where`` filters by custom facets, ``exclude`` maps a field to
        values not wanted. ``limit=None`` gives all hits. ``group="document"`` gives each document's best
        paragraph; ``collapse`` leaves out documents that repeat another one that matches. ``facets`` names
        those to count (all when None).

        Raises QueryError for a query or filter that is not understood.
        """
        began = time.perf_counter()
        _check(limit, offset, sort, group, snippet_length)
        filters = self.filters(
            city=city, province=province, county=county, level=level, year=year, date=date, genre=genre,
            source=source, where=where, exclude=exclude,
        )  # fmt: skip
        parsed = None if query is None else self.parse(query)
        tree, notes = (None, ()) if parsed is None else expanded(parsed, self.engine)
        best = tree is not None and sort == "relevance"
        apart = best and len(asked(tree)) > 1 and offset < WINDOW
        last = 2**31 if limit is None else offset + limit
        answer = self.engine.search(
            ranked(tree, self.engine) if tree is not None and best else tree,
            filters,
            offset=0 if apart else offset,
            limit=max(last, WINDOW) if apart else last - offset,
            sort=sort,
            facets=self.facets if facets is None else tuple(self.fields.name(name) for name in facets),
            group=group,
            collapse=collapse,
        )
        if tree is not None and apart:
            answer = closest(tree, answer, self.engine, offset, last)
        hits = self._hits(answer, tree, snippet_length)
        notes += () if tree is None else cut_short(tree)
        offers: Callable[[], tuple[str, ...]] = tuple
        if answer.total == 0 and tree is not None and parsed is not None and query is not None:
            together, suggested = self._together(parsed, filters)
            notes += together + self._unfiltered(tree, filters)
            offers = functools.cache(functools.partial(self._offers, suggested, query, parsed, filters))
        return Results(
            total=answer.total,
            documents=answer.documents,
            rows=answer.rows,
            hits=hits,
            facets=answer.facets,
            seconds=time.perf_counter() - began,
            interpretation="" if parsed is None else interpretation(parsed, self.synonyms),
            notes=notes,
            offers=offers,
        )

    def _hits(self, answer: Answer, tree: Query | None, length: int) -> tuple[Hit, ...]:
        rows = (answer.scores, answer.more, answer.copies)
        return hits(self.engine, answer.numbers, self.index_dir, self.config.facets, markers(tree), length, *rows)

    def _offers(self, first: tuple[str, ...], query: str, parsed: Query, filters: Filters) -> tuple[str, ...]:
        return first if self._closed else first + self.suggester.instead(query, parsed, filters)

    def _together(self, parsed: Query, filters: Filters) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """When no paragraph holds all the words: how many documents do, and the query that finds these."""
        if not isinstance(parsed, And):
            return (), ()
        whole = SameDocument(parsed)
        documents = self.engine.search(expanded(whole, self.engine)[0], filters, limit=0).documents
        if not documents:
            return (), ()
        wording = interpretation(whole, self.synonyms)
        return (f"No paragraph holds all of these, but {documents} document(s) do; search for {wording}",), (wording,)

    def _unfiltered(self, tree: Query, filters: Filters) -> tuple[str, ...]:
        found = self.engine.count(tree, Filters()) if filters != Filters() else 0
        return (f"Without the filters, {found:,} paragraph(s) match.",) if found else ()


def _check(limit: int | None, offset: int, sort: str, group: str | None, length: int) -> None:
    if (limit is not None and limit < 0) or offset < 0:
        raise QueryError("limit and offset count from 0 upwards.")
    if sort not in SORTS:
        raise QueryError(f"There is no order '{sort}'; orders are: {', '.join(SORTS)}.")
    if group not in (None, "document"):
        raise QueryError(f"Results can be grouped by document, not by '{group}'.")
    if length < 1:
        raise QueryError("snippet_length is at least 1.")


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
