"""Concordance, trend and comparison in the middle pane, over a real index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import gongbao
from gongbao import indexer
from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp
from gongbao.tui.drawing.cells import width
from gongbao.tui.model.comparison_group import ComparisonGroup
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.widgets.compare import CompareTable
from gongbao.tui.widgets.concordance import ConcordanceList
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from gongbao.tui.widgets.trend import TrendChart
from gongbao.tui.widgets.view_head import ViewHead
from tests.tui.harness import row_of, rows, settled

SENTENCES = [
    "大力发展茶叶产业，推进茶旅融合。",
    "加快化工园区转型，做强化工新材料。",
    "持续优化营商环境，深化“放管服”改革。",
]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("analysing")
    with (folder / "文件.jsonl").open("w", encoding="utf-8") as file:
        for number in range(12):
            city, own = (("遵义市", SENTENCES[0]), ("淄博市", SENTENCES[1]))[number % 2]
            year = 2018 + number // 4
            text = "\n".join(f"{part}{own}全市{year}年第{part}项工作取得新成效，{SENTENCES[2]}" for part in range(1, 5))
            record = {
                "title": f"{city}{year}年第{number}号报告",
                "city": city,
                "year": year,
                "genre": "政府工作报告",
                "text": text,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    indexer.build_index(folder / "文件.jsonl", folder / "index", Config.load())
    return str(folder / "index")


class Running:
    """``async with Running(index_dir, keys…) as (pilot, screen)``."""

    def __init__(self, index_dir: str, size: tuple[int, int] = (140, 35)) -> None:
        self.app = GongbaoApp(index_dir, Config.load())
        self.size = size

    async def __aenter__(self) -> tuple[Any, MainScreen]:
        self.context = self.app.run_test(size=self.size)
        pilot = await self.context.__aenter__()
        await settled(pilot)
        screen = self.app.screen
        assert isinstance(screen, MainScreen)
        return pilot, screen

    async def __aexit__(self, *error: Any) -> None:
        await self.context.__aexit__(*error)


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("gongbao.tui.controllers.reading.BROWSING_PAUSE", 0.01)


async def ask(pilot: Any, screen: MainScreen, query: str) -> None:
    screen.query_one(QueryBox).value = query
    await settled(pilot)
    await pilot.press("escape")
    await settled(pilot)


async def test_concordance_centres_every_match_and_opens_the_document_there(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "营商环境")
        await pilot.press("k")
        await settled(pilot)
        with gongbao.open(index_dir, Config.load()) as index:
            expected = index.concordance("营商环境", sort="right", limit=None)
        listing = screen.query_one(ConcordanceList)
        assert screen.focused is listing and listing.count == expected.total
        shown = [row for row in rows(pilot)[4:-1] if "营商环境" in row[40:]][:20]
        assert len({width(row[: row.index("营商环境", 20)]) for row in shown}) == 1, "matches stand under one another"
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        reader = screen.query_one(Reader)
        line = expected.lines[2]
        assert reader.document is not None and reader.document.id == line.document
        assert reader.document.passages[reader.passage_looked_at()].id == line.id
        assert reader.current is not None
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(screen.focused, ResultList)


async def test_concordance_follows_the_question_and_its_filters(index_dir: str) -> None:
    async with Running(index_dir, (80, 24)) as (pilot, screen):
        await ask(pilot, screen, "茶叶")
        await pilot.press("f6")
        await settled(pilot)
        listing = screen.query_one(ConcordanceList)
        all_lines = listing.count
        assert all_lines > 0
        screen.go(screen.question.toggled("year", 2018, "include"))
        await settled(pilot)
        assert 0 < listing.count < all_lines
        for _ in range(4):
            await pilot.press(">")
        rows(pilot)
        screen.query_one(QueryBox).value = "茶叶 AND ("
        await settled(pilot)
        assert listing.dimmed and "^" in rows(pilot)[1]
        screen.query_one(QueryBox).value = ""
        await settled(pilot)
        assert "请先输入检索词" in "".join(rows(pilot))


async def test_trend_shows_what_the_index_counts_and_enter_filters_to_a_bar(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "茶叶")
        await pilot.press("t")
        await settled(pilot)
        chart = screen.query_one(TrendChart)
        with gongbao.open(index_dir, Config.load()) as index:
            expected = index.trend("茶叶", "year", copies=False)
        assert [(p.group, p.count) for p in chart.points] == [(p.group, p.count) for p in expected.points]
        await pilot.press("v")
        await settled(pilot)
        assert " 次数" in row_of(pilot, screen.query_one(ViewHead))
        await pilot.press("a")
        await settled(pilot)
        await pilot.press(*"化工", "enter")
        await settled(pilot)
        assert chart.terms == ["茶叶", "化工"] and len(chart.points) == 6
        await pilot.press("g")
        await settled(pilot)
        assert {point.group[0] for point in chart.points} == {"遵义市", "淄博市"}
        wanted = chart.points[chart.item].group[0]
        await pilot.press("enter")
        await settled(pilot)
        assert screen.question.mark("city", wanted) == "include"
        assert isinstance(screen.focused, ResultList)


async def test_compare_tells_two_cities_apart_and_looks_a_word_up(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await pilot.press("escape", "m")
        await settled(pilot)
        table = screen.query_one(CompareTable)
        assert table.a is not None and table.b is not None
        words = {table.a.name: [w.word for w in table.words_a], table.b.name: [w.word for w in table.words_b]}
        assert "茶叶" in words["遵义市"] and "化工" in words["淄博市"]
        await pilot.press("a", *"2018", "enter")
        await settled(pilot)
        assert table.a == ComparisonGroup.of("year", 2018)
        await pilot.press("b", *"2020", "enter")
        await settled(pilot)
        word = table.words_a[0].word
        await pilot.press("enter")
        await settled(pilot)
        assert screen.question.query == word and screen.question.mark("year", 2018) == "include"


async def test_a_view_with_nothing_in_it_says_why(index_dir: str) -> None:
    async with Running(index_dir, (60, 20)) as (pilot, screen):
        for key in ("t", "k"):
            await pilot.press("escape", key)
            await settled(pilot)
            assert "请先输入检索词" in "".join(rows(pilot)[4:])
        screen.query_one(QueryBox).value = "没有这样的词"
        await settled(pilot)
        assert screen.workspace.views.tab == "concordance" and "没有可数的" in "".join(rows(pilot)[4:])
        screen.query_one(QueryBox).value = "茶叶"
        await settled(pilot)
        assert "没有可数的" not in "".join(rows(pilot)) and "请先" not in "".join(rows(pilot))


async def test_a_second_click_filters_to_a_bar_and_looks_a_word_up_on_its_side(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "茶叶")
        await pilot.press("t", "g")
        await settled(pilot)
        chart = screen.query_one(TrendChart)
        for clicks in (1, 2):
            await pilot.click(chart, offset=(5, 1))
            await settled(pilot)
            assert bool(screen.question.filtered) == (clicks == 2)
        assert screen.question.mark("city", "淄博市") == "include"
        await pilot.press("c", "m")
        await settled(pilot)
        table = screen.query_one(CompareTable)
        words = table.words_b
        assert not table.right and table.b is not None
        for clicks in (1, 2):
            await pilot.click(table, offset=(table.size.width - 5, 0))
            await settled(pilot)
            assert table.right and (screen.question.query == words[0].word) == (clicks == 2)
        assert screen.question.filters == table.b.question.filters


async def test_every_row_is_exact_in_every_view_at_every_size(index_dir: str) -> None:
    async with Running(index_dir, (60, 20)) as (pilot, screen):
        await ask(pilot, screen, "工作")
        for key in ("k", "t", "g", "m"):
            await pilot.press(key)
            await settled(pilot)
            for size in ((60, 20), (80, 24), (120, 35), (160, 50)):
                await pilot.resize_terminal(*size)
                await settled(pilot)
                rows(pilot)


async def test_what_is_marked_or_shown_is_exported_with_its_manifest(
    index_dir: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "茶叶")
        await pilot.press("space", "down", "space", "e", "enter")
        await settled(pilot)
        await pilot.press(*"jsonl", "enter")
        await settled(pilot)
        await pilot.press("ctrl+u", *"标记.jsonl", "enter")
        await settled(pilot)
        written = [json.loads(line) for line in Path("标记.jsonl").read_text(encoding="utf-8").splitlines()]
        hits = screen.query_one(ResultList).hits
        assert [row["id"] for row in written] == [hits[0].id, hits[2].id]
        assert Path("标记.jsonl.manifest.json").exists()
        await pilot.press("t")
        await settled(pilot)
        await pilot.press("e", "enter")
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert "per_10000" in Path("茶叶.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert "已导出" in rows(pilot)[-1]


async def test_tab_completes_from_pinyin_and_from_beginnings(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        screen.query_one(QueryBox).value = "茶叶 zunyi"
        await settled(pilot)
        await pilot.press("tab")
        await settled(pilot)
        assert any("遵义" in row for row in rows(pilot)[5:])
        await pilot.press(*"city", "enter")
        await settled(pilot)
        assert screen.question.query.startswith("茶叶 ") and "遵义" in screen.question.query
        assert screen.query_one(ResultList).count > 0


async def test_a_side_can_be_several_values_at_once_or_a_saved_search(index_dir: str) -> None:
    with gongbao.open(index_dir) as index:
        early = index.keyness({"year": [2018, 2019], "city": ["遵义市"]}, {"year": [2020]}, limit=400)
    async with Running(index_dir) as (pilot, screen):
        question = screen.question
        for facet, value in (("year", 2018), ("year", 2019), ("city", "遵义市")):
            question = question.toggled(facet, value, "include")
        screen.workspace.restore(question)
        screen.workspace.user_data.save("去年", screen.question.cleared().toggled("year", 2020, "include"))
        await pilot.press("escape", "m")
        await settled(pilot)
        await pilot.press("a", "enter")  # the filters as they are stand first
        await settled(pilot)
        await pilot.press("b", *"去年", "enter")
        await settled(pilot)
        table = screen.query_one(CompareTable)
        assert [each.word for each in table.words_a] == [k.word for k in early.keywords if k.log_ratio > 0]
        head = row_of(pilot, screen.query_one(ViewHead))
        assert " [2018] [2019] [遵义市] " in head and " 去年 " in head
        await pilot.press("enter")
        await settled(pilot)
        assert screen.question.query == table.words_a[0].word
        assert screen.question.filters == question.filters


async def test_from_the_concordance_keys_act_on_the_line_under_the_cursor(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "营商环境")
        await pilot.press("k")
        await settled(pilot)
        await pilot.press(*["down"] * 5)
        await settled(pilot)
        line = screen.workspace.views.concordance.line
        hit = screen.query_one(ResultList).hit
        assert line.id != hit.id
        with gongbao.open(index_dir) as index:
            text = next(each.text for each in index.document(line.document).paragraphs if each.id == line.id)
        reader = screen.query_one(Reader)
        assert reader.document is not None and reader.document.id == line.document, "the cursor drives the reader"
        assert reader.document.passages[reader.passage_marked].id == line.id
        await pilot.press("y")
        await settled(pilot)
        assert pilot.app.clipboard == text
        await pilot.press("Y")
        await settled(pilot)
        assert pilot.app.clipboard.startswith(text + "\n——") and line.title in pilot.app.clipboard
        await pilot.press("b", *"索引行的", "enter")
        await settled(pilot)
        (mark,) = screen.workspace.user_data.bookmarks(index_dir)
        assert mark.document == line.document and text.startswith(mark.snippet) and mark.note == "索引行的"
        await pilot.press("i")
        await settled(pilot)
        assert pilot.app.screen.document.id == line.document


async def test_the_cursor_of_a_trend_and_of_a_comparison_drives_the_reader(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        await ask(pilot, screen, "茶叶")
        await pilot.press("t", "end")
        await settled(pilot)
        year = screen.workspace.views.chart.point.group[0]
        reader = screen.query_one(Reader)
        assert reader.document is not None and reader.document.source.year == year
        await pilot.press("y")
        await settled(pilot)
        assert "茶叶" in pilot.app.clipboard and str(year) in pilot.app.clipboard
        await pilot.press("m", "right", "down")
        await settled(pilot)
        table = screen.workspace.views.comparison
        assert table.right and table.group is not None
        assert table.group.name in (reader.document.source.city, str(reader.document.source.year))
        await pilot.press("y")
        await settled(pilot)
        assert table.word in pilot.app.clipboard


async def test_the_last_answer_stays_dimmed_while_the_query_is_unfinished(index_dir: str) -> None:
    async with Running(index_dir) as (pilot, screen):
        for key, view in (("", "results"), ("f6", "concordance"), ("f7", "trend")):
            await ask(pilot, screen, "茶叶")
            await pilot.press(*([key] if key else []))
            await settled(pilot)
            listing = screen.workspace.views.view
            count, shown = listing.count, rows(pilot)[4:-1]
            assert listing.id == view and count and not listing.dimmed
            for typed in ("茶叶 AND (", "茶叶 AND"):
                screen.query_one(QueryBox).value = typed
                await settled(pilot)
                assert listing.count == count and listing.dimmed
                assert [row[28:60] for row in rows(pilot)[4:-1]] == [row[28:60] for row in shown]
            screen.query_one(QueryBox).value = "茶叶"
            await settled(pilot)
            assert not listing.dimmed
