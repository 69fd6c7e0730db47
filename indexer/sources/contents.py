"""The bytes of one file, unpacked if it is gzipped, within the limits of config.yaml."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from pathlib import Path

from gongbao.indexer.config import Config
from gongbao.indexer.errors import Unreadable

_GZIP = b"\x1f\x8b"
_MB = 1024 * 1024


def read_bytes(path: str, config: Config) -> bytes:
    """All bytes of ``path``; raises Unreadable when it is missing, empty, too large or no regular file."""
    limit = config.reading.max_file_mb
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("file.not_regular")
        if status.st_size > limit * _MB:
            raise Unreadable("file.too_large", limit=limit)
        with Path(path).open("rb") as file:
            data = file.read(min(status.st_size, limit * _MB) + 1)  # room for all that is allowed may not be there
    except (OSError, ValueError) as error:
        raise Unreadable("file.unopened", error=getattr(error, "strerror", None) or error) from error
    if data.startswith(_GZIP):
        data = _unzipped(path, config)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("file.empty")
    return data


def _unzipped(path: str, config: Config) -> bytes:
    limit = config.reading.max_expanded_mb
    try:
        with gzip.open(path) as file:
            # One byte more than allowed, and never more: a bomb is seen before it is held in memory.
            data = file.read(limit * _MB + 1)
    except EOFError as error:
        raise Unreadable("file.gzip_cut_off") from error
    except (OSError, zlib.error) as error:
        raise Unreadable("file.gzip_damaged", error=error) from error
    if len(data) > limit * _MB:
        raise Unreadable("file.unpacks_too_large", limit=limit)
    if data.startswith(_GZIP):
        raise Unreadable("file.gzipped_twice")
    return data
