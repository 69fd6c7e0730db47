"""Groups by facets (city, year, month …): what they are called, and what each holds in all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Engine, Measure, Request, Value
from gongbao.search.query.fields import Fields

Key: TypeAlias = tuple[Value, ...]

PERIODS = {
    "month": "month", "月": "month", "月份": "month",
    "quarter": "quarter", "季": "quarter", "季度": "quarter",
}  # fmt: skip
"""Folded names as typed → the parts of a date that can be grouped by besides ``year``."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """``by`` are the names of the groups' columns, ``fields`` the stored fields that their values are made of."""

    by: tuple[str, ...]
    fields: tuple[str, ...]

    def values(self, stored: Sequence[Any]) -> tuple[Value | None, ...]:
        """The values of one paragraph with these stored ``fields``; None where one is unknown."""
        return tuple(
            _PERIOD[name](value) if name in _PERIOD and value is not None else value
            for name, value in zip(self.by, stored, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Size:
    """What a group holds: documents, paragraphs, characters without white space, words (None: not counted)."""

    documents: int
    paragraphs: int
    characters: int
    tokens: int | None

    def __add__(self, other: Size) -> Size:
        tokens = None if self.tokens is None or other.tokens is None else self.tokens + other.tokens
        return Size(
            self.documents + other.documents,
            self.paragraphs + other.paragraphs,
            self.characters + other.characters,
            tokens,
        )


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """What is in no group because a value is unknown: documents, paragraphs; ``missing`` documents lack each facet."""

    documents: int
    paragraphs: int
    missing: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"documents": self.documents, "paragraphs": self.paragraphs, "missing": dict(self.missing)}


def grouping(by: str | Sequence[str], fields: Fields, facets: Sequence[str]) -> Grouping:
    """Facets to group by as people name them: of the index (``facets``), source, document, month or quarter.

    Chinese names (城市, 年份, 季度 …) do as well. Raises QueryError for a name that is none, or given twice.
    """
    known = (*facets, "month", "quarter", "source", "doc")
    names = tuple(_name(typed, fields, known) for typed in ((by,) if isinstance(by, str) else by))
    if not names or len(set(names)) < len(names):
        raise QueryError("group.names", known=", ".join(known))
    return Grouping(names, tuple("date" if name in _PERIOD else name for name in names))


def _name(typed: str, fields: Fields, known: Sequence[str]) -> str:
    folded = fold(typed).strip()
    if folded in PERIODS:
        return PERIODS[folded]
    if folded == "document":
        return "doc"
    try:
        name = fields.name(typed.strip())
    except QueryError:
        name = ""
    if name not in known:
        raise QueryError("group.unknown_facet", facet=typed, known=", ".join(known))
    return name


def sizes(engine: Engine, request: Request, groups: Grouping, tokens: bool) -> tuple[dict[Key, Size], Ungrouped]:
    """What each group of the matching paragraphs holds, ascending by key, and what is in none.

    ``tokens=False`` leaves words uncounted, which spares segmenting the text.
    """
    measures: tuple[Measure, ...] = ("documents", "paragraphs", "characters")
    measures += ("tokens",) if tokens else ()
    found: dict[Key, Size] = {}
    documents = paragraphs = 0
    missing = dict.fromkeys(groups.by, 0)
    stored = tuple(dict.fromkeys(groups.fields))
    place = [stored.index(name) for name in groups.fields]
    for group in engine.aggregate(request, stored, measures):
        measured = group.measures
        held = Size(
            measured["documents"],
            measured["paragraphs"],
            measured["characters"],
            measured["tokens"] if tokens else None,
        )
        key = groups.values([group.key[at] for at in place])
        if None in key:
            documents += held.documents
            paragraphs += held.paragraphs
            for name, value in zip(groups.by, key, strict=True):
                missing[name] += held.documents if value is None else 0
        else:
            known: Key = key  # type: ignore[assignment]
            found[known] = found[known] + held if known in found else held
    lacking = {name: count for name, count in missing.items() if count}
    return dict(sorted(found.items())), Ungrouped(documents, paragraphs, lacking)


def every_combination(groups: Grouping, keys: Iterable[Key]) -> tuple[Key, ...]:
    """All combinations of the values that occur in ``keys``; years, months and quarters without gaps."""
    held = tuple(keys)
    axes: list[Sequence[Value]] = []
    for number, name in enumerate(groups.by):
        present = sorted({key[number] for key in held})
        axes.append(_GAPLESS[name](present) if name in _GAPLESS and present else present)
    return tuple(itertools.product(*axes))


def _month(date: int) -> str:
    return f"{date // 10000:04}-{date // 100 % 100:02}"


def _quarter(date: int) -> str:
    return f"{date // 10000:04}-Q{(date // 100 % 100 + 2) // 3}"


def _years(present: Sequence[Any]) -> Sequence[Value]:
    return range(present[0], present[-1] + 1)


def _months(present: Sequence[Any]) -> Sequence[Value]:
    first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (present[0], present[-1]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def _quarters(present: Sequence[Any]) -> Sequence[Value]:
    first, last = (int(each[:4]) * 4 + int(each[6:]) - 1 for each in (present[0], present[-1]))
    return [f"{number // 4:04}-Q{number % 4 + 1}" for number in range(first, last + 1)]


_PERIOD: Mapping[str, Callable[[Any], str]] = {"month": _month, "quarter": _quarter}
_GAPLESS: Mapping[str, Callable[[Sequence[Any]], Sequence[Value]]] = {
    "year": _years, "month": _months, "quarter": _quarters,
}  # fmt: skip
