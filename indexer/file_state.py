"""What tells whether a file must be read again: its and its sidecars' sizes and times, and a hash of their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from gongbao.indexer.sources import companions


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


def is_gone(path: str) -> bool:
    """Whether there is no such file any more; one that may not be looked at counts as there."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
