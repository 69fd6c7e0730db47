"""Typing, answers, faults: the last question always wins and nothing is ever blocked or lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from gongbao.indexer.errors import IndexMissing
from gongbao.tui.app import GongbaoApp
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.widgets.facets import FacetList
from gongbao.tui.widgets.notes import Interpretation, StatusRow
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from tests.tui import standin
from tests.tui.conftest import Start
from tests.tui.stage import rows, settled


async def test_the_app_opens_on_everything_with_the_query_focused(start: Start) -> None:
    async with start() as (pilot, screen):
        assert isinstance(screen.focused, QueryBox)
        assert screen.query_one(ResultList).count == 96
        assert "96 段 · 12 篇" in rows(pilot)[2]


async def test_typing_searches_after_a_pause_and_only_once(start: Start) -> None:
    index = standin.Index()
    async with start(index) as (pilot, screen):
        await pilot.press("第", "3", "篇")
        await settled(pilot)
        assert index.asked == [None, "第3篇"]
        assert screen.query_one(ResultList).count == 8
        assert "理解为：第3篇" in rows(pilot)[1]


async def test_an_answer_to_an_earlier_question_is_dropped(start: Start) -> None:
    index = standin.Index()
    async with start(index) as (pilot, screen):
        index.gate = threading.Event()
        screen.go(screen.question.asking("第1篇"))
        await pilot.pause()
        screen.go(screen.question.asking("第2篇第3段"))
        await pilot.pause()
        index.gate.set()
        await settled(pilot)
        assert screen.query_one(ResultList).count == 1
        late = MainScreen.Answered(screen.number - 1, 0, index.search("第1篇"))
        screen.post_message(late)
        await settled(pilot)
        assert screen.query_one(ResultList).count == 1


async def test_questions_asked_while_the_engine_is_busy_are_skipped_but_for_the_last(start: Start) -> None:
    index = standin.Index()
    async with start(index) as (pilot, screen):
        index.gate = threading.Event()
        for query in ("一", "二", "三", "四", "第5篇"):
            screen.go(screen.question.asking(query))
            await pilot.pause()
        index.gate.set()
        await settled(pilot)
        assert index.asked[0] is None
        assert index.asked[-1] == "第5篇"
        assert len(index.asked) <= 3
        assert screen.query_one(ResultList).count == 8


async def test_a_fault_in_the_query_is_shown_with_a_caret_under_it(start: Start) -> None:
    async with start() as (pilot, screen):
        screen.query_one(QueryBox).value = "乡村("
        await settled(pilot)
        box, note = rows(pilot)[0], rows(pilot)[1]
        assert "括号没有闭合" in note
        cells = [index for index, character in _cells(box) if character == "("]
        assert [index for index, character in _cells(note) if character == "^"] == cells
        assert screen.query_one(ResultList).count == 0
        screen.query_one(QueryBox).value = "乡村"
        await settled(pilot)
        assert "^" not in rows(pilot)[1]
        assert screen.query_one(ResultList).count == 96


def _cells(row: str) -> list[tuple[int, str]]:
    from gongbao.tui.drawing.cells import width

    return [(width(row[:at]), character) for at, character in enumerate(row)]


async def test_an_index_that_is_not_there_is_said_in_a_modal_and_the_app_lives_on(tmp_path: object) -> None:
    def missing(directory: str, config: object) -> object:
        raise IndexMissing("index.missing", folder=directory)

    from gongbao.indexer.config import Config, Tui

    app = GongbaoApp("nowhere", Config(tui=Tui(language="zh")), missing)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, FailureScreen)
        assert any("nowhere 里还没有索引" in row for row in rows(pilot))
        await pilot.press("escape")
        await settled(pilot)
        assert any("nowhere 里还没有索引" in row for row in rows(pilot))


async def test_the_unexpected_is_shown_and_not_swallowed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    index = standin.Index()
    async with start(index) as (pilot, screen):
        monkeypatch.setattr(index, "search", lambda *args, **kwargs: 1 / 0)
        screen.go(screen.question.asking("x"))
        await settled(pilot)
        assert isinstance(pilot.app.screen, FailureScreen)
        assert any("ZeroDivisionError" in row for row in rows(pilot))


async def test_pages_are_fetched_when_they_come_into_sight(start: Start) -> None:
    index = standin.Index(list(standin.paragraphs(100, 10)))
    async with start(index) as (pilot, screen):
        listing = screen.query_one(ResultList)
        assert listing.count == 1000 and len(listing.hits) == 50
        await pilot.press("escape", "end")
        await settled(pilot)
        assert listing.item == 999
        assert listing.hits[999].id == "99-9"
        assert len(listing.hits) <= 150
        assert screen.query_one(Reader).document.id == "99"  # type: ignore[union-attr]


async def test_a_filter_can_be_set_excluded_cleared_undone_and_redone(start: Start) -> None:
    async with start() as (pilot, screen):
        listing, facets = screen.query_one(ResultList), screen.query_one(FacetList)
        await pilot.press("f4", "z", "b", "space")
        await settled(pilot)
        assert screen.question.mark("city", "淄博市") == "include"
        assert listing.count == 16
        assert "[城市 淄博市 ×]" in rows(pilot)[2]
        assert dict(facets.model.counts["city"])["遵义市"] == 16, "a facet's counts ignore its own filter"
        await pilot.press("escape", "x")
        await settled(pilot)
        assert screen.question.mark("city", "淄博市") == "exclude"
        assert listing.count == 80
        assert "[城市 非淄博市 ×]" in rows(pilot)[2]
        await pilot.press("c")
        await settled(pilot)
        assert listing.count == 96
        await pilot.press("u")
        await settled(pilot)
        assert listing.count == 80
        await pilot.press("u", "u")
        await settled(pilot)
        assert listing.count == 96
        await pilot.press("U")
        await settled(pilot)
        assert listing.count == 16


async def test_years_are_ranged_by_keyboard(start: Start) -> None:
    async with start() as (pilot, screen):
        facets = screen.query_one(FacetList)
        facets.focus()
        facets.go(next(n for n, row in enumerate(facets.rows) if row.value == 2012))
        await pilot.press("<")
        await settled(pilot)
        assert screen.question.years == (2012, 2012)
        await pilot.press("down", "down", ">")
        await settled(pilot)
        assert screen.question.years == (2012, 2014)
        assert screen.query_one(ResultList).count == 40
        assert "年份 2012–2014 ×" in rows(pilot)[2]


async def test_a_click_on_a_chip_drops_that_filter(start: Start) -> None:
    async with start() as (pilot, screen):
        screen.go(screen.question.toggled("city", "淄博市", "include"))
        await settled(pilot)
        status = screen.query_one(StatusRow)
        start_of_chip = status._places[0][0]
        await pilot.click(StatusRow, offset=(start_of_chip + 2, 0))
        await settled(pilot)
        assert not screen.question.filtered


async def test_reader_steps_through_matches_and_into_the_next_document(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press(*"乡村振兴", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        reader = screen.query_one(Reader)
        assert screen.focused is reader
        assert reader.document is not None and reader.document.id == "0"
        assert reader.current == 0
        for _ in range(7):
            await pilot.press("n")
        await settled(pilot)
        assert (reader.document.id, reader.current) == ("0", 7)
        await pilot.press("n")
        await settled(pilot)
        assert (reader.document.id, reader.current) == ("1", 0)
        await pilot.press("N")
        await settled(pilot)
        assert (reader.document.id, reader.current) == ("0", 7)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(screen.focused, ResultList)


async def test_the_interpretation_row_never_overflows_with_a_far_caret(start: Start) -> None:
    async with start(size=(60, 20)) as (pilot, screen):
        note = screen.query_one(Interpretation)
        for column in (0, 5, 30, 55, 59, 60, 500):
            note.blame("这里的括号没有闭合，请补上 )，否则整个检索式无法理解，请检查后再试一次。", column)
            await pilot.pause()
            rows(pilot)


async def test_the_totals_say_how_many_paragraphs_are_copies_that_the_list_leaves_out(start: Start) -> None:
    class Copied(standin.Index):
        def search(self, *arguments: Any, **options: Any) -> Any:
            found = super().search(*arguments, **options)
            return found if options.get("copies") else replace(found, left_out=3)

    async with start(Copied()) as (pilot, _screen):
        assert "另有重复 3 段" in rows(pilot)[2]
        await pilot.press("escape", "d")
        await settled(pilot)
        assert "重复" not in rows(pilot)[2]
