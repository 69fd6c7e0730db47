"""The rest of a word stands in grey behind what is typed; → takes it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled


@dataclass
class Suggesting(fake_index.Index):
    def suggest(self, word: str, limit: int) -> list[Any]:
        texts = ["乡镇", "乡村", "乡村振兴", "乡村振兴战略"]
        return [SimpleNamespace(text=text, kind="word", count=1) for text in texts if text.startswith(word)]


async def test_the_right_arrow_takes_the_grey_rest_of_the_word(start: Start) -> None:
    async with start(Suggesting()) as (pilot, screen):
        await pilot.press(*"改革 乡村")
        await settled(pilot)
        assert screen.query_one(QueryBox).value == "改革 乡村"
        assert "改革 乡村振兴" in rows(pilot)[0]
        await pilot.press("right")
        await settled(pilot)
        assert screen.query_one(QueryBox).value == "改革 乡村振兴" == screen.question.query


async def test_a_single_character_or_pinyin_is_left_alone(start: Start) -> None:
    async with start(Suggesting()) as (pilot, _):
        for typed in ("乡", "xiang"):
            await pilot.press("ctrl+l", "ctrl+u", *typed)
            await settled(pilot)
            assert rows(pilot)[0].split() == ["检索", typed]


async def test_the_current_match_stays_current_when_the_window_changes(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press(*"改善", "enter", "enter", "n", "n", "n")
        await settled(pilot)
        reader = screen.query_one(Reader)
        assert reader.current == 3
        for size in ((160, 50), (104, 24), (120, 35)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert reader.current == 3 and reader.match_in_sight
