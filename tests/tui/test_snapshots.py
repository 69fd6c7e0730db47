"""What the app shows of the seeds, cell by cell and colour by colour, as it was when somebody last looked at it.

A snapshot is a text file: every row of the screen between bars, then the styles of its runs, then what each style is.
``GONGBAO_SNAPSHOTS=write`` writes them anew; look at the difference before you commit it.
"""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from gongbao.indexer.config import Config, Tui
from gongbao.tui.app import GongbaoApp
from gongbao.tui.model.index_session import IndexSession
from tests.search.conftest import seed_documents, write
from tests.tui.harness import rows, settled

KEPT = Path(__file__).with_name("snapshots")
WRITING = os.environ.get("GONGBAO_SNAPSHOTS") == "write"
SIZES = [(60, 20), (80, 24), (120, 35), (160, 50)]
STATES = {
    "results": ("营商环境", "enter", "down"),
    "reader": ("乡村振兴", "enter", "down", "enter", "n"),
    "facets": ("创新", "enter", "1", "down", "space"),
    "concordance": ("发展", "enter", "k", "down"),
    "trend": ("创新", "enter", "t"),
    "help": ("创新", "enter", "?"),
}
"""Name → keys; Chinese is typed."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the seeds' lines: rules of cleaning and of metadata may change without this."""
    folder = tmp_path_factory.mktemp("snapshots")
    write(folder / "index", seed_documents())
    return folder


@pytest.fixture(autouse=True)
def frozen(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal, folder and duration everywhere."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_DATA_HOME", os.fspath(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "FORCE_COLOR", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    answer = IndexSession.ask

    def in_nine_milliseconds(session: IndexSession, *arguments: Any) -> Any:
        results = answer(session, *arguments)
        return results and results._replace(seconds=0.009)

    monkeypatch.setattr(IndexSession, "ask", in_nine_milliseconds)


def snapshot(pilot: Pilot[None]) -> str:
    """The screen as text: rows, runs of styles, styles."""
    names: dict[str, str] = {}
    styled = []
    for strip in pilot.app.screen._compositor.render_strips():
        runs: list[list[Any]] = []
        for segment in strip:
            name = names.setdefault(str(segment.style), f"s{len(names)}")
            if runs and runs[-1][0] == name:
                runs[-1][1] += segment.cell_length
            else:
                runs.append([name, segment.cell_length])
        styled.append(" ".join(f"{name}×{length}" for name, length in runs))
    shown = (f"|{row}|" for row in rows(pilot))
    return "\n".join(chain(shown, styled, (f"{name} {style}" for style, name in names.items()))) + "\n"


@pytest.mark.parametrize("state", STATES)
async def test_the_screen_looks_as_it_was_approved(state: str) -> None:
    app = GongbaoApp("index", Config(tui=Tui(language="zh")))
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for key in STATES[state]:
            await pilot.press(*([key] if key.isascii() else key))
            await settled(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            shown = snapshot(pilot)
            file = KEPT / f"{state}-{size[0]}x{size[1]}.txt"
            if WRITING:
                KEPT.mkdir(exist_ok=True)
                file.write_text(shown, encoding="utf-8")
            assert shown.split("\n") == file.read_text(encoding="utf-8").split("\n"), file.name
