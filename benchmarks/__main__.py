"""``python -m benchmarks --n 100000``: the same questions to every engine, interleaved, as a Markdown table."""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks import peers
from benchmarks.corpus import SEEDS, paragraphs
from benchmarks.questions import Question, questions


def main() -> None:
    options = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    options.add_argument("--n", type=int, default=20_000, help="paragraphs (default 20000)")
    options.add_argument("--rounds", type=int, default=15, help="times each question is asked (default 15)")
    options.add_argument("--peers", default="gongbao,tokens,tantivy,sqlite,bm25s,whoosh", help="comma-separated")
    options.add_argument("--source", type=Path, default=SEEDS, help="folder of texts to resample (default: the seeds)")
    options.add_argument("--out", type=Path, help="write the table into this file too")
    given = options.parse_args()
    names = [name for name in given.peers.split(",") if name != "whoosh" or given.n <= 20_000]
    with tempfile.TemporaryDirectory() as folder:
        table = run(Path(folder), given.n, given.rounds, names, given.source)
    print(table)
    if given.out:
        given.out.write_text(table, encoding="utf-8")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(folder: Path, count: int, rounds: int, names: list[str], source: Path) -> str:
    """Build every engine's index, ask everything, and return the report."""
    documents = list(paragraphs(count, source=source))
    engines = peers.available(names, say)
    built: dict[str, tuple[float, int]] = {}
    for engine in engines:
        own = folder / ("gongbao" if engine.name.startswith("gongbao") else engine.name.replace(" ", "-"))
        began = time.perf_counter()
        engine.build(own, documents)
        built[engine.name] = (time.perf_counter() - began, peers.folder_size(own))
        say(f"{engine.name}: built in {built[engine.name][0]:.1f} s, {built[engine.name][1] / 1e6:.0f} MB")
    del documents
    asked = _questions(engines[0], count)
    gc.collect()
    gc.freeze()  # what the other engines hold in memory is not for one engine's collector to walk through
    medians = ask(engines, asked, rounds)
    return report(count, engines, built, asked, medians)


def _questions(engine: peers.Peer, count: int) -> list[Question]:
    assert isinstance(engine, peers.Gongbao), "gongbao is built first: its lexicon chooses the words"
    from whoosh.query import Phrase

    from search.engine import Filters

    core = engine.index.engine
    return questions(core.terms("text"), count, lambda a, b: core.count(Phrase("text", [a, b]), Filters()))


def ask(engines: list[peers.Peer], asked: list[Question], rounds: int) -> dict[tuple[str, int], float]:
    """Median milliseconds by engine and question; engines take turns, so that all see the same machine."""
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    for number, question in enumerate(asked):
        answers: dict[str, peers.Answer] = {}
        able = []
        for engine in engines:
            try:
                answers[engine.name] = engine.answer(question)
                able.append(engine)
            except NotImplementedError:
                continue
        for _ in range(rounds):
            for engine in able:
                began = time.perf_counter()
                engine.answer(question)
                times[engine.name, number].append((time.perf_counter() - began) * 1e3)
        reference = answers.get("gongbao, tokens")
        for name, answer in answers.items():
            if reference and name not in ("gongbao", "gongbao, tokens") and not peers.same_counts(reference, answer):
                say(f"{question.kind} {question.typed!r}: {name} counts {answer[0]}, gongbao {reference[0]}")
    return {key: statistics.median(values) for key, values in times.items()}


def report(count: int, engines: list[peers.Peer], built: dict[str, tuple[float, int]], asked: list[Question],
           medians: dict[tuple[str, int], float]) -> str:  # fmt: skip
    """The measurements as Markdown."""
    names = [engine.name for engine in engines]
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, question in enumerate(asked):
        kinds[question.kind].append(number)
    lines = [
        f"## {count:,} paragraphs",
        "",
        "Milliseconds for one full answer (top 10, exact count, six facets, ten snippets), warm, medians.",
        "",
        f"| kind of question | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for kind, numbers in kinds.items():
        cells = [[medians[name, n] for n in numbers if (name, n) in medians] for name in names]
        lines.append(f"| {kind} | {' | '.join(_mean(cell) for cell in cells)} |")
    shared = [n for n in range(len(asked)) if all((name, n) in medians for name in names if name != "bm25s")]
    every = [_mean([medians[name, n] for n in shared if (name, n) in medians]) for name in names]
    lines.append(f"| **all, geometric mean** | {' | '.join(every)} |")
    lines.append(f"| index from text, s | {' | '.join(f'{built[name][0]:.1f}' for name in names)} |")
    lines.append(f"| disk, MB | {' | '.join(f'{built[name][1] / 1e6:.0f}' for name in names)} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return "\n".join([*lines, "", f"Peak memory of the whole run: {peak:,} MB.", ""])


def _mean(values: list[float]) -> str:
    return f"{statistics.geometric_mean(values):.2f}" if values else "–"


if __name__ == "__main__":
    main()
