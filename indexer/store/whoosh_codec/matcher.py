"""Stepping through the postings of a term as Whoosh does, and Whoosh's statistics of it.

The methods are those of Whoosh's ``matching.LeafMatcher``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo

from gongbao.indexer.store.arrays import Array, boundaries
from gongbao.indexer.store.impacts import LENGTHS
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.segment import SegmentArrays


def weights(arrays: SegmentArrays, field: str, postings: FieldPostings, term: int) -> Array:
    """What Whoosh calls the weight of each posting: tf in a scored field, else 1 (uint32[df])."""
    return postings.tfs(term) if field in arrays.totals else np.ones(postings.document_count(term), np.uint32)


def term_info(arrays: SegmentArrays, field: str, postings: FieldPostings, term: int) -> TermInfo:
    """Whoosh's statistics of a term."""
    docs, tfs, lengths = postings.docs(term), weights(arrays, field, postings, term), arrays.lengths(field)
    shortest, longest = None, 0
    if lengths is not None:
        own = lengths[docs]
        shortest, longest = int(LENGTHS[own.min()]), int(LENGTHS[own.max()])
    return TermInfo(
        weight=float(tfs.sum()),
        df=len(docs),
        minlength=shortest,
        maxlength=longest,
        maxweight=float(tfs.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )


class TermMatcher(LeafMatcher):
    """Steps through the postings of one term, as one block."""

    def __init__(self, arrays: SegmentArrays, term: tuple[str, bytes], postings: FieldPostings, number: int,
                 format_: Any, scorer: Any) -> None:  # fmt: skip
        self._arrays, self._term, self._postings, self._number = arrays, term, postings, number
        self.format, self.scorer = format_, scorer
        self._ids: list[int] = postings.docs(number).tolist()
        self._tfs: Array = weights(arrays, term[0], postings, number)
        self._weights: list[float] = self._tfs.astype(float).tolist()
        self._positions: Array | None = None
        self._i = 0

    def term(self) -> tuple[str, bytes]:
        return self._term

    def is_active(self) -> bool:
        return self._i < len(self._ids)

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> TermMatcher:
        twin = TermMatcher(self._arrays, self._term, self._postings, self._number, self.format, self.scorer)
        twin._i = self._i
        return twin

    def id(self) -> int:
        return self._ids[self._i]

    def all_ids(self) -> Iterable[int]:
        return iter(self._ids[self._i :])

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def weight(self) -> float:
        return self._weights[self._i]

    def value(self) -> Any:
        if not self.format.supports("positions"):
            return b""
        return self.format.encode(self._places())

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            return self._places()
        if astype == "frequency":
            return int(self._tfs[self._i])
        return self.format.decoder(astype)(self.value())

    def _places(self) -> list[int]:
        if self._positions is None:
            self._positions = self._postings.positions(self._number)
            self._starts = boundaries(self._tfs)
        places: list[int] = self._positions[self._starts[self._i] : self._starts[self._i + 1]].tolist()
        return places

    def supports(self, astype: str) -> bool:
        supported: bool = self.format.supports(astype)
        return supported

    def supports_block_quality(self) -> bool:
        return False

    def block_min_length(self) -> int:
        return int(self._own_lengths().min())

    def block_max_length(self) -> int:
        return int(self._own_lengths().max())

    def block_max_weight(self) -> float:
        return float(self._tfs.max())

    def _own_lengths(self) -> Array:
        lengths = self._arrays.lengths(self._term[0])
        return np.ones(1, np.int64) if lengths is None else LENGTHS[lengths[self._postings.docs(self._number)]]
