"""The lock that a writer holds: one writer at a time, Whoosh's included, changes an index."""

from __future__ import annotations

import os
import time
from pathlib import Path

from gongbao.indexer.errors import IndexLocked
from gongbao.indexer.lock import take
from gongbao.indexer.store.segment import INDEX_NAME

NAME = f"{INDEX_NAME}_WRITELOCK"
"""The file that Whoosh's own writers lock."""

_POLL_SECONDS = 0.05


class WriteLock:
    """Holds the write lock of the index in ``folder`` until ``release``, or until the process ends.

    Waits up to ``seconds`` for another writer; raises IndexLocked when that one is not done by then.
    """

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        self._handle: int | None = os.open(folder / NAME, os.O_CREAT | os.O_WRONLY, 0o666)
        until = time.monotonic() + seconds
        while not take(self._handle, 0):
            if time.monotonic() >= until:
                self.release()
                raise IndexLocked("index.locked", folder=folder)
            time.sleep(_POLL_SECONDS)

    def release(self) -> None:
        """Let the next writer in; does nothing the second time."""
        if self._handle is not None:
            os.close(self._handle)  # which unlocks it
            self._handle = None

    def __del__(self) -> None:  # of a writer that was dropped with neither commit nor cancel
        if getattr(self, "_handle", None) is not None:
            self.release()
