"""How long gongbao takes to start: the terminal app to its first paint and first answer, and a search from the shell.

Run from the project's folder: ``python -m benchmarks.startup [--index DIR] [--runs N]``. Each run starts
``gongbao tui`` on a pseudo-terminal of 120×35 and reads what it writes: the first paint is there when the
search box's label has come, the app is usable when totals and results have. Between them, in turns, starts an
empty Textual app of one label: nothing that is built on Textual can be faster. Compiled bytecode is kept, as it
is for an installed program; the first run of each, which makes it, is not counted. ``benchmarks.oneshot`` does the
same for ``gongbao search``.
"""

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
GONGBAO = "from tui.commands import start; start()"


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


def run(code: str, *arguments: str) -> tuple[Moment, Moment]:
    """The moments of first paint and of the first answer."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 35, 120, 0, 0))
    environment = {**kept_bytecode(), "LANG": "zh_CN.UTF-8", "LC_ALL": "", "TERM": "xterm-256color"}
    with tempfile.TemporaryDirectory() as data:
        environment["XDG_DATA_HOME"] = data
        started = time.perf_counter()
        command = [sys.executable, "-c", code, *arguments]
        process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True)
        os.close(slave)
        written, first = b"", None
        try:
            while time.perf_counter() - started < LIMIT:
                if select.select([master], [], [], 0.05)[0]:
                    written += os.read(master, 65536)
                    now = Moment(time.perf_counter() - started, worked(process.pid))
                    if not first and FIRST_PAINT in written:
                        first = now
                    if first and USABLE in written:
                        return first, now
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
    ours, floor = [], []
    for _ in range(options.runs + 1):
        floor.append(run(EMPTY))
        ours.append(run(GONGBAO, "tui", "--index", options.index))
    for name, moments in (
        ("empty app", [first for first, _ in floor[1:]]),
        ("first paint", [first for first, _ in ours[1:]]),
        ("usable", [usable for _, usable in ours[1:]]),
    ):
        walls, cpus = zip(*moments, strict=True)
        print(
            f"{name:12} median {statistics.median(walls):.3f} s   best {min(walls):.3f}   worst {max(walls):.3f}   "
            f"processor time: median {statistics.median(cpus):.3f} s   best {min(cpus):.3f}"
        )
    print()
    print_stages(options.index, options.runs, kept_bytecode())


if __name__ == "__main__":
    main()
