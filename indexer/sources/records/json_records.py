"""The records of a JSON lines file, or of a JSON list, or of one JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared import canonical_key, is_missing, rank
from gongbao.indexer.sources.formats import suffix_of

_DEEPEST_LIST = 3
"""Levels of objects in which a list of records is looked for."""

_DEEPEST_TEXT = 3
"""Levels of objects in which the text of a record is looked for."""

Record = tuple[int, dict[str, Any] | Skipped]


def json_records(path: str, text: str, text_column: str | None = None) -> Iterator[Record]:
    """Number and fields, under their canonical names, of each record in ``text``; Skipped for a bad one.

    ``text_column`` is the key of the text, whatever it is called; dots lead into objects (article.content).
    Exporters write one value over many lines under .jsonl and lines under .json, so both are tried.
    Raises Unreadable when ``text`` is neither.
    """
    wants_value = suffix_of(path) == ".json" or _starts_a_value(text)
    try:
        value = _loaded(text) if wants_value else None
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:2]):
            problem = _problem(error)
            raise Unreadable(problem.code, **problem.params) from error
        wants_value = False
    yield from _listed(path, value, text_column) if wants_value else _by_line(path, text, text_column)


def json_record(text: str, text_column: str | None = None) -> dict[str, Any]:
    """The fields of one record under their canonical names; raises Unreadable that says why it is none."""
    try:
        value = _loaded(text)
    except (ValueError, RecursionError) as error:
        problem = _problem(error)
        raise Unreadable(problem.code, **problem.params) from error
    return _record(value, text_column)


def _by_line(path: str, text: str, text_column: str | None) -> Iterator[Record]:
    number = 0
    for place, line in enumerate(text.split("\n"), 1):
        if line.strip():
            number += 1
            try:
                yield number, _record(_loaded(line), text_column)
            except (ValueError, RecursionError, Unreadable) as error:
                yield number, Skipped(f"{path}#{number}", Message("file.at_line", line=place, problem=_problem(error)))


def _listed(path: str, value: Any, text_column: str | None) -> Iterator[Record]:
    for number, item in enumerate(_items(value), 1):
        try:
            yield number, _record(item, text_column)
        except Unreadable as error:
            yield number, Skipped(f"{path}#{number}", error.message)


def _starts_a_value(text: str) -> bool:
    """Whether the first line of a .jsonl file opens a value that it does not close."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first in ("[", "{", "[{") or (first.startswith("[") and first.endswith(("]", ",")))


def _items(value: Any) -> list[Any]:
    """The records of a JSON value: a list, one record, or a list somewhere inside (data, data.list, hits.hits…).

    What pandas writes without ``orient="records"`` is turned into records too: columns of cells by row
    ({"title": {"0": …}, "text": {"0": …}}), rows by number, and columns apart from the data.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    if table := _split_table(value):
        return table
    if columns := _columns_of_cells(value):
        return columns
    if "text" in {canonical_key(str(key)) for key in value}:
        return [value]
    return _inner_list(value, _DEEPEST_LIST) or _rows_by_number(value) or [value]


def _inner_list(value: dict[str, Any], depth: int) -> list[Any] | None:
    """The one list of objects in ``value``, or in what it holds, down to ``depth`` levels."""
    lists = [item for item in value.values() if isinstance(item, list) and any(isinstance(i, dict) for i in item)]
    if len(lists) == 1:
        return lists[0]
    if lists or not depth:
        return None
    inner = [found for item in value.values() if isinstance(item, dict) and (found := _inner_list(item, depth - 1))]
    return inner[0] if len(inner) == 1 else None


def _split_table(value: dict[str, Any]) -> list[Any] | None:
    columns, rows = value.get("columns"), value.get("data")
    if not isinstance(columns, list) or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    return [dict(zip(map(str, columns), row, strict=False)) for row in rows]


def _columns_of_cells(value: dict[str, Any]) -> list[Any] | None:
    """The rows of columns that hold their cells under the numbers of the rows; None where ``value`` is no such."""
    cells = [column for column in value.values() if isinstance(column, dict) and column]
    if len(cells) != len(value) or not cells or any(column.keys() != cells[0].keys() for column in cells):
        return None
    if "text" not in {canonical_key(str(key)) for key in value} and not all(key.isdecimal() for key in cells[0]):
        return None
    if any(isinstance(cell, dict) for column in cells for cell in column.values()):
        return None
    return [{name: column[key] for name, column in value.items()} for key in cells[0]]


def _rows_by_number(value: dict[str, Any]) -> list[Any] | None:
    rows = list(value.values())
    numbered = len(rows) > 1 and all(key.isdecimal() for key in value) and all(isinstance(row, dict) for row in rows)
    return rows if numbered else None


_HALF = re.compile("[\ud800-\udfff]")


def _loaded(text: str) -> Any:
    """The JSON value; halves of surrogate pairs in its strings, with which no file can be written, become ``�``."""
    value = json.loads(text)
    if "\\u" not in text:
        return value
    written = json.dumps(value, ensure_ascii=False)  # joins pairs, leaves halves
    return json.loads(_HALF.sub("\ufffd", written)) if _HALF.search(written) else value


def _record(value: Any, text_column: str | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("json.not_a_record")
    named = {str(key): item for key, item in value.items()}
    if text_column is not None and (text := _at_path(value, text_column)) is not None:
        named = {name: item for name, item in named.items() if canonical_key(name) != "text"} | {"text": text}
    if not _has_text(named):
        named = _lifted(named)
    # A key's own name outweighs an alias of it: of text and content, text is the text.
    keyed = {key: item for key, item in named.items() if canonical_key(key) == key and not is_missing(item)}
    aliases = sorted(named.items(), key=lambda field: rank(field[0]), reverse=True)
    return keyed | {name: item for key, item in aliases if (name := canonical_key(key)) not in keyed and item}


def _has_text(record: dict[str, Any]) -> bool:
    return any(
        canonical_key(key) == "text" and not isinstance(item, dict) and not is_missing(item)
        for key, item in record.items()
    )


def _lifted(record: dict[str, Any]) -> dict[str, Any]:
    """``record`` with the fields of the objects in it, outer ones first, as deep as its text lies."""
    for _ in range(_DEEPEST_TEXT):
        inner = [item for item in record.values() if isinstance(item, dict)]
        for item in inner:
            record = {str(key): value for key, value in item.items()} | {
                key: value for key, value in record.items() if value is not item
            }
        if not inner or _has_text(record):
            break
    return record


def _at_path(value: Any, path: str) -> Any:
    """What stands under ``path``, which is a key or keys joined by dots (article.content); None where nothing does."""
    if isinstance(value, dict) and path in value:
        return value[path]
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def _problem(error: Exception) -> Message:
    match error:
        case Unreadable():
            return error.message
        case json.JSONDecodeError():
            return Message("json.invalid_at", line=error.lineno, column=error.colno, error=error.msg)
        case RecursionError():
            return Message("json.nested")
    return Message("json.invalid", error=str(error)[:100])
