"""Words in order: which paragraphs hold them with at most ``slop`` words from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.store.arrays import spans
from search.columnar.decoded import Postings
from search.columnar.lists import Ids, common_sorted

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
    return paragraphs.take(_firsts(paragraphs))


def together(parts: Sequence[tuple[int, Postings]], ids: Ids) -> tuple[Ids, Ids]:
    """In which of ``ids`` (paragraphs that hold all the parts) every part stands at its distance from a common start,
    and how many such starts there are: int64[n], int64[n]."""
    paragraphs = begun(parts, ids) >> _ROOM
    first = _firsts(paragraphs)
    return paragraphs.take(first), np.diff(first, append=len(paragraphs))


def begun(parts: Sequence[tuple[int, Postings]], ids: Ids) -> Ids:
    """Those starts themselves, as ``keys``."""
    ordered = sorted(parts, key=lambda part: part[1].count)
    first, rarest = ordered[0]
    starts = keys(rarest, ids)
    if first:
        (enough,) = (starts & _PLACE >= first).nonzero()  # nearer to the beginning, the string would start before it
        starts = starts.take(enough) - first
    for distance, part in ordered[1:]:
        if not len(starts):
            break
        paragraphs = starts >> _ROOM
        starts = common_sorted(starts, keys(part, paragraphs.take(_firsts(paragraphs))) - distance)
    return starts


def _firsts(paragraphs: Ids) -> Ids:
    """Where in an ascending list each number stands first."""
    new = np.ones(len(paragraphs), bool)
    np.not_equal(paragraphs[1:], paragraphs[:-1], out=new[1:])
    return new.nonzero()[0]


def gaps(one: Ids, size: int, other: Ids, other_size: int, ids: Ids, reach: int) -> Ids:
    """For each of ``ids``, the fewest characters between one string and another beside it, in either order, at most
    ``reach``: int64[len(ids)]. The strings' places are given as ``keys``, with their sizes."""
    fewest = np.empty(len(ids), np.int64)
    fewest.fill(reach)
    for first, length, second in ((one, size, other), (other, other_size, one)):
        ends = first + length
        apart = second.take(second.searchsorted(ends), mode="clip") - ends
        near = np.minimum(apart.view(np.uint64), np.uint64(reach)).view(np.int64)  # before it or beyond it is far away
        np.minimum.at(fewest, ids.searchsorted(first >> _ROOM), near)
    return fewest


def keys(word: Postings, ids: Ids) -> Ids:
    """Every place of a word in some paragraphs that hold it, as ascending numbers: paragraph << 32 | position."""
    chosen = word.places(ids)
    starts = word.starts.take(chosen)
    counts = word.starts.take(chosen + 1) - starts
    found: Ids = (ids << _ROOM).repeat(counts)
    found |= word.positions.take(spans(starts, counts))
    return found
