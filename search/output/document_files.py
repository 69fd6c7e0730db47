"""Whole documents as files of text with a table of their metadata, as readtext, NVivo and MAXQDA take them."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError
from gongbao.indexer.file_names import file_path
from gongbao.indexer.schema import date_text
from gongbao.search.engines.protocol import Columns, Engine, Request
from gongbao.search.output.exports import export
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import PlainTable

METADATA = "metadata.csv"
_BATCH = 100
_COLUMNS = (
    "file", "id", "title", "province", "city", "county", "level", "year", "date", "genre", "source", "copy_of", "path",
    "paragraphs", "characters",
)  # fmt: skip
_STORED = (
    "text", "title", "province", "city", "county", "level", "year", "date", "genre", "source", "copy_of", "file",
    "record",
)  # fmt: skip
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
_TITLE = 40


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """``documents`` files were written into ``folder``; ``metadata`` is their table, ``manifest`` how it was made."""

    folder: Path
    documents: int
    metadata: Path
    manifest: Path


def write_documents(
    engine: Engine, request: Request, folder: str | os.PathLike[str], index_dir: str | os.PathLike[str],
    custom: tuple[str, ...], manifest: Manifest,
) -> DocumentFiles:  # fmt: skip
    """Every document with a paragraph that ``request`` matches, whole: one UTF-8 file each, paragraphs apart by an
    empty line, and ``metadata.csv`` with a row for each (``custom`` are the names of metadata that is no facet).

    ``folder`` is made; raises InputError where it holds something already or cannot be written.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        if any(place.iterdir()):
            raise InputError("export.folder_not_empty", folder=place)
        rows: list[dict[str, Any]] = []
        used: set[str] = set()
        for document, found in _documents(engine, request):
            row = _row(document, found, index_dir, used)
            text = "\n\n".join(each or "" for each in found.column("text")) + "\n"
            (place / row["file"]).write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
            rows.append(row)
    except OSError as error:
        raise InputError("export.unwritable", path=place, error=error.strerror) from error
    columns = (*_COLUMNS, *(_apart(name) for name in custom))
    table, beside = export(PlainTable(columns, tuple(rows), manifest, {}), place / METADATA)
    return DocumentFiles(place, len(rows), table, beside)


def _documents(engine: Engine, request: Request) -> Iterator[tuple[str, Columns]]:
    groups = iter(engine.aggregate(request, ("doc",), ("paragraphs",)))
    while batch := [str(group.key[0]) for group in itertools.islice(groups, _BATCH)]:
        yield from zip(batch, engine.documents(batch, _STORED), strict=True)


def _row(document: str, found: Columns, index_dir: str | os.PathLike[str], used: set[str]) -> dict[str, Any]:
    first: Mapping[str, Any] = next(iter(found.rows()))
    record = json.loads(first.get("record") or "{}")
    texts = [text or "" for text in found.column("text")]
    row = {name: first.get(name) for name in _COLUMNS}
    row |= {_apart(name): value for name, value in (record.get("custom") or {}).items()}
    return row | {
        "file": _file_name(first.get("title") or "", document, used),
        "id": document,
        "date": date_text(first.get("date")),
        "path": file_path(first["file"], index_dir),
        "paragraphs": len(texts),
        "characters": sum(len("".join(text.split())) for text in texts),
    }


def _apart(name: str) -> str:
    """A name of custom metadata; with an underscore where a column of the table is called so."""
    return f"{name}_" if name in _COLUMNS else name


def _file_name(title: str, document: str, used: set[str]) -> str:
    """A name that every system takes and no other document has: the title's beginning and the id."""
    parts = [_UNSAFE.sub("_", part).strip("._") for part in (title[:_TITLE], document[-60:])]
    stem = "_".join(part for part in parts if part) or "document"
    name = stem.encode("utf-8", "replace").decode()
    numbers = itertools.count(2)
    while name.casefold() in used:
        name = f"{stem}_{next(numbers)}"
    used.add(name.casefold())
    return f"{name}.txt"
