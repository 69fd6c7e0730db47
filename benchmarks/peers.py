"""Engines under test. Each one indexes the same tokens and answers a question in full:
the ten best paragraphs with highlighted snippets, the exact count, and the counts of every facet."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.questions import Question

FACETS = ("city", "year", "genre", "province", "county", "level")
Paragraphs = Iterable[dict[str, Any]]
Answer = tuple[int, dict[str, dict[Any, int]]]
"""The exact count, and each facet's counts."""


class Peer(Protocol):
    """An engine. ``build`` writes an index into a folder that does not exist yet, from paragraphs that come one by
    one; ``open`` opens what ``build`` wrote, in whatever process; ``answer`` answers in full."""

    name: str
    folder: str
    """The name of its index folder; engines with the same one share an index, which the first of them builds."""

    def build(self, folder: Path, paragraphs: Paragraphs) -> None: ...

    def open(self, folder: Path) -> None: ...

    def answer(self, question: Question) -> Answer: ...


_PEERS = {
    "gongbao": ("benchmarks.ours", "Gongbao", "numpy"),
    "tokens": ("benchmarks.ours", "GongbaoTokens", "numpy"),
    "tantivy": ("benchmarks.others", "Tantivy", "tantivy"),
    "sqlite": ("benchmarks.others", "SqliteFts", "sqlite3"),
    "bm25s": ("benchmarks.others", "Bm25s", "bm25s"),
    "whoosh": ("benchmarks.ours", "StockWhoosh", "whoosh"),
}
"""By the name on the command line: module, class, and the package it needs."""

NAMES = tuple(_PEERS)


def peer(name: str) -> Peer:
    """The engine of this name, its package imported: a process meets only the packages of its own engines."""
    module, kind, package = _PEERS[name]
    importlib.import_module(package)
    found: Peer = getattr(importlib.import_module(module), kind)()
    return found


def available(names: Sequence[str], say: Callable[[str], None]) -> list[str]:
    """Those of ``names`` whose package is installed; says which are not."""
    found = []
    for name in names:
        package = _PEERS[name][2]
        if importlib.util.find_spec(package) is None:
            say(f"{name}: not installed, left out (pip install {package})")
        else:
            found.append(name)
    return found


def same_counts(one: Answer, other: Answer) -> bool:
    """Whether two answers agree on the count and on every facet both give."""
    clean = [{n: {k: v for k, v in f.items() if k not in ("", None)} for n, f in a[1].items()} for a in (one, other)]
    shared = clean[0].keys() & clean[1].keys()
    return one[0] == other[0] and all(json.dumps(_keys(clean[0][n])) == json.dumps(_keys(clean[1][n])) for n in shared)


def _keys(counts: dict[Any, int]) -> list[tuple[str, int]]:
    return sorted((str(key), held) for key, held in counts.items())
