"""Words in order: which paragraphs hold them with at most ``slop`` words from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.store.arrays import spans
from search.columnar.nodes import Ids, places
from search.columnar.segments import Postings

_ROOM = 32
"""Bits for a position in a paragraph's key, which is paragraph << _ROOM | position."""
_PLACE = (1 << _ROOM) - 1


def holding(words: Sequence[Postings], ids: Ids, slop: int) -> Ids:
    """Those of ``ids`` (paragraphs that hold all the words) where the words stand in order, each at most ``slop``
    positions after the one before."""
    if not len(ids):
        return ids
    reached = keys(words[0], ids)
    for word in words[1:]:
        following = keys(word, ids)
        if not len(reached):
            return reached
        # The nearest earlier place decides: any other is farther away.
        before = np.searchsorted(reached, following) - 1
        gap = following - reached[np.maximum(before, 0)]
        reached = following[(before >= 0) & (gap <= slop)]
    paragraphs = reached >> _ROOM
    return paragraphs[np.diff(paragraphs, prepend=-1) != 0]


def together(parts: Sequence[tuple[int, Postings]], ids: Ids) -> tuple[Ids, Ids]:
    """In which of ``ids`` (paragraphs that hold all the parts) every part stands at its distance from a common start,
    and how many such starts there are: int64[n], int64[n]."""
    if len(parts) == 1:  # a string of two characters: its places are the pair's
        chosen = places(parts[0][1].ids, ids, int(parts[0][1].ids[-1]) + 1)
        starts = parts[0][1].starts
        return ids, starts.take(chosen + 1) - starts.take(chosen)
    ordered = sorted(parts, key=lambda part: part[1].count)
    first, rarest = ordered[0]
    starts = keys(rarest, ids)
    starts = starts[starts & _PLACE >= first] - first  # nearer to the beginning, the string would start before it
    for distance, part in ordered[1:]:
        paragraphs = starts >> _ROOM
        held = keys(part, paragraphs[np.diff(paragraphs, prepend=-1) != 0]) - distance if len(starts) else starts
        starts = common_sorted(starts, held)
    paragraphs = starts >> _ROOM
    begun = np.flatnonzero(np.diff(paragraphs, prepend=-1))
    return paragraphs[begun], np.diff(begun, append=len(paragraphs))


def common_sorted(one: Ids, other: Ids) -> Ids:
    """The numbers in both ascending lists, however large."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not len(short):
        return short
    at = np.searchsorted(long, short)
    at[at == len(long)] = 0
    return short[long.take(at) == short]


def keys(word: Postings, ids: Ids) -> Ids:
    """Every place of a word in some paragraphs, as ascending numbers: paragraph << 32 | position."""
    chosen = places(word.ids, ids, int(ids[-1]) + 1 if len(word.ids) == len(ids) else int(word.ids[-1]) + 1)
    starts = word.starts.take(chosen)
    counts = word.starts.take(chosen + 1) - starts
    found: Ids = np.repeat(ids << _ROOM, counts)
    found |= word.positions.take(spans(starts, counts))
    return found
