"""The records of a JSON lines file, or of a JSON list, or of one JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.declared import canonical_key, rank
from gongbao.indexer.sources.formats import suffix_of

Record = tuple[int, dict[str, Any] | Skipped]


def json_records(path: str, text: str) -> Iterator[Record]:
    """Number and fields, under their canonical names, of each record in ``text``; Skipped for a bad one.

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
    yield from _listed(path, value) if wants_value else _by_line(path, text)


def _by_line(path: str, text: str) -> Iterator[Record]:
    number = 0
    for place, line in enumerate(text.split("\n"), 1):
        if line.strip():
            number += 1
            try:
                yield number, _record(_loaded(line))
            except (ValueError, RecursionError, Unreadable) as error:
                yield number, Skipped(f"{path}#{number}", Message("json.line", line=place, problem=_problem(error)))


def _listed(path: str, value: Any) -> Iterator[Record]:
    for number, item in enumerate(_items(value), 1):
        try:
            yield number, _record(item)
        except Unreadable as error:
            yield number, Skipped(f"{path}#{number}", error.message)


def _starts_a_value(text: str) -> bool:
    """Whether the first line of a .jsonl file opens a value that it does not close."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first in ("[", "{", "[{") or (first.startswith("[") and first.endswith(("]", ",")))


def _items(value: Any) -> list[Any]:
    """The records of a JSON value: a list, one record, or a list under one key (data, records…)."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "text" not in {canonical_key(str(key)) for key in value}:
        lists = [item for item in value.values() if isinstance(item, list) and any(isinstance(i, dict) for i in item)]
        if len(lists) == 1:
            return lists[0]
    return [value]


_HALF = re.compile("[\ud800-\udfff]")


def _loaded(text: str) -> Any:
    """The JSON value; halves of surrogate pairs in its strings, with which no file can be written, become ``�``."""
    value = json.loads(text)
    if "\\u" not in text:
        return value
    written = json.dumps(value, ensure_ascii=False)  # joins pairs, leaves halves
    return json.loads(_HALF.sub("\ufffd", written)) if _HALF.search(written) else value


def _record(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("json.not_a_record")
    # A key's own name outweighs an alias of it: of text and content, text is the text.
    keyed = {key: item for key, item in value.items() if canonical_key(key) == key}
    aliases = sorted(value.items(), key=lambda field: rank(field[0]), reverse=True)
    return keyed | {name: item for key, item in aliases if (name := canonical_key(key)) not in keyed and item}


def _problem(error: Exception) -> Message:
    match error:
        case Unreadable():
            return error.message
        case json.JSONDecodeError():
            return Message("json.invalid_at", line=error.lineno, column=error.colno, error=error.msg)
        case RecursionError():
            return Message("json.nested")
    return Message("json.invalid", error=str(error)[:100])
