"""Words in order: which paragraphs hold them with at most ``slop`` words from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gongbao.search.engines.columnar.decoded_postings import ROOM, Postings
from gongbao.search.engines.columnar.sorted_lists import Ids

_PLACE = (1 << ROOM) - 1


def holding(words: Sequence[Postings], ids: Ids, slop: int) -> Ids:
    """Those of ``ids`` (paragraphs that hold all the words) where the words stand in order, each at most ``slop``
    positions after the one before."""
    if not len(ids):
        return ids
    reached = words[0].keys_in(ids)
    for word in words[1:]:
        following = word.keys_in(ids)
        if not len(reached):
            return reached
        # The nearest earlier place decides: any other is farther away.
        before = np.searchsorted(reached, following) - 1
        gap = following - reached[np.maximum(before, 0)]
        reached = following[(before >= 0) & (gap <= slop)]
    paragraphs = reached >> ROOM
    return paragraphs.take(_firsts(paragraphs))


def together(parts: Sequence[tuple[int, Postings]], ids: Ids) -> tuple[Ids, Ids]:
    """In which of ``ids`` (paragraphs that hold all the parts) every part stands at its distance from a common start,
    and how many such starts there are: int64[n], int64[n]."""
    paragraphs = begun(parts, ids) >> ROOM
    first = _firsts(paragraphs)
    return paragraphs.take(first), np.diff(first, append=len(paragraphs))


def begun(parts: Sequence[tuple[int, Postings]], ids: Ids) -> Ids:
    """Those starts themselves, as ``Postings.keys``."""
    (first, rarest), *others = sorted(parts, key=lambda part: part[1].count)
    starts = rarest.keys_in(ids)
    if first:
        (enough,) = (starts & _PLACE >= first).nonzero()  # nearer to the beginning, the string would start before it
        starts = starts.take(enough) - first
    for distance, part in others:
        sought = starts + distance
        found = part.keys.take(part.keys.searchsorted(sought), mode="clip")
        starts = starts.take((found == sought).nonzero()[0])
    return starts


def _firsts(paragraphs: Ids) -> Ids:
    """Where in an ascending list each number stands first."""
    new = np.ones(len(paragraphs), bool)
    np.not_equal(paragraphs[1:], paragraphs[:-1], out=new[1:])
    return new.nonzero()[0]


def gaps(few: Ids, size: int, other: Ids, other_size: int, ids: Ids, reach: int) -> Ids:
    """For each of ``ids``, the fewest characters between one string and another, in either order, at most ``reach``:
    int64[len(ids)]. The strings' places are given as ``Postings.keys``, with their sizes: of the one string in ``ids``,
    which all hold it, of the other there or anywhere."""
    before, behind = few - other_size, few + size  # where the other would end, and begin, that touches it
    apart = np.minimum(  # what is negative, for there is no such place, is far away as an unsigned number
        (before - other.take(other.searchsorted(before, "right") - 1, mode="clip")).view(np.uint64),
        (other.take(other.searchsorted(behind), mode="clip") - behind).view(np.uint64),
    )
    fewest: Ids = np.minimum(np.minimum.reduceat(apart, few.searchsorted(ids << ROOM)), np.uint64(reach)).view(np.int64)
    return fewest
