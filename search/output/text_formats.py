"""Tables as text, row by row: CSV, JSON lines, Markdown. Nothing but the row at hand is in memory."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO, TypeAlias

Row: TypeAlias = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Spreadsheets run what begins so, some after blanks; those set to Chinese take the full-width signs too."""


def write_csv(rows: Iterable[Row], columns: Sequence[str], file: TextIO) -> int:
    """Write the rows as CSV with a header, formulas disarmed; gives back how many there were.

    ``file`` must leave line ends alone (``newline=""``): they are CR LF.
    """
    writer = csv.writer(file)
    writer.writerow([disarmed(name) for name in columns])
    count = 0
    for row in rows:
        writer.writerow([disarmed(flat(row.get(name))) for name in columns])
        count += 1
    return count


def write_jsonl(rows: Iterable[Row], columns: Sequence[str], file: TextIO) -> int:
    """Write the rows as one JSON object a line; gives back how many there were."""
    count = 0
    for row in rows:
        file.write(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_markdown(rows: Iterable[Row], columns: Sequence[str], file: TextIO) -> int:
    """Write the rows as a Markdown table; gives back how many there were."""
    file.write(f"| {' | '.join(map(_marked, columns))} |\n|{' --- |' * len(columns)}\n")
    count = 0
    for row in rows:
        file.write(f"| {' | '.join(_marked(row.get(name)) for name in columns)} |\n")
        count += 1
    return count


WRITERS: Mapping[str, Callable[[Iterable[Row], Sequence[str], TextIO], int]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "md": write_markdown,
}


def flat(value: Any) -> Any:
    """A value as one cell holds it: lists of texts joined by ' > ', nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " > ".join(map(str, value)) if all(isinstance(v, str) for v in value) else json.dumps(value)
    return value


def disarmed(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; others as they are."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u3000").startswith(_FORMULA) else value


def _marked(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(flat(value))
    escaped = re.sub(r"([\\|`*_<>\[\]&])", r"\\\1", text)
    return re.sub(r"\s*[\r\n]\s*", "<br>", escaped)
