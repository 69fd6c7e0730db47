"""What ranking remembers of an index stays small, however many ask at once."""

from __future__ import annotations

from typing import Any

import pytest

from search import ranking


class Busy:
    """Asked how frequent a word is, it is asked for another string first, as by a second thread."""

    others = 0
    interrupted = False

    def frequency(self, field: str, word: str) -> int:
        if not self.interrupted:
            self.interrupted, self.others = True, self.others + 1
            ranking._words(f"词{self.others}", field, self)  # type: ignore[arg-type]
        return 1


def test_strings_spelled_at_the_same_time_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "REMEMBERED", 7)
    engine: Any = Busy()
    for number in range(40):
        engine.interrupted = False
        string = f"数字{number}"
        assert ranking._words(string, "title", engine) == [string]
        assert len(ranking._SPELLED[engine]) <= 7 + 1
