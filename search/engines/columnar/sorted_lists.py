"""Ascending lists of paragraph numbers: what two have in common, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from pyroaring import BitMap

if TYPE_CHECKING:
    from numpy.typing import NDArray

Ids: TypeAlias = "NDArray[np.int64]"

GALLOP = 100
"""A list this many times longer than another is searched for the other's members instead of scanned."""

SEARCH_SHARE = 200
"""Fewer than one paragraph in so many: cheaper to search for them than to clear an array of all (at a million
paragraphs and lists of 1,000 each, 24 µs and 60 µs)."""

SORT_SHARE = 32
"""Fewer than one paragraph in so many: cheaper to sort lists of them than to touch an array of all."""


def listed(bitmap: BitMap) -> Ids:
    """The numbers of a bitmap."""
    return np.frombuffer(bitmap.to_array(), np.uint32).astype(np.int64)


def _sought(few: Ids, many: Ids, size: int) -> bool:
    """Whether ``few`` are better searched for in ``many``, one by one, than marked in an array of all paragraphs."""
    return len(many) > GALLOP * len(few) or len(few) * SEARCH_SHARE < size


def places(haystack: Ids, needles: Ids, size: int) -> Ids:
    """Where each of ``needles`` stands in ``haystack``; both ascending numbers below ``size``, all needles in it."""
    if _sought(needles, haystack, size):
        return haystack.searchsorted(needles)
    wanted = np.zeros(size, bool)
    wanted[needles] = True
    return np.flatnonzero(wanted.take(haystack, mode="clip"))


def common(one: Ids, other: Ids, size: int) -> Ids:
    """The numbers in both ascending lists."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if _sought(short, long, size):
        return common_sorted(short, long)
    wanted = np.zeros(size, bool)
    wanted[long] = True
    return short.take(np.flatnonzero(wanted.take(short, mode="clip")))


def located(ids: Ids, others: Ids, size: int) -> tuple[Ids, Ids]:
    """Where the numbers that are in both ascending lists stand in the first, and where in the second."""
    if len(ids) > len(others):
        there, at = located(others, ids, size)
        return at, there
    if _sought(ids, others, size):
        there = others.searchsorted(ids)
        (at,) = (others.take(there, mode="clip") == ids).nonzero()
        return at, there.take(at)
    wanted = np.zeros(size, bool)
    wanted[ids] = True
    there = np.flatnonzero(wanted.take(others, mode="clip"))
    rank = np.empty(size, np.int64)
    rank[ids] = np.arange(len(ids))
    return rank.take(others.take(there)), there


def without(ids: Ids, dropped: Ids, size: int) -> Ids:
    """The numbers of ``ids`` that are not in ``dropped``; both ascending."""
    if not len(dropped):
        return ids
    kept = np.ones(size, bool)
    kept[dropped] = False
    return ids.take(np.flatnonzero(kept.take(ids, mode="clip")), mode="clip")


def union(lists: Sequence[Ids], size: int) -> Ids:
    """The numbers in any of the ascending lists."""
    filled = [ids for ids in lists if len(ids)]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        return np.zeros(0, np.int64)
    if sum(map(len, filled)) * SORT_SHARE < size:
        together = np.sort(np.concatenate(filled))
        new = np.ones(len(together), bool)
        new[1:] = together[1:] != together[:-1]
        return together[new]
    held = np.zeros(size, bool)
    for ids in filled:
        held[ids] = True
    return np.flatnonzero(held)


def common_sorted(one: Ids, other: Ids) -> Ids:
    """The numbers in both ascending lists, however large."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not len(short):
        return short
    there = long.take(long.searchsorted(short), mode="clip")
    return short.take((there == short).nonzero()[0])
