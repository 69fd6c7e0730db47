"""History, saved searches, bookmarks and the clipboard outlive the session and restore the whole question."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from gongbao.tui.model.question import Filter, Question
from gongbao.tui.model.user_data import Bookmark, UserData, _read, _written
from gongbao.tui.screens.chooser import Chooser
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled

names = st.text(max_size=8)
filters = st.builds(Filter, names, st.one_of(names, st.integers(1900, 2100)), st.sampled_from(["include", "exclude"]))
questions = st.builds(
    Question, names, st.lists(filters, max_size=3).map(tuple), st.none() | st.tuples(st.integers(), st.integers())
)


@given(questions)
def test_a_question_written_down_is_the_same_when_read(question: Question) -> None:
    assert _read(_written(question)) == question


def test_a_question_written_down_by_an_earlier_version_is_still_read() -> None:
    old = '{"query": "甲", "filters": [], "years": [2019, 2020], "sort": "-date", "group": true, "collapse": false}'
    assert _read(old) == Question("甲", (), (2019, 2020), "-date", True, copies=True)


def test_notebook_keeps_the_latest_of_equal_searches_and_drops_what_is_forgotten(tmp_path: Path) -> None:
    notebook = UserData(tmp_path / "deep" / "n.sqlite")
    for query in ("一", "二", "一"):
        notebook.remember(Question(query), 3)
    assert [question.query for question, _ in notebook.history()] == ["一", "二"]
    notebook.forget(Question("一"))
    assert [question.query for question, _ in UserData(tmp_path / "deep" / "n.sqlite").history()] == ["二"]


def test_bookmarks_belong_to_their_index(tmp_path: Path) -> None:
    notebook = UserData(tmp_path / "n.sqlite")
    notebook.bookmark("a", Bookmark("d/1", "d", 1, "题", "淄博市 2021", "文", "记"))
    notebook.bookmark("a", Bookmark("d/1", "d", 1, "题", "淄博市 2021", "文", "改"))
    assert [mark.note for mark in notebook.bookmarks("a")] == ["改"]
    assert notebook.bookmarks("b") == []


async def test_history_restores_query_and_filters(start: Start) -> None:
    async with start() as (pilot, screen):
        screen.go(screen.question.toggled("city", "淄博市", "include"))
        await settled(pilot)
        await pilot.press(*"稳中求进", "enter")
        await settled(pilot)
        asked = screen.question
        await pilot.press("c", "/", "ctrl+u", *"甲", "enter", "ctrl+r")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        await pilot.press(*"wzqj")
        await settled(pilot)
        assert any("稳中求进 [淄博市]" in row and "16 段" in row for row in rows(pilot))
        await pilot.press("enter")
        await settled(pilot)
        assert screen.question == asked
        assert screen.query_one(QueryBox).value == "稳中求进"
        assert screen.query_one(ResultList).count == 16


async def test_a_bookmark_with_a_note_leads_back_to_its_paragraph(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", "down", "down", "down", "enter")
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Prompt)
        await pilot.press(*"要点", "enter")
        await settled(pilot)
        await pilot.press("escape", "end")
        await settled(pilot)
        reader = screen.query_one(Reader)
        assert reader.document is not None and reader.document.id == "11"
        await pilot.press("B")
        await settled(pilot)
        assert any("要点" in row for row in rows(pilot))
        await pilot.press("enter")
        await settled(pilot)
        assert reader.document.id == "0"
        assert reader.passage_looked_at() == 3
        await pilot.press("B", "delete", "escape", "B")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "还没有内容" in rows(pilot)[-1]


async def test_a_saved_search_is_found_by_its_name(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press(*"第3篇", "enter")
        await settled(pilot)
        await pilot.press("w")
        await settled(pilot)
        pilot.app.screen.query_one(Input).value = "三号文件"
        await pilot.press("enter", "/", "ctrl+u", *"别的", "enter", "W")
        await settled(pilot)
        await pilot.press(*"shwj", "enter")
        await settled(pilot)
        assert screen.question.query == "第3篇"


async def test_copying_takes_the_paragraph_and_its_citation(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", "down", "y")
        await settled(pilot)
        text = screen.query_one(ResultList).hit.text
        assert pilot.app.clipboard == text
        assert "已复制" in rows(pilot)[-1]
        await pilot.press("Y")
        await settled(pilot)
        assert pilot.app.clipboard.startswith(text + "\n——山东省淄博市. 淄博市二〇10年政府工作报告")
        assert "一、工作回顾 › （1）经济发展" in pilot.app.clipboard


async def test_a_list_that_was_clicked_still_closes(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", "s")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        await pilot.click("#options", offset=(4, 9))
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is screen


async def test_bookmarking_a_paragraph_again_shows_its_note_and_a_removed_one_comes_back(start: Start) -> None:
    async with start() as (pilot, screen):
        workspace = screen.workspace

        def notes() -> list[str]:
            return [mark.note for mark in workspace.user_data.bookmarks(workspace.session.index_dir)]

        await pilot.press("escape", "b", *"要点", "enter")
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == "要点"
        await pilot.press("enter")
        await settled(pilot)
        assert notes() == ["要点"]
        await pilot.press("B", "ctrl+e")
        await settled(pilot)
        await pilot.press("end", "2", "enter")
        await settled(pilot)
        assert notes() == ["要点2"]
        await pilot.press("B", "delete")
        await settled(pilot)
        assert notes() == []
        await pilot.press("ctrl+z", "escape")
        await settled(pilot)
        assert notes() == ["要点2"]


def test_another_search_saved_under_a_name_leaves_the_first_one(tmp_path: Path) -> None:
    kept = UserData(tmp_path / "n.sqlite")
    assert kept.save("名", Question("一")) == kept.save("名", Question("一")) == "名"
    assert kept.save("名", Question("二")) == "名 2"
    assert dict(kept.saved()) == {"名": Question("一"), "名 2": Question("二")}
