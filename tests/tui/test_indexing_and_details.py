"""Indexing from inside, and the facts of a document with a way to correct them, on real files and a real index."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from gongbao import indexer
from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp
from gongbao.tui.model.corrections import correct
from gongbao.tui.screens.chooser import Chooser
from gongbao.tui.screens.details import DetailsScreen
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.screens.indexing import IndexingScreen
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.widgets.concordance import ConcordanceList
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from tests.tui.harness import rows, settled

REPORT = """2021年青川市政府工作报告

——2021年1月20日在青川市第五届人民代表大会第一次会议上

各位代表：现在，我代表市人民政府向大会报告工作，请予审议。

一、2020年工作回顾

一年来，我们坚持稳中求进，全市生产总值增长6.5%，乡村振兴扎实推进，营商环境持续改善，人民生活水平明显提高。
"""


@pytest.fixture
def folder(empty_folder: Path) -> Path:
    (empty_folder / "报告.txt").write_text(REPORT, encoding="utf-8")
    (empty_folder / "坏的.txt").write_bytes(b"\x00\x01\x02\x03" * 500)
    return empty_folder


async def test_from_no_index_to_reading_without_leaving_the_app(folder: Path) -> None:
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, FailureScreen)
        await pilot.press("i")
        await settled(pilot)
        assert isinstance(app.screen, IndexingScreen)
        await pilot.press(*"没有的", "enter")
        await settled(pilot)
        assert any("没有这个路径：没有的" in row for row in rows(pilot))
        await pilot.press("ctrl+u", *"文件", "enter", "f5")
        await settled(pilot)
        shown = "\n".join(rows(pilot))
        assert "完成：2 个文件，新增 1 篇" in shown
        assert "跳过" in shown and "坏的.txt" in shown
        await pilot.press("escape")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, MainScreen)
        assert screen.query_one(ResultList).count >= 1
        assert screen.query_one(Reader).document is not None


async def test_a_corrected_field_goes_into_the_sidecar_and_shows_at_once(folder: Path) -> None:
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(120, 35)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        assert isinstance(app.screen, DetailsScreen)
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        await pilot.press("ctrl+u", *"淄博市", "enter")
        await settled(pilot)
        assert yaml.safe_load((folder / "报告.txt.meta.yaml").read_text(encoding="utf-8")) == {
            "province": "山东省",
            "city": "淄博市",
        }
        screen = app.screen
        assert isinstance(screen, MainScreen)
        assert screen.query_one(ResultList).hit.city == "淄博市"


def test_a_correction_keeps_what_else_the_sidecar_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt.meta.yaml").write_text("标题: 旧\nyear: 2019\n", encoding="utf-8")
    sidecar = tmp_path / "a.txt.meta.yaml"
    assert correct(str(tmp_path / "a.txt"), {"year": "2020"})
    assert yaml.safe_load(sidecar.read_text(encoding="utf-8")) == {"标题": "旧", "year": 2020}


@pytest.mark.parametrize("held", [b"a: [\n", b"\xd6\xd0: \xce\xc4\n", b"[" * 3000], ids=["unfinished", "gbk", "deep"])
async def test_a_sidecar_that_is_no_yaml_is_left_as_it_is_and_the_app_says_so(folder: Path, held: bytes) -> None:
    indexer.build_index(folder, "索引", Config.load())
    sidecar = folder / "报告.txt.meta.yaml"
    sidecar.write_bytes(held)
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(120, 35)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        await pilot.press("ctrl+u", *"淄博市", "enter")
        await settled(pilot)
        assert isinstance(app.screen, DetailsScreen)
        assert "没有写入：报告.txt.meta.yaml" in "\n".join(rows(pilot))
    assert sidecar.read_bytes() == held


@pytest.mark.parametrize("year", ["²", "二〇二〇", "9" * 5000])
def test_a_year_that_is_no_number_is_written_as_it_was_typed(tmp_path: Path, year: str) -> None:
    correct(str(tmp_path / "a.txt"), {"year": year})
    sidecar = tmp_path / "a.txt.meta.yaml"
    assert yaml.safe_load(sidecar.read_text(encoding="utf-8")) == {"year": year}


async def test_indexing_shows_progress_and_can_be_stopped(folder: Path) -> None:
    going, seen = threading.Event(), []

    def build(paths: Any, index_dir: str, config: Config, progress: Any) -> Any:
        for done in range(1, 1000):
            progress(SimpleNamespace(stage="reading", files=done, of=1000, paragraphs=done * 10))
            seen.append(done)
            if done == 3:
                going.wait(180)
        raise AssertionError("it was not stopped")

    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load(), build=build)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+n")
        await pilot.press(*"文件", "enter", "f5")
        while not any("3/1000 个文件" in row for row in rows(pilot)):
            await pilot.pause(0.01)
        await pilot.press("escape")
        going.set()
        await settled(pilot)
        assert any("已停止" in row for row in rows(pilot))
        assert seen[-1] == 3
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, MainScreen)


async def test_a_very_long_title_leaves_room_for_the_facts(folder: Path) -> None:
    title = "关于" + "进一步优化营商环境促进高质量发展" * 12 + "的通知"
    (folder / "通知.txt").write_text(
        f"---\ntitle: {title}\ncity: 青川市\n---\n\n各县区要抓好落实，确保见效。\n", encoding="utf-8"
    )
    indexer.build_index(folder / "通知.txt", "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        assert any("城市" in row for row in rows(pilot))


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_facts_are_those_of_the_result_under_the_cursor(folder: Path, size: tuple[int, int]) -> None:
    (folder / "另一份.txt").write_text(REPORT.replace("2021", "2019").replace("2020", "2018"), encoding="utf-8")
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press(*"营商环境", "enter", "enter", "escape", "down")
        await settled(pilot)
        assert isinstance(app.screen, MainScreen)
        hit = app.screen.query_one(ResultList).hit
        await pilot.press("i")
        await settled(pilot)
        assert isinstance(app.screen, DetailsScreen)
        assert app.screen.document.id == hit.document


async def test_space_picks_a_folder_in_the_tree(folder: Path) -> None:
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "I")
        await settled(pilot)
        assert isinstance(app.screen, IndexingScreen)
        await pilot.press("tab", "down")
        await pilot.press(*["down"] * 5)
        await settled(pilot)
        node = app.screen.query_one("#tree").cursor_node  # type: ignore[attr-defined]
        await pilot.press("space")
        await settled(pilot)
        assert app.screen.picked == [str(node.data.path)]
        await pilot.press("space")
        assert app.screen.picked == []


async def test_the_facts_are_those_of_the_concordance_line_under_the_cursor(folder: Path) -> None:
    (folder / "另一份.txt").write_text(REPORT.replace("2021", "2019").replace("2020", "2018"), encoding="utf-8")
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"营商环境", "enter", "k")
        await settled(pilot)
        assert isinstance(app.screen, MainScreen)
        lines = app.screen.query_one(ConcordanceList).lines
        explained = []
        for _ in lines:
            await pilot.press("i")
            await settled(pilot)
            assert isinstance(app.screen, DetailsScreen)
            explained.append(app.screen.document.id)
            await pilot.press("escape", "down")
            await settled(pilot)
        assert explained == [line.document for line in lines.values()]
        assert len(set(explained)) == 2


async def test_a_correction_of_the_place_is_a_known_place_and_can_be_taken_back(folder: Path) -> None:
    indexer.build_index(folder, "索引", Config.load())
    sidecar = folder / "报告.txt.meta.yaml"
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(120, 35), notifications=True) as pilot:

        async def correct_city(typed: str) -> None:
            await settled(pilot)
            await pilot.press("i")
            await settled(pilot)
            await pilot.press("down", "down", "enter")
            await settled(pilot)
            await pilot.press("ctrl+u", *typed, "enter")
            await settled(pilot)

        await settled(pilot)
        await pilot.press("escape", "enter")
        await correct_city("龘龘")
        assert "没有叫“龘龘”的地方" in "".join(rows(pilot)) and not sidecar.exists()
        await pilot.press("ctrl+u", *"淄搏", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Chooser) and "淄博市" in "".join(rows(pilot)) and not sidecar.exists()
        await pilot.press("enter")
        await settled(pilot)
        assert yaml.safe_load(sidecar.read_text(encoding="utf-8")) == {"province": "山东省", "city": "淄博市"}
        await correct_city("zunyi")
        assert yaml.safe_load(sidecar.read_text(encoding="utf-8")) == {"province": "贵州省", "city": "遵义市"}
        await settled(pilot)
        await pilot.press("i")
        await settled(pilot)
        await pilot.press("down", "down", "delete")
        await settled(pilot)
        assert not sidecar.exists()


async def test_what_another_process_indexes_is_noticed_and_the_cursor_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongbao.tui.screens.main_workspace.FRESHNESS", 0.05)
    (folder / "另一份.txt").write_text(REPORT.replace("2021", "2019").replace("2020", "2018"), encoding="utf-8")
    indexer.build_index(folder, "索引", Config.load())
    app = GongbaoApp("索引", Config.load())
    async with app.run_test(size=(120, 35)) as pilot:
        await settled(pilot)
        await pilot.press(*"营商环境", "enter", "down")
        await settled(pilot)
        assert isinstance(app.screen, MainScreen)
        listing = app.screen.query_one(ResultList)
        hit, before = listing.hit, listing.count
        assert listing.item == 1
        (folder / "第三份.txt").write_text(REPORT.replace("2021", "2017").replace("2020", "2016"), encoding="utf-8")
        indexer.build_index(folder, "索引", Config.load())
        while listing.count == before:
            await pilot.pause(0.02)
        await settled(pilot)
        assert listing.count == before + 1 and listing.hit.id == hit.id
        assert f"索引已更新：{before} 段变为 {before + 1} 段" in rows(pilot)[-1]
