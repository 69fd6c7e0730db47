"""And, Or, bonuses and boosts: nodes made of other nodes.

Each adds its children's scores in the order they were asked for, so that equal paragraphs tie to the last bit, and
narrows ``above`` in its own way (docs/store.md, step 6).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from pyroaring import BitMap

from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.nodes import FEW, Listed, Node, Top
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.sorted_lists import Ids, common, listed, union

SPARED = 4
"""In an Or, children that match fewer than one in so many of the matches are worth looking at alone; in an And, the
best by one child are where one in so many of all paragraphs matches."""

LIFTED = 2
"""Where bonuses are so many times fewer than the matches, those that have one are looked at apart."""

USUAL = 0.75
"""The best paragraphs score about so much of what is possible."""

SPARE = 128
"""So many more of the best by one child are looked at than are expected to be needed."""

ROOM = 1 + 1e-9
"""A bound is taken off a score so much larger that adding it again never comes out above that score."""


class And(Node):
    """Paragraphs that match every child; their scores add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        self.size = size
        self._children = sorted(children, key=lambda child: child.bound)
        self._scoring = [child for child in children if child.scored]  # in one order for all segments, to the last bit
        self.scored = bool(self._scoring)

    @cached_property
    def most(self) -> float:
        return sum([child.most for child in self._scoring])  # rounded as scores are

    @property
    def bound(self) -> int:
        return self._children[0].bound

    @cached_property
    def bitmap(self) -> BitMap | None:  # kept, as it takes work
        bitmaps = [bitmap for child in self._children if (bitmap := child.bitmap) is not None]
        return BitMap.intersection(*bitmaps) if len(bitmaps) == len(self._children) else None

    @cached_property
    def ids(self) -> Ids:
        if not self.bound:
            return np.zeros(0, np.int64)
        if self.bitmap is not None:
            return listed(self.bitmap)
        bitmaps = [(child, bitmap) for child in self._children if (bitmap := child.bitmap) is not None]
        others = self._children
        ids: Ids | None = None
        if len(bitmaps) > 1:
            ids = listed(BitMap.intersection(*(bitmap for _, bitmap in bitmaps)))
            others = [child for child in self._children if all(child is not done for done, _ in bitmaps)]
        for child in others:
            ids = child.ids if ids is None else common(ids, child.ids, self.size) if len(ids) else ids
        assert ids is not None
        return ids

    def scores(self, ids: Ids) -> Scores:
        return _added([child.scores(ids) for child in self._scoring]) if self.scored else np.zeros(len(ids))

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Where many match: those whose part of one child is such that the others could make up for the rest."""
        if not self._scoring or self.bitmap is None or len(self.bitmap) * SPARED < self.size:
            return super().above(count, margin)
        first = max(self._scoring, key=lambda child: child.most)
        matching = len(self.bitmap)
        best = first.above(count * first.bound // matching * 2 + SPARE)
        ids = best.ids.take(self.among(best.ids))
        limit = float(low_bound(self.scores(ids), count)) - margin
        ids = first.over(limit - (self.most * ROOM - first.most))
        ids = ids.take(self.among(ids))
        return Top(ids, self.scores(ids), limit)

    def among(self, ids: Ids) -> Ids:
        return super().among(ids) if self.bitmap is None else self.ranks.located(ids)[0]

    def _few(self, ids: Ids) -> Scores:
        if all(child.positive for child in self._children):  # scores tell who matches
            parts = [child.bonus(ids) for child in self._scoring]
            held = functools.reduce(np.logical_and, parts[1:], parts[0] > 0)
            return _added(parts) * held
        scores = np.zeros(len(ids))
        at = np.arange(len(ids))
        for child in self._children:  # without a list of all that match
            at = at.take(child.among(ids.take(at)))
        scores[at] = self.scores(ids.take(at))
        return scores


def both(size: int, children: Sequence[Node]) -> Node:
    """Paragraphs that match every child: a list where there are few."""
    if len(children) == 1:
        return children[0]
    bounds = [child.bound for child in children]
    if min(bounds) >= FEW or not all(child.positive for child in children):
        return And(size, children)
    rarest = bounds.index(min(bounds))
    few = children[rarest].ids
    parts = [child.bonus(few) for child in children]
    (held,) = functools.reduce(np.minimum, parts[:rarest] + parts[rarest + 1 :]).nonzero()  # scores tell who matches
    return Listed(size, few.take(held), _added(parts).take(held))


def _added(parts: Sequence[Scores]) -> Scores:
    """The sums of some nodes' scores, in the order of the nodes: to the last bit, a paragraph has one score."""
    return functools.reduce(np.add, parts)


class Or(Node):
    """Paragraphs that match any child; the scores of the children that match add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        self.size = size
        self._children = [child for child in children if child.bound]
        self._bound = sum([child.bound for child in self._children])
        self.scored = any(child.scored for child in self._children)

    @cached_property
    def most(self) -> float:
        return sum([child.most for child in self._children])

    @property
    def bound(self) -> int:
        return self._bound

    @cached_property
    def bitmap(self) -> BitMap | None:  # kept, as it takes work
        bitmaps = [bitmap for child in self._children if (bitmap := child.bitmap) is not None]
        if len(bitmaps) < len(self._children):
            return None
        return BitMap.union(*bitmaps) if bitmaps else BitMap()

    @cached_property
    def ids(self) -> Ids:
        return union([child.ids for child in self._children], self.size) if self.bitmap is None else listed(self.bitmap)

    def scores(self, ids: Ids) -> Scores:
        return self.bonus(ids)

    def bonus(self, ids: Ids) -> Scores:
        if self.scored and len(ids) * len(self._children) > self.size:  # so many are added to, child after child
            return self._spread().take(ids, mode="clip")
        return super().bonus(ids)

    def _spread(self) -> Scores:  # adds up in the order of _few: to the last bit, a paragraph has one score
        scored = [child for child in self._children if child.scored]
        total = scored[0]._spread()
        for child in scored[1:]:
            child.add_to(total)
        return total

    def _few(self, ids: Ids) -> Scores:
        return _added([child.bonus(ids) for child in self._children])

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Where it spares most of the work, only paragraphs of the children with the highest scores are looked at, and
        the others found unable to reach the limit on their own (known as MaxScore)."""
        children, bound = self._children, self.bound
        ranked = sorted(range(len(children)), key=lambda at: -children[at].most)
        held = accumulate([children[at].bound for at in ranked])
        few = {at for at, matching in zip(ranked, held, strict=True) if matching * SPARED < bound}
        others = sum([child.most for at, child in enumerate(children) if at not in few])  # rounded as scores are
        if few and others < (self.most - others) * USUAL - margin:
            ids = union([children[at].ids for at in few], self.size)
            scores = self._few(ids)
            limit = low_bound(scores, count) - margin
            if others < limit:
                (chosen,) = (scores >= limit).nonzero()
                return Top(ids.take(chosen), scores.take(chosen), limit)
        return super().above(count, margin)


def either(size: int, children: Sequence[Node]) -> Node:
    """Paragraphs that match any child."""
    held = [child for child in children if child.bound]
    return held[0] if len(held) == 1 else Or(size, held)


class AndMaybe(Node):
    """Paragraphs that match ``first``; where ``more`` matches too, its score is added."""

    def __init__(self, size: int, first: Node, more: Node) -> None:
        self.size = size
        self._first, self._more = first, more
        self.scored = first.scored or more.scored

    @cached_property
    def most(self) -> float:
        return self._first.most + self._more.most

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
        return self._first.scores(ids) + self._more.bonus(ids)

    def above(self, count: int, margin: float = 0.0) -> Top:
        """The bonus is sought only for those that it can lift high enough: where few have one, for these and the best
        without."""
        lifted = self._lifted if self._first.bound > FEW else None
        if lifted is not None:
            best = self._first.above(count, margin)
            ids = union([best.ids, lifted], self.size)
            return Top(ids, self.scores(ids), best.limit)
        ids, scores, limit = self._first.above(count, margin + self._more.most * ROOM)
        return Top(ids, scores + self._more.bonus(ids), limit + self._more.most)

    @property
    def _lifted(self) -> Ids | None:
        """The paragraphs that have a bonus; None where they are many."""
        first, more = self._first.bitmap, self._more.bitmap
        if first is not None and more is not None:
            both = first & more
            return listed(both) if len(both) * LIFTED < len(first) else None
        if self._more.bound * LIFTED < self._first.bound:
            return self._more.ids.take(self._first.among(self._more.ids))
        return None


def lifted(size: int, first: Node, more: Node) -> Node:
    """``first`` with the bonuses of ``more``."""
    return AndMaybe(size, first, more) if more.scored and more.bound else first


class Boosted(Node):
    """Another node with its scores multiplied."""

    def __init__(self, child: Node, boost: float) -> None:
        self.size = child.size
        self._child, self._boost = child, boost
        self.scored = child.scored

    @cached_property
    def most(self) -> float:
        return self._child.most * self._boost

    @property
    def bound(self) -> int:
        return self._child.bound

    @cached_property
    def ids(self) -> Ids:
        return self._child.ids

    def scores(self, ids: Ids) -> Scores:
        return self._child.scores(ids) * self._boost
