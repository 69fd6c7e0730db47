"""How an index knows a file: by a name that survives moving index and files together."""

from __future__ import annotations

import functools
import os
from pathlib import Path


def file_name(path: str, index_dir: Path) -> str:
    """The name an index knows a file by: its path seen from the index directory, so both can move together."""
    try:
        return Path(os.path.relpath(path, index_dir)).as_posix()
    except ValueError:  # another drive
        return Path(path).resolve().as_posix()


def file_path(name: str, index_dir: str | os.PathLike[str], here: str | None = None) -> str:
    """The path of a file known as ``name``: as seen from ``here``, the working directory, or absolute if not below."""
    return _path(name, os.fspath(index_dir), here or os.getcwd())  # noqa: PTH109 - Path.cwd() takes 40 µs


@functools.lru_cache(maxsize=1 << 10)
def _path(name: str, index_dir: str, here: str) -> str:
    full = os.path.abspath(os.path.join(index_dir, name))  # noqa: PTH100, PTH118 - links stay links, as in file_name
    try:
        near = os.path.relpath(full, here)
    except ValueError:
        return full
    return full if near.startswith("..") else near
