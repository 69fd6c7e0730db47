"""What an engine is: it evaluates a Whoosh query tree under filters over one generation of an index.

Engines must agree with ``gongbao.search.engines.whoosh`` on every answer. The rules they share:

- A tree is made of Whoosh's ``And, Or, Not, AndMaybe, Every, Term, NumericRange, Prefix, Wildcard`` and of the
  nodes in ``gongbao.search.query.queries``. And and Or sum the scores of the children that match, in any order of
  addition; ``Not``, ``Every`` and ``NumericRange`` match without score (0.0); AndMaybe matches what its
  first child matches. ``boost`` multiplies a leaf's score.
- ``NullQuery`` matches nothing. Prefix and Wildcard occur only where no score is asked for.
- A term is scored by BM25F as Whoosh does (B 0.75, K1 1.2), a ``Verified`` leaf as its docstring says; terms
  of fields that are not scorable (city, grams …) score 0.0.
- Rows that tie keep the order of their paragraph numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import numpy as np
from whoosh.query import Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

Sort = Literal["relevance", "date", "-date", "year", "-year", "city", "position"]
SORTS: tuple[Sort, ...] = ("relevance", "date", "-date", "year", "-year", "city", "position")
Value = str | int


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
    def any(self) -> bool:
        """Whether there is a condition at all."""
        return bool(self.any_of or self.ranges or self.excluded)

    def touches(self, name: str) -> bool:
        """Whether a condition on this field exists."""
        return name in self.any_of or name in self.ranges or name in self.excluded


class Column(NamedTuple):
    """One field of every paragraph: ``values[codes[number]]``; code -1 means unknown (or deleted).

    ``codes`` is int32 of shape (paragraphs,), ``values`` are distinct and ascending.
    """

    codes: NDArray[np.int32]
    values: Sequence[Value]


class Answer(NamedTuple):
    """A page of an evaluated query.

    ``total`` and ``documents`` count all matching paragraphs and their documents; ``rows`` what can be
    paged through after grouping and collapsing. ``numbers`` are the page's paragraph numbers in order, with
    ``scores``. ``more[i]`` counts the other matching paragraphs that row i stands for: those of its document
    when grouped by document. ``copies[i]`` holds the ids of matching documents that repeat row i's document
    and are left out when collapsed. ``facets``: (value, count), most frequent first, then by value; a facet's
    counts ignore the filters on that facet itself.
    """

    total: int
    documents: int
    rows: int
    numbers: tuple[int, ...]
    scores: tuple[float, ...]
    more: tuple[int, ...]
    copies: tuple[tuple[str, ...], ...]
    facets: Mapping[str, tuple[tuple[Value, int], ...]]


class Engine(Protocol):
    """Evaluates queries over the generation it was opened on; safe to use from several threads.

    ``query=None`` stands for every paragraph. Paragraph numbers are valid for this engine object only.
    """

    generation: int

    def search(
        self,
        query: Query | None,
        filters: Filters,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        group: Literal["document"] | None = None,
        collapse: bool = False,
    ) -> Answer:
        """One page, the exact counts, and the facets."""

    def count(self, query: Query | None, filters: Filters) -> int:
        """How many paragraphs match."""

    def ids(self, query: Query | None, filters: Filters) -> NDArray[np.int64]:
        """The numbers of all matching paragraphs, ascending."""

    def stored(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The stored fields of these paragraphs, in the order asked for."""

    def values(self, numbers: Sequence[int], names: tuple[str, ...]) -> list[Sequence[Any]]:
        """For each of these stored fields, what these paragraphs have of it; None where a paragraph has none.

        A field ``folded`` is which kinds of characters folding would change in the text (see ``store.texts``),
        None where that is not known.
        """

    def gaps(self, strings: Sequence[str], numbers: Sequence[int]) -> list[list[int]]:
        """For each of these paragraphs, ``ranking.proximity.gaps`` in its text; all hold all the (folded) strings."""

    def column(self, name: str) -> Column:
        """One indexed field (facets, year, date, position, doc, file, source, copy_of) of all paragraphs."""

    def terms(self, name: str, prefix: str = "") -> list[tuple[str, int]]:
        """The terms of an indexed field that begin so, ascending, with the number of paragraphs that hold each."""

    def frequency(self, name: str, term: str) -> int:
        """How many paragraphs hold this term of an indexed field; 0 when none."""

    def close(self) -> None:
        """Lets go of the files."""
