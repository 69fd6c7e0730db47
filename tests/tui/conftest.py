"""The app running over the stand-in index."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp
from gongbao.tui.screens.main import MainScreen
from tests.tui import fake_index
from tests.tui.harness import settled

Start = Callable[..., AbstractAsyncContextManager[tuple[Pilot[None], MainScreen]]]


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder 文件 in the working directory, for a Chinese user who keeps nothing yet."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    documents = tmp_path / "文件"
    documents.mkdir()
    return documents


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """``async with start(index, size=(80, 24)) as (pilot, screen)``: the running app, come to rest."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", os.fspath(tmp_path))
    monkeypatch.setattr("gongbao.tui.controllers.reading.BROWSING_PAUSE", 0.01)

    @asynccontextmanager
    async def started(
        index: fake_index.Index | None = None, size: tuple[int, int] = (120, 35), config: Config | None = None
    ) -> AsyncIterator[tuple[Pilot[None], MainScreen]]:
        index = index or fake_index.Index()
        app = GongbaoApp(os.fspath(tmp_path), config or Config(), lambda directory, settings: index)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(pilot)
            screen = app.screen_stack[0]
            assert isinstance(screen, MainScreen)
            yield pilot, screen

    return started
