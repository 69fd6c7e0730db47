"""How often a term stands in each of its documents, for a field that is not scored: once, nearly always.

f.often         uint8    a bit for each posting, least significant first: whether its tf is more than 1
f.often_before  uint32   how many of these bits are set before each block of 1024 postings
f.tfs           uint8    the tf of each posting whose bit is set; 255 stands for one in f.tfs_far
f.tfs_far       uint32   [E, 2] (posting, tf) of those from 255 on
"""

from __future__ import annotations

import numpy as np

from indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries

BLOCK = 1024
"""Postings between two counts of bits."""


class OftenEncoder:
    """Collects the tfs of a field's postings in their order."""

    def __init__(self) -> None:
        self._count = 0
        self._rest = np.zeros(0, bool)
        self._bits: list[Array] = []
        self._tfs: list[Array] = [np.zeros(0, np.uint8)]
        self._far: list[Array] = [np.zeros((0, 2), np.uint32)]

    def add(self, tfs: Array) -> None:
        """Append the next postings' tfs."""
        often = tfs > 1
        flags = np.concatenate([self._rest, often])
        whole = len(flags) & ~7
        self._bits.append(np.packbits(flags[:whole], bitorder="little"))
        self._rest = flags[whole:]
        own = tfs[often]
        self._tfs.append(np.minimum(own, 255).astype(np.uint8))
        if own.max(initial=0) >= 255:
            far = np.flatnonzero(tfs >= 255)
            self._far.append(np.stack([far + self._count, tfs[far]], axis=1).astype(np.uint32))
        self._count += len(tfs)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        bits = np.concatenate([*self._bits, np.packbits(self._rest, bitorder="little")])
        in_blocks = np.add.reduceat(np.bitwise_count(bits).astype(np.int64), np.arange(0, len(bits), BLOCK // 8))
        file.add(f"{field}.often", bits)
        file.add(f"{field}.often_before", boundaries(in_blocks).astype(np.uint32))
        file.add(f"{field}.tfs", self._tfs)
        file.add(f"{field}.tfs_far", np.concatenate(self._far).reshape(-1))


class Often:
    """The tfs of a field of an open segment."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._bits, self._before = file[f"{field}.often"], file[f"{field}.often_before"].data
        self._tfs, self._far = file[f"{field}.tfs"], file[f"{field}.tfs_far"].reshape(-1, 2)

    def tfs(self, first: int, last: int) -> Array:
        """The tfs of postings ``first`` to ``last``: uint32[last - first]."""
        block = first // BLOCK
        start = block * BLOCK
        bits = np.unpackbits(self._bits[start // 8 : -(-last // 8)], bitorder="little").view(bool)
        (where,) = bits[first - start : last - start].nonzero()
        known = self._before[block] + np.count_nonzero(bits[: first - start])
        own = self._tfs[known : known + len(where)]
        tfs = np.ones(last - first, np.uint32)
        tfs[where] = own
        if own.max(initial=0) == 255:
            low, high = np.searchsorted(self._far[:, 0], np.array([first, last], np.uint32)).tolist()
            tfs[self._far[low:high, 0].astype(np.int64) - first] = self._far[low:high, 1]
        return tfs
