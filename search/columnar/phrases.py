"""Words in order: which paragraphs hold them with at most ``slop`` words from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.store.arrays import boundaries, spans
from search.columnar.nodes import Ids, places
from search.columnar.segments import Postings

_ROOM = 32
"""Bits for a position in a paragraph's key, which is paragraph << _ROOM | position."""


def holding(words: Sequence[Postings], ids: Ids, slop: int) -> Ids:
    """Those of ``ids`` (paragraphs that hold all the words) where the words stand in order, each at most ``slop``
    positions after the one before."""
    if not len(ids):
        return ids
    reached = keys(words[0], ids)
    for word in words[1:]:
        following = keys(word, ids)
        # The nearest earlier place decides: any other is farther away.
        before = np.searchsorted(reached, following) - 1
        gap = following - reached[np.maximum(before, 0)]
        reached = following[(before >= 0) & (gap <= slop)]
    paragraphs = reached >> _ROOM
    return paragraphs[np.diff(paragraphs, prepend=-1) != 0]


def keys(word: Postings, ids: Ids) -> Ids:
    """Every place of a word in some paragraphs, as ascending numbers: paragraph << 32 | position."""
    tfs = word.tfs.astype(np.int64)
    starts = boundaries(tfs)
    chosen = places(word.ids, ids, int(ids[-1]) + 1 if len(word.ids) == len(ids) else int(word.ids[-1]) + 1)
    counts = tfs[chosen]
    found: Ids = np.repeat(ids, counts) << _ROOM | word.positions[spans(starts[chosen], counts)].astype(np.int64)
    return found
