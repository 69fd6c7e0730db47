"""Filters as people give them (short names, lists, ranges) become conditions on indexed values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from indexer.errors import QueryError
from search.engine import Filters, Value
from search.fields import NUMBERS, Fields


def conditions(fields: Fields, wanted: Mapping[str, Any], excluded: Mapping[str, Any] | None = None) -> Filters:
    """``wanted`` and ``excluded`` map field names to a value, a list or set of values (any of them), or for year and
    date to a pair ``(first, last)`` or a ``range``; None asks for nothing.

    Raises QueryError for unknown fields and values, and for ranges that run backwards.
    """
    any_of: dict[str, tuple[Value, ...]] = {}
    ranges: dict[str, tuple[int | None, int | None]] = {}
    refused: dict[str, tuple[Value, ...]] = {}
    for typed, given in wanted.items():
        if given is None or (not isinstance(given, str | int) and isinstance(given, list | set) and not given):
            continue
        name = _facet(fields, typed)
        if name in NUMBERS:
            span = _span(fields, name, given)
            if span is not None:
                ranges[name] = span
                continue
        any_of[name] = _values(fields, name, given)
    for typed, given in (excluded or {}).items():
        if given is not None:
            name = _facet(fields, typed)
            refused[name] = _values(fields, name, given)
    return Filters(any_of, ranges, refused)


def _facet(fields: Fields, typed: str) -> str:
    name = fields.name(typed)
    if name in ("text", "title", "section", "doc"):
        raise QueryError(f"'{name}' cannot be filtered by; put {name}:… into the query.")
    return name


def _values(fields: Fields, name: str, given: Any) -> tuple[Value, ...]:
    items: Iterable[Any] = [given] if isinstance(given, str | int) else given
    values: list[Value] = []
    for item in items:
        if name in NUMBERS:
            low, high = (fields.years if name == "year" else fields.dates)(str(item))
            values += [v for v in fields.values(name) if (low or 0) <= int(v) <= (high or 99999999)]
        else:
            values += fields.resolve(name, str(item))
    return tuple(dict.fromkeys(values))


def _span(fields: Fields, name: str, given: Any) -> tuple[int | None, int | None] | None:
    """One inclusive range, or None when ``given`` lists values."""
    read = fields.years if name == "year" else fields.dates
    if isinstance(given, str | int):
        return read(str(given))
    if isinstance(given, range):
        if not given:
            raise QueryError(f"{name}: the range {given!r} is empty.")
        return (min(given), max(given)) if abs(given.step) == 1 else None
    if isinstance(given, tuple):
        if len(given) != 2:
            raise QueryError(f"{name}: a tuple is a pair (first, last); for any of several values give a list.")
        low, high = (None if end is None else read(str(end)) for end in given)
        first, last = (low[0] if low else None), (high[1] if high else None)
        if first is not None and last is not None and first > last:
            raise QueryError(f"{name}: the range {given} runs backwards.")
        return first, last
    return None
