"""What ranking remembers of an index stays small, however many ask at once."""

from __future__ import annotations

from typing import Any

import pytest
from whoosh.query import AndMaybe, Or, Term

from gongbao.search.query.queries import Exact
from gongbao.search.ranking import bonuses as ranking


class Busy:
    """Asked how frequent a word is, it is asked for another string first, as by a second thread."""

    others = 0
    interrupted = False

    def frequency(self, field: str, word: str) -> int:
        if not self.interrupted:
            self.interrupted, self.others = True, self.others + 1
            ranking.ranked(Exact("text", f"词{self.others}"), self)  # type: ignore[arg-type]
        return 1


def test_strings_spelled_at_the_same_time_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "REMEMBERED", 7)
    engine: Any = Busy()
    for number in range(40):
        engine.interrupted = False
        leaf = Exact("text", f"数字{number}")
        bonuses = [Term("title", leaf.string, boost=ranking.TITLE), Term("section", leaf.string, boost=ranking.SECTION)]
        assert ranking.ranked(leaf, engine) == AndMaybe(leaf, Or(bonuses))
        assert len(ranking._WORTH[engine]) <= 7 + 1
