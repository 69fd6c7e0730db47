"""How an index knows a file: a name that survives moving both, and a state that tells when to read it again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from indexer.sources import companions


def file_name(path: str, index_dir: Path) -> str:
    """The name an index knows a file by: its path seen from the index directory, so both can move together."""
    try:
        return Path(os.path.relpath(path, index_dir)).as_posix()
    except ValueError:  # another drive
        return Path(path).resolve().as_posix()


def file_path(name: str, index_dir: str | os.PathLike[str]) -> str:
    """The path of a file known as ``name``: seen from here when it lies below, else absolute."""
    full = os.path.abspath(os.path.join(index_dir, name))  # noqa: PTH100, PTH118 - links stay links, as in file_name
    try:
        near = os.path.relpath(full)
    except ValueError:
        return full
    return full if near.startswith("..") else near


def file_state(path: str, reading: str) -> dict[str, Any]:
    """What tells cheaply whether a file must be read again: sizes and times of it and its sidecars."""
    stats = []
    for part in (path, *companions(path)):
        try:
            found = Path(part).stat()
        except OSError:
            continue
        stats.append([found.st_size, found.st_mtime_ns])
    return {"stat": stats, "reading": reading}


def digest(path: str) -> str | None:
    """A hash of the bytes of a file and its sidecars; None where the file cannot be opened."""
    state = hashlib.blake2b(digest_size=16)
    for part in (path, *companions(path)):
        try:
            with Path(part).open("rb") as file:
                while block := file.read(1 << 20):
                    state.update(block)
        except OSError:
            if part == path:
                return None
        state.update(b"\0")
    return state.hexdigest()
