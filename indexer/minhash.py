"""MinHash sketches of texts, and an index that finds the texts whose sketches share a band.

The Jaccard similarity of two texts' shingles is the chance that a random order of all shingles has the same first one
in both (Broder 1997). A sketch holds those first ones for 126 orders, three to a band; two texts of similarity s agree
in at least one band with probability 1 - (1 - s³)⁴²: 0.98 for s = 0.45, 0.0003 for s = 0.02.

All is numpy arrays: 168 bytes a text in a sketch, 336 in the index, which may be mapped from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # at run time inside the functions, so that `import indexer` stays fast
    import numpy as np
    from numpy.typing import NDArray

    Keys = NDArray[np.uint32]
    Entries = NDArray[np.uint64]

BANDS, ROWS = 42, 3
SHINGLE = 5
"""Characters in a shingle."""

SAMPLE = 4
"""One shingle in so many is taken, by its hash, so that the same ones are taken in every text."""

_PORTION = 1 << 11
"""Shingles put in order at a time: a megabyte of values, so that they stay in the processor's cache."""

_MULTIPLIERS: Any = None
_OFFSETS: Any = None


def shingles(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hashes of the texts' sampled shingles, uint32[m], and the number of the text each is of, int64[m], ascending.

    A shingle that a text has twice may be there twice.
    """
    import numpy as np

    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    count = len(codes) - SHINGLE + 1
    if count <= 0:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    hashes = codes[:count].astype(np.uint64)
    for n in range(1, SHINGLE):
        hashes *= np.uint64(1_000_003)
        hashes += codes[n : n + count]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    low = hashes.astype(np.uint32)
    places = np.flatnonzero(low % SAMPLE == 0)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    owners = ends.searchsorted(places, side="right")
    whole = places + SHINGLE <= ends[owners]  # the others reach into the next text
    return low[places[whole]], owners[whole]


def sketches(texts: Sequence[str]) -> Keys:
    """The texts' band keys: uint32[n, BANDS]. Texts with the same shingles have the same keys."""
    import numpy as np

    multipliers, offsets = _permutations()
    hashes, owners = shingles(texts)
    firsts = np.full((BANDS * ROWS, len(texts)), 0xFFFFFFFF, np.uint32)
    room = np.empty((BANDS * ROWS, min(len(hashes), _PORTION)), np.uint32)
    for start in range(0, len(hashes), _PORTION):
        # x → ax + b with odd a orders all 2³² values anew; uint32 wraps around.
        portion = hashes[start : start + _PORTION]
        ordered = np.multiply(multipliers, portion, out=room[:, : len(portion)])
        ordered += offsets
        owner = owners[start : start + _PORTION]
        if owner[0] == owner[-1]:  # one text, as most documents are: five times as fast as reduceat
            np.minimum(firsts[:, owner[0]], ordered.min(axis=1), out=firsts[:, owner[0]])
            continue
        heads = np.flatnonzero(np.diff(owner, prepend=-1))
        here = owner[heads]
        firsts[:, here] = np.minimum(firsts[:, here], np.minimum.reduceat(ordered, heads, axis=1))
    return _band_keys(firsts)


def _band_keys(firsts: NDArray[np.uint32]) -> Keys:
    """A key for each band's ROWS values and its number, so that the keys of different bands do not meet.

    From uint32[BANDS * ROWS, n], a text a column; gives uint32[n, BANDS].
    """
    import numpy as np

    values = firsts.reshape(BANDS, ROWS, -1)
    mixed = np.repeat(np.arange(1, BANDS + 1, dtype=np.uint64)[:, None], values.shape[2], axis=1)
    for row in range(ROWS):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(32)
        mixed += values[:, row]
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.ascontiguousarray((mixed >> np.uint64(32)).T, dtype=np.uint32)


def _permutations() -> tuple[Any, Any]:
    """The multipliers and offsets of the orders: the same in every process, since sketches are stored."""
    global _MULTIPLIERS, _OFFSETS
    if _OFFSETS is None:
        import numpy as np

        state = np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # SplitMix64
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        drawn = ((state ^ (state >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)
        _MULTIPLIERS, _OFFSETS = drawn[: BANDS * ROWS, None] | np.uint32(1), drawn[BANDS * ROWS :, None]
    return _MULTIPLIERS, _OFFSETS


class BandIndex:
    """Which rows (numbers of texts, ascending from 0) have a band key: sorted runs of ``key << 32 | row``.

    A run is one array, made once and never changed, so it may be mapped from a file; runs of like size are merged
    as new ones come, which leaves few of them (at most log2 of the number of rows).
    """

    def __init__(self, runs: Iterable[Entries] = (), rows: int = 0) -> None:
        """``runs`` as ``runs`` gives them, of ``rows`` rows."""
        self.runs: list[Entries] = list(runs)
        self.rows = rows

    def add(self, keys: Keys) -> None:
        """The next rows, by their band keys: uint32[n, BANDS]."""
        import numpy as np

        if not len(keys):
            return
        rows = np.arange(self.rows, self.rows + len(keys), dtype=np.uint64)
        run = np.sort(((keys.astype(np.uint64) << np.uint64(32)) | rows[:, None]).ravel())
        while self.runs and len(self.runs[-1]) <= 2 * len(run):
            run = np.concatenate((self.runs.pop(), run))
            run.sort(kind="stable")  # two sorted halves: this merges them
        self.runs.append(run)
        self.rows += len(keys)

    def before(self, keys: Keys, rows: Sequence[int]) -> list[NDArray[np.int64]]:
        """For each of n texts the rows below its own that share a band with it, ascending.

        ``keys`` are uint32[n, BANDS], ``rows`` n row numbers; a text that is no row has the number of rows.
        """
        import numpy as np

        wanted = keys.astype(np.uint64) << np.uint64(32)
        own = np.asarray(rows, dtype=np.uint64)[:, None]
        found: list[list[Entries]] = [[] for _ in range(len(keys))]
        for run in self.runs:
            starts, ends = run.searchsorted(wanted), run.searchsorted(wanted | own)
            for text, band in zip(*np.nonzero(ends > starts), strict=True):
                found[text].append(run[starts[text, band] : ends[text, band]])
        none = np.zeros(0, np.int64)
        return [
            np.unique(np.concatenate(parts) & np.uint64(0xFFFFFFFF)).astype(np.int64) if parts else none
            for parts in found
        ]
