"""Postings of one field: which documents hold which terms, how often, and where.

In memory while writing, a run of terms is a ``Postings``. In the file, a field is its terms (see ``lexicon``), the
documents of each (see ``doc_id_lists``) and, when it keeps positions, these (see ``positions``). How often a term
stands in each document follows from the positions, or from the bytes by which a scored field's postings are scored
(see ``impacts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter
from gongbao.indexer.store.doc_id_lists import DocIdLists, DocIdListsEncoder
from gongbao.indexer.store.impacts import Impacts, ImpactsEncoder
from gongbao.indexer.store.lexicon import Lexicon, LexiconEncoder
from gongbao.indexer.store.positions import BLOCK, Positions, PositionsEncoder


class Postings(NamedTuple):
    """Consecutive terms of one field.

    ``terms`` in byte order; ``starts`` int64[T + 1]; ``docs`` uint32[P] ascending within a term; with
    positions also ``tfs`` uint32[P] and ``positions`` uint32[sum(tfs)].
    """

    terms: Sequence[bytes]
    starts: Array
    docs: Array
    tfs: Array | None = None
    positions: Array | None = None


class PostingsEncoder:
    """Takes a field's Postings in order of terms, in a segment of ``documents``, and writes them as arrays.

    ``lengths`` uint8[N] are Whoosh's length bytes of the documents, None for a field without positions; they matter
    for a ``scored`` field.
    """

    def __init__(self, documents: int, lengths: Array | None = None, scored: bool = True) -> None:
        self._lexicon, self._doc_ids = LexiconEncoder(), DocIdListsEncoder(documents)
        self._positions = None if lengths is None else PositionsEncoder(scored)
        self._impacts = None if lengths is None or not scored else ImpactsEncoder(lengths)

    @property
    def total(self) -> int:
        """The sum of all tfs so far."""
        return self._positions.total if self._positions is not None else 0

    def add(self, postings: Postings) -> None:
        """Append the next terms."""
        if not len(postings.terms):
            return
        self._lexicon.add(postings.terms)
        self._doc_ids.add(postings.docs, postings.starts)
        if self._positions is not None and postings.tfs is not None and postings.positions is not None:
            self._positions.add(postings.tfs, postings.positions)
            if self._impacts is not None:
                self._impacts.add(postings.tfs, postings.docs)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        for part in (self._lexicon, self._doc_ids, self._impacts, self._positions):
            if part is not None:
                part.write(file, field)


class FieldPostings(Lexicon, DocIdLists):
    """One field of an open segment of so many ``documents``. Terms are numbers: their rank in byte order."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        Lexicon.__init__(self, file, field)
        DocIdLists.__init__(self, file, field, len(self), documents)
        self.positional = f"{field}.positions" in file
        self.scored = f"{field}.impacts" in file
        if self.positional:
            self._positions = Positions(file, field)
        if self.scored:
            self._impacts = Impacts(file, field)
            self.palette, self.frequencies = self._impacts.palette, self._impacts.frequencies

    def impacts(self, term: int) -> Array:
        """The palette row of each posting of a term: uint8[df]; ESCAPE where ``overflow`` gives the tf."""
        return self._impacts.bytes[self._starts[term] : self._starts[term + 1]]

    def overflow(self, term: int) -> tuple[Array, Array]:
        """Which postings of a term have the impact ESCAPE, counted from its first, and their tf: int64[n], uint[n]."""
        return self._impacts.overflow.within(self._starts[term], self._starts[term + 1])

    def tfs(self, term: int) -> Array:
        """How often the term stands in each of its documents: uint32[df]."""
        return self._tfs(self._starts[term], self._starts[term + 1])

    def _tfs(self, first: int, last: int) -> Array:
        """The tfs of postings ``first`` to ``last``: uint32[last - first]."""
        if not self.positional:
            return np.ones(last - first, np.uint32)
        return self._impacts.tfs(first, last) if self.scored else self._positions.tfs(first, last)

    def positions(self, term: int) -> Array:
        """Where the term stands, document after document: uint32[sum(tfs)]."""
        return self._places(self._starts[term], self._starts[term + 1])

    def _places(self, first: int, last: int) -> Array:
        """The positions of postings ``first`` to ``last``."""
        tfs = self._impacts.tfs(first - first % BLOCK, last) if self.scored else None
        return self._positions.between(*self._positions.span(first, last, tfs))

    def run(self, first: int, last: int) -> Postings:
        """Terms ``first`` to ``last`` as Postings, for merging; their texts are left out."""
        begin, end = self._starts[first], self._starts[last]
        docs, tfs = self.counted(range(first, last))
        starts = np.asarray(self._starts[first : last + 1]).astype(np.int64) - begin
        if not self.positional:
            return Postings((), starts, docs)
        return Postings((), starts, docs, tfs, self._places(begin, end))

    def counted(self, terms: range) -> tuple[Array, Array]:
        """The documents of consecutive terms, term after term, and how often it stands in each: uint32[P] both."""
        counts = self._counts[terms.start : terms.stop].astype(np.int64)
        docs = self._documents(np.arange(terms.start, terms.stop), counts)
        return docs, self._tfs(self._starts[terms.start], self._starts[terms.stop])
