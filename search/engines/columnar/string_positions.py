"""Where strings stand, told by the positions of their pairs of characters, without reading texts.

A place is a number: ``paragraph << POSITION_BITS | position`` (``Postings.occurrences``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gongbao.search.engines.columnar.decoded_postings import POSITION_BITS, Postings
from gongbao.search.engines.columnar.sorted_lists import Ids

_POSITION = (1 << POSITION_BITS) - 1


def counts(parts: Sequence[tuple[int, Postings]], ids: Ids) -> tuple[Ids, Ids]:
    """In which of ``ids`` (paragraphs that hold all the parts) every part stands at its distance from a common start,
    and how many such starts there are: int64[n], int64[n]."""
    paragraphs = starts(parts, ids) >> POSITION_BITS
    first = _first_of_each(paragraphs)
    return paragraphs.take(first), np.diff(first, append=len(paragraphs))


def starts(parts: Sequence[tuple[int, Postings]], ids: Ids) -> Ids:
    """Those starts themselves, as places: int64, ascending."""
    (first, rarest), *others = sorted(parts, key=lambda part: part[1].count)
    found = rarest.occurrences_in(ids)
    if first:
        (enough,) = (found & _POSITION >= first).nonzero()  # nearer to the beginning, the string would start before it
        found = found.take(enough) - first
    for distance, part in others:
        sought = found + distance
        held = part.occurrences.take(part.occurrences.searchsorted(sought), mode="clip")
        found = found.take((held == sought).nonzero()[0])
    return found


def _first_of_each(paragraphs: Ids) -> Ids:
    """Where in an ascending list each number stands first."""
    new = np.ones(len(paragraphs), bool)
    np.not_equal(paragraphs[1:], paragraphs[:-1], out=new[1:])
    return new.nonzero()[0]


def min_distances(few: Ids, size: int, other: Ids, other_size: int, ids: Ids, reach: int) -> Ids:
    """For each of ``ids``, the fewest characters between one string and another, in either order, at most ``reach``:
    int64[len(ids)].

    ``few`` are the places of the one string in ``ids``, which all hold it; ``other`` those of the other string there or
    anywhere; ``size`` and ``other_size`` their lengths in characters.
    """
    before, behind = few - other_size, few + size  # where the other would start that touches it
    apart = np.minimum(  # what is negative, for there is no such place, is far away as an unsigned number
        (before - other.take(other.searchsorted(before, "right") - 1, mode="clip")).view(np.uint64),
        (other.take(other.searchsorted(behind), mode="clip") - behind).view(np.uint64),
    )
    nearest = np.minimum.reduceat(apart, few.searchsorted(ids << POSITION_BITS))
    fewest: Ids = np.minimum(nearest, np.uint64(reach)).view(np.int64)
    return fewest
