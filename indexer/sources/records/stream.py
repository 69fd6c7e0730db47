"""Files of records as a stream: whatever a file's size, only a few records of it are in memory at a time.

A file is cut where one record ends and the next begins, and nothing in it is understood but that: JSON lines at their
line ends, CSV at line ends outside quotes, a JSON list between its items. The records, as bytes of UTF-8, are read
wherever there is a processor free (``read_record``).
"""

from __future__ import annotations

import codecs
import collections
import contextlib
import csv
import gzip
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared import declared_values
from gongbao.indexer.sources.decoding import decode
from gongbao.indexer.sources.formats import CSV, JSON, JSONL, format_of, suffix_of
from gongbao.indexer.sources.plain import encoding_hint
from gongbao.indexer.sources.records.csv_rows import Table, is_unclosed
from gongbao.indexer.sources.records.json_records import json_record
from gongbao.indexer.sources.records.records import raw_record

_HEAD = 1 << 18
"""Bytes by which a file's encoding and form are told."""

_BLOCK = 1 << 20
_MB = 1 << 20
_GZIP = b"\x1f\x8b"
_MOST_UNCLOSED = 20
"""Quotes that are opened and never closed, each of which costs reading up to a record's limit again."""

_BARE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as bytes of UTF-8, its number from 1, and the line it begins on; ``problem`` why it is none."""

    data: bytes
    number: int
    line: int
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A file of records that was looked at: what each of its records needs to be read by itself.

    ``form`` is csv, jsonl or json; ``table`` what the head of a CSV file tells of its rows; ``limit`` how many bytes a
    record may have; ``hints`` what to tell of the encoding.
    """

    path: str
    form: str
    encoding: str
    limit: int
    table: Table | None = None
    hints: dict[str, str] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Every record in the order of the file. Raises OSError, and Unreadable where a gzip file is cut off."""
        try:
            with _opened(self.path) as file:
                yield from _FORMS[self.form](self, file)
        except EOFError as error:
            raise Unreadable("file.gzip_cut_off") from error


def stream_of(path: str, config: Config) -> Stream | None:
    """The stream of records in ``path``; None for a file of another form, which is read as a whole.

    Raises OSError, and Unreadable as reading the file as a whole does.
    """
    suffix = suffix_of(path)
    if suffix not in (*CSV.suffixes, *JSONL.suffixes, *JSON.suffixes):
        return None
    with _opened(path) as file:
        head = file.read(_HEAD)
        whole = len(head) < _HEAD
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf") or head.startswith(_GZIP):
        return None
    try:
        form = format_of(path, head)
    except Unreadable:
        return None
    if not whole:
        head = head[: head.rfind(b"\n") + 1] or head
        head = head[: len(head) // 4 * 4] if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else head
    decoded = decode(head)
    if decoded.encoding.startswith("utf-8 read as"):
        return None  # encoded twice
    limit = config.reading.max_file_mb * _MB
    hints = encoding_hint(decoded)
    if form is CSV:
        table = Table.of(decoded.text, config.reading.text_column)
        return None if table is None else Stream(path, "csv", decoded.encoding, limit, table, hints)
    start = decoded.text.lstrip("\ufeff \t\r\n")
    first = start.split("\n", 1)[0].strip()
    if start.startswith("[") and (form is JSON or first == "[" or first.endswith(("]", ",", "{"))):
        return Stream(path, "json", decoded.encoding, limit, hints=hints)
    if form is JSON or not first.startswith("{") or first == "{":
        return None  # one value over many lines
    return Stream(path, "jsonl", decoded.encoding, limit, hints=hints)


def _opened(path: str) -> IO[bytes]:
    file = open(path, "rb")  # noqa: SIM115 - the caller closes it
    if file.peek(2)[:2] != _GZIP:
        return file
    file.close()
    return io.BufferedReader(gzip.open(path), _BLOCK)


def _lines(stream: Stream, file: IO[bytes]) -> Iterator[bytes]:
    """The file's lines in UTF-8 with their ends, of at most a record's limit: of a longer one comes the beginning,
    one byte more than allowed."""
    head = file.peek(4)[:4] if isinstance(file, io.BufferedReader) else b""
    returns = False
    if isinstance(file, io.BufferedReader):
        sample = file.peek(_BLOCK)
        returns = stream.form == "csv" and _BARE_RETURN.search(sample[:-1]) is not None
    if stream.encoding == "utf-8" and not returns:
        if head.startswith(codecs.BOM_UTF8):
            file.read(len(codecs.BOM_UTF8))
        yield from _bounded(iter(lambda: file.readline(stream.limit + 1), b""), stream.limit)
        return
    text = io.TextIOWrapper(file, _codec(stream.encoding, head), errors="replace", newline=None)
    lines = iter(lambda: text.readline(stream.limit + 1), "")
    yield from _bounded((line.replace("\ufffd", "").lstrip("\ufeff").encode() for line in lines), stream.limit)


def _codec(encoding: str, head: bytes) -> str:
    return {"utf-8": "utf-8-sig"}.get(encoding, encoding)


def _bounded(lines: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The lines without what follows the beginning of one that is too long."""
    inside = False
    for line in lines:
        if not inside:
            yield line
        inside = not line.endswith(b"\n") and (inside or len(line) > limit)


def _json_lines(stream: Stream, file: IO[bytes]) -> Iterator[Record]:
    number = 0
    for place, line in enumerate(_lines(stream, file), 1):
        data = line.strip()
        if data:
            number += 1
            yield Record(data, number, place, _too_long(len(line), stream.limit))


def _rows(stream: Stream, file: IO[bytes]) -> Iterator[Record]:
    """A row is a line, or as many lines as the csv module takes for one where there are quotes."""
    table = stream.table
    assert table is not None
    numbered = enumerate(_lines(stream, file), 1)
    for _ in itertools.islice(numbered, table.start):
        pass
    again: collections.deque[tuple[int, bytes]] = collections.deque()  # lines behind a quote that nothing closes

    def lines() -> Iterator[tuple[int, bytes]]:
        while again or (following := next(numbered, None)):
            yield again.popleft() if again else following  # type: ignore[misc]  # only one of the two is empty

    number = unclosed = 0
    for place, line in lines():
        if not line.strip():
            continue
        number += 1
        problem = _too_long(len(line), stream.limit)
        if b'"' not in line or problem:
            yield Record(line.rstrip(b"\r\n"), number, place, problem)
            continue
        taken = [(place, line)]
        row = _whole_row(table, stream.limit, taken, lines())
        if row is not None:
            yield Record(row, number, place)
            continue
        again.extendleft(reversed(taken[1:]))
        yield Record(line, number, place, Message("record.quote_never_closed"))
        unclosed += 1
        if unclosed == _MOST_UNCLOSED:
            yield Record(b"", number + 1, place + 1, Message("record.too_many_quotes"))
            return


def _whole_row(
    table: Table, limit: int, taken: list[tuple[int, bytes]], following: Iterator[tuple[int, bytes]]
) -> bytes | None:
    """The row that begins with the one line in ``taken``; None where it does not end within ``limit`` bytes.

    The lines that were read for it are in ``taken`` then.
    """
    texts: list[str] = []

    def lines() -> Iterator[str]:
        texts.append(_row_text(table, taken[0][1]))
        yield texts[0]
        size = len(taken[0][1])
        for place, line in following:
            taken.append((place, line))
            texts.append(_row_text(table, line))
            size += len(line)
            if size > limit:
                return
            yield texts[-1]

    with contextlib.suppress(csv.Error):  # reading the row says what is wrong with it
        next(table.form.reader(lines()))
        if len(taken) > 1 and is_unclosed(texts, table.form):
            return None
    return "".join(texts).rstrip("\n").encode("utf-8", "surrogateescape")


def _row_text(table: Table, line: bytes) -> str:
    return table.doubled(line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")) + "\n"


def _items(stream: Stream, file: IO[bytes]) -> Iterator[Record]:
    """The items of a JSON list, found by reading them one after another."""
    text = io.TextIOWrapper(file, _codec(stream.encoding, b""), errors="replace", newline=None)
    decode_item = json.JSONDecoder().raw_decode
    held = text.read(_BLOCK).lstrip("\ufeff \t\r\n")[1:]
    number, line = 0, 1
    while True:
        stripped = held.lstrip(" \t\r\n,")
        line += held[: len(held) - len(stripped)].count("\n")
        held = stripped
        if held.startswith("]"):
            return
        at = 0
        problem: Message | None = None
        while held:
            try:
                _, at = decode_item(held)
                if at < len(held):  # a number may go on
                    break
            except RecursionError:
                problem = Message("json.nested")
                break
            except ValueError as error:
                problem = Message("json.rest_not_read", error=getattr(error, "msg", error))
            more = text.read(max(_BLOCK, len(held)) if len(held) < stream.limit else 0)
            if not more:
                break
            held += more
        if not at:
            if held.strip() or not number:
                problem = problem or Message("json.list_ends_early")
                yield Record(held[:100].encode("utf-8", "surrogatepass"), number + 1, line, problem)
            elif not held:
                yield Record(b"", number + 1, line, Message("json.list_not_closed"))
            return
        number += 1
        yield Record(held[:at].replace("\n", " ").encode("utf-8", "surrogatepass"), number, line)
        line += held.count("\n", 0, at)
        held = held[at:]
        if len(held) < 1 << 12:
            held += text.read(_BLOCK)


def _too_long(size: int, limit: int) -> Message | None:
    if size <= limit:
        return None
    return Message("record.too_large", limit=limit // _MB)


_FORMS = {"jsonl": _json_lines, "csv": _rows, "json": _items}


def read_record(stream: Stream, record: Record, config: Config) -> RawText | Skipped:
    """One record of a stream as text with what it declares, or why it is none, with its line.

    ``RawText.record`` is the record's own id where it has one, else its number.
    """
    place = f"{stream.path}#{record.number}"
    if record.problem:
        return Skipped(place, Message("file.at_line", line=record.line, problem=record.problem))
    try:
        text = record.data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = decode(record.data).text
        except Unreadable as error:
            return Skipped(place, Message("file.at_line", line=record.line, problem=error.message))
    try:
        if stream.table is not None:
            values = stream.table.record(text)
        else:
            values = json_record(text, config.reading.text_column)
    except Unreadable as error:
        return Skipped(place, Message("file.at_line", line=record.line, problem=error.message))
    if values is None:
        return Skipped(place, Message("file.at_line", line=record.line, problem=Message("record.no_text")))
    name = own_id(values) or str(record.number)
    return raw_record(stream.path, name, stream.form, values, stream.hints)


def own_id(values: dict[str, Any]) -> str:
    """The id that a record gives itself, empty where it gives none."""
    return " ".join(declared_values([("id", values.get("id"))]).get("id", "").split())
