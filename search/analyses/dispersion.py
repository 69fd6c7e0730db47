"""Dispersion: how evenly a term is spread over documents, cities or years.

Deviation of proportions (DP): Gries (2008), International Journal of Corpus Linguistics 13(4); its normed form:
Lijffijt and Gries (2012), ibid. 17(1). Juilland's D: Juilland and Chang-Rodríguez (1964).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.search.analyses.grouping import Ungrouped
from gongbao.search.analyses.trend import Point, rate
from gongbao.search.engines.protocol import Value
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text: how often the term stands in it, and the characters (without white space) it has."""

    part: Value
    count: int
    characters: int


@dataclass(frozen=True, slots=True)
class Dispersion(Table):
    """``range`` parts of ``len(parts)`` have the term, ``count`` times in all.

    ``dp`` is 0 when the term is spread exactly as the text is, near 1 when it stands in a small part of it; ``dp_norm``
    reaches 1 whatever the parts' sizes. ``juilland_d`` runs from 0 (one part) to 1 (even). None where undefined.
    ``readings``: term → how it was understood. ``left_out`` is what is in no part.
    """

    parts: tuple[Part, ...]
    count: int
    range: int
    dp: float | None
    dp_norm: float | None
    juilland_d: float | None
    readings: Mapping[str, str]
    left_out: Ungrouped
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """``part``, ``count``, ``characters``, ``per_10000``."""
        return ("part", "count", "characters", "per_10000")

    def rows(self) -> list[dict[str, Any]]:
        """A row for each part."""
        return [
            {"part": p.part, "count": p.count, "characters": p.characters, "per_10000": rate(p.count, p.characters)}
            for p in self.parts
        ]

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``: the rows and the measures."""
        measures = {name: getattr(self, name) for name in ("count", "range", "dp", "dp_norm", "juilland_d")}
        said = {"readings": dict(self.readings), "left_out": self.left_out.to_dict()}
        return {**Table.to_dict(self), **measures, **said}


def parts_of(points: Iterable[Point]) -> tuple[Part, ...]:
    """The groups of a trend of one term by one facet, as parts; groups without documents are none."""
    return tuple(Part(point.group[0], point.count, point.characters) for point in points if point.count is not None)


def deviation(parts: Sequence[Part]) -> tuple[float | None, float | None]:
    """DP and its normed form; None without matches, and the normed form None for a single part.

    DP = ½ Σ |count_i / count − size_i / size|; DP_norm = DP / (1 − min(size_i / size)).
    """
    count, size = sum(p.count for p in parts), sum(p.characters for p in parts)
    if not count or not size:
        return None, None
    dp = sum(abs(p.count / count - p.characters / size) for p in parts) / 2
    smallest = min(p.characters / size for p in parts)
    return dp, dp / (1 - smallest) if smallest < 1 else None


def juilland(parts: Sequence[Part]) -> float | None:
    """Juilland's D over the parts' relative frequencies; None for fewer than two parts or no matches.

    D = 1 − (standard deviation / mean) / √(n − 1), the deviation that of the whole population.
    """
    frequencies = [p.count / p.characters for p in parts if p.characters]
    if len(frequencies) < 2 or not any(frequencies):
        return None
    mean = sum(frequencies) / len(frequencies)
    spread = math.sqrt(sum((each - mean) ** 2 for each in frequencies) / len(frequencies))
    return 1 - spread / mean / math.sqrt(len(frequencies) - 1)
