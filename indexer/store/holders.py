"""Which documents hold each term of a field.

f.starts       uint32      [T + 1] where each term's postings start
f.at           uint32      [T] for a term in fewer than 256 documents, where its ids start in f.sparse;
                           for the others, the number of its bitmap
f.sparse       uint16      document numbers, ascending within a term, without their upper bits
f.sparse_high  uint8 or 16  those; empty when all are 0
f.dense        uint8       portable Roaring bitmaps, end to end; or a byte 0 and ``gaps``, where these are smaller
f.dense_at     uint32      [D + 1] where each bitmap starts
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from pyroaring import BitMap

from indexer.store import gaps
from indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, spans

DENSE = 256
"""Terms in at least this many documents keep their ids as a Roaring bitmap or as gaps."""

HALF = 16
"""Bits of a document number in f.sparse: no segment of up to 65,536 documents needs more."""

SAVED = 4
"""Gaps are kept when they save one in so many bytes: they take 10 to 30 µs to read, bitmaps 5."""

_GAPS = 0
"""The first byte of what is no bitmap: those begin with a byte 0x3A or 0x3B."""


class HoldersEncoder:
    """Takes the documents of a field's terms in order of terms and writes them as arrays."""

    def __init__(self) -> None:
        self._counts: list[Array] = [np.zeros(0, np.int64)]
        self._at: list[Array] = [np.zeros(0, np.uint32)]
        self._sparse: list[Array] = [np.zeros(0, np.uint32)]
        self._dense: list[bytes] = []
        self._sparse_length = 0

    def add(self, docs: Array, starts: Array) -> None:
        """Append the next terms: their documents (uint32, ascending within a term), and where each term's start in
        them (int64[T + 1])."""
        counts = np.diff(starts)
        self._counts.append(counts)
        dense = counts >= DENSE
        sparse_counts = np.where(dense, 0, counts)
        at = self._sparse_length + boundaries(sparse_counts)[:-1]
        self._sparse.append(docs[spans(starts[:-1], sparse_counts)] if dense.any() else docs)
        self._sparse_length += int(sparse_counts.sum())
        at[dense] = len(self._dense) + np.arange(np.count_nonzero(dense))
        self._dense += _smaller(docs, starts[:-1][dense], counts[dense])
        self._at.append(at.astype(np.uint32))

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        file.add(f"{field}.starts", boundaries(np.concatenate(self._counts)).astype(np.uint32))
        file.add(f"{field}.at", self._at)
        file.add(f"{field}.sparse", (docs.astype(np.uint16) for docs in self._sparse))
        high = [(docs >> HALF).astype(np.uint16) for docs in self._sparse]
        most = max(part.max(initial=0) for part in high)
        kind = np.dtype(np.uint8 if most < 256 else np.uint16)
        file.add(f"{field}.sparse_high", [part.astype(kind) for part in high] if most else np.zeros(0, kind))
        file.add(f"{field}.dense", [np.frombuffer(bitmap, np.uint8) for bitmap in (b"", *self._dense)])
        file.add(f"{field}.dense_at", boundaries(np.array(list(map(len, self._dense)), np.int64)).astype(np.uint32))


def _smaller(docs: Array, starts: Array, counts: Array) -> Iterator[bytes]:
    """The documents of terms that have many, from ``starts`` on, each in its smaller form."""
    if not len(starts):
        return
    first = boundaries(counts)
    docs = docs[spans(starts, counts)] if first[-1] < len(docs) else docs
    data, sizes, roaring = gaps.encoded(docs, first[:-1])
    ends = np.cumsum(sizes)
    small = (sizes * SAVED <= roaring * (SAVED - 1)).tolist()
    for own, begin, end, gapped in zip(
        pairwise(first.tolist()), (ends - sizes).tolist(), ends.tolist(), small, strict=True
    ):
        if gapped:
            yield bytes([_GAPS]) + data[begin:end].tobytes()
            continue
        bitmap = gaps.bitmap_of(docs[slice(*own)])
        bitmap.run_optimize()
        yield bitmap.serialize()


class Holders:
    """The documents of each term of an open segment's field. Terms are numbers."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._starts = file[f"{field}.starts"].data
        self._at = file[f"{field}.at"].data
        self._sparse, self._sparse_high = file[f"{field}.sparse"], file[f"{field}.sparse_high"]
        self._dense = file[f"{field}.dense"].data
        self._dense_at = file[f"{field}.dense_at"].data

    def __len__(self) -> int:
        return len(self._at)

    def document_count(self, term: int) -> int:
        """In how many documents the term stands, deleted ones included."""
        return self._starts[term + 1] - self._starts[term]

    def document_counts(self) -> Array:
        """``document_count`` of every term: int64[T]."""
        return np.diff(np.asarray(self._starts).astype(np.int64))

    def bitmap(self, term: int) -> BitMap:
        """The documents of a term as a Roaring bitmap of its own."""
        at, count = self._at[term], self.document_count(term)
        if count >= DENSE:
            data = self._many(at)
            return gaps.bitmap_of(_gapped(data, count)) if data[0] == _GAPS else BitMap.deserialize(data)
        return gaps.bitmap_of(self._few(at, at + count))

    def docs(self, term: int) -> Array:
        """The documents of a term: uint32[df], ascending."""
        at, count = self._at[term], self.document_count(term)
        if count >= DENSE:
            data = self._many(at)
            if data[0] == _GAPS:
                return _gapped(data, count)
            return np.frombuffer(BitMap.deserialize(data).to_array(), np.uint32)
        return self._few(at, at + count)

    def _few(self, first: int, last: int) -> Array:
        """Document numbers of terms that have few: uint32[last - first]."""
        docs = self._sparse[first:last].astype(np.uint32)
        if len(self._sparse_high):
            docs |= self._sparse_high[first:last].astype(np.uint32) << np.uint32(HALF)
        return docs

    def _many(self, number: int) -> bytes:
        """A bitmap, or gaps after a byte that says so."""
        return bytes(self._dense[self._dense_at[number] : self._dense_at[number + 1]])

    def _documents(self, terms: Array, counts: Array) -> Array:
        """The documents of some terms, each in so many, term after term: uint32[sum(counts)]."""
        at = np.asarray(self._at)[terms].astype(np.int64)
        dense = counts >= DENSE
        if not dense.any():
            return self._all_few(at, counts)
        starts, docs = boundaries(counts), np.empty(int(counts.sum()), np.uint32)
        few, gapped = np.flatnonzero(~dense), self._are_gaps(at, dense)
        if len(few):
            docs[spans(starts[few], counts[few])] = self._all_few(at[few], counts[few])
        if len(gapped):
            ends = np.asarray(self._dense_at)
            begin = ends[at[gapped]].astype(np.int64) + 1
            sizes = ends[at[gapped] + 1] - begin
            data = np.asarray(self._dense)[spans(begin, sizes)]
            docs[spans(starts[gapped], counts[gapped])] = gaps.all_decoded(data, sizes, counts[gapped])
        dense[gapped] = False
        for term in np.flatnonzero(dense).tolist():
            docs[starts[term] : starts[term + 1]] = BitMap.deserialize(self._many(at[term])).to_array()
        return docs

    def _all_few(self, at: Array, counts: Array) -> Array:
        """The documents of terms that have few, which start ``at``."""
        first, total = int(at[0]) if len(at) else 0, int(counts.sum())
        if not len(at) or int(at[-1] + counts[-1]) - first == total:  # those of consecutive terms stand side by side
            return self._few(first, first + total)
        return np.concatenate([self._few(a, a + n) for a, n in zip(at.tolist(), counts.tolist(), strict=True)])

    def _are_gaps(self, at: Array, dense: Array) -> Array:
        """Which of some terms have many documents and keep them as gaps."""
        many = np.flatnonzero(dense)
        return many[np.asarray(self._dense)[np.asarray(self._dense_at)[at[many]]] == _GAPS]

    def union(self, terms: Sequence[int]) -> BitMap:
        """The documents of any of some terms (ascending numbers)."""
        numbers = np.array(terms, np.int64)
        starts = np.asarray(self._starts)
        counts = starts[numbers + 1].astype(np.int64) - starts[numbers]
        listed = counts < DENSE
        listed[self._are_gaps(np.asarray(self._at)[numbers], ~listed)] = True
        found = [self.bitmap(term) for term in numbers[~listed].tolist()]
        docs = self._documents(numbers[listed], counts[listed])
        if len(docs):
            held = np.zeros(int(docs.max()) + 1, bool)
            held[docs] = True
            found.append(gaps.bitmap_of(held.nonzero()[0].astype(np.uint32)))
        return BitMap.union(*found) if found else BitMap()

    def count(self, terms: range) -> int:
        """How many postings consecutive terms have together."""
        return self._starts[terms.stop] - self._starts[terms.start]


def _gapped(data: bytes, count: int) -> Array:
    """The documents in what begins with the byte of gaps: uint32[count]."""
    return gaps.decoded(np.frombuffer(data, np.uint8, offset=1), count)
