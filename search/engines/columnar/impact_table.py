"""What the impact bytes of a field's postings stand for: the part of their score that depends on the paragraph."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from gongbao.indexer.store.impacts import ESCAPE

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDED = 1e-9
"""Saturations are compared with so much to spare, as they are rounded."""


class ImpactTable:
    """What the impact bytes of a field stand for in a segment.

    ``saturation`` (float64[256]) of each byte; ``descending`` the same numbers, highest first; ``ranks`` (uint8[256])
    where each byte comes then, None where the bytes are in that order already. Bytes that no posting has come last;
    they and the escape byte give 0.
    """

    def __init__(self, saturation: NDArray[np.float64]) -> None:
        self.saturation = np.zeros(256)
        self.saturation[: len(saturation)] = saturation
        order = np.argsort(-self.saturation, kind="stable")
        self.descending: list[float] = self.saturation[order].tolist()
        self._negated = [-number for number in self.descending]
        self.ranks: NDArray[np.uint8] | None = None
        if (np.diff(order) != 1).any():
            self.ranks = np.empty(256, np.uint8)
            self.ranks[order] = np.arange(256)

    def reaching(self, saturation: float) -> int:
        """Bytes of a rank from this one on (1 to ``ESCAPE``) give less; some before may, too."""
        return min(max(bisect_right(self._negated, ROUNDED - saturation), 1), ESCAPE)

    def above(self, saturations: NDArray[np.float64]) -> NDArray[np.int64]:
        """The ranks of the last bytes that give more than each of some saturations; 0 where none does."""
        return np.maximum(np.searchsorted(self._negated, -saturations) - 1, 0)
