"""What adds to a score: words of titles, words side by side, words near each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Stub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.search.query.ast import All, Any, Not, SameDocument, Substring, Word
from gongbao.search.ranking import bonuses as ranking
from gongbao.search.ranking.bonuses import bonuses
from gongbao.search.ranking.proximity import REACH, WINDOW, contenders, near_strings, reordered


class Busy:
    """Asked how frequent words are, it is asked for another string first, as by a second thread."""

    generation = 1
    others = 0
    interrupted = False

    def term_statistics(self, field: str, words: Sequence[str]) -> list[int]:
        if not self.interrupted:
            self.interrupted, self.others = True, self.others + 1
            bonuses(Substring("text", f"词{self.others}"), self)  # type: ignore[arg-type]
        return [1] * len(words)


def test_strings_spelled_at_the_same_time_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "REMEMBERED", 7)
    engine: Stub = Busy()
    for number in range(40):
        engine.interrupted = False
        string = f"数字{number}"
        expected = (Word("title", string, ranking.TITLE), Word("section", string, ranking.SECTION))
        assert bonuses(Substring("text", string), engine) == expected
        assert len(ranking._WORTH[engine]) <= 7 + 1


class Headings:
    """Stands for an engine: the words of titles and those of headings."""

    def __init__(self, title: Sequence[str] = (), section: Sequence[str] = (), generation: int = 1) -> None:
        self.words, self.generation = {"title": title, "section": section}, generation

    def term_statistics(self, field: str, words: Sequence[str]) -> list[int]:
        return [int(word in self.words[field]) for word in words]


甲, 乙, 丙 = (Substring("text", string) for string in "甲乙丙")


def test_a_string_spelled_by_words_of_the_title_scores_when_all_stand_there() -> None:
    engine: Stub = Headings(title=["乡村", "振兴", "振", "兴"], section=["乡村振兴"])
    assert bonuses(Substring("text", "乡村振兴", 3.0), engine) == (
        All((Word("title", "乡村", 3.0), Word("title", "振兴", 3.0))),
        Word("section", "乡村振兴", 4.5),
    )
    assert bonuses(Substring("text", "乡村建设"), engine) == bonuses(Substring("title", "乡村"), engine) == ()


def test_words_of_a_newer_generation_count_from_then_on() -> None:
    engine: Stub = Headings()
    assert bonuses(甲, engine) == ()
    engine.words["title"], engine.generation = ["甲"], 2
    assert bonuses(甲, engine) == (Word("title", "甲", ranking.TITLE),)


def test_neighbours_in_an_all_score_as_one_string() -> None:
    engine: Stub = Headings()
    latin = Substring("text", "gdp"), Substring("text", "per")

    def phrases(*strings: str) -> tuple[Substring, ...]:
        return tuple(Substring("text", string, ranking.PHRASE) for string in strings)

    assert bonuses(All((甲, 乙, Not(丙), 丙)), engine) == phrases("甲乙")
    assert bonuses(Any((All((甲, 乙)), All((乙, 丙, 甲)), 丙)), engine) == phrases("甲乙", "乙丙甲")
    assert bonuses(All((*latin, 甲)), engine) == phrases("gdp per甲")
    assert bonuses(SameDocument(All((甲, 乙))), engine) == ()


def test_nearness_is_looked_for_between_the_strings_of_an_all() -> None:
    assert near_strings(All((甲, Not(乙), Substring("title", "乙"), 丙))) == ("甲", "丙")
    assert near_strings(All((甲, Not(乙)))) == near_strings(Any((甲, 乙))) == near_strings(甲) == ()


@given(
    scores=st.lists(st.floats(0, 4), max_size=2 * WINDOW),
    first=st.integers(0, 40),
    size=st.integers(1, 40),
    strings=st.integers(2, 4),
    data=st.data(),
)
def test_rows_are_ordered_by_score_and_nearness_and_pages_fit_together(
    scores: list[float], first: int, size: int, strings: int, data: st.DataObject
) -> None:
    scores.sort(reverse=True)
    gaps = st.lists(st.integers(0, REACH), min_size=strings - 1, max_size=strings - 1)
    distances = [data.draw(gaps) for _ in scores[:WINDOW]]
    gained = [score + sum(1 - gap / REACH for gap in row) for score, row in zip(scores, distances, strict=False)]
    order = sorted(range(len(gained)), key=lambda row: -gained[row])
    whole = [*[(row, gained[row]) for row in order], *enumerate(scores)][: len(gained)] + list(enumerate(scores))[
        WINDOW:
    ]
    last = first + size
    cut = scores[: max(last, WINDOW)]
    rows, new = reordered(cut, distances[: contenders(cut, strings, last)], first, last)
    assert rows == [row for row, _ in whole[first:last]]
    assert new == pytest.approx([score for _, score in whole[first:last]])
