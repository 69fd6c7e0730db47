"""How long gongbao takes to start: the terminal app to its first paint and first answer, and a search from the shell.

Run from the project's folder: ``python -m benchmarks.startup [--index DIR] [--runs N]``. Each run starts
``gongbao tui`` on a pseudo-terminal of 120×35 and reads what it writes. The early frame is what stands there before
Textual is imported (tui/textual_patches/first_frame_cache.py); a character typed at that moment is seen in the search
box at "typed". The first paint is Textual's own: the search box's label has come after Textual has begun. The app is
usable when totals and results have come. In turns with it starts an empty Textual app of one label: nothing that
Textual draws can be faster. Compiled bytecode and the kept frame are kept, as they are for an installed program; the
first run of each, which makes them, is not counted. ``benchmarks.oneshot`` does the same for ``gongbao search``."""

from __future__ import annotations

import argparse
import fcntl
import math
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.oneshot import print_stages

FIRST_PAINT = "检索".encode()
USABLE = " 段 · ".encode()
TEXTUAL = b"\x1b[?1000h"
"""Textual asks for the mouse before it draws anything."""
TYPED = "粮".encode()
LIMIT = 20.0
EMPTY = """
from textual.app import App
from textual.widgets import Label

class Empty(App):
    def compose(self):
        yield Label("检索 段 · ")

Empty().run()
"""
BYTECODE = tempfile.TemporaryDirectory()
GONGBAO = "from gongbao.tui.cli.entry_point import start; start()"


def kept_bytecode() -> dict[str, str]:
    """The environment of a program whose bytecode is kept."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": BYTECODE.name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


class Moment(NamedTuple):
    """Seconds since a process was started, and the processor time it has had by then."""

    wall: float
    cpu: float


def worked(process: int) -> float:
    """Seconds of processor time that the threads of a process have had; Linux tells, elsewhere NaN."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
    except OSError:
        return math.nan


class Started(NamedTuple):
    """What came when; None where it did not come."""

    early: Moment | None
    first: Moment
    usable: Moment
    typed: Moment | None


def run(data: str, code: str, *arguments: str, typing: bool = False) -> Started:
    """Start the app with its data in the folder ``data``; with ``typing``, type at the first thing that is seen."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 35, 120, 0, 0))
    environment = {**kept_bytecode(), "LANG": "zh_CN.UTF-8", "LC_ALL": "", "TERM": "xterm-256color"}
    environment["XDG_DATA_HOME"] = data
    started = time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(slave)
    written = b""
    early = first = usable = typed = None
    try:
        while time.perf_counter() - started < LIMIT:
            if select.select([master], [], [], 0.05)[0]:
                written += os.read(master, 65536)
                now = Moment(time.perf_counter() - started, worked(process.pid))
                before, begun, since = written.partition(TEXTUAL)
                if not early and FIRST_PAINT in before:
                    early = now
                    if typing:
                        os.write(master, TYPED)
                first = first or (now if begun and FIRST_PAINT in since else None)
                usable = usable or (now if first and USABLE in since else None)
                typed = typed or (now if first and TYPED in since else None)
                if first and usable and (typed or not typing):
                    return Started(early, first, usable, typed)
        raise SystemExit("The app wrote no totals; is there an index? Run: gongbao index seeds")
    finally:
        process.kill()
        process.wait()
        os.close(master)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default="index")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    ours, floor, typed = [], [], []
    with tempfile.TemporaryDirectory() as data:
        app = (data, GONGBAO, "tui", "--index", options.index)
        run(*app)
        for _ in range(options.runs + 1):
            floor.append(run(data, EMPTY))
            ours.append(run(*app))
            typed.append(run(*app, typing=True))
    for name, moments in (
        ("empty app", [each.first for each in floor[1:]]),
        ("early frame", [each.early for each in ours[1:]]),
        ("first paint", [each.first for each in ours[1:]]),
        ("typed", [each.typed for each in typed[1:]]),
        ("usable", [each.usable for each in ours[1:]]),
    ):
        walls, cpus = zip(*(each for each in moments if each), strict=True)
        print(
            f"{name:12} median {statistics.median(walls):.3f} s   best {min(walls):.3f}   worst {max(walls):.3f}   "
            f"processor time: median {statistics.median(cpus):.3f} s   best {min(cpus):.3f}"
        )
    print()
    print_stages(options.index, options.runs, kept_bytecode())


if __name__ == "__main__":
    main()
