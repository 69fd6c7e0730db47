"""``./run bench --growth 10000,100000,1000000``: the same questions to every engine, in turns, as Markdown tables."""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import apart, peers
from benchmarks.corpus import SEEDS, sentences
from benchmarks.questions import Question, questions
from benchmarks.report import Measured, report

BM25S_BYTES = 8_000
"""Memory that bm25s needs for each paragraph while it indexes (5,800 more for each one from 20,000 to 60,000)."""

PATIENCE_SECONDS = 2.0
"""What one engine may take for the rounds of one question; after that ``FEWEST_ROUNDS`` are enough."""

FEWEST_ROUNDS = 3


def main() -> None:
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("--n", type=int, default=20_000, help="paragraphs (default 20000)")
    options.add_argument("--growth", metavar="N,N,…", help="several sizes, with a table of growth, instead of --n")
    options.add_argument("--rounds", type=int, default=15, help="times each question is asked, at most (default 15)")
    options.add_argument("--peers", default=",".join(peers.NAMES), help="comma-separated (default: all)")
    options.add_argument("--source", type=Path, default=SEEDS, help="folder of texts to resample (default: the seeds)")
    options.add_argument("--stock-up-to", type=int, default=20_000, help="largest size for stock Whoosh, which takes "
                         "minutes for 100,000 paragraphs (default 20000)")  # fmt: skip
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the indexes here, and take those that are "
                         "here instead of building them; to have one built again, remove its folder")  # fmt: skip
    options.add_argument("--out", type=Path, help="write the tables into this file too")
    given = options.parse_args()
    names = [name.strip() for name in given.peers.split(",")]
    if unknown := [name for name in names if name not in peers.NAMES]:
        options.error(f"no such peer: {', '.join(unknown)} (there are {', '.join(peers.NAMES)})")
    if not {"gongbao", "tokens"} & set(names):
        options.error("gongbao or tokens must be among the peers: its index chooses the words to ask for")
    counts = [int(size) for size in given.growth.split(",")] if given.growth else [given.n]
    load = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        home = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sizes = []
        for count in counts:
            chosen = [name for name in peers.available(names, say) if _fits(name, count, given.stock_up_to)]
            sizes.append(measure(home / str(count), count, given.rounds, chosen, given.source))
            tables = report(sizes, given.rounds, load)
            if given.out:  # after every size: a long run may be ended
                given.out.write_text(tables, encoding="utf-8")
    print(tables)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _fits(name: str, count: int, stock_up_to: int) -> bool:
    if name == "whoosh" and count > stock_up_to:
        say(f"whoosh: left out of {count:,} paragraphs (--stock-up-to)")
        return False
    if name == "bm25s" and count * BM25S_BYTES > _free_memory():
        say(f"bm25s: left out of {count:,} paragraphs, it needs about {count * BM25S_BYTES / 1e9:.0f} GB of memory")
        return False
    return True


def _free_memory() -> int:
    """Bytes that a process can have now; 4 GB where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 4 << 30


def measure(home: Path, count: int, rounds: int, names: Sequence[str], source: Path) -> Measured:
    """Build every engine's index under ``home`` (or take it from there), ask everything, and measure."""
    home.mkdir(parents=True, exist_ok=True)
    engines = {name: peers.peer(name) for name in names}
    built = {engine.name: _built(home, name, count, source) for name, engine in engines.items()}
    asked = _questions(home, count)
    served = {}
    for name, engine in engines.items():
        served[engine.name] = apart.serve(name, home / engine.folder, asked)
        say(f"{engine.name}: opened in {served[engine.name].opening * 1e3:.0f} ms")
    for engine in engines.values():
        engine.open(home / engine.folder)
    with _alone():
        medians, differences = ask(list(engines.values()), asked, rounds)
    making = apart.making(count, source)
    return Measured(count, making, [e.name for e in engines.values()], asked, built, served, medians, differences)


def _built(home: Path, name: str, count: int, source: Path) -> apart.Built:
    """What building this engine's index took, now or, when it lies there with its measurements, at that time."""
    folder = home / peers.peer(name).folder
    notes = folder.with_suffix(".json")
    corpus = hashlib.sha256("\n".join(sentences(source)).encode()).hexdigest()
    with contextlib.suppress(OSError):
        kept = json.loads(notes.read_text(encoding="utf-8"))
        if kept.pop("corpus") == corpus and folder.is_dir():
            say(f"{folder.name}: taken from {folder}")
            return apart.Built(**kept)
    shutil.rmtree(folder, ignore_errors=True)
    found = apart.build(name, folder, count, source)
    notes.write_text(json.dumps({**asdict(found), "corpus": corpus}), encoding="utf-8")
    say(f"{folder.name}: built in {found.seconds:.1f} s, {found.bytes / 1e6:.0f} MB")
    return found


def _questions(home: Path, count: int) -> list[Question]:
    from benchmarks.ours import Gongbao
    from gongbao.search.engines.protocol import Request
    from gongbao.search.query.ast import Substring

    ours = Gongbao()
    ours.open(home / ours.folder)
    core = ours.index.engine
    found = questions(core.complete("text"), count, lambda a, b: core.count(Request(Substring("text", a + b))))
    ours.index.close()
    return found


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """What the other engines hold in memory is not for one engine's garbage collector to walk through."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.collect()


def ask(
    engines: Sequence[peers.Peer], asked: Sequence[Question], rounds: int
) -> tuple[dict[tuple[str, int], float], list[str]]:
    """Median milliseconds by engine and question, and where counts differ; engines take turns, so that all see the
    same machine."""
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    differences = []
    for number, question in enumerate(asked):
        answers: dict[str, peers.Answer] = {}
        for engine in engines:
            with contextlib.suppress(NotImplementedError):
                answers[engine.name] = engine.answer(question)
        able = [engine for engine in engines if engine.name in answers]
        for done in range(rounds):
            for engine in able:
                spent = times[engine.name, number]
                if done >= FEWEST_ROUNDS and sum(spent) > PATIENCE_SECONDS * 1e3:
                    continue
                began = time.perf_counter()
                engine.answer(question)
                spent.append((time.perf_counter() - began) * 1e3)
        differences += _differences(question, answers)
    return {key: statistics.median(values) for key, values in times.items()}, differences


def _differences(question: Question, answers: dict[str, peers.Answer]) -> list[str]:
    """Engines that were asked for the same tokens and count otherwise than the first of them."""
    same = {name: answer for name, answer in answers.items() if name != "gongbao"}  # which finds parts of words too
    if not same:
        return []
    first, reference = next(iter(same.items()))
    return [
        f"{question.kind}, `{question.typed}`: {name} counts {answer[0]:,}, {first} {reference[0]:,}"
        for name, answer in same.items()
        if not peers.same_counts(reference, answer)
    ]


if __name__ == "__main__":
    main()
