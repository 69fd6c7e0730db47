"""Filters as people give them (short names, lists, ranges) become conditions on indexed values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongbao.indexer.errors import QueryError
from gongbao.indexer.schema import FIELDS
from gongbao.search.engines.protocol import Filters, Value
from gongbao.search.query.fields import NUMBERS, Fields

_FILTERABLE = frozenset(spec.name for spec in FIELDS if spec.filterable)


def conditions(fields: Fields, wanted: Mapping[str, Any], excluded: Mapping[str, Any] | None = None) -> Filters:
    """``wanted`` and ``excluded`` map field names to a value, a list or set of values (any of them), or for year and
    date to a pair ``(first, last)`` or a ``range``; None and empty lists ask for nothing.

    Raises QueryError for unknown fields and values, and for ranges that run backwards.
    """
    any_of: dict[str, tuple[Value, ...]] = {}
    ranges: dict[str, tuple[int | None, int | None]] = {}
    refused: dict[str, tuple[Value, ...]] = {}
    for typed, given in wanted.items():
        if _asks_nothing(given):
            continue
        name = _facet(fields, typed)
        span = _span(fields, name, given) if name in NUMBERS else None
        if span is not None:
            ranges[name] = span
        else:
            any_of[name] = _values(fields, name, given)
    for typed, given in (excluded or {}).items():
        if not _asks_nothing(given):
            name = _facet(fields, typed)
            refused[name] = _values(fields, name, given)
    return Filters(any_of, ranges, refused)


def _asks_nothing(given: Any) -> bool:
    return given is None or (_is_many(given) and not isinstance(given, range | tuple) and not len(given))


def _is_many(given: Any) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str)


def _typed(value: Any) -> str:
    """One value as text; 2020.0, as tables of numbers with gaps give it, is 2020."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _facet(fields: Fields, typed: str) -> str:
    name = fields.name(typed)
    if name not in fields.custom and name not in _FILTERABLE:
        raise QueryError("filter.not_possible", field=name)
    return name


def _values(fields: Fields, name: str, given: Any) -> tuple[Value, ...]:
    values: list[Value] = []
    for item in given if _is_many(given) else [given]:
        if name in NUMBERS:
            low, high = _read(fields, name, item)
            values += [v for v in fields.values(name) if (low or 0) <= int(v) <= (high or 99999999)]
        else:
            values += fields.resolve(name, _typed(item))
    return tuple(dict.fromkeys(values))


def _read(fields: Fields, name: str, item: Any) -> tuple[int | None, int | None]:
    return (fields.years if name == "year" else fields.dates)(_typed(item))


def _span(fields: Fields, name: str, given: Any) -> tuple[int | None, int | None] | None:
    """One inclusive range, or None when ``given`` lists values."""
    if not _is_many(given):
        return _read(fields, name, given)
    if isinstance(given, range):
        if not given:
            raise QueryError("range.empty", field=name, range=repr(given))
        return (min(given), max(given)) if abs(given.step) == 1 else None
    if isinstance(given, tuple):
        if len(given) != 2:
            raise QueryError("filter.not_a_pair", field=name)
        low, high = (None if end is None else _read(fields, name, end) for end in given)
        first, last = (low[0] if low else None), (high[1] if high else None)
        if first is not None and last is not None and first > last:
            raise QueryError("filter.backwards", field=name, range=given)
        return first, last
    return None
