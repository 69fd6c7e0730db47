"""What is being asked: query, filters, order. Frozen; every change makes a new one, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gongbao.indexer import FIELDS

Value = str | int
Choice = Literal["include", "exclude"]
BUILT_IN = tuple(spec.name for spec in FIELDS if spec.option)
"""Facets that ``Index.search`` takes by name; those of config.yaml go into its ``where``."""
SORTS = ("relevance", "-date", "date", "city")
"""The orders offered, as ``Index.search`` names them."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One value of a facet that is asked for, or kept out."""

    facet: str
    value: Value
    choice: Choice = "include"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its filters. ``years`` is a closed range and excludes single years among ``filters``.

    ``group`` shows one row a document, ``copies`` also the documents that repeat another one.
    """

    query: str = ""
    filters: tuple[Filter, ...] = ()
    years: tuple[int, int] | None = None
    sort: str = "relevance"
    group: bool = False
    copies: bool = False

    def asking(self, query: str) -> Question:
        """The same with another query."""
        return replace(self, query=query)

    def mark(self, facet: str, value: Value) -> Choice | None:
        """Whether ``value`` is included, excluded or neither."""
        for each in self.filters:
            if each.facet == facet and each.value == value:
                return each.choice
        if facet == "year" and self.years and isinstance(value, int) and self.years[0] <= value <= self.years[1]:
            return "include"
        return None

    def toggled(self, facet: str, value: Value, choice: Choice) -> Question:
        """With ``value`` so chosen, or no longer chosen if it already was."""
        rest = tuple(f for f in self.filters if (f.facet, f.value) != (facet, value))
        was = next((f.choice for f in self.filters if (f.facet, f.value) == (facet, value)), None)
        years = None if facet == "year" and choice == "include" else self.years
        if was == choice:
            return replace(self, filters=rest, years=years)
        return replace(self, filters=(*rest, Filter(facet, value, choice)), years=years)

    def only(self, facet: str, value: Value) -> Question:
        """With ``value`` as the only one of its facet that is asked for."""
        rest = tuple(f for f in self.filters if f.facet != facet)
        years = None if facet == "year" else self.years
        return replace(self, filters=(*rest, Filter(facet, value)), years=years)

    def between(self, first: int, last: int) -> Question:
        """With the years from ``first`` to ``last``, in either order, instead of any other years included."""
        rest = tuple(f for f in self.filters if f.facet != "year" or f.choice == "exclude")
        return replace(self, filters=rest, years=(min(first, last), max(first, last)))

    def without(self, dropped: Filter | Literal["years"]) -> Question:
        """Without a filter, or without the range of years."""
        if dropped == "years":
            return replace(self, years=None)
        return replace(self, filters=tuple(f for f in self.filters if f != dropped))

    def cleared(self) -> Question:
        """The query alone."""
        return replace(self, filters=(), years=None)

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the answer."""
        return bool(self.filters or self.years)

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of ``Index.search`` that say the same."""
        include: dict[str, list[Value]] = {}
        exclude: dict[str, list[Value]] = {}
        for each in self.filters:
            (include if each.choice == "include" else exclude).setdefault(each.facet, []).append(each.value)
        arguments: dict[str, Any] = {name: values for name, values in include.items() if name in BUILT_IN}
        custom = {name: values for name, values in include.items() if name not in BUILT_IN}
        if custom:
            arguments["where"] = custom
        if self.years:
            arguments["year"] = self.years
        if exclude:
            arguments["exclude"] = exclude
        if self.copies:
            arguments["copies"] = True
        return arguments


@dataclass(slots=True)
class UndoHistory:
    """Where the user has been: undo goes back, redo forth, a new step cuts off what was ahead.

    A step is a whole question. While one is typed it grows, or shrinks, within its step; a query that had grown and was
    asked is a whole one as soon as it is changed otherwise than by going on with it, and is left where it stands.
    """

    steps: list[Question] = field(default_factory=lambda: [Question()])
    at: int = 0
    _typing: bool = False
    """Whether the last step is a query being typed."""
    _grown: bool = False
    """Whether the last change made that query longer."""

    @property
    def here(self) -> Question:
        """The question as it stands."""
        return self.steps[self.at]

    def settle(self) -> None:
        """The question as it stands is a whole one: what is typed next is another step."""
        self._typing = False

    def go(self, question: Question, typing: bool = False) -> None:
        """A step to ``question``; while ``typing``, the query may only have gone on from what it is."""
        here = self.here
        if question == here:
            return
        del self.steps[self.at + 1 :]
        same_rest = question == here.asking(question.query)
        longer = question.query.startswith(here.query)
        if typing and self._typing and same_rest and (longer or not self._grown):
            self.steps[self.at] = question
        else:
            self.steps.append(question)
            self.at += 1
        self._typing, self._grown = typing, typing and longer

    def undo(self) -> Question | None:
        """The question before, None at the first."""
        if self.at == 0:
            return None
        self.at -= 1
        self.settle()
        return self.here

    def redo(self) -> Question | None:
        """The question that was undone last, None where there is none."""
        if self.at + 1 >= len(self.steps):
            return None
        self.at += 1
        self.settle()
        return self.here


def active_filters(question: Question) -> Iterator[tuple[str, Filter | Literal["years"]]]:
    """Each active filter as (facet, what to hand to ``without``), in the order chosen."""
    if question.years:
        yield "year", "years"
    for each in question.filters:
        yield each.facet, each
