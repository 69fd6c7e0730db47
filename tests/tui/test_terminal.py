"""The real command in a real terminal, driven by real keys, also those an input method makes full-width."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from gongbao import indexer
from gongbao.indexer.config import Config

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
ROOT = Path(__file__).parents[2]
PATIENCE = 180


class Terminal:
    """A tmux window of its own server."""

    def __init__(self, socket: Path, columns: int, rows: int, command: list[str], data: Path) -> None:
        self.socket = socket
        settings = ["-e", f"XDG_DATA_HOME={data}", "-e", "LANG=zh_CN.UTF-8", "-e", "LC_ALL=", "-c", str(ROOT)]
        self.tmux("-u", "-f", "/dev/null", "new", "-d", "-x", str(columns), "-y", str(rows), *settings, *command)
        self.tmux("set", "-g", "escape-time", "0")

    def tmux(self, *arguments: str) -> str:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def typed(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def until(self, seen: Callable[[str], bool]) -> str:
        """The screen, as soon as it is as wanted."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            screen = self.tmux("capture-pane", "-p")
            if seen(screen):
                return screen
            time.sleep(0.05)
        raise AssertionError(f"not seen; the screen shows:\n{screen}")


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("terminal")
    indexer.build_index(ROOT / "seeds", folder / "index", Config.load())
    return str(folder / "index")


@pytest.fixture(params=[(80, 24), (120, 35)], ids=["80x24", "120x35"])
def terminal(request: pytest.FixtureRequest, index_dir: str, tmp_path: Path) -> Iterator[Terminal]:
    command = [sys.executable, "-c", "from gongbao.tui.cli.commands import main; main()", "tui", "--index", index_dir]
    terminal = Terminal(tmp_path / "socket", *request.param, command, tmp_path)
    try:
        yield terminal
    finally:
        terminal.tmux("kill-server")


def place(screen: str) -> str | None:
    """Which match of how many the reader says it shows."""
    found = re.search(r"\d+/\d+ 处", screen)
    return found.group() if found else None


def test_a_session_by_keyboard_alone(terminal: Terminal) -> None:
    terminal.until(lambda screen: "6 篇" in screen and "另有重复" in screen)  # the seventh is a copy
    terminal.typed("營商環境")
    screen = terminal.until(lambda screen: "理解为：" in screen and "淄博" in screen)
    assert all(cell_len(row) <= 120 for row in screen.splitlines())
    terminal.keys("Enter")
    terminal.until(lambda screen: "Enter 读全文" in screen)
    terminal.keys("Enter")
    before = place(terminal.until(lambda screen: "Esc 返回" in screen and place(screen) is not None))
    terminal.typed("ｎ")
    terminal.until(lambda screen: place(screen) not in (None, before))
    terminal.keys("Escape")
    terminal.until(lambda screen: "Enter 读全文" in screen)
    terminal.typed("ｋ")
    terminal.until(lambda screen: "[索引行]" in screen and "按右邻" in screen)
    terminal.keys("Escape")
    terminal.until(lambda screen: "[结果]" in screen)
    terminal.typed("？")
    terminal.until(lambda screen: "结果列表里" in screen)
    terminal.keys("Escape")
    terminal.until(lambda screen: "结果列表里" not in screen)
    terminal.typed("、")
    terminal.until(lambda screen: "Tab 补全" in screen)
    terminal.keys("C-u")
    terminal.until(lambda screen: "输入检索词" in screen)
    terminal.typed("a AND (")
    screen = terminal.until(lambda screen: "^" in screen.splitlines()[1])
    assert screen.splitlines()[1].index("^") >= screen.splitlines()[0].index("a AND") - 2
    terminal.keys("C-q")
