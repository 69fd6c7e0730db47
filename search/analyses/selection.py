"""Which paragraphs an analysis looks at: filters, queries that narrow them, headings they stand under."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from gongbao.indexer.config import Config
from gongbao.indexer.errors import InputError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FIELDS
from gongbao.search.analyses.asked import Asked, asked
from gongbao.search.engines.protocol import Engine, Filters, Request, Sort, Value
from gongbao.search.query import ast
from gongbao.search.query.ast import All, Not, Query, Range, Substring, Word
from gongbao.search.query.fields import NUMBERS, Fields
from gongbao.search.ranking.bonuses import bonuses
from gongbao.search.ranking.proximity import near_strings
from gongbao.search.results.results import Results

FILTERS = (*(spec.name for spec in FIELDS if spec.filterable), "where", "exclude")
"""The arguments of ``Index.search`` that narrow it."""

EVERY_ROW = 2**31
"""More rows than an index can have."""


class Corpus(Protocol):
    """What the analyses need of an open index."""

    config: Config
    fields: Fields
    facets: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    index_dir: str | os.PathLike[str]

    @property
    def engine(self) -> Engine:
        """What answers the requests."""

    def parse(self, query: str, synonyms: bool = True) -> Query:
        """A query's tree."""

    def filters(self, **given: Any) -> Filters:
        """Filters as people give them, as conditions on indexed values."""

    def search(self, query: str | None, **options: Any) -> Results:
        """One page of hits."""


def question(corpus: Corpus, query: str, synonyms: bool, counted: bool = True) -> Asked:
    """A typed query, ready to run; raises QueryError (where its matches are to be ``counted``, for one without)."""
    return asked(query, corpus.parse(query, synonyms), corpus.engine, counted)


def narrowing(corpus: Corpus, query: str | None, synonyms: bool) -> tuple[Asked, ...]:
    """The query that narrows a choice, if there is one; it need not ask for anything in the text."""
    return () if query is None else (question(corpus, query, synonyms, counted=False),)


def chosen(
    corpus: Corpus, filters: Mapping[str, Any], copies: bool, queries: Sequence[Asked] = (), section: str | None = None
) -> Request:
    """The paragraphs under some filters that match all these queries and have ``section`` in their headings."""
    headed = Substring("section", fold(section).strip()) if section and section.strip() else None
    trees = (*(each.tree for each in queries), headed)
    return Request(query=all_of(trees), filters=corpus.filters(**filters), copies=copies)


def selected(
    corpus: Corpus, selection: Mapping[str, Any], copies: bool, synonyms: bool
) -> tuple[Request, tuple[Asked, ...]]:
    """A choice of filters, ``query`` and ``section`` in one mapping; raises InputError and QueryError."""
    if unknown := [name for name in selection if name.startswith("_")]:
        raise InputError("selection.unknown", name=unknown[0])
    queries = narrowing(corpus, selection.get("query"), synonyms)
    filters = {name: value for name, value in selection.items() if name not in ("query", "section")}
    return chosen(corpus, filters, copies, queries, selection.get("section")), queries


def ranked(request: Request, engine: Engine, sort: Sort, limit: int | None) -> Request:
    """The request for hits in this order, as ``Index.search`` makes it; all of them when ``limit`` is None."""
    best = request.query if sort == "relevance" else None
    return request._replace(
        sort=sort,
        limit=EVERY_ROW if limit is None else limit,
        bonuses=() if best is None else bonuses(best, engine),
        near=() if best is None else near_strings(best),
    )


def outside(request: Request) -> Request:
    """Every paragraph that a request does not match."""
    inside = all_of((request.query, condition(request.filters)))
    return Request(query=ast.NOTHING if inside is None else Not(inside), copies=request.copies)


def all_of(trees: Iterable[Query | None]) -> Query | None:
    """What all of these match, None standing for everything."""
    given = tuple(tree for tree in trees if tree is not None)
    return All(given) if len(given) > 1 else given[0] if given else None


def condition(filters: Filters) -> Query | None:
    """Filters as a tree, for what stands outside them; None where there is no condition."""
    parts: list[Query] = [_any_of(name, values) for name, values in filters.any_of.items()]
    parts += [Range(name, low, high) for name, (low, high) in filters.ranges.items()]
    parts += [Not(_any_of(name, values)) for name, values in filters.excluded.items()]
    return all_of(parts)


def _any_of(name: str, values: Iterable[Value]) -> Query:
    if name in NUMBERS:
        return ast.Any(tuple(Range(name, int(value), int(value)) for value in values))
    return ast.Any(tuple(Word(name, str(value)) for value in values))
