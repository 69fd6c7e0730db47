"""The measurements as Markdown: a table for each size, and the growth from size to size."""

from __future__ import annotations

import datetime
import importlib.metadata
import itertools
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apart import Built, Served
from benchmarks.questions import Question

_PACKAGES = ("numpy", "pyroaring", "zstandard", "whoosh3", "jieba", "rjieba", "tantivy", "bm25s")


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: ``built`` and ``served`` by engine, ``medians`` in milliseconds by engine and number of question.

    Engines that share an index share its ``built``. ``making`` are the seconds that the paragraphs alone take."""

    count: int
    making: float
    engines: Sequence[str]
    asked: Sequence[Question]
    built: Mapping[str, Built]
    served: Mapping[str, Served]
    medians: Mapping[tuple[str, int], float]
    differences: Sequence[str]


def report(sizes: Sequence[Measured], rounds: int, load: float) -> str:
    """Everything, headed by what it was measured on."""
    parts = [_setting(rounds, load), *(_size(measured) for measured in sizes)]
    if len(sizes) > 1:
        parts.append(_growth(sizes))
    return "\n\n".join(parts) + "\n"


def _setting(rounds: int, load: float) -> str:
    versions = []
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    import sqlite3

    versions.append(f"SQLite {sqlite3.sqlite_version}")
    return (
        f"Measured on {datetime.datetime.now(datetime.UTC):%Y-%m-%d} by `python -m benchmarks`: {_processor()}, "
        f"{os.cpu_count()} cores, {platform.system()}, load {load:.1f} at the start; Python "
        f"{platform.python_version()}, {', '.join(versions)}. Every engine is built in a process of its own and asked "
        "in full: top 10 with snippets, exact count, six facets. Answers: warm, medians of up to "
        f"{rounds} rounds, the engines taking turns question by question."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    found = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.processor() or platform.machine())


def _size(measured: Measured) -> str:
    names, medians = measured.engines, measured.medians
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, question in enumerate(measured.asked):
        kinds[question.kind].append(number)
    others = [name for name in names if not name.startswith("gongbao")]
    compared = [(ours, other) for ours, other in itertools.product(names, others) if ours == "gongbao"]
    compared += [(ours, "tantivy") for ours in names if ours == "gongbao, tokens" and "tantivy" in others]
    lines = [
        f"## {measured.count:,} paragraphs",
        "",
        "Milliseconds for one full answer.",
        "",
        _row("kind of question", names),
        _rule(names),
    ]
    ratios = ["How many times the other's time ours is.", ""]
    ratios += [_row("kind of question", [f"{ours} / {other}" for ours, other in compared]), _rule(compared)]
    rows = [*kinds.items(), *means(measured)]
    for label, numbers in rows:
        lines.append(_row(label, [_ms(mean(medians, name, numbers)) for name in names]))
        ratios.append(_row(label, [_times(ratio(medians, *pair, numbers)) for pair in compared]))
    lines += [_row(label, [cell(measured, name) for name in names]) for label, cell in COSTS.items()]
    agreement = [f"- {line}" for line in measured.differences] or ["They agree everywhere."]
    return "\n".join(
        [
            *lines,
            "",
            f"Indexing includes the making of the paragraphs, {measured.making:.1f} s each time.",
            "",
            *(ratios if compared else []),
            "",
            "Counts and facets of the same tokens, compared between the engines:",
            "",
            *agreement,
        ]
    )


def means(measured: Measured) -> list[tuple[str, list[int]]]:
    """The rows that take all questions together: those that every engine answers, and, where an engine answers
    fewer than the others, all questions without it."""
    every = range(len(measured.asked))
    answered = {name: {n for n in every if (name, n) in measured.medians} for name in measured.engines}
    shared = sorted(set(every).intersection(*answered.values()))
    rows = [(f"**geometric mean of the {len(shared)} questions that all answer**", shared)]
    if len(shared) < len(measured.asked):
        rows.append((f"**geometric mean of all {len(measured.asked)} questions**", list(every)))
    return rows


def mean(medians: Mapping[tuple[str, int], float], name: str, numbers: Iterable[int]) -> float | None:
    """Geometric mean over these questions; None if the engine does not answer all of them."""
    values = [medians.get((name, number)) for number in numbers]
    known = [value for value in values if value is not None]
    return statistics.geometric_mean(known) if known and len(known) == len(values) else None


def ratio(medians: Mapping[tuple[str, int], float], ours: str, other: str, numbers: Iterable[int]) -> float | None:
    """How many times the other's time ours is over these questions, where both answer all of them."""
    asked = list(numbers)
    one, two = mean(medians, ours, asked), mean(medians, other, asked)
    return None if one is None or two is None else one / two


Cell = Callable[[Measured, str], str]

COSTS: dict[str, Cell] = {
    "opening, ms (fresh process, after imports)": lambda m, name: _ms(m.served[name].opening * 1e3),
    "first answer, ms": lambda m, name: _ms(m.served[name].first * 1e3),
    "indexing from text, s": lambda m, name: f"{m.built[name].seconds:.1f}",
    "indexing from text, CPU s": lambda m, name: f"{m.built[name].cpu:.1f}",
    "memory while building, MB (all processes)": lambda m, name: f"{m.built[name].memory / 1e6:,.0f}",
    "memory while serving, MB (beyond mapped files)": lambda m, name: _mb(m.served[name].resident),
    "disk, MB": lambda m, name: f"{m.built[name].bytes / 1e6:,.1f}",
}


def _growth(sizes: Sequence[Measured]) -> str:
    names = list(dict.fromkeys(name for measured in sizes for name in measured.engines))
    lines = ["## Growth", "", _row("", [f"{measured.count:,} paragraphs" for measured in sizes]), _rule(sizes)]
    for name in names:
        lines.append(_row(f"**{name}**", [""] * len(sizes)))
        cells = []
        for measured in sizes:
            value = mean(measured.medians, name, range(len(measured.asked)))
            cells.append(_ms(value) if name in measured.engines else "–")
        lines.append(_row("answer, ms, geometric mean of all questions", cells))
        for label, cell in COSTS.items():
            lines.append(_row(label, [cell(m, name) if name in m.engines else "–" for m in sizes]))
    return "\n".join(lines)


def _row(label: str, cells: Iterable[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def _rule(cells: Sequence[object]) -> str:
    return f"|---|{'---:|' * len(cells)}"


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _mb(value: int | None) -> str:
    return "–" if value is None else f"{value / 1e6:,.0f}"
