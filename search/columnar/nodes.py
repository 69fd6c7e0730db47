"""What a part of a query matches in one segment.

A node knows its paragraphs (``ids``: int64, ascending, none deleted) and how each scores. Scores are computed only
when asked for, and only for the paragraphs asked for, so that counting costs no arithmetic on scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from indexer.store.postings import ESCAPE
from search.columnar.segments import Postings

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]

GALLOP = 25
"""A list this many times longer than another is searched for the other's members instead of scanned."""

SPARSE = 32
"""Fewer than one paragraph in so many: cheaper to sort lists of them than to touch an array of all."""


CROWDED = 4
"""From one paragraph in so many, adding two arrays of all paragraphs beats adding at places."""


class Node:
    """Base of all nodes; by itself, the paragraphs ``ids`` of a segment of ``size`` paragraphs, scoring 0.0."""

    scored = False

    def __init__(self, size: int, ids: Ids | None = None) -> None:
        self.size = size
        if ids is not None:
            self.ids = ids

    @cached_property
    def ids(self) -> Ids:
        """The paragraphs that match."""
        raise NotImplementedError

    @property
    def bitmap(self) -> BitMap | None:
        """The same as a bitmap, where that is to be had for nothing."""
        return None

    @property
    def bound(self) -> int:
        """At most so many paragraphs match; known without finding them."""
        return len(self.ids)

    def scores(self, ids: Ids) -> Scores:
        """The scores of some (or all) of ``self.ids``: float64[len(ids)]."""
        return np.zeros(len(ids))

    def add_to(self, total: Scores) -> None:
        """Add every paragraph's score to its place in ``total``: float64[size]."""
        if not self.scored:
            return
        if self.bound * CROWDED > self.size:
            total += self._spread()
        else:
            total[self.ids] += self.scores(self.ids)

    def bonus(self, ids: Ids) -> Scores:
        """What the node adds to each of some ascending paragraphs, 0.0 where it does not match."""
        if not self.scored or not self.bound:
            return np.zeros(len(ids))
        if (self.bound + len(ids)) * SPARSE < self.size:
            return self._few(ids)
        return self._spread().take(ids, mode="clip")

    def _spread(self) -> Scores:
        """Every paragraph's score in its place: float64[size]."""
        total: Scores = np.bincount(self.ids, self.scores(self.ids), self.size).astype(np.float64, copy=False)
        return total

    def _few(self, ids: Ids) -> Scores:
        both = common(ids, self.ids, self.size)
        scores = np.zeros(len(ids))
        scores[np.searchsorted(ids, both)] = self.scores(both)
        return scores


class Term(Node):
    """The postings of one term.

    ``palette`` gives the saturation of each impact byte (float64[256]), ``weight`` what to multiply it with (idf
    and boost); without a palette the term does not score.
    """

    def __init__(self, size: int, postings: Postings, palette: Scores | None = None,
                 idf: float = 1.0, boost: float = 1.0) -> None:  # fmt: skip
        super().__init__(size)
        self._postings = postings
        self._table = None if palette is None else idf * palette * boost
        self._idf, self._boost = idf, boost
        self.scored = palette is not None

    @cached_property
    def ids(self) -> Ids:
        kept = self._postings.kept
        return self._postings.ids if kept is None else self._postings.ids.take(kept)

    @property
    def bitmap(self) -> BitMap | None:
        return self._postings.bitmap

    @property
    def bound(self) -> int:
        return self._postings.count

    def scores(self, ids: Ids) -> Scores:
        if self._table is None:
            return np.zeros(len(ids))
        codes, (where, escaped) = self._postings.impacts, self._postings.escapes
        chosen = None if len(ids) == len(codes) else places(self._postings.ids, ids, self.size)
        if chosen is not None:
            codes = codes.take(chosen, mode="clip")
        scores: Scores = self._table.take(codes, mode="clip")
        if len(where):
            at = where if chosen is None else np.flatnonzero(codes == ESCAPE)
            own = escaped if chosen is None else escaped.take(np.searchsorted(where, chosen.take(at)))
            scores[at] = self._idf * own * self._boost
        return scores


def places(haystack: Ids, needles: Ids, size: int) -> Ids:
    """Where each of ``needles`` stands in ``haystack``; both ascending numbers below ``size``, all needles in it."""
    if len(haystack) > GALLOP * len(needles):
        return np.searchsorted(haystack, needles)
    wanted = np.zeros(size, bool)
    wanted[needles] = True
    return np.flatnonzero(wanted.take(haystack, mode="clip"))


def common(one: Ids, other: Ids, size: int) -> Ids:
    """The numbers in both ascending lists."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(long) > GALLOP * len(short):
        at = np.searchsorted(long, short)
        at[at == len(long)] = 0
        return short[long.take(at) == short] if len(long) else short[:0]
    wanted = np.zeros(size, bool)
    wanted[long] = True
    return short.take(np.flatnonzero(wanted.take(short, mode="clip")))


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
    if sum(map(len, filled)) * SPARSE < size:
        together = np.sort(np.concatenate(filled))
        new = np.ones(len(together), bool)
        new[1:] = together[1:] != together[:-1]
        return together[new]
    held = np.zeros(size, bool)
    for ids in filled:
        held[ids] = True
    return np.flatnonzero(held)


class And(Node):
    """Paragraphs that match every child; their scores add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        super().__init__(size)
        self._children = sorted(children, key=lambda child: child.bound)
        self._scoring = [child for child in children if child.scored]  # in one order for all segments, to the last bit
        self.scored = bool(self._scoring)

    @property
    def bound(self) -> int:
        return self._children[0].bound

    @cached_property
    def ids(self) -> Ids:
        if not self.bound:
            return np.zeros(0, np.int64)
        bitmaps = [(child, bitmap) for child in self._children if (bitmap := child.bitmap) is not None]
        others = self._children
        ids: Ids | None = None
        if len(bitmaps) > 1:
            together = BitMap.intersection(*(bitmap for _, bitmap in bitmaps))
            ids = np.frombuffer(together.to_array(), np.uint32).astype(np.int64)
            others = [child for child in self._children if all(child is not done for done, _ in bitmaps)]
        for child in others:
            ids = child.ids if ids is None else common(ids, child.ids, self.size) if len(ids) else ids
        assert ids is not None
        return ids

    def scores(self, ids: Ids) -> Scores:
        total = np.zeros(len(ids))
        for child in self._scoring:
            total += child.scores(ids)
        return total


class Or(Node):
    """Paragraphs that match any child; the scores of the children that match add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        super().__init__(size)
        self._children = [child for child in children if child.bound]
        self.scored = any(child.scored for child in self._children)

    @property
    def bound(self) -> int:
        return sum(child.bound for child in self._children)

    @cached_property
    def ids(self) -> Ids:
        bitmaps = [bitmap for child in self._children if (bitmap := child.bitmap) is not None]
        if 1 < len(bitmaps) == len(self._children):
            return np.frombuffer(BitMap.union(*bitmaps).to_array(), np.uint32).astype(np.int64)
        return union([child.ids for child in self._children], self.size)

    def scores(self, ids: Ids) -> Scores:
        return self.bonus(ids)

    def add_to(self, total: Scores) -> None:
        for child in self._children:
            child.add_to(total)

    def _spread(self) -> Scores:
        scored = [child for child in self._children if child.scored]
        total = scored[0]._spread()
        for child in scored[1:]:
            child.add_to(total)
        return total

    def _few(self, ids: Ids) -> Scores:
        return np.sum([child.bonus(ids) for child in self._children], axis=0)


class AndMaybe(Node):
    """Paragraphs that match ``first``; where ``more`` matches too, its score is added."""

    def __init__(self, size: int, first: Node, more: Node) -> None:
        super().__init__(size)
        self._first, self._more = first, more
        self.scored = first.scored or more.scored

    @property
    def bitmap(self) -> BitMap | None:
        return self._first.bitmap

    @property
    def bound(self) -> int:
        return self._first.bound

    @cached_property
    def ids(self) -> Ids:
        return self._first.ids

    def scores(self, ids: Ids) -> Scores:
        scores = self._first.scores(ids)
        return scores + self._more.bonus(ids) if self._more.scored and self._more.bound else scores


class Boosted(Node):
    """Another node with its scores multiplied."""

    def __init__(self, child: Node, boost: float) -> None:
        super().__init__(child.size)
        self._child, self._boost = child, boost
        self.scored = child.scored

    @property
    def bound(self) -> int:
        return self._child.bound

    @cached_property
    def ids(self) -> Ids:
        return self._child.ids

    def scores(self, ids: Ids) -> Scores:
        return self._child.scores(ids) * self._boost


class Constant(Node):
    """Paragraphs that all score the same."""

    scored = True

    def __init__(self, size: int, ids: Ids, score: float) -> None:
        super().__init__(size, ids)
        self._score = score

    def scores(self, ids: Ids) -> Scores:
        return np.full(len(ids), self._score)


class Listed(Node):
    """Paragraphs with their scores already computed."""

    scored = True

    def __init__(self, size: int, ids: Ids, scores: Scores) -> None:
        super().__init__(size, ids)
        self._scores = scores

    def scores(self, ids: Ids) -> Scores:
        if len(ids) == len(self.ids):
            return self._scores
        return self._scores.take(places(self.ids, ids, self.size))
