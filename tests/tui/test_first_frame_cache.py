"""The frame before Textual: what Textual draws first, drawn by the next start; and a terminal that is given back."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gongbao import indexer
from gongbao.indexer.config import Config, Tui
from gongbao.tui.textual_patches import first_frame_cache

fcntl = pytest.importorskip("fcntl", reason="pseudo-terminals are Unix's")
termios = pytest.importorskip("termios", reason="pseudo-terminals are Unix's")

ROOT = Path(__file__).parents[2]
TEXTUAL = b"\x1b[?1000h"
"""Textual asks for the mouse before it draws anything."""
START = "from gongbao.tui.cli.entry_point import start; start()"
PATIENCE = 180
"""Seconds until a start that shows nothing new is given up: only a fault takes so long, on any machine."""
LEAVE = b"\x11"
SIZES = [(60, 20), (80, 24), (120, 35), (160, 50)]


class Session(NamedTuple):
    """What was written, how the process ended, and whether the terminal's modes are as they were."""

    written: bytes
    code: int | None
    restored: bool

    @property
    def before(self) -> bytes:
        """What stood there before Textual began."""
        return self.written.partition(TEXTUAL)[0]

    @property
    def drawn(self) -> bytes:
        """The first whole screen that Textual drew, without the place of the cursor at its end."""
        after = self.written.partition(TEXTUAL)[2]
        return after[after.index(b"\x1b[1;1H") :]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("early")
    text = "琉璃产业的意见\n\n全市琉璃产业增长百分之七，陶瓷产业稳步发展，人民生活水平继续提高。\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    indexer.build_index(folder / "a.txt", folder / "index", Config.load())
    return str(folder / "index")


def _own_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell that puts the tests in the background has it ignored


class Terminal:
    """Starts the app again and again for one user on one index."""

    def __init__(self, data: Path, index_dir: str) -> None:
        self.data, self.index_dir = data, index_dir

    def start(
        self,
        *script: tuple[bytes, bytes],
        size: tuple[int, int] = (80, 24),
        options: tuple[str, ...] = (),
        code: str = START,
        **environment: str,
    ) -> Session:
        """Run the app; ``script`` says after what has been seen what is typed."""
        master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        before = termios.tcgetattr(slave)
        settings = {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "TERM": "xterm-256color", "XDG_DATA_HOME": str(self.data)}
        process = subprocess.Popen(
            [sys.executable, "-c", code, "tui", "--index", self.index_dir, *options],
            stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, start_new_session=True,
            env={**os.environ, **settings, **environment}, preexec_fn=_own_terminal,
        )  # fmt: skip
        written, steps = b"", list(script)
        deadline = time.monotonic() + PATIENCE
        try:
            while process.poll() is None and time.monotonic() < deadline:
                if select.select([master], [], [], 0.02)[0]:
                    written += os.read(master, 65536)
                while steps and steps[0][0] in written:
                    os.write(master, steps.pop(0)[1])
            while select.select([master], [], [], 0.1)[0]:
                written += os.read(master, 65536)
            assert not steps, f"not seen: {steps[0][0]!r} in {written!r}"
            return Session(written, process.poll(), termios.tcgetattr(slave) == before)
        finally:
            process.kill()
            process.wait()
            os.close(master)
            os.close(slave)


@pytest.fixture
def terminal(tmp_path: Path, index_dir: str) -> Terminal:
    return Terminal(tmp_path, index_dir)


ANSWERED = "1 段".encode()
OPENED = (ANSWERED, LEAVE)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_start_begins_with_what_textual_drew_first_the_time_before(terminal: Terminal, size: tuple[int, int]) -> None:
    first = terminal.start(OPENED, size=size)
    assert first.before == b"\x1b[?1049h" and first.code == 0 and first.restored
    second = terminal.start(OPENED, size=size)
    frame = second.before.removeprefix(b"\x1b[?1049h\x1b[?25l")
    assert frame.count(b"\r\n") == size[1] - 1 and "检索".encode() in frame
    assert first.drawn.startswith(frame) and second.drawn.startswith(frame)
    assert second.written.count(b"\x1b[?1049h") == 1, "Textual would clear the screen under the frame"
    assert second.written.count(b"\x1b[?1049l") == 1 and second.code == 0 and second.restored


def test_another_size_language_theme_or_border_begins_without_and_has_its_own(terminal: Terminal) -> None:
    config = terminal.data / "config.yaml"
    config.write_text("tui:\n  language: en\n  borders: ascii\n  theme: textual-light\n", encoding="utf-8")
    answered = (b"1 paragraph", LEAVE)
    plain = terminal.start(OPENED)
    assert terminal.start(OPENED, size=(81, 24)).before == b"\x1b[?1049h"
    assert terminal.start(answered, options=("--config", str(config))).before == b"\x1b[?1049h"
    english = terminal.start(answered, options=("--config", str(config)))
    assert b"Search" in english.before and english.drawn.startswith(english.before[14:])
    assert "检索".encode() not in english.before and b"Search" not in plain.written


def test_what_is_typed_before_textual_is_there_is_not_echoed_and_reaches_the_box(terminal: Terminal) -> None:
    terminal.start(OPENED)
    typed = terminal.start((b"\x1b[?1049h", "琉璃".encode() + b"\r"), ("理解为：琉璃".encode(), LEAVE))
    assert "琉璃".encode() not in typed.before
    assert typed.code == 0 and typed.restored
    assert b"Enter" in typed.written, "Enter was pressed too: the results have the focus"


def test_ctrl_c_before_textual_is_there_gives_the_terminal_back(terminal: Terminal) -> None:
    terminal.start(OPENED)
    # the modules of Textual are slow to come: time to press it
    slowly = "import sys, time\nclass Slow:\n def find_spec(self, name, *_):\n  time.sleep(600 * (name == 'textual'))\n"
    left = terminal.start((b"\x1b[?1049h", b"\x03"), code=f"{slowly}sys.meta_path.insert(0, Slow())\n{START}")
    assert left.code == 130 and left.restored
    assert left.written.endswith(b"\x1b[?1049l\x1b[?25hStopped.\r\n") and TEXTUAL not in left.written


def test_what_goes_wrong_before_textual_begins_is_told_on_the_screen_that_was_there(terminal: Terminal) -> None:
    terminal.start(OPENED)
    broken = terminal.start(code=f"import sys\nsys.modules['textual'] = None\n{START}")
    frame, _, told = broken.written.partition(b"\x1b[?1049l\x1b[?25h")
    assert "检索".encode() in frame and b"gongbao failed" in told
    assert broken.code == 3 and broken.restored


def test_a_config_that_is_wrong_draws_nothing(terminal: Terminal) -> None:
    terminal.start(OPENED)
    wrong = terminal.start(options=("--config", str(terminal.data / "none.yaml")))
    assert wrong.code == 2 and wrong.restored and b"\x1b[" not in wrong.written and b"none.yaml" in wrong.written


def test_a_frame_that_nobody_can_read_is_as_good_as_none(terminal: Terminal) -> None:
    terminal.start(OPENED)
    kept = terminal.data / "gongbao" / "notebook.frames.json"
    whole = kept.read_text(encoding="utf-8")
    for damaged in (whole[: len(whole) // 2], "[]", '{"a": 1}', ""):
        kept.write_text(damaged, encoding="utf-8")
        assert terminal.start(OPENED).before == b"\x1b[?1049h"
        assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(whole)


def test_only_the_latest_frames_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "frames.json"
    for columns in range(60, 60 + first_frame_cache.FRAMES + 3):
        monkeypatch.setenv("COLUMNS", str(columns))
        frame = first_frame_cache.FirstFrame(file, ("look",), [])
        assert frame.wanted("\x1b[1;1H" + "x" * columns)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [len(each) - len("\x1b[1;1H") for each in kept.values()] == list(
        range(63, 60 + first_frame_cache.FRAMES + 3)
    )


@pytest.mark.parametrize("setting", [{"TEXTUAL_DRIVER": "textual_serve:Driver"}, {"TERM": "dumb"}])
def test_a_browser_and_a_dumb_terminal_have_no_early_frame(
    setting: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    master, slave = pty.openpty()
    try:
        for name in ("__stdin__", "__stderr__"):
            monkeypatch.setattr(sys, name, _On(slave))
        monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp())
        modes = termios.tcgetattr(slave)
        for name, value in setting.items():
            monkeypatch.setenv(name, value)
        with first_frame_cache.frame(Tui()) as frame:
            assert frame is None and termios.tcgetattr(slave) == modes
        for name in setting:
            monkeypatch.setenv(name, "") if name != "TERM" else monkeypatch.setenv(name, "xterm")
        with first_frame_cache.frame(Tui()) as frame:
            assert frame is not None and termios.tcgetattr(slave) != modes
        assert termios.tcgetattr(slave) == modes
    finally:
        os.close(master)
        os.close(slave)


class _On:
    """A stream on a terminal."""

    def __init__(self, number: int) -> None:
        self.number = number

    def fileno(self) -> int:
        return self.number

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> Any:
        return os.write(self.number, text.encode())

    def flush(self) -> None:
        pass


def test_where_nothing_is_a_terminal_there_is_no_early_frame(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    with (tmp_path / "file").open("w+") as file:
        monkeypatch.setattr(sys, "__stdin__", file)
        monkeypatch.setattr(sys, "__stderr__", file)
        with first_frame_cache.frame(Tui()) as frame:
            assert frame is None
        assert (tmp_path / "file").read_text() == ""


def test_a_frame_of_a_window_that_has_changed_meanwhile_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    frame = first_frame_cache.FirstFrame(tmp_path / "frames.json", ("look",), [])
    monkeypatch.setenv("COLUMNS", "90")
    assert frame.wanted("\x1b[1;1H" + "x" * 90) and not (tmp_path / "frames.json").exists()
