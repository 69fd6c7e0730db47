"""At every size each row of the screen has exactly its cells, and nothing is drawn beyond its place."""

from __future__ import annotations

import pytest

from gongbao.indexer.config import Config, Tui
from gongbao.tui.widgets.results import ResultList
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled

SIZES = [(60, 20), (80, 24), (99, 30), (100, 30), (120, 35), (160, 50)]


@pytest.mark.parametrize("look", [("zh", "lines"), ("en", "ascii")])
async def test_every_row_is_exact_in_every_pane_at_every_size(start: Start, look: tuple[str, str]) -> None:
    config = Config(tui=Tui(language=look[0], borders=look[1]))
    async with start(size=SIZES[0], config=config) as (pilot, screen):
        await pilot.press(*"乡村振兴", "enter")
        await settled(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert rows(pilot)[0].rstrip().endswith("乡村振兴")
            for pane, key in (("facets", "1"), ("center", "2"), ("right", "3")):
                await pilot.press("escape", key)
                await settled(pilot)
                assert rows(pilot)[-1].strip(), "the key bar is there"
                shown = {each for each in ("facets", "center", "right") if screen.query_one(f"#{each}").display}
                assert shown == ({pane} if size[0] < 100 else {"facets", "center", "right"})


async def test_every_row_is_exact_under_every_modal_at_every_size(start: Start) -> None:
    async with start(size=SIZES[0]) as (pilot, screen):
        await pilot.press(*"乡村振兴", "enter", "enter")
        await settled(pilot)
        for size in ((60, 20), (120, 35)):
            await pilot.resize_terminal(*size)
            for key in ("?", "ctrl+p", "o", "s", "i", "I"):
                await pilot.press(key)
                await settled(pilot)
                rows(pilot)
                assert pilot.app.screen is not screen
                await pilot.press("escape")
                await settled(pilot)
                assert pilot.app.screen is screen


async def test_a_window_that_changes_size_keeps_place_and_widths(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", "down", "down", "enter")
        await settled(pilot)
        for size in ((60, 20), (160, 50), (101, 24), (99, 35)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            rows(pilot)
        assert screen.query_one(ResultList).item == 2
        assert screen.focused is screen.query_one("#reader")


async def test_text_that_looks_like_markup_or_moves_the_cursor_is_shown_as_text(start: Start) -> None:
    index = fake_index.Index()
    for hit in index.rows:
        hit.title = "[red]红[/red]\x1b[31m\u202e[/]\ufe0f标\ud800题"
        hit.section = ("[bold]节[/]",)
        hit.text = "[link=x]正文\t\u200b\x07[/link]" * 9
    async with start(index) as (pilot, _screen):
        shown = "\n".join(rows(pilot))
        assert "[red]红[/red]" in shown and "[link=x]正文" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
