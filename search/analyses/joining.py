"""The user's own variables (GDP, population …) from a CSV file, joined to the groups of a panel."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError, QueryError
from gongbao.indexer.folding import fold
from gongbao.search.analyses.grouping import PERIODS, Key
from gongbao.search.engines.protocol import Value
from gongbao.search.query.fields import PLACES, Fields

_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?")
_MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", ".", "-", "—", "…")
"""What files write for a number that is not known."""


@dataclass(frozen=True, slots=True)
class Joined:
    """``values[key]`` are the joined ``columns`` of the group whose facets ``on`` have the values ``key``.

    ``unmatched`` groups found no row in the file; ``unused`` rows of the file found no group.
    """

    columns: tuple[str, ...]
    on: tuple[str, ...]
    values: Mapping[Key, tuple[Any, ...]]
    unmatched: tuple[Key, ...]
    unused: int

    def row(self, group: Mapping[str, Value]) -> dict[str, Any]:
        """The joined columns of one group; None where the file has no row for it."""
        found = self.values.get(tuple(group[name] for name in self.on)) if self.on else None
        return dict(zip(self.columns, found or (None,) * len(self.columns), strict=True))


def joined(
    path: str | os.PathLike[str], on: Sequence[str] | None, by: Sequence[str], groups: Sequence[Key],
    taken: Collection[str], fields: Fields,
) -> Joined:  # fmt: skip
    """The columns of a CSV (or TSV) file, joined to the groups on its columns ``on`` (None: every facet of ``by``).

    Columns may be called in Chinese (城市, 年份) and places be short or old names. A column whose cells are all
    numbers holds numbers. Raises InputError for a file that cannot be read, lacks a column, has a column that the
    panel has too (``taken``), or has two rows for one group.
    """
    header, lines = _read(Path(path))
    wanted = {name: _column(Path(path), header, typed, name, fields) for typed, name in _named(on or by, by, fields)}
    others = [name for name in header if name not in wanted.values()]
    if clash := [name for name in others if name in taken]:
        raise InputError("join.column_twice", file=path, column=clash[0])
    keys: list[Key] = []
    seen: dict[Key, int] = {}
    for number, line in lines:
        key = tuple(_value(name, line.get(column) or "", fields) for name, column in wanted.items())
        if key in seen:
            what = ", ".join(map(str, key))
            raise InputError("join.row_twice", file=path, line=number, group=what, first=seen[key])
        seen[key] = number
        keys.append(key)
    columns = [_typed([(line.get(name) or "").strip() for _, line in lines]) for name in others]
    values = dict(zip(keys, zip(*columns, strict=True) if columns else [()] * len(keys), strict=True))
    places = [list(by).index(name) for name in wanted]
    asked = {group: tuple(group[at] for at in places) for group in groups}
    unmatched = tuple(group for group, key in asked.items() if key not in values)
    return Joined(tuple(others), tuple(wanted), values, unmatched, len(set(values) - set(asked.values())))


def _read(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("join.unreadable", file=path, error=error.strerror) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise InputError("join.encoding", file=path, error=error) from error
    reader = csv.DictReader(text.splitlines(), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    header = [name.strip() for name in reader.fieldnames or ()]
    if not header or len(set(header)) < len(header):
        raise InputError("join.header", file=path)
    reader.fieldnames = header
    lines = [(reader.line_num, {k: v for k, v in line.items() if isinstance(k, str)}) for line in reader]
    return header, lines


def _named(on: Sequence[str], by: Sequence[str], fields: Fields) -> list[tuple[str, str]]:
    """Each column to join on as typed, and the facet it is."""
    named: list[tuple[str, str]] = []
    for typed in on:
        name = _facet(typed, fields)
        if name not in by:
            raise InputError("join.unknown_facet", facet=typed, known=", ".join(by))
        named.append((typed.strip(), name))
    return named


def _facet(typed: str, fields: Fields) -> str:
    """The facet called so in any language; the name itself where there is none."""
    folded = fold(typed).strip()
    if folded in PERIODS:
        return PERIODS[folded]
    try:
        return fields.name(typed.strip())
    except QueryError:
        return typed.strip()


def _column(path: Path, header: Sequence[str], typed: str, name: str, fields: Fields) -> str:
    """The file's column for a facet: called as typed, else by any name of the facet."""
    if typed in header:
        return typed
    found = [column for column in header if _facet(column, fields) == name]
    if len(found) != 1:
        raise InputError("join.no_column", file=path, column=typed, known=", ".join(header))
    return found[0]


def _value(name: str, text: str, fields: Fields) -> Value:
    """A cell of a column to join on, as the panel has that value."""
    typed = fold(text).strip()
    if name == "year":
        found = re.fullmatch(r"(\d{4})(\.0+)?年?", typed)
        return int(found[1]) if found else typed
    if name in PLACES and typed:
        try:
            values = fields.resolve(name, text.strip())
        except QueryError:  # not a place of this index: no group will ask for it
            return text.strip()
        return values[0] if len(values) == 1 else text.strip()
    return text.strip()


def _typed(cells: Sequence[str]) -> list[Any]:
    """The cells of one column as numbers where all of them are, else as text; None where a cell is empty."""
    given = [cell for cell in cells if cell not in _MISSING]
    if given and all(_WHOLE.fullmatch(cell) for cell in given):
        return [None if cell in _MISSING else int(cell.replace(",", "")) for cell in cells]
    if given and all(_is_number(cell) for cell in given):
        return [None if cell in _MISSING else float(cell.replace(",", "")) for cell in cells]
    return [cell or None for cell in cells]


def _is_number(cell: str) -> bool:
    found = _NUMBER.fullmatch(cell)
    whole = found[1] if found else None
    leading_zero = whole is not None and len(whole) > 1 and whole[0] == "0"  # a code, such as 0371
    return bool(found and (whole or len(found[3] or "") > 1) and not leading_zero)
