"""How long the terminal app takes to its first paint and to its first answer: a real process on a real terminal.

Run from the project's folder: ``python -m benchmarks.startup [--index DIR] [--runs N]``. Each run starts
``gongbao tui`` on a pseudo-terminal of 120×35 and reads what it writes: the first paint is there when the
search box's label has come, the app is usable when totals and results have.
"""

from __future__ import annotations

import argparse
import fcntl
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

FIRST_PAINT = "检索".encode()
USABLE = " 段 · ".encode()
LIMIT = 20.0


def run(index: str) -> tuple[float, float]:
    """Seconds from the start of the process to first paint, and to the first answer."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 35, 120, 0, 0))
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "", "TERM": "xterm-256color"}
    with tempfile.TemporaryDirectory() as data:
        environment["XDG_DATA_HOME"] = data
        started = time.perf_counter()
        command = [sys.executable, "-c", "from tui.commands import main; main()", "tui", "--index", index]
        process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True)
        os.close(slave)
        written, first = b"", 0.0
        try:
            while time.perf_counter() - started < LIMIT:
                if select.select([master], [], [], 0.05)[0]:
                    written += os.read(master, 65536)
                    now = time.perf_counter() - started
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
    times = [run(options.index) for _ in range(options.runs + 1)][1:]
    for name, values in zip(("first paint", "usable"), zip(*times, strict=True), strict=True):
        print(f"{name:12} median {statistics.median(values):.3f} s   best {min(values):.3f}   worst {max(values):.3f}")


if __name__ == "__main__":
    main()
