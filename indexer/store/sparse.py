"""Ascending document numbers as Elias and Fano wrote them: about 2 + log2(documents / count) bits each.

The lower bits of each number stand in one row of bits, end to end; what is above them stands in another: a zero for
each step up from the number before, and a one. How many numbers a list has, of how many documents, decides how many
bits it takes in each row, so nothing else is kept of it: lists follow each other bit by bit.

P. Elias, Efficient storage and retrieval by content and address of static files (1974).
"""

from __future__ import annotations

import functools

import numpy as np

from gongbao.indexer.store import bits
from gongbao.indexer.store.arrays import Array, boundaries, offsets


class Sizes:
    """What lists of 0 to ``most`` numbers below ``documents`` take, each int64[most + 1]: ``width``, how many bits of a
    number are in the lower row; ``low`` and ``high``, the bits of the whole list in both rows."""

    def __init__(self, documents: int, most: int) -> None:
        counts = np.arange(most + 1)
        ratio = documents // np.maximum(counts, 1)
        self.width = np.maximum(np.frexp(ratio)[1].astype(np.int64) - 1, 0)
        self.low = counts * self.width
        self.high = np.where(counts, counts + (max(documents - 1, 0) >> self.width), 0)


sizes_of = functools.lru_cache(maxsize=16)(Sizes)


class SparseEncoder:
    """Collects lists of up to ``most`` of so many documents."""

    def __init__(self, documents: int, most: int) -> None:
        self._sizes = sizes_of(documents, most)
        self.low, self.high = bits.BitsEncoder(), bits.BitsEncoder()

    def add(self, docs: Array, counts: Array) -> None:
        """Append lists of so many numbers (int64[n], none is 0), which stand end to end in ``docs`` (uint32)."""
        if not len(counts):
            return
        widths = self._sizes.width[counts].repeat(counts)
        shifts = widths.astype(np.uint64)
        numbers = docs.astype(np.uint64)
        upper = numbers >> shifts
        self.low.add(bits.of_numbers(numbers ^ (upper << shifts), widths))
        ends = boundaries(self._sizes.high[counts])
        row = np.zeros(int(ends[-1]), bool)
        row[upper.astype(np.int64) + np.arange(len(docs)) + (ends - boundaries(counts))[:-1].repeat(counts)] = True
        self.high.add(row)


class Sparse:
    """Lists of ``counts`` (int[T]) numbers in the rows ``low`` and ``high``; 0 for one that is not kept here."""

    def __init__(self, low: Array, high: Array, counts: Array, documents: int, most: int) -> None:
        sizes = sizes_of(documents, most)
        self._low, self._high, self._width = low, high, sizes.width
        self._widths: list[int] = sizes.width.tolist()
        self._low_at, self._high_at = offsets(sizes.low.take(counts)), offsets(sizes.high.take(counts))
        self._places, self._steps = self._low_at.data, self._high_at.data
        self._ramp = np.arange(most)
        self._powers = np.exp2(np.arange(32)).astype(np.float32 if documents < 1 << 24 else np.float64)

    def docs(self, term: int, count: int) -> Array:
        """The list of a term, which has so many numbers: int64[count]."""
        row = bits.between(self._high, self._steps[term], self._steps[term + 1])
        (docs,) = row.nonzero()
        docs -= self._ramp[:count]
        if width := self._widths[count]:
            low = bits.between(self._low, self._places[term], self._places[term + 1]).reshape(count, width)
            docs <<= width
            docs += np.dot(low, self._powers[:width]).astype(np.int64)
        return docs

    def all_docs(self, terms: Array, counts: Array) -> Array:
        """The lists of some terms (ascending), of so many numbers each, list after list: uint32[sum(counts)]."""
        if not len(terms):
            return np.zeros(0, np.uint32)
        both = np.stack([terms, terms + 1])
        begins, ends = self._high_at[both].astype(np.int64)
        (ones,) = bits.of_spans(self._high, begins, ends).nonzero()
        starts = boundaries(counts)[:-1]
        upper = ones - np.arange(len(ones)) - (boundaries(ends - begins)[:-1] - starts).repeat(counts)
        data, at = bits.gathered(self._low, *self._low_at[both].astype(np.int64))
        widths = self._width[counts]
        places = (at - starts * widths).repeat(counts)
        widths = widths.repeat(counts)
        lower = bits.numbers(data, places + np.arange(len(widths)) * widths, widths)
        return upper.astype(np.uint32) << widths.astype(np.uint32) | lower.astype(np.uint32)
