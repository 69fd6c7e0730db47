"""Tables as files, each with a manifest beside it that says how it was made; or written to a stream."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gongbao.indexer.errors import InputError
from gongbao.search.output import file_formats, text_formats
from gongbao.search.output.tables import Table

FORMATS = (*text_formats.WRITERS, *file_formats.WRITERS)
_SUFFIXES = {f".{name}": name for name in FORMATS} | {".ndjson": "jsonl", ".db": "sqlite", ".sqlite3": "sqlite"}


def export(table: Table, path: str | os.PathLike[str], format: str | None = None) -> tuple[Path, Path]:
    """Writes the table and ``PATH.manifest.json``; gives back both paths.

    Rows are written as they come, so a table that is not held in memory (``Index.hits_table``) takes little of it in
    CSV, JSONL, Markdown, XLSX and SQLite. A file that is there already is replaced once all of the new one is
    written. ``format`` is csv, jsonl, md, xlsx, dta, parquet or sqlite, taken from the path's ending when None. In CSV
    and XLSX a text that a spreadsheet would run as a formula gets an apostrophe before it. Raises InputError for
    another format or a path that cannot be written, MissingExtra when a format lacks its package (openpyxl for XLSX,
    pandas for Stata, pandas and pyarrow for Parquet).
    """
    target = Path(path)
    kind = (format or _SUFFIXES.get(target.suffix.lower(), target.suffix)).lower()
    _check(kind, target.name)
    beside = target.with_name(target.name + ".manifest.json")
    try:
        notes: tuple[str, ...] = ()
        with _replacing(target) as part:
            if kind in text_formats.WRITERS:
                with part.open("wb") as file:
                    rows = _write_text(table, file, kind, "utf-8-sig" if kind == "csv" else "utf-8")
            else:
                rows, notes = file_formats.WRITERS[kind](table, part)
        said = table.manifest.to_dict()
        said |= {"file": target.name, "format": kind, "rows": rows, "notes": [*said["notes"], *notes]}
        with _replacing(beside) as part:
            part.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    except OSError as error:
        raise InputError("export.unwritable", path=target, error=error.strerror) from error
    return target, beside


def export_to_stream(table: Table, stream: BinaryIO, format: str = "csv") -> int:
    """Writes the table to an open binary stream, such as ``sys.stdout.buffer``; gives back how many rows it has.

    ``format`` is csv, jsonl or md. There is no manifest: ``table.manifest`` holds it. Raises InputError for another
    format; errors of the stream (a closed pipe) pass through.
    """
    kind = format.lower()
    _check(kind, format)
    if kind not in text_formats.WRITERS:
        raise InputError("export.not_to_stream", format=kind, known=", ".join(text_formats.WRITERS))
    rows = _write_text(table, stream, kind, "utf-8")
    stream.flush()
    return rows


def _check(kind: str, name: str) -> None:
    if kind not in FORMATS:
        raise InputError("export.unknown_format", format=kind or name, known=", ".join(FORMATS))


def _write_text(table: Table, file: BinaryIO, kind: str, encoding: str) -> int:
    # names of files may hold bytes that are no text
    text = io.TextIOWrapper(file, encoding, errors="backslashreplace", newline="", write_through=False)
    try:
        return text_formats.WRITERS[kind](table.stream(), table.columns, text)
    finally:
        text.detach()  # writes what is left; the file stays the caller's


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Where to write a file so that the one it replaces stays until the new one is whole."""
    if path.exists() and not path.is_file():  # a pipe or a device
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / path.name
            yield part
            with part.open("rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        return
    whole = Path(os.path.realpath(path))
    part = whole.with_name(whole.name + ".part")
    try:
        yield part
        part.replace(whole)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
