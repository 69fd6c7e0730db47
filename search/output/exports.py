"""Tables as files: CSV, JSONL, Markdown, XLSX, Stata, each with a manifest beside it that says how it was made."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.search.output.tables import Table, frame

Row = Mapping[str, Any]
_SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "md", ".xlsx": "xlsx", ".dta": "dta"}
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Spreadsheets run what begins so, some after blanks; those set to Chinese take the full-width signs too."""
_CELL = 32_767
"""The most characters a cell of a spreadsheet holds."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export(table: Table, path: str | os.PathLike[str], format: str | None = None) -> tuple[Path, Path]:
    """Writes the table and ``PATH.manifest.json``; gives back both paths.

    A file that is there already is replaced once all of the new one is written. ``format`` is csv, jsonl, md, xlsx or
    dta, taken from the path's ending when None. In CSV and XLSX a text that a
    spreadsheet would run as a formula gets an apostrophe before it. Raises InputError for another format or a
    path that cannot be written, MissingExtra when XLSX lacks openpyxl or Stata lacks pandas.
    """
    target = Path(path)
    kind = (format or _SUFFIXES.get(target.suffix.lower(), target.suffix)).lower()
    if kind not in _WRITERS:
        raise InputError(f"There is no export to '{kind or target.name}'; formats are: {', '.join(_WRITERS)}.")
    content = _WRITERS[kind](table.rows(), table.columns)
    beside = target.with_name(target.name + ".manifest.json")
    manifest = {**table.manifest.to_dict(), "file": target.name, "format": kind, "rows": len(table.rows())}
    try:
        _write(target, content)
        _write(beside, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"{target} cannot be written ({error.strerror}); choose another place.") from error
    return target, beside


def _write(path: Path, content: bytes) -> None:
    """Write a file so that the one it replaces stays where the disk is full."""
    if path.exists() and not path.is_file():  # a pipe or a device
        path.write_bytes(content)
        return
    whole = Path(os.path.realpath(path))
    part = whole.with_name(whole.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(whole)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def csv_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The rows as CSV with a header, lines ending in CR LF, formulas disarmed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([[_disarmed(_flat(row.get(name))) for name in columns] for row in rows])
    return buffer.getvalue()


def jsonl_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The rows as one JSON object a line."""
    return "".join(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False) + "\n" for row in rows)


def markdown_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The rows as a Markdown table."""
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(_marked(row.get(name)) for name in columns)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _flat(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " > ".join(map(str, value)) if all(isinstance(v, str) for v in value) else json.dumps(value)
    return value


def _disarmed(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u3000").startswith(_FORMULA) else value


def _marked(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(_flat(value))
    escaped = re.sub(r"([\\|`*_<>\[\]&])", r"\\\1", text)
    return re.sub(r"\s*[\r\n]\s*", "<br>", escaped)


def _xlsx(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    try:
        import openpyxl  # type: ignore[import-untyped]  # optional
    except ImportError:
        raise MissingExtra("XLSX needs openpyxl; install it with: pip install openpyxl") from None
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("gongbao")
    sheet.append(list(columns))
    for row in rows:
        values = [_disarmed(_flat(row.get(name))) for name in columns]
        sheet.append([_CONTROL.sub("", v)[:_CELL] if isinstance(v, str) else v for v in values])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _stata(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    table = frame([{name: _plain(row.get(name)) for name in columns} for row in rows], columns)
    for name in columns:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows) and len(rows) > 0
        table[name] = table[name].astype("float64") if numeric else table[name].fillna("").astype(str)
    buffer = io.BytesIO()
    texts = [name for name in columns if table[name].dtype.kind not in "fiu"]
    table.to_stata(buffer, write_index=False, version=118, convert_strl=texts)
    return buffer.getvalue()


def _plain(value: Any) -> Any:
    return None if value is None else _flat(value)


_WRITERS: dict[str, Callable[[Sequence[Row], Sequence[str]], bytes]] = {
    "csv": lambda rows, columns: csv_text(rows, columns).encode("utf-8-sig"),
    "jsonl": lambda rows, columns: jsonl_text(rows, columns).encode(),
    "md": lambda rows, columns: markdown_text(rows, columns).encode(),
    "xlsx": _xlsx,
    "dta": _stata,
}
FORMATS = tuple(_WRITERS)
