"""What decides the score of each posting of a scored field, its tf and the length of the field there, in a byte.

f.impacts         uint8  [P] the posting's row in the palette; 255 = an escape
f.palette         uint8  [≤ 255, 2] (tf, length byte) pairs, those that score best first
f.escapes ...     the tfs of the postings whose pair is not in the palette (see ``overflow_values``)
"""

from __future__ import annotations

import numpy as np

from gongbao.indexer.store import overflow_values
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter
from gongbao.indexer.store.overflow_values import OverflowValues

ESCAPE = 255


class ImpactsEncoder:
    """Takes a field's postings in order. ``lengths`` uint8[N] are Whoosh's length bytes of the documents."""

    def __init__(self, lengths: Array) -> None:
        self._lengths = lengths
        self._pairs: list[Array] = [np.zeros(0, np.uint16)]
        self._counts = np.zeros(1 << 16, np.int64)
        self._frequent: list[Array] = [np.zeros(0, np.uint32)]

    def add(self, tfs: Array, docs: Array) -> None:
        """Append the next postings: keep tf << 8 | length byte, and apart the tfs that need more than 8 bits."""
        pairs = np.minimum(tfs, 255).astype(np.uint16) << np.uint16(8) | self._lengths[docs]
        self._counts += np.bincount(pairs, minlength=1 << 16)
        self._pairs.append(pairs)
        self._frequent.append(tfs[tfs >= 255])

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``, and forget it."""
        rows = palette(self._counts)
        codes = np.full(1 << 16, ESCAPE, np.uint8)
        codes[rows[:, 0] << 8 | rows[:, 1]] = np.arange(len(rows))
        impacts, at, tfs, count = [], [], [], 0
        for pairs in self._pairs:
            impacts.append(codes[pairs])
            escaped = np.flatnonzero(impacts[-1] == ESCAPE)
            at.append(escaped + count)
            tfs.append((pairs[escaped] >> np.uint16(8)).astype(np.uint32))
            count += len(pairs)
        self._pairs.clear()
        escaped_tfs = np.concatenate(tfs)
        escaped_tfs[escaped_tfs == 255] = np.concatenate(self._frequent)  # all of them are escapes
        file.add(f"{field}.impacts", impacts)
        file.add(f"{field}.palette", rows.astype(np.uint8).reshape(-1))
        overflow_values.write(file, f"{field}.escapes", escaped_tfs, np.concatenate(at), count)


def palette(pairs: Array) -> Array:
    """The up to 255 commonest (tf, length byte) pairs, int64[n, 2], best BM25F score first.

    Score order depends on the average length, which later commits shift a little: readers put the rows in their
    own order where it differs.
    """
    held = np.flatnonzero(pairs > 0)
    held = held[held >> 8 < 255]
    common = held[np.argsort(-pairs[held], kind="stable")[:ESCAPE]]
    tf, length = common >> 8, LENGTHS[common & 255]
    average = max(1.0, float((pairs[common] * length).sum()) / max(1, int(pairs[common].sum())))
    score = tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average))
    order = np.lexsort((common, -score))
    return np.stack([tf[order], (common & 255)[order]], axis=1)


LENGTHS = np.round((1.033 ** np.arange(256) - 1) * 27).astype(np.int64)
"""int64[256]: the length of a text, in words, that each length byte stands for: Whoosh's, exact up to 10 words, at most
106,374."""


def length_bytes(lengths: Array) -> Array:
    """The length byte of each length (rounds up, as Whoosh does): uint8[N]."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)


class Impacts:
    """The impacts of a field of an open segment."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.bytes = file[f"{field}.impacts"]
        """uint8[P]."""
        self.palette = file[f"{field}.palette"].reshape(-1, 2)
        self.frequencies = np.zeros(256, np.uint32)
        """The tf of each impact byte: uint32[256]."""
        self.frequencies[: len(self.palette)] = self.palette[:, 0]
        self.overflow = OverflowValues(file, f"{field}.escapes", lambda first, last: self.bytes[first:last] == ESCAPE)

    def tfs(self, first: int, last: int) -> Array:
        """The tfs of postings ``first`` to ``last``: uint32[last - first]."""
        tfs: Array = self.frequencies.take(self.bytes[first:last].astype(np.intp), mode="clip")
        where, own = self.overflow.within(first, last)
        tfs[where] = own
        return tfs
