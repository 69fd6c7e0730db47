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

    def between(self, first: int, last: int) -> Question:
        """With the years from ``first`` to ``last``, in either order, instead of any other years included."""
        rest = tuple(f for f in self.filters if f.facet != "year" or f.choice == "exclude")
        return replace(self, filters=rest, years=(min(first, last), max(first, last)))

    def without(self, dropped: Filter | Literal["years"]) -> Question:
        if dropped == "years":
            return replace(self, years=None)
        return replace(self, filters=tuple(f for f in self.filters if f != dropped))

    def cleared(self) -> Question:
        """The query alone."""
        return replace(self, filters=(), years=None)

    @property
    def filtered(self) -> bool:
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
class Trail:
    """Where the user has been: undo goes back, redo forth, a new step cuts off what was ahead."""

    steps: list[Question] = field(default_factory=lambda: [Question()])
    at: int = 0

    @property
    def here(self) -> Question:
        return self.steps[self.at]

    def go(self, question: Question, typing: bool = False) -> None:
        """A step to ``question``; while ``typing``, letters added to one query are a single step."""
        if question == self.here:
            return
        previous = self.steps[self.at - 1] if self.at else None
        del self.steps[self.at + 1 :]
        grown = previous is not None and self.here == previous.asking(self.here.query)
        if typing and grown and self.here.query and question == self.here.asking(question.query):
            self.steps[self.at] = question
            return
        self.steps.append(question)
        self.at += 1

    def undo(self) -> Question | None:
        if self.at == 0:
            return None
        self.at -= 1
        return self.here

    def redo(self) -> Question | None:
        if self.at + 1 >= len(self.steps):
            return None
        self.at += 1
        return self.here


def chips(question: Question) -> Iterator[tuple[str, Filter | Literal["years"]]]:
    """Each active filter as (facet, what to hand to ``without``), in the order chosen."""
    if question.years:
        yield "year", "years"
    for each in question.filters:
        yield each.facet, each
