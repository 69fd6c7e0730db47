"""When a request has to be done."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from gongbao.indexer.errors import SearchTimeout
from gongbao.search.query.regex import SECONDS


class Deadline:
    """``seconds`` from now; None for no end. The regular expressions of one request also have ``SECONDS`` together."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds
        self._left = SECONDS

    def check(self) -> None:
        """Raises SearchTimeout when time has run out."""
        if self._end is not None and time.monotonic() > self._end:
            raise SearchTimeout("search.answer_too_long", seconds=self._seconds)

    @contextlib.contextmanager
    def matching(self) -> Iterator[None]:
        """While one text is matched by a regular expression; raises SearchTimeout afterwards when that was too long."""
        began = time.perf_counter()
        yield
        self._left -= time.perf_counter() - began
        if self._left < 0:
            raise SearchTimeout("search.pattern_too_long", seconds=SECONDS)
