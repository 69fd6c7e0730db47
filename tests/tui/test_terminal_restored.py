"""Where there is no terminal the app says so; where there is one, it is given back however the app ends."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

fcntl = pytest.importorskip("fcntl", reason="terminals are Unix's")
termios = pytest.importorskip("termios", reason="terminals are Unix's")

ROOT = Path(__file__).parents[2]
START = "from gongbao.tui.cli.entry_point import start; start()"
CRASHING = (
    "from textual.drivers.linux_driver import LinuxDriver\n"
    "def fail(*_): raise RuntimeError('the driver fails')\n"
    "LinuxDriver.flush = fail\n"
)
PATIENCE = 120
"""Seconds: only a fault takes so long, on any machine."""
SHOWN = b"\x1b[?1049h"
GIVEN_BACK = (b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l")


def ended(tmp_path: Path, signs: bytes, number: int | None, code: str = START) -> tuple[bytes, int, bool]:
    """Start the app, send it signal ``number`` when ``signs`` were seen; what was written, its code, the modes kept."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    before = termios.tcgetattr(slave)
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "tui", "--index", str(tmp_path / "none")],
        stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    written, deadline = b"", time.monotonic() + PATIENCE
    try:
        while process.poll() is None and time.monotonic() < deadline:
            if select.select([master], [], [], 0.02)[0]:
                written += os.read(master, 65536)
            if number is not None and signs in written:
                process.send_signal(number)
                number = None
        while select.select([master], [], [], 0.1)[0]:
            written += os.read(master, 65536)
        assert process.returncode is not None, "it never ended"
        return written, process.returncode, termios.tcgetattr(slave) == before
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("signs", [SHOWN, "还没有索引".encode()], ids=["at its start", "running"])
def test_an_app_that_is_told_to_end_gives_the_terminal_back(tmp_path: Path, number: int, signs: bytes) -> None:
    written, code, restored = ended(tmp_path, signs, number)
    assert code == 128 + number and restored
    after = written[written.rindex(SHOWN) :]
    assert all(mode in after for mode in GIVEN_BACK[2:4])
    assert b"\x1b[?1000h" not in after or all(mode in after for mode in GIVEN_BACK)


def test_a_crash_gives_the_terminal_back(tmp_path: Path) -> None:
    written, code, restored = ended(tmp_path, b"", None, CRASHING + START)
    assert code not in (0, None) and restored
    after = written[written.rindex(SHOWN) :] if SHOWN in written else written
    assert b"\x1b[?1049l" in after or SHOWN not in written


@pytest.mark.parametrize("arguments", [["tui"], ["tui", "--config", "/dev/null", "--index", "x"]])
def test_without_a_terminal_there_is_a_sentence_and_an_exit_code(tmp_path: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, *arguments], cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL,
        encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and done.stdout == ""
    assert "needs a terminal" in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("redirected", "term"), [(True, "xterm-256color"), (False, "dumb")], ids=["a pipe", "dumb"])
def test_a_pipe_behind_it_or_a_dumb_terminal_is_refused(tmp_path: Path, redirected: bool, term: str) -> None:
    master, slave = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", START, "tui"], cwd=ROOT, stdin=slave, stderr=slave,
            stdout=subprocess.PIPE if redirected else slave, env={**os.environ, "TERM": term},
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        told = os.read(master, 65536)
        assert b"needs a terminal" in told and b"\x1b[?1049h" not in told
    finally:
        os.close(master)
        os.close(slave)
