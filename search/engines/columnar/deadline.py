"""Time limits: work that may take long looks at the clock now and then, and gives up with an error."""

from __future__ import annotations

import time

from gongbao.indexer.errors import SearchTimeout


class Deadline:
    """So many seconds for a question, None for any number; they run from now on.

    ``pattern`` is the regular expression whose matching takes the time, for the error.
    """

    def __init__(self, seconds: float | None, pattern: str | None = None) -> None:
        self._seconds, self._pattern = seconds, pattern
        self._left = float("inf") if seconds is None else seconds
        self._since = time.perf_counter()

    def check(self) -> None:
        """Raises SearchTimeout when the time is over."""
        if time.perf_counter() - self._since > self._left:
            if self._pattern is None:
                raise SearchTimeout("search.too_long", seconds=self._seconds)
            raise SearchTimeout("search.matching_too_long", pattern=self._pattern, seconds=self._seconds)

    def pause(self) -> None:
        """The clock stands still from now on."""
        self._left -= time.perf_counter() - self._since

    def resume(self) -> None:
        """The clock runs on after a pause."""
        self._since = time.perf_counter()
