"""How the user likes to look at things stays from one run to the next."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gongbao.indexer.config import Config, Tui
from gongbao.tui.model.preferences import Preferences, PreferenceValues
from gongbao.tui.widgets.trend import TrendChart
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import settled


class Counting(fake_index.Index):
    """Analyses that find nothing."""

    def concordance(self, query: str, **_: Any) -> Any:
        return SimpleNamespace(total=0, lines=())

    def trend(self, terms: list[str], by: str, **_: Any) -> Any:
        return SimpleNamespace(points=(), by=(by,))


async def test_colours_orders_and_groupings_are_there_again(start: Start) -> None:
    async with start(Counting()) as (pilot, screen):
        await pilot.press("escape", "T", *"contrast", "enter")
        await settled(pilot)
        assert pilot.app.theme == "gongbao-contrast"
        await pilot.press("s", "down", "enter", "g")
        await settled(pilot)
        await pilot.press("slash", *"乡村", "enter", "k", "s", "down", "enter", "t", "g", "v")
        await settled(pilot)
        was = screen.question
        assert was.sort != "relevance" and was.group
    async with start() as (pilot, screen):
        assert pilot.app.theme == "gongbao-contrast"
        assert (screen.question.sort, screen.question.group) == (was.sort, was.group)
        assert screen.workspace.analyses.order == "left"
        await pilot.press("escape", "t")
        await settled(pilot)
        view = screen.query_one(TrendChart).view
        assert (view.by, view.measure) == ("city", "count")


async def test_a_theme_set_in_the_config_later_wins_over_one_chosen_before(start: Start) -> None:
    async with start() as (pilot, _):
        await pilot.press("escape", "T", *"nord", "enter")
        await settled(pilot)
    async with start() as (pilot, _):
        assert pilot.app.theme == "nord"
    async with start(config=Config(tui=Tui(theme="textual-light"))) as (pilot, _):
        assert pilot.app.theme == "textual-light"


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", "3", '{"sort": "by colour"}', '{"theme": 3, "group": "yes"}', '{"later": true}', "\x00"],
)
def test_a_file_that_says_nothing_sensible_is_as_if_it_were_not_there(tmp_path: Path, written: str) -> None:
    file = tmp_path / "choices.json"
    file.write_text(written, encoding="utf-8")
    choices = Preferences(file)
    assert choices.now == PreferenceValues()
    choices.keep(group=True)
    assert Preferences(file).now == PreferenceValues(group=True)
    assert json.loads(file.read_text(encoding="utf-8"))["group"] is True


async def test_choices_hold_where_they_cannot_be_kept(start: Start, tmp_path: Path) -> None:
    async with start() as (pilot, screen):
        screen.workspace.user_data.preferences.file = tmp_path / "none.txt" / "choices.json"
        (tmp_path / "none.txt").write_text("a file, not a folder", encoding="utf-8")
        await pilot.press("escape", "g")
        await settled(pilot)
        assert screen.question.group
