"""What an index holds, document by document: counts, coverage, and the fields whose values are in doubt."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gongbao.indexer.documents import DOUBTFUL_BELOW
from gongbao.indexer.file_names import file_path
from gongbao.indexer.schema import stored_record
from gongbao.search.analyses.texts import BATCH
from gongbao.search.engines.protocol import Engine, Request, Value
from gongbao.search.query.ast import Range

_FIELDS = ("doc", "file", "title", "city", "province", "county", "level", "year", "date", "genre", "copy_of", "record")
"""What is read of each document's first paragraph."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One field of one document whose evidence is weak: the words it was taken from, and where they stand."""

    document: str
    path: str
    field: str
    value: str | int | None
    text: str
    where: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """``genres``, ``years`` and ``cities`` count documents, most frequent first (years ascending)."""

    index_dir: str
    generation: int
    bytes: int
    documents: int
    copies: int
    paragraphs: int
    genres: tuple[tuple[Value, int], ...]
    years: tuple[tuple[Value, int], ...]
    cities: tuple[tuple[Value, int], ...]
    doubtful: tuple[Doubt, ...]

    def to_dict(self) -> dict[str, Any]:
        """The statistics as ``stats --json`` prints them."""
        return asdict(self)


def statistics(engine: Engine, index_dir: str | os.PathLike[str]) -> Statistics:
    """Statistics of the generation ``engine`` reads; ``bytes`` is 0 where ``index_dir`` is no folder of this machine.

    Copies are counted here like all other documents, and by themselves.
    """
    counts: dict[str, Counter[Value]] = {name: Counter() for name in ("genre", "year", "city")}
    documents = copies = 0
    doubts: list[Doubt] = []
    first = Request(query=Range("position", 0, 0), copies=True)
    for columns in engine.scan(first, _FIELDS, BATCH):
        for row in columns.rows():
            documents += 1
            copies += "copy_of" in row
            for name, counter in counts.items():
                if name in row:
                    counter[row[name]] += 1
            doubts += _doubts(row, index_dir)
    return Statistics(
        index_dir=str(index_dir),
        generation=engine.generation,
        bytes=_bytes(Path(index_dir)),
        documents=documents,
        copies=copies,
        paragraphs=engine.count(Request(copies=True)),
        genres=_ranked(counts["genre"]),
        years=tuple(sorted(counts["year"].items())),
        cities=_ranked(counts["city"]),
        doubtful=tuple(doubts),
    )


def _bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) if folder.is_dir() else 0


def _doubts(row: dict[str, Any], index_dir: str | os.PathLike[str]) -> list[Doubt]:
    if "evidence" not in (row.get("record") or ""):  # everything was declared: there is nothing to read
        return []
    path = file_path(row["file"], index_dir)
    return [
        Doubt(row["doc"], path, name, row.get("city" if name == "place" else name), e.text, e.where, e.confidence)
        for name, e in stored_record(row)[2].items()
        if e.confidence < DOUBTFUL_BELOW
    ]


def _ranked(counter: Counter[Value]) -> tuple[tuple[Value, int], ...]:
    return tuple(sorted(counter.items(), key=lambda pair: (-pair[1], str(pair[0]))))
