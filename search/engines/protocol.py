"""What an engine is: it answers requests over one generation of an index.

An engine may sit on another machine: nothing here speaks of row numbers or of arrays of a whole index. Every engine
must give the same answers; the rules they share:

- The tree is that of ``query.ast``. ``Prefix``, ``Wildcard``, ``Fuzzy`` and ``Synonyms`` do not reach an engine:
  ``query.visitors.expanded`` has replaced them by what they stand for.
- A term is scored by BM25F (B 0.75, K1 1.2, idf = log(N / (df + 1)) + 1); N, df and average lengths count deleted
  paragraphs until their segment is merged, but the df of a ``Substring``, ``Near`` or ``Regex`` counts what can be
  found. Terms of fields without scores (facets, ids, character pairs) score 0.0.
- A field's length is the number of its terms, rounded as Whoosh keeps it in a byte.
- Rows that tie keep their order in the index.
- Filters, facets, groups and ``values`` know the fields of a document (``DOCUMENT_FIELDS``) and config.yaml's facets,
  and raise QueryError for others. A leaf on a field there is not matches nothing, and no term of it is known.
- An answer is whole or an error (``SearchTimeout``, ``IndexDamaged``, …); never a part of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from gongbao.indexer.errors import QueryError
from gongbao.search.query.ast import Query

Sort = Literal["relevance", "date", "-date", "year", "-year", "city", "position"]
SORTS: tuple[Sort, ...] = ("relevance", "date", "-date", "year", "-year", "city", "position")
Value = str | int
Measure = Literal["paragraphs", "documents", "characters", "tokens"]
MEASURES: tuple[Measure, ...] = ("paragraphs", "documents", "characters", "tokens")

FIELDS = (
    "text", "id", "doc", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "section",
    "file", "position", "copy_of", "record", "folded",
)  # fmt: skip
"""Stored fields of a paragraph that can be asked for, besides config.yaml's facets. ``date`` is a number
(``schema.date_number``), ``section`` the headings joined by ``schema.SECTION_MARK``, ``record`` the JSON that the first
paragraph of a document carries, ``folded`` which kinds of characters folding would change in the text (a bit set of
``store.texts.kinds``; None where that is not known)."""

DOCUMENT_FIELDS = (
    "doc", "file", "city", "province", "county", "level", "year", "date", "genre", "source", "copy_of",
)  # fmt: skip
"""Fields that the paragraphs of a document share. These, and config.yaml's facets, can be filtered by, counted as
facets, grouped by, and asked for their values."""
NUMBER_FIELDS = ("year", "date")
"""Those that hold numbers; only they can be filtered by a range."""


def check_fields(names: Iterable[str], custom: Sequence[str] = ()) -> None:
    """Raises QueryError if one of the names is neither of ``DOCUMENT_FIELDS`` nor one of the ``custom`` facets."""
    for name in names:
        if name not in DOCUMENT_FIELDS and name not in custom:
            known = ", ".join((*DOCUMENT_FIELDS, *custom))
            raise QueryError("filter.unknown_field", field=name, known=known)


def check_filters(filters: Filters, custom: Sequence[str] = ()) -> None:
    """Raises QueryError for a condition on what ``check_fields`` refuses, or a range where no numbers are."""
    check_fields(filters.names, custom)
    for name in filters.ranges:
        if name not in NUMBER_FIELDS:
            raise QueryError("filter.no_numbers", field=name)


class Filters(NamedTuple):
    """What a paragraph must be besides matching the query; all conditions hold together.

    ``any_of``: the field has one of these values. ``ranges``: the number lies between the two, both
    included; None leaves an end open. ``excluded``: the field has none of these values (a paragraph
    without a value stays). Values are as indexed: full official names, ``year`` as int, ``date`` as
    schema.date_number.
    """

    any_of: Mapping[str, tuple[Value, ...]] = {}
    ranges: Mapping[str, tuple[int | None, int | None]] = {}
    excluded: Mapping[str, tuple[Value, ...]] = {}

    def without(self, name: str) -> Filters:
        """These filters less the conditions on one field."""
        return Filters(
            {k: v for k, v in self.any_of.items() if k != name},
            {k: v for k, v in self.ranges.items() if k != name},
            {k: v for k, v in self.excluded.items() if k != name},
        )

    @property
    def names(self) -> set[str]:
        """The fields that there are conditions on."""
        return {*self.any_of, *self.ranges, *self.excluded}

    @property
    def any(self) -> bool:
        """Whether there is a condition at all."""
        return bool(self.any_of or self.ranges or self.excluded)

    def touches(self, name: str) -> bool:
        """Whether a condition on this field exists."""
        return name in self.any_of or name in self.ranges or name in self.excluded


class Request(NamedTuple):
    """One question to an engine. ``query=None`` stands for every paragraph.

    ``bonuses`` add their scores to paragraphs that match ``query`` and also match them (only for sort "relevance").
    ``near``: two or more (folded) strings of the query; the first ``ranking.WINDOW`` rows of the whole answer are put
    in a new order by how near they stand in the text (``ranking.proximity``). ``group="document"`` gives each
    document's best paragraph. ``copies=False`` leaves the documents that repeat another one of the index out of
    everything: rows, totals, facets, groups (see ``Page.copies`` and ``Page.left_out``). ``fields`` are the stored
    fields wanted of each row; ``facets`` those to count. ``seconds`` is the time limit; None for none.
    """

    query: Query | None = None
    filters: Filters = Filters()
    bonuses: tuple[Query, ...] = ()
    near: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 10
    sort: Sort = "relevance"
    facets: Sequence[str] = ()
    fields: tuple[str, ...] = ()
    group: Literal["document"] | None = None
    copies: bool = False
    seconds: float | None = None


class Columns(NamedTuple):
    """Stored fields of some paragraphs, column by column: ``values[i][j]`` is field ``names[i]`` of paragraph j.

    A paragraph that has nothing in a field has None there.
    """

    names: tuple[str, ...]
    values: Sequence[Sequence[Any]]

    def column(self, name: str) -> Sequence[Any]:
        """One field of every paragraph; raises ValueError for one that was not asked for."""
        return self.values[self.names.index(name)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each paragraph as a dict without what it lacks."""
        for row in zip(*self.values, strict=True):
            yield {name: value for name, value in zip(self.names, row, strict=True) if value is not None}


class Page(NamedTuple):
    """A page of an evaluated request.

    ``total`` and ``documents`` count all matching paragraphs and their documents; ``rows`` what can be paged through:
    paragraphs, or documents when grouped. ``hits`` are the fields asked for of the page's rows in order, with
    ``scores``. ``more[i]`` counts the other matching paragraphs that row i stands for: those of its document when
    grouped by document. ``copies[i]`` holds the ids of the documents that repeat row i's document and are left out;
    ``left_out`` counts the matching paragraphs of all documents that are left out as copies. ``facets``: (value,
    count), most frequent first, then by value; a facet's counts ignore the filters on that facet itself.
    ``snapshot`` is the generation that was read.
    """

    total: int
    documents: int
    rows: int
    hits: Columns
    scores: Sequence[float]
    more: Sequence[int]
    copies: Sequence[tuple[str, ...]]
    facets: Mapping[str, tuple[tuple[Value, int], ...]]
    left_out: int
    snapshot: int


class Group(NamedTuple):
    """One row of ``Engine.aggregate``: the values of the facets grouped by (None where unknown), and each measure."""

    key: tuple[Value | None, ...]
    measures: Mapping[str, int]


class Engine(Protocol):
    """Answers requests over the generation it was opened on; safe to use from several threads."""

    @property
    def generation(self) -> int:
        """The number of the commit that is being read."""

    @property
    def capabilities(self) -> frozenset[str]:
        """What this engine can do besides the protocol; no name is needed to answer correctly."""

    def search(self, request: Request) -> Page:
        """One page, the exact counts, and the facets."""

    def count(self, request: Request) -> int:
        """How many paragraphs match; only ``query``, ``filters``, ``copies`` and ``seconds`` are looked at."""

    def scan(self, request: Request, fields: tuple[str, ...], batch: int = 1_000) -> Iterator[Columns]:
        """Every matching paragraph, streamed in the order of the index, ``batch`` paragraphs at a time at the most.

        Only ``query``, ``filters``, ``copies`` and ``seconds`` are looked at. Documents stand together, their
        paragraphs in order.
        """

    def aggregate(self, request: Request, by: Sequence[str], measures: Sequence[Measure]) -> list[Group]:
        """The matching paragraphs in groups by facets (``doc``, ``file`` and ``copy_of`` too), ascending by key with
        unknown values last; groups without paragraphs are left out. ``by=()`` gives one group of all, also of none.

        ``characters`` counts without white space, ``tokens`` the whole words without punctuation.
        Only ``query``, ``filters``, ``copies`` and ``seconds`` are looked at.
        """

    def documents(self, ids: Sequence[str], fields: tuple[str, ...]) -> list[Columns]:
        """The paragraphs of each of these documents in the order of their positions; empty for an id there is not."""

    def paragraphs(self, ids: Sequence[str], fields: tuple[str, ...]) -> Columns:
        """The paragraphs with these ids, in the order asked for; those there are not are left out (ask for ``id``)."""

    def values(self, field: str) -> Sequence[Value]:
        """The distinct values of a document's field, ascending; those of deleted documents may still be among them."""

    def term_statistics(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many paragraphs each term of an indexed field stands, deleted ones included until they are merged
        away; 0 where there is none."""

    def complete(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        """The terms of an indexed field that begin so, ascending, with their ``term_statistics``."""

    def refresh(self) -> bool:
        """Moves to the newest generation; True if there was a newer one. Answers under way keep theirs."""

    def close(self) -> None:
        """Lets go of files and connections; asking afterwards, and going on with a scan, raises IndexClosed."""
