"""One run at a time changes an index: a lock that says who holds it and that dies with its process."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from gongbao.indexer.errors import IndexLocked, Message

NAME = "indexing.lock"
_GUARD = 1 << 30
"""Windows locks bytes, and lets no one read them; this one lies beyond what is written."""
_POLL_SECONDS = 0.05


@contextlib.contextmanager
def held(folder: Path, seconds: float) -> Iterator[None]:
    """Holds the lock of the index in ``folder`` (which exists), waiting up to ``seconds`` for another process.

    Raises IndexLocked naming the process that has it. The system frees the lock when its process ends, however it
    ends; the file stays and means nothing by itself.
    """
    path = folder / NAME
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    try:
        # The monotonic clock: the time of day may go backwards while we wait.
        until = time.monotonic() + seconds
        while not take(handle, _GUARD):
            if time.monotonic() >= until:
                raise IndexLocked("index.locked_by", process=holder(path), folder=folder)
            time.sleep(_POLL_SECONDS)
        _write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a full disk must not hide what went wrong before
                _write(handle, "")
    finally:
        os.close(handle)


def holder(path: Path) -> Message:
    """Who wrote last that he holds the lock at ``path``, as the beginning of a sentence."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Message("process.known", number=int(content["pid"]), host=content["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return Message("process.unknown")


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode())


def take(handle: int, at: int) -> bool:
    """Lock an open file (on Windows, its byte ``at``) if nobody else has; returns whether that worked.

    Closing the file unlocks it.
    """
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, at, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True
