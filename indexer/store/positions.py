"""Where a term stands in each of its documents: positions in the order of postings.

f.positions    uint8   the lower eight bits of each position, or 255 for an escape
f.ninth        uint8   a bit for each, its ninth; empty where the field has few positions from 255 on
f.far ...      the positions that escape (see ``overflow_values``): from 255 on, or from 511 where there is a ninth bit
f.begins       uint8   of a field that is not scored, a bit for each position: whether it is the first of a posting
f.begins_at    uint32  [P / 256 + 1] which position is the first of every 256th posting; how many there are
"""

from __future__ import annotations

import numpy as np

from gongbao.indexer.store import bits, overflow_values
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries
from gongbao.indexer.store.bits import BitsEncoder
from gongbao.indexer.store.overflow_values import OverflowValues

NEAR, NINTH = 255, 511

BLOCK = 256
"""Of so many postings, the place of the first one's first position is kept."""


class PositionsEncoder:
    """Takes a field's positions in the order of postings; ``total`` is how many there are so far."""

    def __init__(self, scored: bool) -> None:
        self.total = 0
        self._near: list[Array] = [np.zeros(0, np.uint8)]
        self._far: list[tuple[Array, Array]] = []
        self._begins = None if scored else BitsEncoder()
        self._begins_at: list[Array] = []
        self._postings = 0

    def add(self, tfs: Array, positions: Array) -> None:
        """Append the positions of the next postings, which have so many."""
        far = np.flatnonzero(positions >= NEAR)
        self._far.append((far + self.total, positions[far]))
        self._near.append(np.minimum(positions, NEAR).astype(np.uint8))
        starts = boundaries(tfs)[:-1]
        self._begins_at.append(starts[-self._postings % BLOCK :: BLOCK] + self.total)
        if self._begins is not None:
            first = np.zeros(len(positions), bool)
            first[starts] = True
            self._begins.add(first)
        self._postings += len(tfs)
        self.total += len(positions)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        empty = np.zeros(0, np.int64)
        at = np.concatenate([empty, *(at for at, _ in self._far)])
        far = np.concatenate([empty, *(far for _, far in self._far)])
        ninth, kept = np.zeros(0, bool), far >= NINTH
        if 2 * (len(far) - np.count_nonzero(kept)) > self.total // 8:
            ninth = np.zeros(self.total, bool)
            ninth[at[far > NEAR]] = True
            self._lower(at, far)
            at, far = at[kept], far[kept]
        file.add(f"{field}.positions", self._near)
        file.add(f"{field}.ninth", np.packbits(ninth, bitorder="little"))
        overflow_values.write(file, f"{field}.far", far, at, self.total)
        if self._begins is not None:
            file.add(f"{field}.begins", self._begins.parts)
        file.add(f"{field}.begins_at", np.concatenate([*self._begins_at, [self.total]]).astype(np.uint32))

    def _lower(self, at: Array, far: Array) -> None:
        """Leave only the lower eight bits of the positions that a ninth bit makes whole."""
        lower = np.where(far < NINTH, far & NEAR, NEAR).astype(np.uint8)
        start = 0
        for near in self._near:
            low, high = np.searchsorted(at, [start, start + len(near)])
            near[at[low:high] - start] = lower[low:high]
            start += len(near)


class Positions:
    """The positions of a field of an open segment."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._near, self._ninth = file[f"{field}.positions"], file[f"{field}.ninth"]
        self._far = OverflowValues(file, f"{field}.far", self._escaped)
        if f"{field}.begins" in file:
            self._begins = file[f"{field}.begins"]
        self._begins_at = file[f"{field}.begins_at"].data

    def _escaped(self, first: int, last: int) -> Array:
        escaped: Array = self._near[first:last] == NEAR
        return escaped & bits.between(self._ninth, first, last) if len(self._ninth) else escaped

    def between(self, first: int, last: int) -> Array:
        """Positions number ``first`` to ``last``: uint32[last - first]."""
        places = self._near[first:last].astype(np.uint32)
        if len(self._ninth):
            places |= bits.between(self._ninth, first, last).astype(np.uint32) << np.uint32(8)
        where, far = self._far.within(first, last)
        places[where] = far
        return places

    def span(self, first: int, last: int, tfs: Array | None = None) -> tuple[int, int]:
        """Where the positions of postings ``first`` to ``last`` begin and end. ``tfs``: those of the postings from the
        beginning of ``first``'s block on; a field that is not scored needs none."""
        block = first // BLOCK
        start = self._begins_at[block]
        if tfs is None:
            begun = self._begun(first, last)
            return start + int(begun[0]), start + int(begun[-1])
        start += int(tfs[: first - block * BLOCK].sum())
        return start, start + int(tfs[first - block * BLOCK :].sum())

    def tfs(self, first: int, last: int) -> Array:
        """The tfs of postings ``first`` to ``last`` of a field that is not scored: uint32[last - first]."""
        return np.diff(self._begun(first, last)).astype(np.uint32)

    def _begun(self, first: int, last: int) -> Array:
        """Where postings ``first`` to ``last`` begin, and where the last one ends, counted from the beginning of
        ``first``'s block: int64[last - first + 1]."""
        block = first // BLOCK
        start, stop = self._begins_at[block], self._begins_at[-(-last // BLOCK)]
        (begun,) = bits.between(self._begins, start, stop).nonzero()
        begun = begun[first - block * BLOCK : last - block * BLOCK + 1]
        return begun if len(begun) > last - first else np.append(begun, stop - start)
