"""The rows of a CSV file, whatever its delimiter, as records under canonical names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared import canonical_key, rank

if TYPE_CHECKING:
    import _csv

_DELIMITERS = ",\t;|，"
_LONGEST_FIELD = 2**31 - 1  # What the csv module can count to on every system.
_LONGEST_HEADER = 20  # lines
_SPACED_QUOTE = re.compile(r'[,;\t|] +"')
_ESCAPED = re.compile(r'(?<!\\)\\"')
_INSIDE = re.compile(r'\\"(?!["\n,;\t|，]|\Z)')
_MOST_RETRIES = 20  # Each reads to the end of the file.


def csv_records(path: str, text: str, text_column: str | None = None) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    """Number and fields, under their canonical names, of each row below the header; Skipped for a bad one.

    ``text_column`` is the name of the column that holds the text, whatever it is called.
    Raises Unreadable when the header names no text column.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _with_doubled_quotes(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise Unreadable("file.no_text")
    if re.fullmatch(r"sep=.", lines[start].strip(), re.I) and start + 1 < len(lines):
        start += 1  # A line that tells Excel the delimiter.
    head, after = _whole_header(lines, start)
    delimiter, columns = _header(head, text_column)
    if "text" not in columns:
        names = "、".join(filter(None, columns)) or "none"
        raise Unreadable("csv.no_text_column", columns=names[:200])
    form = _Form(delimiter, any(_SPACED_QUOTE.search(line) for line in lines))
    number = 0
    for row in _rows(lines, after, form):
        if isinstance(row, Message) or any(cell.strip() for cell in row):
            number += 1
        if isinstance(row, Message):
            yield number, Skipped(f"{path}#{number}", row)
        elif record := _record(row, columns, delimiter):
            yield number, record
        elif any(cell.strip() for cell in row):
            reason = Message("csv.too_many_fields", fields=len(row), columns=len(columns))
            yield number, Skipped(f"{path}#{number}", reason)


@dataclass(frozen=True, slots=True)
class Table:
    """What the head of a CSV file tells of its rows, so that each can be read by itself.

    ``start`` is the number of lines above the first row; ``escaped`` that a backslash stands before quotes in fields.
    """

    columns: tuple[str, ...]
    form: _Form
    start: int
    escaped: bool

    @classmethod
    def of(cls, text: str, text_column: str | None) -> Table | None:
        """The table that ``text``, its beginning, is of; None where no column holds text, or there is none."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        start = next((n for n, line in enumerate(lines) if line.strip()), None)
        if start is None:
            return None
        if re.fullmatch(r"sep=.", lines[start].strip(), re.I) and start + 1 < len(lines):
            start += 1
        escaped = _INSIDE.search(text) is not None
        head, after = _whole_header([_with_doubled_quotes(line) for line in lines] if escaped else lines, start)
        delimiter, columns = _header(head, text_column)
        if "text" not in columns:
            return None
        return cls(tuple(columns), _Form(delimiter, any(map(_SPACED_QUOTE.search, lines))), after, escaped)

    def doubled(self, line: str) -> str:
        """A line with the quotes inside its fields written twice."""
        return _ESCAPED.sub('""', line) if self.escaped else line

    def record(self, row: str) -> dict[str, Any] | None:
        """The fields of one whole row under their canonical names, None for an empty one; raises Unreadable."""
        csv.field_size_limit(_LONGEST_FIELD)
        try:
            cells = next(self.form.reader(io.StringIO(row, newline="")), [])
        except csv.Error as error:
            raise Unreadable("csv.bad_row", error=error) from error
        found = _record(cells, self.columns, self.form.delimiter)
        if found is None and any(cell.strip() for cell in cells):
            raise Unreadable("csv.too_many_fields", fields=len(cells), columns=len(self.columns))
        return found


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file writes its rows: what stands between fields, and whether spaces may stand before a quote."""

    delimiter: str
    spaced: bool

    def reader(self, lines: Iterable[str], strict: bool = False) -> _csv.Reader:
        """The csv reader of this form over ``lines``."""
        return csv.reader(lines, delimiter=self.delimiter, skipinitialspace=self.spaced, strict=strict)


def _with_doubled_quotes(text: str) -> str:
    """``text`` with quotes inside fields doubled, where the file puts a backslash before them instead.

    Spark, MySQL and ClickHouse write so. A backslash and a quote inside a field show it: a quote that ends a field has
    the delimiter or the end of the line behind it.
    """
    return _ESCAPED.sub('""', text) if _INSIDE.search(text) else text


def _whole_header(lines: Sequence[str], start: int) -> tuple[str, int]:
    """The header, whose quoted names may hold line breaks, and the line below it."""
    for end in range(start + 1, min(start + _LONGEST_HEADER, len(lines)) + 1):
        head = "\n".join(lines[start:end])
        if head.count('"') % 2 == 0:
            return head, end
    return lines[start], start + 1


def _header(head: str, text_column: str | None) -> tuple[str, list[str]]:
    """The delimiter that gives the header a text column, or else the most columns; and its canonical names."""
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for delimiter in _DELIMITERS:
        names = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, skipinitialspace=True), [])
        columns = _columns([" ".join(name.split()) for name in names], text_column)
        score = len(columns) + 1000 * ("text" in columns)
        if score > best[0]:
            best = (score, delimiter, columns)
    return best[1], best[2]


def _columns(names: Sequence[str], text_column: str | None) -> list[str]:
    """The names of the columns; of several with one meaning the first in rank has it, the others keep their own.

    Where ``text_column`` is one of them, what else is called text gets no name.
    """
    if text_column is not None and text_column in names:
        at = names.index(text_column)
        rest = [*names[:at], *names[at + 1 :]]
        keys = ["" if key == "text" else key for key in _columns(rest, None)]
        return [*keys[:at], "text", *keys[at:]]
    best: dict[str, str] = {}
    for name in names:
        key = canonical_key(name)
        if key not in best or rank(name) < rank(best[key]):
            best[key] = name
    return [key if best[key := canonical_key(name)] == name else name.strip() for name in names]


def _rows(lines: Sequence[str], start: int, form: _Form) -> Iterator[list[str] | Message]:
    """The rows from line ``start``; a message says what is wrong with the row it stands for.

    A quote that is never closed would swallow all rows below it. It is found at the end of the file, the
    row is given up, and reading goes on with the line after its first.
    """
    for _ in range(_MOST_RETRIES):
        reader = form.reader(line + "\n" for line in lines[start:])
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
        if begin - last <= 1 or not is_unclosed([line + "\n" for line in lines[last:]], form):
            yield pending
            return
        yield Message("csv.quote_never_closed", line=last + 1)
        start = last + 1
    yield Message("csv.too_many_quotes", line=start + 1)


def is_unclosed(lines: Sequence[str], form: _Form) -> bool:
    """Whether the rows in ``lines``, which have their ends, end inside quotes."""
    try:
        list(form.reader(lines, strict=True))
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
