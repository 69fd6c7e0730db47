"""Which documents hold each term of a field.

f.counts       uint8       [T] in how many documents each term stands; 255 stands for the next of f.many. Empty where
                           each stands in one
f.many         uint32      those from 255 on
f.low, f.high  uint8       the documents of terms in fewer than 1,024 of them (see ``sparse``)
f.dense        uint8       those of the others, end to end: a portable Roaring bitmap, or a byte 0 and delta codes
                           (see ``delta_codes``), where these are smaller
f.dense_at     uint32      [D + 1] where each of them starts

A field with no such terms has no f.many, f.dense, f.dense_at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store import delta_codes
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, offsets, spans
from gongbao.indexer.store.sparse import Sparse, SparseEncoder

DENSE = 1024
"""Terms in at least this many documents keep them as a Roaring bitmap or as delta codes, which are read faster."""

MANY = 255

SAVED = 4
"""Delta codes are kept when they save one in so many bytes: they take 10 to 30 µs to read, bitmaps 5."""

_DELTAS = 0
"""The first byte of what is no bitmap: those begin with a byte 0x3A or 0x3B."""


class DocIdListsEncoder:
    """Takes which of so many ``documents`` hold a field's terms, in order of terms, and writes that as arrays."""

    def __init__(self, documents: int) -> None:
        self._counts: list[Array] = [np.zeros(0, np.int64)]
        self._sparse = SparseEncoder(documents, DENSE - 1)
        self._dense: list[bytes] = []

    def add(self, docs: Array, starts: Array) -> None:
        """Append the next terms: their documents (uint32, ascending within a term), and where each term's start in
        them (int64[T + 1])."""
        counts = np.diff(starts)
        self._counts.append(counts)
        dense = counts >= DENSE
        if dense.any():
            self._dense += _smaller(docs, starts[:-1][dense], counts[dense])
            docs, counts = docs[spans(starts[:-1], np.where(dense, 0, counts))], counts[~dense]
        self._sparse.add(docs, counts)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        counts = np.concatenate(self._counts)
        kept = counts if counts.max(initial=1) > 1 else counts[:0]
        file.add(f"{field}.counts", np.minimum(kept, MANY).astype(np.uint8))
        if (many := counts[counts >= MANY]).size:
            file.add(f"{field}.many", many.astype(np.uint32))
        file.add(f"{field}.low", self._sparse.low.parts)
        file.add(f"{field}.high", self._sparse.high.parts)
        if self._dense:
            file.add(f"{field}.dense", [np.frombuffer(bitmap, np.uint8) for bitmap in self._dense])
            file.add(f"{field}.dense_at", boundaries(np.array(list(map(len, self._dense)))).astype(np.uint32))


def _smaller(docs: Array, starts: Array, counts: Array) -> Iterator[bytes]:
    """The documents of terms that have many, from ``starts`` on, each in its smaller form."""
    first = boundaries(counts)
    docs = docs[spans(starts, counts)] if first[-1] < len(docs) else docs
    data, sizes, roaring = delta_codes.encoded(docs, first[:-1])
    ends = np.cumsum(sizes)
    small = (sizes * SAVED <= roaring * (SAVED - 1)).tolist()
    for own, begin, end, gapped in zip(
        pairwise(first.tolist()), (ends - sizes).tolist(), ends.tolist(), small, strict=True
    ):
        if gapped:
            yield bytes([_DELTAS]) + data[begin:end].tobytes()
            continue
        bitmap = delta_codes.bitmap_of(docs[slice(*own)])
        bitmap.run_optimize()
        yield bitmap.serialize()


class DocIdLists:
    """The documents of each of so many ``terms`` of an open segment's field. Terms are numbers."""

    def __init__(self, file: ArrayFile, field: str, terms: int, documents: int) -> None:
        self._file, self._field, self._terms, self._of = file, field, terms, documents
        if f"{field}.dense" in file:
            self._dense, self._dense_at = file[f"{field}.dense"].data, file[f"{field}.dense_at"].data

    @cached_property
    def _counts(self) -> Array:
        """In how many documents each term stands: uint32[T]."""
        counts = self._file[f"{self._field}.counts"].astype(np.uint32)
        if not len(counts):
            return np.ones(self._terms, np.uint32)
        if (many := counts == MANY).any():
            counts[many] = self._file[f"{self._field}.many"]
        return counts

    @cached_property
    def _starts(self) -> Any:
        """Where each term's postings start."""
        return offsets(self._counts).data

    @cached_property
    def _are_dense(self) -> list[int]:
        """The terms whose documents are in f.dense."""
        found: list[int] = np.flatnonzero(self._counts >= DENSE).tolist()
        return found

    @cached_property
    def _sparse(self) -> Sparse:
        """The documents of the others."""
        counts = np.where(self._counts < DENSE, self._counts, 0)
        low, high = (self._file[f"{self._field}.{row}"] for row in ("low", "high"))
        return Sparse(low, high, counts, self._of, DENSE - 1)

    def document_count(self, term: int) -> int:
        """In how many documents the term stands, deleted ones included."""
        return self._starts[term + 1] - self._starts[term]

    def document_counts(self) -> Array:
        """``document_count`` of every term: uint32[T]."""
        return self._counts

    def bitmap(self, term: int) -> BitMap:
        """The documents of a term as a Roaring bitmap of its own."""
        count = self.document_count(term)
        if count >= DENSE:
            data = self._many(term)
            return delta_codes.bitmap_of(_from_deltas(data, count)) if data[0] == _DELTAS else BitMap.deserialize(data)
        return delta_codes.bitmap_of(self._sparse.docs(term, count).astype(np.uint32))

    def docs(self, term: int) -> Array:
        """The documents of a term: int64[df], ascending."""
        count = self.document_count(term)
        if count < DENSE:
            return self._sparse.docs(term, count)
        data = self._many(term)
        if data[0] == _DELTAS:
            return _from_deltas(data, count).astype(np.int64)
        return np.frombuffer(BitMap.deserialize(data).to_array(), np.uint32).astype(np.int64)

    def _many(self, term: int) -> bytes:
        """A bitmap, or delta codes after a byte that says so."""
        number = bisect_left(self._are_dense, term)
        return bytes(self._dense[self._dense_at[number] : self._dense_at[number + 1]])

    def _documents(self, terms: Array, counts: Array) -> Array:
        """The documents of some terms (ascending), each in so many, term after term: uint32[sum(counts)]."""
        dense = counts >= DENSE
        if not dense.any():
            return self._sparse.all_docs(terms, counts)
        starts, docs = boundaries(counts), np.empty(int(counts.sum()), np.uint32)
        few = np.flatnonzero(~dense)
        docs[spans(starts[few], counts[few])] = self._sparse.all_docs(terms[few], counts[few])
        for at in np.flatnonzero(dense).tolist():
            docs[starts[at] : starts[at + 1]] = self.docs(int(terms[at]))
        return docs

    def lists(self, terms: Sequence[int]) -> tuple[Array, Array]:
        """The documents of some terms (ascending numbers), term after term, and where each term's start: uint32[P],
        int64[n + 1]."""
        numbers = np.array(terms, np.int64)
        counts = self._counts[numbers].astype(np.int64)
        return self._documents(numbers, counts), boundaries(counts)

    def union(self, terms: Sequence[int]) -> BitMap:
        """The documents of any of some terms (ascending numbers)."""
        numbers = np.array(terms, np.int64)
        counts = self._counts[numbers].astype(np.int64)
        dense = counts >= DENSE
        found = [self.bitmap(term) for term in numbers[dense].tolist()]
        docs = self._sparse.all_docs(numbers[~dense], counts[~dense])
        if len(docs):
            held = np.zeros(int(docs.max()) + 1, bool)
            held[docs] = True
            found.append(delta_codes.bitmap_of(held.nonzero()[0].astype(np.uint32)))
        return BitMap.union(*found) if found else BitMap()

    def count(self, terms: range) -> int:
        """How many postings consecutive terms have together."""
        return self._starts[terms.stop] - self._starts[terms.start]


def _from_deltas(data: bytes, count: int) -> Array:
    """The documents in what begins with the byte of delta codes: uint32[count]."""
    return delta_codes.decoded(np.frombuffer(data, np.uint8, offset=1), count)
