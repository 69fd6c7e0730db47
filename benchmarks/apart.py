"""Building and serving an engine in a process of its own, so that its memory and its CPU time are its alone.

``python -m benchmarks.apart build|serve …`` is that process; it prints what it measured as one line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.corpus import paragraphs
from benchmarks.questions import Question

_REPOSITORY = Path(__file__).resolve().parent.parent
_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Built:
    """What building one index took: seconds and CPU seconds of all its processes, both with the making of the
    paragraphs; ``memory``, the most that they held together at a moment (bytes, file-mapped pages included; looked at
    ten times a second, and never less than the exact peak of the building process); ``bytes`` on the disk."""

    seconds: float
    cpu: float
    memory: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Served:
    """A fresh process that opened an index and answered every question twice. ``resident`` is the memory in bytes
    that no file stands behind, interpreter and libraries included, None where the system does not tell."""

    opening: float
    first: float
    resident: int | None


def build(name: str, folder: Path, count: int, source: Path) -> Built:
    """Build engine ``name``'s index of ``count`` paragraphs in another process."""
    found, together = _run("build", name, folder, str(count), str(source.resolve()))
    return Built(**{**found, "memory": max(found["memory"], together)})


def making(count: int, source: Path) -> float:
    """Seconds that making the paragraphs alone takes, in a process of its own."""
    return float(_run("make", "-", Path("-"), str(count), str(source.resolve()))[0]["seconds"])


def serve(name: str, folder: Path, asked: Sequence[Question]) -> Served:
    """Open engine ``name``'s index in another process and ask everything."""
    return Served(**_run("serve", name, folder, typed=json.dumps([asdict(question) for question in asked]))[0])


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _run(task: str, name: str, folder: Path, *more: str, typed: str = "") -> tuple[dict[str, Any], int]:
    """What the other process measured, and the most memory that it and its workers were seen to hold together."""
    command = [sys.executable, "-m", "benchmarks.apart", task, name, str(folder.resolve()), *more]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_REPOSITORY)
    together, given = 0, typed or None
    while True:
        try:
            printed, _ = process.communicate(given, timeout=_EVERY_SECONDS)
            break
        except subprocess.TimeoutExpired:
            given = None  # it is sent already
            together = max(together, sum(_status("VmRSS", pid) or 0 for pid in _family(process.pid)))
    if process.returncode:
        raise SystemExit(f"{name}: {task} ended with code {process.returncode}")
    return json.loads(printed.splitlines()[-1]), together


def _family(pid: int) -> Iterator[int]:
    """A process and those it started, where the system tells."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it may just have ended
            for child in children.read_text(encoding="ascii").split():
                yield from _family(int(child))


def _build(name: str, folder: Path, count: int, source: Path) -> Built:
    engine = peers.peer(name)
    began = time.perf_counter()
    engine.build(folder, paragraphs(count, source=source))
    seconds = time.perf_counter() - began
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    # VmHWM where there is one: ru_maxrss may begin with that of the process which started this one.
    peak = _status("VmHWM") or own.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Built(seconds, cpu, peak, folder_size(folder))


def _serve(name: str, folder: Path, asked: Sequence[Question]) -> Served:
    engine = peers.peer(name)
    began = time.perf_counter()
    engine.open(folder)
    opened = time.perf_counter()
    first = 0.0
    for question in (*asked, *asked):
        try:
            engine.answer(question)
        except NotImplementedError:
            continue
        first = first or time.perf_counter() - opened
    return Served(opened - began, first, _status("RssAnon"))


def _status(name: str, pid: int | None = None) -> int | None:
    """A line of a process's status (None: this one's) in bytes, on Linux."""
    try:
        lines = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), None)


def _question(fields: dict[str, Any]) -> Question:
    return Question(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


def _main() -> None:
    task, name, folder, *more = sys.argv[1:]
    found: object
    if task == "build":
        found = asdict(_build(name, Path(folder), int(more[0]), Path(more[1])))
    elif task == "make":
        began = time.perf_counter()
        made = sum(1 for _ in paragraphs(int(more[0]), source=Path(more[1])))
        found = {"paragraphs": made, "seconds": time.perf_counter() - began}
    else:
        found = asdict(_serve(name, Path(folder), [_question(fields) for fields in json.load(sys.stdin)]))
    print(json.dumps(found))


if __name__ == "__main__":
    _main()
