"""Runs of the indexer that are killed or refused by the disk at a chosen file-system call, and what they leave behind.

``python -m tests.indexer.crash --points 300`` tries that many points of every scenario and prints what it found;
the tests try a few dozen.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import errno
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongbao.indexer import build_index, optimize, store
from gongbao.indexer.config import Config
from gongbao.indexer.errors import GongbaoError
from gongbao.indexer.lock import NAME as LOCK
from gongbao.indexer.store import toc
from gongbao.indexer.store.arrays import ArrayFile

CONFIG = Config.load()._replace(indexing=Config.load().indexing._replace(batch_characters=300, wait_seconds=0.0))
_BODY = "一年来，我们坚持稳中求进工作总基调，扎实推进乡村振兴，办成了第{n}批民生实事，{city}的面貌有了新的变化。\n"
CITIES = ("烟台", "潍坊", "日照", "德州", "聊城", "滨州", "菏泽", "枣庄", "东营", "威海", "泰安", "济宁")


def report(city: str, version: int = 0) -> str:
    """A report of three paragraphs, different for each city and version."""
    title = f"{city}市{2010 + version}年政府工作报告\n——{2010 + version}年1月20日在{city}市人民代表大会上\n"
    return title + "各位代表：\n" + "".join(_BODY.format(n=n + 10 * version, city=city) for n in range(3))


# --- faults ----------------------------------------------------------------------------------------------------------


class Faults:
    """Counts the calls that change the file system below ``folder``; ``strike`` is called at number ``at``."""

    def __init__(self, folder: Path, at: int, how: str) -> None:
        self.folder, self.at, self.how = str(folder), at, how
        self.calls = 0
        self.unsynced: dict[str, int] = {}

    def count(self, needs_room: bool = True) -> None:
        self.calls += 1
        if self.at and self.calls >= self.at:
            if self.how == "full":
                if needs_room:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return
            self._die()

    def writing(self, raw: CountedFile, data: Any) -> None:
        """Before a write: half of it may reach the disk."""
        if self.at and self.calls + 1 == self.at:
            half = memoryview(data).cast("B")[: len(memoryview(data).cast("B")) // 2]
            io.FileIO.write(raw, half)
        self.unsynced[os.fspath(raw.name)] = raw.fileno()
        self.count()

    def _die(self) -> None:
        if self.how == "power":  # what was never synced is lost in part
            for path in self.unsynced:
                with contextlib.suppress(OSError):
                    os.truncate(path, Path(path).stat().st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)

    def below(self, path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and str(Path(path).absolute()).startswith(self.folder)


class CountedFile(io.FileIO):
    """A file whose writes are counted."""

    faults: Faults

    def write(self, data: Any) -> int:
        self.faults.writing(self, data)
        return super().write(data)


@contextlib.contextmanager
def faults(folder: Path, at: int, how: str) -> Iterator[Faults]:
    """Every call that changes files below ``folder`` counts; number ``at`` (from 1, 0 never) fails as ``how`` says:
    kill, power (a kill that loses what was not synced), or full (no space, then and ever after)."""
    counter = Faults(folder, at, how)
    kept: list[tuple[Any, str, Any]] = []

    def patch(owner: Any, name: str, new: Callable[[Any], Any]) -> None:
        old = getattr(owner, name)
        kept.append((owner, name, old))
        setattr(owner, name, new(old))

    def opening(old: Any) -> Any:
        def opened(path: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if "b" in mode and mode[0] in "wax" and counter.below(path):
                counter.count()
                raw = CountedFile(path, mode.replace("b", ""))
                raw.faults = counter
                return io.BufferedWriter(raw)
            return old(path, mode, *args, **kwargs)

        return opened

    def by_path(old: Any) -> Any:
        def call(path: Any, *args: Any, **kwargs: Any) -> Any:
            if counter.below(path):
                counter.count(needs_room=old in making)
            return old(path, *args, **kwargs)

        return call

    def by_handle(old: Any) -> Any:
        def call(handle: int, *args: Any) -> Any:
            counter.count()
            result = old(handle, *args)
            for path in [path for path, number in counter.unsynced.items() if number == handle]:
                del counter.unsynced[path]
            return result

        return call

    making = (os.replace, os.rename, os.mkdir)
    for name in ("replace", "rename", "unlink", "remove", "mkdir", "rmdir"):
        patch(os, name, by_path)
    patch(os, "fsync", by_handle)
    patch(os, "ftruncate", by_handle)
    patch(builtins, "open", opening)
    patch(io, "open", opening)
    try:
        yield counter
    finally:
        for owner, name, old in reversed(kept):
            setattr(owner, name, old)


# --- scenarios -------------------------------------------------------------------------------------------------------


@dataclass
class Place:
    """A corpus, its index, and how the index looked before the run that is to be killed."""

    root: Path
    commits: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What the index holds at each generation of an undisturbed run."""
    final: dict[str, Any] = field(default_factory=dict)
    calls: int = 0
    seconds: float = 0.0

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        return self.root / "index"

    def restore(self) -> None:
        shutil.rmtree(self.index, ignore_errors=True)
        if (self.root / "before").exists():
            shutil.copytree(self.root / "before", self.index)


def first_run(place: Place) -> None:
    build_index(place.corpus, place.index, CONFIG)


def pruned_run(place: Place) -> None:
    build_index(place.corpus, place.index, CONFIG, prune=True)


def fresh_run(place: Place) -> None:
    build_index(place.corpus, place.index, CONFIG, fresh=True)


def corrected_run(place: Place) -> None:
    build_index(place.corpus, place.index, CONFIG)


def correct(corpus: Path) -> None:
    """Metadata corrected beside unchanged files: in sidecars, and in a table for the folder."""
    for city in CITIES[:6]:
        sidecar = corpus / f"{city}.meta.yaml"
        sidecar.write_text(f"genre: 领导讲话\ntitle: {city}市更正后的题名\n", encoding="utf-8")
    rows = "".join(f"{city}.txt,1999\n" for city in CITIES[3:])
    (corpus / "metadata.csv").write_text(f"file,year\n{rows}", encoding="utf-8")


def optimized(place: Place) -> None:
    optimize(place.index, CONFIG)


SCENARIOS: dict[str, Callable[[Place], None]] = {
    "first": first_run,
    "pruned": pruned_run,
    "fresh": fresh_run,
    "corrected": corrected_run,
    "optimized": optimized,
}


def prepare(root: Path, scenario: str) -> Place:
    """A corpus and the index before the run; then one undisturbed run, to know every generation's content."""
    place = Place(root)
    place.corpus.mkdir(parents=True)
    for city in CITIES:
        (place.corpus / f"{city}.txt").write_text(report(city), encoding="utf-8")
    (place.corpus / "转载.txt").write_text(report("烟台"), encoding="utf-8")
    if scenario == "corrected":
        first_run(place)
        correct(place.corpus)
    elif scenario != "first":
        first_run(place)
        (place.corpus / "烟台.txt").unlink()  # its copy stands alone from now on
        (place.corpus / "潍坊.txt").write_text(report("潍坊", 1), encoding="utf-8")
        (place.corpus / "泰安.txt").write_text(report("泰安", 1) * 2, encoding="utf-8")
        (place.corpus / "莱芜.txt").write_text(report("莱芜"), encoding="utf-8")
        if scenario == "optimized":
            pruned_run(place)
    if scenario != "first":
        place.index.rename(root / "before")
        place.restore()
        place.commits[toc.generation(place.index)] = content(place.index)
    written = toc.write

    def noted(folder: Path, settings: Any, segments: Any, generation: int) -> None:
        written(folder, settings, segments, generation)
        if folder == place.index:
            place.commits[generation] = content(place.index)

    toc.write = noted
    try:
        with faults(place.index, 0, "") as counted:
            SCENARIOS[scenario](place)
    finally:
        toc.write = written
    began = time.perf_counter()
    place.final, place.calls = content(place.index), counted.calls
    place.restore()
    SCENARIOS[scenario](place)
    place.seconds = time.perf_counter() - began
    return place


def content(folder: Path) -> dict[str, Any]:
    """Every live paragraph of the index by id with all its stored fields, read from files whose checksums agree.

    A paragraph that is there twice shows as a list.
    """
    store.verify(folder)
    generation = store.open_generation(folder, CONFIG)
    held: dict[str, Any] = {}
    for segment in generation.segments:
        for row in map(segment.arrays.stored.fields, segment.live().tolist()):
            held[row["id"]] = [held[row["id"]], row] if row["id"] in held else row
    words = {row["id"] for row in store.paragraphs_with(generation, "text", "乡村")}
    assert words == {key for key, row in held.items() if "乡村" in row["text"]}
    return held


# --- one trial -------------------------------------------------------------------------------------------------------


def trial(place: Place, scenario: str, at: int, how: str, after: float = 0.0) -> str:
    """Run, strike at call ``at`` (or kill after so many seconds), check what is left, and run again.

    Returns how the run ended: killed, refused, or done. Raises AssertionError when anything was lost.
    """
    place.restore()
    before = toc.generation(place.index) if place.index.exists() else -1
    seen, out = os.pipe()
    child = os.fork()
    if child == 0:
        _child(place, scenario, at, how, out)
    os.close(out)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(seen, "rb") as reports:
        reported = [json.loads(line) for line in reports.read().splitlines()]
    ended = "killed" if os.WIFSIGNALED(status) else {0: "done", 3: "refused"}.get(os.WEXITSTATUS(status), "fault")
    assert ended != "fault", f"{scenario} {how} at {at}: the run ended with {reported[-1:]}"
    commits = [number for number in reported if isinstance(number, int)]
    if store.exists(place.index):
        now = toc.generation(place.index)
        assert now >= max([before, *commits]), "a commit that was reported is gone"
        if now not in place.commits and ended == "refused":
            raise AssertionError(f"generation {now} is none of the undisturbed run")
        assert content(place.index) == place.commits[now], f"{scenario} {how} at {at}: generation {now} differs"
    else:
        assert before < 0 and not commits, "the index is gone"
    SCENARIOS[scenario](place)
    assert content(place.index) == place.final, f"{scenario} {how} at {at}: the next run ended elsewhere"
    left = {path.name for path in place.index.iterdir()}
    segments = {segment.path.name for segment in store.open_generation(place.index, CONFIG).segments}
    contents = {f"_MAIN_{toc.generation(place.index)}.toc"}
    locks = {LOCK, "MAIN_WRITELOCK"}
    table = f"known-{toc.generation(place.index)}.table"
    if table in left:
        contents |= {table, *ArrayFile(place.index / table).facts["parts"]}
    assert left <= segments | contents | locks, f"{scenario} {how} at {at}: left behind {left - segments - contents}"
    return ended


def _child(place: Place, scenario: str, at: int, how: str, out: int) -> None:
    """The run itself, in a process of its own; never returns."""
    written = toc.write

    def noted(folder: Path, settings: Any, segments: Any, generation: int) -> None:
        written(folder, settings, segments, generation)
        if folder == place.index:
            os.write(out, b"%d\n" % generation)

    toc.write = noted
    code = 0
    try:
        with faults(place.index, at, how):
            SCENARIOS[scenario](place)
    except GongbaoError as error:
        code = error.exit_code
    except BaseException as error:
        code = 9
        os.write(out, json.dumps(repr(error)).encode() + b"\n")
    finally:
        os._exit(code)


def points(calls: int, wanted: int, seed: int) -> list[int]:
    """``wanted`` of the calls, spread over all of them."""
    if wanted >= calls:
        return list(range(1, calls + 1))
    chance = random.Random(seed)
    step = calls / wanted
    return [min(calls, 1 + int(n * step + chance.random() * step)) for n in range(wanted)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=300, help="file-system calls to strike at, a scenario and fault")
    parser.add_argument("--kills", type=int, default=100, help="kills at random moments, a scenario")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SCENARIOS, help="one kind of run instead of all")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    print("| run | fault | file-system calls | struck at | killed | refused | done first | lost |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for scenario in [asked.only] if asked.only else SCENARIOS:
        with tempfile.TemporaryDirectory() as root:
            place = prepare(Path(root).resolve(), scenario)
            for how in ("kill", "power", "full", "moment"):
                ends = {"killed": 0, "refused": 0, "done": 0}
                if how == "moment":
                    for _ in range(asked.kills):
                        ends[trial(place, scenario, 0, "", after=chance.uniform(0.001, place.seconds * 1.5))] += 1
                else:
                    for at in points(place.calls, asked.points, asked.seed):
                        ends[trial(place, scenario, at, how)] += 1
                what = {"kill": "killed", "power": "killed, unsynced data lost", "full": "disk full from there on",
                        "moment": "killed at a random moment"}[how]  # fmt: skip
                print(f"| {scenario} | {what} | {place.calls} | {sum(ends.values())} | "
                      f"{ends['killed']} | {ends['refused']} | {ends['done']} | 0 |")  # fmt: skip
                sys.stdout.flush()


if __name__ == "__main__":
    main()
