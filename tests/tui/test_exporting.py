"""Exporting asks nothing that it then cannot do, and keeps what was typed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from gongbao.tui.controllers.exporting import with_ending
from gongbao.tui.screens.chooser import Chooser
from gongbao.tui.screens.prompt import Prompt
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled


@pytest.mark.parametrize(
    ("typed", "name"),
    [("a", "a.csv"), ("a.csv", "a.csv"), ("A.CSV", "A.CSV"), ("a.b", "a.b.csv"), ("甲.md", "甲.md.csv")],
)
def test_a_file_gets_the_ending_of_its_format(typed: str, name: str) -> None:
    assert with_ending(typed, "csv") == name


async def test_a_format_without_its_package_says_what_to_install_and_cannot_be_chosen(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openpyxl" else find(name))
    async with start(size=(160, 50)) as (pilot, _screen):
        await pilot.press("escape", "e")
        await settled(pilot)
        assert f"先安装：{sys.executable}" in "".join(rows(pilot))
        await pilot.press(*"xlsx", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        await pilot.press("ctrl+u", *"csv", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Prompt)


async def test_a_folder_that_is_not_there_keeps_what_was_typed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start() as (pilot, _screen):
        await pilot.press("escape", "e")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("ctrl+u", *"没有/文件", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Prompt)
        assert pilot.app.screen.query_one(Input).value == "没有/文件.csv"
        assert "没有文件夹 没有" in "".join(rows(pilot))
