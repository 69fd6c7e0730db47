"""Time limits: work that may take long looks at the clock now and then, and gives up with an error."""

from __future__ import annotations

import time

from gongbao.indexer.errors import SearchTimeout


class Deadline:
    """So many seconds for a question, None for any number; they run from now on.

    ``what`` is what takes the time, for the error.
    """

    def __init__(self, seconds: float | None, what: str = "The search") -> None:
        self._seconds, self._what = seconds, what
        self._left = float("inf") if seconds is None else seconds
        self._since = time.perf_counter()

    def check(self) -> None:
        """Raises SearchTimeout when the time is over."""
        if time.perf_counter() - self._since > self._left:
            raise SearchTimeout(
                f"{self._what} took longer than {self._seconds:g} seconds and was stopped; "
                "ask for less (filters, a word more), or allow it more time."
            )

    def pause(self) -> None:
        """The clock stands still from now on."""
        self._left -= time.perf_counter() - self._since

    def resume(self) -> None:
        """The clock runs on after a pause."""
        self._since = time.perf_counter()
