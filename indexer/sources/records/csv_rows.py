"""The rows of a CSV file, whatever its delimiter, as records under canonical names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Any

from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared import canonical_key, rank

_DELIMITERS = ",\t;|，"
_LONGEST_FIELD = 2**31 - 1  # What the csv module can count to on every system.
_MOST_RETRIES = 20  # Each reads to the end of the file.


def csv_records(path: str, text: str) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    """Number and fields, under their canonical names, of each row below the header; Skipped for a bad one.

    Raises Unreadable when the header names no text column.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise Unreadable("file.no_text")
    if re.fullmatch(r"sep=.", lines[start].strip(), re.I) and start + 1 < len(lines):
        start += 1  # A line that tells Excel the delimiter.
    delimiter, columns = _header(lines[start])
    if "text" not in columns:
        names = "、".join(filter(None, columns)) or "none"
        raise Unreadable("csv.no_text_column", columns=names[:200])
    number = 0
    for row in _rows(lines, start + 1, delimiter):
        if isinstance(row, Message) or any(cell.strip() for cell in row):
            number += 1
        if isinstance(row, Message):
            yield number, Skipped(f"{path}#{number}", row)
        elif record := _record(row, columns, delimiter):
            yield number, record
        elif any(cell.strip() for cell in row):
            reason = Message("csv.too_many_fields", fields=len(row), columns=len(columns))
            yield number, Skipped(f"{path}#{number}", reason)


def _header(line: str) -> tuple[str, list[str]]:
    """The delimiter that gives the header a text column, or else the most columns; and its canonical names."""
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for delimiter in _DELIMITERS:
        columns = _columns(next(csv.reader([line], delimiter=delimiter), []))
        score = len(columns) + 1000 * ("text" in columns)
        if score > best[0]:
            best = (score, delimiter, columns)
    return best[1], best[2]


def _columns(names: Sequence[str]) -> list[str]:
    """The names of the columns; of several with one meaning the first in rank has it, the others keep their own."""
    best: dict[str, str] = {}
    for name in names:
        key = canonical_key(name)
        if key not in best or rank(name) < rank(best[key]):
            best[key] = name
    return [key if best[key := canonical_key(name)] == name else name.strip() for name in names]


def _rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[list[str] | Message]:
    """The rows from line ``start``; a message says what is wrong with the row it stands for.

    A quote that is never closed would swallow all rows below it. It is found at the end of the file, the
    row is given up, and reading goes on with the line after its first.
    """
    for _ in range(_MOST_RETRIES):
        reader = csv.reader((line + "\n" for line in lines[start:]), delimiter=delimiter)
        begin = start
        pending: list[str] | None = None
        while True:
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                yield Message("csv.line", line=begin + 1, error=error)
                begin = start + reader.line_num
                continue
            if pending is not None:
                yield pending
            pending, last = row, begin
            begin = start + reader.line_num
        if pending is None:
            return
        if begin - last <= 1 or not _is_unclosed(lines[last:], delimiter):
            yield pending
            return
        yield Message("csv.quote_never_closed", line=last + 1)
        start = last + 1
    yield Message("csv.too_many_quotes", line=start + 1)


def _is_unclosed(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _record(row: list[str], columns: Sequence[str], delimiter: str) -> dict[str, Any] | None:
    if len(row) > len(columns):
        if columns[-1] == "text":
            # Unquoted text in the last column: its commas are its own.
            row = [*row[: len(columns) - 1], delimiter.join(row[len(columns) - 1 :])]
        elif not any(row[len(columns) :]):
            row = row[: len(columns)]
        else:
            return None
    record: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell.strip():
            record.setdefault(column, cell)
    return record or None
