"""How often terms are used over years, places or kinds of document, with the denominators to compare by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.query import Query

from gongbao.search.analyses.grouping import Groups, Size
from gongbao.search.analyses.texts import texts
from gongbao.search.engines.protocol import Engine, Filters, Value
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.results.snippets import marked, markers


@dataclass(frozen=True, slots=True)
class Point:
    """One term in one group.

    ``count`` is how often it occurs (matches that overlap count once), ``documents`` how many documents have it,
    ``paragraphs`` how many paragraphs. They are None where the group holds no document at all, and 0 where
    documents are there and the term is not. ``of_documents``, ``characters`` (without spaces) and ``tokens``
    (words without punctuation; None when not counted) are the group's whole. ``share`` = documents /
    of_documents, ``per_10000`` = count per 10,000 characters; None where the whole is 0.
    """

    term: str
    group: tuple[Value, ...]
    count: int | None
    documents: int | None
    paragraphs: int | None
    of_documents: int
    characters: int
    tokens: int | None
    share: float | None
    per_10000: float | None


@dataclass(frozen=True, slots=True)
class Trend(Table):
    """Points term by term, groups ascending. ``left_out`` paragraphs have no value for a facet of ``by``."""

    by: tuple[str, ...]
    points: tuple[Point, ...]
    left_out: int
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        measured = ("count", "documents", "paragraphs", "of_documents", "characters", "tokens", "share", "per_10000")
        return ("term", *self.by, *measured)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"term": p.term, **dict(zip(self.by, p.group, strict=True))}
            | {name: getattr(p, name) for name in self.columns[1 + len(self.by) :]}
            for p in self.points
        ]


def points(engine: Engine, term: str, query: Query, groups: Groups, whole: Sequence[Size]) -> list[Point]:
    """One term's points, in the order of ``groups.keys``; ``query`` decides which paragraphs and spans count."""
    position = {int(number): int(group) for number, group in zip(groups.numbers, groups.of, strict=True) if group >= 0}
    counts = [0] * len(groups.keys)
    paragraphs = [0] * len(groups.keys)
    documents: list[set[int]] = [set() for _ in groups.keys]
    codes = engine.column("doc").codes
    chosen = np.array([n for n in engine.ids(query, Filters()).tolist() if n in position], np.int64)
    wanted = markers(query)
    for number, text in texts(engine, chosen):
        group = position[number]
        counts[group] += len(marked(wanted, text))
        paragraphs[group] += 1
        documents[group].add(int(codes[number]))
    return [
        Point(
            term=term,
            group=key,
            count=counts[i] if size.documents else None,
            documents=len(documents[i]) if size.documents else None,
            paragraphs=paragraphs[i] if size.documents else None,
            of_documents=size.documents,
            characters=size.characters,
            tokens=size.tokens,
            share=len(documents[i]) / size.documents if size.documents else None,
            per_10000=counts[i] * 10_000 / size.characters if size.characters else None,
        )
        for i, (key, size) in enumerate(zip(groups.keys, whole, strict=True))
    ]
