"""The keys that dialogs name in their last line can be clicked, and do what the keys do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from gongbao import indexer
from gongbao.indexer.compiled_cache import parse_yaml
from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp
from gongbao.tui.drawing.cells import width
from gongbao.tui.i18n import catalogue
from gongbao.tui.model.question import Question
from gongbao.tui.screens.chooser import Chooser
from gongbao.tui.screens.details import DetailsScreen
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.screens.indexing import IndexingScreen
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.widgets.results import ResultList
from tests.tui.conftest import Start
from tests.tui.stage import rows, settled

NOTICE = "---\ntitle: 关于支持茶叶产业的通知\ncity: 青川市\n---\n\n各县区要支持茶叶产业，确保茶农增收。\n"


@pytest.fixture
def folder(empty_folder: Path) -> Path:
    (empty_folder / "通知.txt").write_text(NOTICE, encoding="utf-8")
    return empty_folder


async def click(pilot: Pilot[None], text: str) -> None:
    """Click in the middle of the lowest place on the screen where ``text`` stands."""
    y, row = next((y, row) for y, row in reversed(list(enumerate(rows(pilot)))) if text in row)
    await pilot.click(offset=(width(row[: row.index(text)]) + width(text) // 2, y))
    await settled(pilot)


async def test_indexing_from_the_failure_to_the_results(folder: Path) -> None:
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, FailureScreen)
        await click(pilot, "按 i 建立索引")
        assert isinstance(app.screen, IndexingScreen)
        await click(pilot, "文件")  # in the tree, which unfolds
        await click(pilot, "空格 选取")
        assert [Path(path).name for path in app.screen.picked] == ["文件"]
        await click(pilot, "F5 开始")
        assert any("完成：1 个文件" in row for row in rows(pilot))
        await click(pilot, "Esc 停止或关闭")
        assert isinstance(app.screen, MainScreen)
        assert app.screen.query_one(ResultList).count >= 1


async def test_exporting_to_a_file(folder: Path) -> None:
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for cancelled_at in ("格式  全部结果", "文件名"):
            await pilot.press("f11")
            await settled(pilot)
            while not any(cancelled_at in row for row in rows(pilot)):
                await click(pilot, "Enter 确定")
            await click(pilot, "Esc 取消")
            assert isinstance(app.screen, MainScreen)
        assert not list(folder.parent.glob("gongbao*"))
        await pilot.press("f11")
        await settled(pilot)
        for _ in range(2):
            await click(pilot, "Enter 确定")
        assert isinstance(app.screen, MainScreen)
        assert "茶叶产业" in Path("gongbao.csv").read_text(encoding="utf-8-sig")


async def test_a_note_is_confirmed_or_given_up_and_a_bookmark_taken_away(start: Start) -> None:
    async with start(size=(60, 20)) as (pilot, screen):

        def notes() -> list[str]:
            return [mark.note for mark in screen.notebook.bookmarks(screen.engine.index_dir)]

        for button, kept in (("Esc 取消", []), ("Enter 确定", ["要点"])):
            await pilot.press("f8")
            await settled(pilot)
            assert isinstance(pilot.app.screen, Prompt)
            pilot.app.screen.query_one(Input).value = "要点"
            await click(pilot, button)
            assert pilot.app.screen is screen
            assert notes() == kept
        await pilot.press("shift+f8")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        await click(pilot, "Del 删除")
        assert notes() == []
        await click(pilot, "Enter 打开")
        assert isinstance(pilot.app.screen, Chooser), "there is nothing to open"
        await click(pilot, "Esc 取消")
        assert pilot.app.screen is screen


async def test_facts_are_looked_at_and_corrected(folder: Path) -> None:
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f5")
        await settled(pilot)
        facts = app.screen
        assert isinstance(facts, DetailsScreen)
        viewed: list[str] = []
        facts.view = lambda path: not viewed.append(path)  # type: ignore[func-returns-value]
        await click(pilot, "城市  ")
        assert app.screen is facts, "a click on a fact only shows where it comes from"
        assert any("用户声明" in row for row in rows(pilot))
        await click(pilot, "v 打开原文件")
        assert [Path(path).name for path in viewed] == ["通知.txt"]
        await click(pilot, "Enter 更正")
        assert any("更正：城市" in row for row in rows(pilot))
        await click(pilot, "Esc 取消")
        assert app.screen is facts
        await click(pilot, "Esc 关闭")
        assert isinstance(app.screen, MainScreen)


async def test_help_and_failures_close(start: Start) -> None:
    async with start() as (pilot, screen):
        screen.action_help()
        await settled(pilot)
        await click(pilot, "按 Esc 或 Enter 关闭")
        assert pilot.app.screen is screen
        pilot.app.push_screen(FailureScreen(screen.look, "甲[/]乙"))
        await settled(pilot)
        assert any("甲[/]乙" in row for row in rows(pilot))
        await click(pilot, "按 Esc 或 Enter 关闭")
        assert pilot.app.screen is screen


def test_both_languages_have_the_same_to_click() -> None:
    links = {
        key: [re.findall(r"\[@click=([^]]+)\]", each[language]) for language in ("zh", "en")]
        for key, each in parse_yaml(catalogue._FILE).items()
        if isinstance(each, dict) and "@click" in str(each)
    }
    assert len(links) >= 7
    assert all(chinese == english for chinese, english in links.values())


async def test_a_click_moves_among_what_is_kept_and_a_second_one_opens_it(start: Start) -> None:
    async with start() as (pilot, screen):
        for name in ("甲", "乙", "丙"):
            await pilot.press("slash", "ctrl+u", *name, "enter")
            await settled(pilot)
        await pilot.press("h")
        await settled(pilot)
        await click(pilot, "乙")
        assert isinstance(pilot.app.screen, Chooser) and screen.question.query == "丙"
        await click(pilot, "Del 删除")
        assert not any("乙" in row for row in rows(pilot))
        await click(pilot, "甲")
        await click(pilot, "甲")
        assert pilot.app.screen is screen and screen.question.query == "甲"


async def test_a_click_moves_among_the_results_and_a_second_one_opens_the_document(start: Start) -> None:
    async with start(size=(80, 24)) as (pilot, screen):
        results = screen.query_one(ResultList)
        y = results.region.y + 2 * results.height_of_item
        await pilot.click(offset=(10, y))
        await settled(pilot)
        assert results.item == 2 and screen.context == "results"
        await pilot.click(offset=(10, y))
        await settled(pilot)
        assert results.item == 2 and screen.context == "reader"


async def test_one_click_ticks_a_facet(start: Start) -> None:
    async with start() as (pilot, screen):
        await click(pilot, "[ ] 淄博市")
        assert screen.question.filtered


def mouse(kind: type[events.MouseEvent], y: int) -> events.MouseEvent:
    """What the terminal tells of the left button in the sixth column of a row; clicks are left to Textual."""
    return kind(None, 5, y, 0, 0, 1, False, False, False, 5, y)


@pytest.mark.parametrize(("first", "last"), [(2011, 2014), (2014, 2011)])
async def test_a_drag_over_the_years_chooses_the_years_between(start: Start, first: int, last: int) -> None:
    async with start(size=(160, 50)) as (pilot, screen):
        at = {year: next(y for y, row in enumerate(rows(pilot)) if f"[ ] {year} " in row) for year in (first, last)}
        pilot.app.post_message(mouse(events.MouseDown, at[first]))
        pilot.app.post_message(mouse(events.MouseMove, at[last]))
        pilot.app.post_message(mouse(events.MouseUp, at[last]))
        await settled(pilot)
        assert screen.question == Question().between(2011, 2014)
        now = next(y for y, row in enumerate(rows(pilot)) if f"[x] {last} " in row)
        pilot.app.post_message(mouse(events.MouseDown, now))
        pilot.app.post_message(mouse(events.MouseUp, now))
        await settled(pilot)
        assert screen.question == Question().toggled("year", last, "include")
