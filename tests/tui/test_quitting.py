"""Leaving the app never waits for what is at work; an indexing run under way stops by itself and loses nothing."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import gongbao
from gongbao import indexer
from gongbao.indexer.config import Config
from gongbao.tui.app import GongbaoApp, run
from gongbao.tui.model.build_in_subprocess import Stopped, build_in_subprocess
from tests.tui import fake_index
from tests.tui.conftest import Start

PATIENCE = 180
"""Seconds without a sign of life."""
TEXT = "2021年青川市政府工作报告\n\n——2021年1月20日在青川市第五届人民代表大会第一次会议上\n\n"
BODY = "一、第{n}部分\n\n第{n}份文件说，要坚持稳中求进，推进乡村振兴，优化营商环境，实现新的第{n}步。\n"
ENDLESS = """
import sys, threading
from gongbao.indexer.config import Config
from tests.tui import fake_index
from gongbao.tui import app
from gongbao.tui.model import index_session

class Slow(fake_index.Index):
    def concordance(self, *arguments, **options):
        sys.__stdout__.write("\\x1b]0;counting\\x07")
        sys.__stdout__.flush()
        threading.Event().wait()

app.IndexSession = lambda directory, config, opener, build: index_session.IndexSession(directory, config, lambda *_: Slow())
app.run(".", Config())
"""


def folder_of(tmp_path: Path, files: int) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(files):
        (folder / f"{n:03}.txt").write_text(TEXT + BODY.format(n=n), encoding="utf-8")
    return folder


def test_quitting_does_not_wait_for_a_running_analysis(tmp_path: Path) -> None:
    """A real process on a real terminal, with an analysis that never ends: ^Q ends it all the same."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True
    )
    os.close(slave)
    written = b""

    def until(sign: bytes) -> None:
        nonlocal written
        while sign not in written:
            assert select.select([master], [], [], PATIENCE)[0], written[-2000:]
            written += os.read(master, 65536)

    try:
        until(" 段 · ".encode())
        os.write(master, "乡村".encode())
        until("理解为：乡村".encode())
        os.write(master, b"\x1b[17~")  # F6: the concordance
        until(b"counting")
        os.write(master, b"\x11")
        until(b"\x1b[?1049l")  # the terminal has its screen back
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)


async def test_the_screen_is_left_while_a_search_holds_the_index(start: Start) -> None:
    index = fake_index.Index()
    async with start(index) as (pilot, screen):
        index.gate = threading.Event()
        screen.go(screen.question.asking("乡村"))
        await pilot.pause(0.05)
        pilot.app.exit()
        await pilot.pause()
        engine = screen.workspace.session
        engine.close()  # what leaving does: it must not wait for the lock that the search holds
        assert not engine.is_open
        index.gate.set()


def test_the_indexer_in_its_own_process_reports_as_the_one_in_this(tmp_path: Path) -> None:
    folder, seen = folder_of(tmp_path, 3), []
    apart = build_in_subprocess([os.fspath(folder)], os.fspath(tmp_path / "a"), Config.load(), progress=seen.append)
    here = indexer.build_index(folder, tmp_path / "b", Config.load())
    assert (apart.files, apart.documents, apart.paragraphs) == (here.files, here.documents, here.paragraphs)
    assert apart.documents == 3
    assert seen[-1].files == 3


def test_its_errors_come_through(tmp_path: Path) -> None:
    with pytest.raises(gongbao.indexer.errors.InputError):
        build_in_subprocess([os.fspath(tmp_path / "nowhere")], os.fspath(tmp_path / "a"), Config.load())


def test_a_stopped_run_keeps_what_was_committed_and_frees_the_index(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    place = os.fspath(tmp_path / "index")
    build_in_subprocess([os.fspath(folder)], place, Config.load())
    (folder / "new.txt").write_text(TEXT + BODY.format(n=77), encoding="utf-8")

    def stop(event: Any) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        build_in_subprocess([os.fspath(folder)], place, Config.load(), progress=stop)
    with gongbao.open(place) as index:
        assert index.search("稳中求进").documents >= 3
    report = build_in_subprocess([os.fspath(folder)], place, Config.load())  # the lock is free
    assert report.unchanged + report.documents == 4


def test_an_app_that_is_gone_stops_its_indexer(tmp_path: Path) -> None:
    """The parent is killed outright; the child sees its input close, ends, and gives the index free."""
    folder, place = folder_of(tmp_path, 30), os.fspath(tmp_path / "index")
    code = (
        "import sys, os, signal\nfrom gongbao.indexer.config import Config\nfrom gongbao.tui.model.build_in_subprocess import build_in_subprocess\n"
        "build_in_subprocess([sys.argv[1]], sys.argv[2], Config.load(), lambda event: os.kill(os.getpid(), signal.SIGKILL))"
    )
    subprocess.run([sys.executable, "-c", code, os.fspath(folder), place], check=False)
    for _ in range(600):
        try:
            indexer.build_index(folder, place, Config.load())
            break
        except gongbao.indexer.errors.IndexLocked:
            time.sleep(0.05)
    with gongbao.open(place) as index:
        assert index.search("稳中求进").total >= 30


def test_an_app_that_failed_ends_with_a_code_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", os.fspath(tmp_path))

    def fail(app: GongbaoApp, loop: asyncio.AbstractEventLoop) -> None:
        loop.close()
        app.exit(return_code=1)

    monkeypatch.setattr(GongbaoApp, "run", fail)
    with pytest.raises(SystemExit) as ended:
        run(os.fspath(tmp_path / "index"), Config())
    assert ended.value.code == 1
