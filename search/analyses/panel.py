"""The table of the word-frequency method (词频法): groups × terms, with denominators and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.query import Or

from gongbao.search.analyses.concept_lexicon import Lexicon
from gongbao.search.analyses.grouping import Groups, Key, Size
from gongbao.search.analyses.texts import texts
from gongbao.search.engines.protocol import Engine, Filters
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.query.queries import Exact


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a term of a concept stands in a group; None where the group holds no document."""

    group: Key
    concept: str
    term: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Panel(Table):
    """One row for each group and term. ``coverage`` holds every group's size, also those without documents.

    ``rule`` says how terms were counted; ``left_out`` paragraphs have no value for a facet of ``by``.
    """

    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    coverage: tuple[tuple[Key, Size], ...]
    rule: str
    left_out: int
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.by, "concept", "term", "count", "documents", "characters", "tokens", "per_10000")

    def rows(self) -> list[dict[str, Any]]:
        sizes = dict(self.coverage)
        return [self._row(c.group, sizes[c.group], c.concept, c.term, c.count) for c in self.cells]

    def to_dict(self) -> dict[str, Any]:
        return {**Table.to_dict(self), "rule": self.rule, "concepts": self.concepts(), "coverage": self.covered()}

    def concepts(self) -> list[dict[str, Any]]:
        """The rows summed over the terms of each concept; ``term`` is left empty."""
        totals: dict[tuple[Key, str], int | None] = {}
        for cell in self.cells:
            key = (cell.group, cell.concept)
            totals[key] = None if cell.count is None else (totals.get(key) or 0) + cell.count
        sizes = dict(self.coverage)
        return [self._row(group, sizes[group], concept, "", count) for (group, concept), count in totals.items()]

    def covered(self) -> list[dict[str, Any]]:
        """The coverage matrix as rows: each group with its documents, characters and tokens."""
        return [
            {
                **dict(zip(self.by, key, strict=True)),
                "documents": size.documents,
                "characters": size.characters,
                "tokens": size.tokens,
            }
            for key, size in self.coverage
        ]

    def _row(self, group: Key, size: Size, concept: str, term: str, count: int | None) -> dict[str, Any]:
        rate = count * 10_000 / size.characters if count is not None and size.characters else None
        return {
            **dict(zip(self.by, group, strict=True)),
            "concept": concept,
            "term": term,
            "count": count,
            "documents": size.documents,
            "characters": size.characters,
            "tokens": size.tokens,
            "per_10000": rate,
        }


def cells(
    engine: Engine,
    terms: Lexicon,
    count: Callable[[str], Counter[str]],
    groups: Groups,
    whole: Sequence[Size],
) -> tuple[Cell, ...]:
    """The counts, groups in the order of ``groups.keys``, concepts and terms in the lexicon's."""
    position = {int(number): int(group) for number, group in zip(groups.numbers, groups.of, strict=True) if group >= 0}
    distinct = dict.fromkeys(term for listed in terms.values() for term in listed)
    holding = engine.ids(Or([Exact("text", term) for term in distinct]), Filters()).tolist()
    counts: list[Counter[str]] = [Counter() for _ in groups.keys]
    for number, text in texts(engine, np.array([n for n in holding if n in position], np.int64)):
        counts[position[number]].update(count(text))
    return tuple(
        Cell(key, concept, term, counts[i][term] if size.documents else None)
        for i, (key, size) in enumerate(zip(groups.keys, whole, strict=True))
        for concept, listed in terms.items()
        for term in listed
    )
