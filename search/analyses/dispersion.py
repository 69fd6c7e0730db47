"""Dispersion: how evenly a term is spread over documents, cities or years.

Deviation of proportions (DP): Gries (2008), International Journal of Corpus Linguistics 13(4); its normed form:
Lijffijt and Gries (2012), ibid. 17(1). Juilland's D: Juilland and Chang-Rodríguez (1964).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.search.engines.protocol import Value
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text: how often the term stands in it, and the characters (without spaces) it has."""

    part: Value
    count: int
    characters: int


@dataclass(frozen=True, slots=True)
class Dispersion(Table):
    """``range`` parts of ``len(parts)`` have the term, ``count`` times in all.

    ``dp`` is 0 when the term is spread exactly as the text is, near 1 when it stands in a small part of it; ``dp_norm``
    reaches 1 whatever the parts' sizes. ``juilland_d`` runs from 0 (one part) to 1 (even). None where undefined.
    """

    parts: tuple[Part, ...]
    count: int
    range: int
    dp: float | None
    dp_norm: float | None
    juilland_d: float | None
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return ("part", "count", "characters", "per_10000")

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "part": p.part,
                "count": p.count,
                "characters": p.characters,
                "per_10000": p.count * 10_000 / p.characters if p.characters else None,
            }
            for p in self.parts
        ]

    def to_dict(self) -> dict[str, Any]:
        measures = {name: getattr(self, name) for name in ("count", "range", "dp", "dp_norm", "juilland_d")}
        return {**Table.to_dict(self), **measures}


def deviation(parts: Sequence[Part]) -> tuple[float | None, float | None]:
    """DP and its normed form; None without matches, and the normed form None for a single part."""
    count, size = sum(p.count for p in parts), sum(p.characters for p in parts)
    if not count or not size:
        return None, None
    dp = sum(abs(p.count / count - p.characters / size) for p in parts) / 2
    smallest = min(p.characters / size for p in parts)
    return dp, dp / (1 - smallest) if smallest < 1 else None


def juilland(parts: Sequence[Part]) -> float | None:
    """Juilland's D over the parts' relative frequencies; None for fewer than two parts or no matches."""
    rates = [p.count / p.characters for p in parts if p.characters]
    if len(rates) < 2 or not any(rates):
        return None
    mean = sum(rates) / len(rates)
    deviation_ = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / len(rates))
    return 1 - deviation_ / mean / math.sqrt(len(rates) - 1)
