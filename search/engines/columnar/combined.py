"""And, Or, bonuses and boosts: nodes made of other nodes.

Each adds its children's scores in the order they were asked for, so that equal paragraphs tie to the last bit, and
narrows ``top_candidates`` in its own way (docs/store.md, step 6).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from pyroaring import BitMap

from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.nodes import FEW_SCORES, Listed, Node, TopCandidates
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.sorted_lists import Ids, common, listed, union

RARE_SHARE = 4
"""In an Or, children that match fewer than one of so many matches are worth looking at alone; in an And, the best by
one child are where one of so many paragraphs matches."""

BONUS_SHARE = 2
"""Where so many times fewer paragraphs have a bonus than match, these are scored together with the best without one."""

TYPICAL_BEST = 0.75
"""The best paragraphs usually score about this share of the highest possible score."""

EXTRA_CANDIDATES = 128
"""So many more of the best by one child are asked for than are expected to be needed."""

SLACK = 1 + 1e-9
"""A bound is taken off a score that much larger, so that adding it again never comes out above that score."""


class And(Node):
    """Paragraphs that match every child; their scores add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        self.size = size
        self._children = sorted(children, key=lambda child: child.max_count)
        self._scoring = [child for child in children if child.scored]  # in one order for all segments, to the last bit
        self.scored = bool(self._scoring)

    @cached_property
    def max_score(self) -> float:
        return sum([child.max_score for child in self._scoring])  # rounded as scores are

    @property
    def max_count(self) -> int:
        return self._children[0].max_count

    @cached_property
    def bitmap(self) -> BitMap | None:  # kept, as it takes work
        bitmaps = [bitmap for child in self._children if (bitmap := child.bitmap) is not None]
        return BitMap.intersection(*bitmaps) if len(bitmaps) == len(self._children) else None

    @cached_property
    def ids(self) -> Ids:
        if not self.max_count:
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

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """Where many match: those whose part of one child is such that the others could make up for the rest."""
        if not self._scoring or self.bitmap is None or len(self.bitmap) * RARE_SHARE < self.size:
            return super().top_candidates(count, margin)
        first = max(self._scoring, key=lambda child: child.max_score)
        matching = len(self.bitmap)
        best = first.top_candidates(count * first.max_count // matching * 2 + EXTRA_CANDIDATES)
        ids = best.ids.take(self.matching_positions(best.ids))
        limit = float(low_bound(self.scores(ids), count)) - margin
        ids = first.ids_reaching(limit - (self.max_score * SLACK - first.max_score))
        ids = ids.take(self.matching_positions(ids))
        return TopCandidates(ids, self.scores(ids), limit)

    def matching_positions(self, ids: Ids) -> Ids:
        return super().matching_positions(ids) if self.bitmap is None else self.ranks.located(ids)[0]

    def _sparse_scores(self, ids: Ids) -> Scores:
        if all(child.always_positive for child in self._children):  # scores tell who matches
            parts = [child.scores_or_zero(ids) for child in self._scoring]
            held = functools.reduce(np.logical_and, parts[1:], parts[0] > 0)
            return _added(parts) * held
        scores = np.zeros(len(ids))
        at = np.arange(len(ids))
        for child in self._children:  # without a list of all that match
            at = at.take(child.matching_positions(ids.take(at)))
        scores[at] = self.scores(ids.take(at))
        return scores


def conjunction(size: int, children: Sequence[Node], ranked: bool = True) -> Node:
    """Paragraphs that match every child. ``ranked``: scores will be asked for; where few match, they are computed at
    once, as they also tell who matches."""
    if len(children) == 1:
        return children[0]
    counts = [child.max_count for child in children]
    if not ranked or min(counts) >= FEW_SCORES or not all(child.always_positive for child in children):
        return And(size, children)
    rarest = counts.index(min(counts))
    ids = children[rarest].ids
    parts = [child.scores_or_zero(ids) for child in children]
    (matching,) = functools.reduce(np.minimum, parts[:rarest] + parts[rarest + 1 :]).nonzero()
    return Listed(size, ids.take(matching), _added(parts).take(matching))


def _added(parts: Sequence[Scores]) -> Scores:
    """The sums of some nodes' scores, in the order of the nodes: to the last bit, a paragraph has one score."""
    return functools.reduce(np.add, parts)


class Or(Node):
    """Paragraphs that match any child; the scores of the children that match add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        self.size = size
        self._children = [child for child in children if child.max_count]
        self._max_count = sum([child.max_count for child in self._children])
        self.scored = any(child.scored for child in self._children)

    @cached_property
    def max_score(self) -> float:
        return sum([child.max_score for child in self._children])

    @property
    def max_count(self) -> int:
        return self._max_count

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
        return self.scores_or_zero(ids)

    def scores_or_zero(self, ids: Ids) -> Scores:
        if self.scored and len(ids) * len(self._children) > self.size:  # so many are added to, child after child
            return self._dense_scores().take(ids, mode="clip")
        return super().scores_or_zero(ids)

    def _dense_scores(self) -> Scores:  # adds up in the order of _few: to the last bit, a paragraph has one score
        scored = [child for child in self._children if child.scored]
        total = scored[0]._dense_scores()
        for child in scored[1:]:
            child.add_scores_to(total)
        return total

    def _sparse_scores(self, ids: Ids) -> Scores:
        return _added([child.scores_or_zero(ids) for child in self._children])

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """Where it spares most of the work, only paragraphs of the children with the highest scores are looked at, and
        the others found unable to reach the limit on their own (known as MaxScore)."""
        children, bound = self._children, self.max_count
        ranked = sorted(range(len(children)), key=lambda at: -children[at].max_score)
        held = accumulate([children[at].max_count for at in ranked])
        few = {at for at, matching in zip(ranked, held, strict=True) if matching * RARE_SHARE < bound}
        others = sum([child.max_score for at, child in enumerate(children) if at not in few])  # rounded as scores are
        if few and others < (self.max_score - others) * TYPICAL_BEST - margin:
            ids = union([children[at].ids for at in few], self.size)
            scores = self._sparse_scores(ids)
            limit = low_bound(scores, count) - margin
            if others < limit:
                (chosen,) = (scores >= limit).nonzero()
                return TopCandidates(ids.take(chosen), scores.take(chosen), limit)
        return super().top_candidates(count, margin)


def disjunction(size: int, children: Sequence[Node]) -> Node:
    """Paragraphs that match any child."""
    held = [child for child in children if child.max_count]
    return held[0] if len(held) == 1 else Or(size, held)


class WithBonus(Node):
    """Paragraphs that match ``first``; where ``more`` matches too, its score is added."""

    def __init__(self, size: int, first: Node, more: Node) -> None:
        self.size = size
        self._first, self._more = first, more
        self.scored = first.scored or more.scored

    @cached_property
    def max_score(self) -> float:
        return self._first.max_score + self._more.max_score

    @property
    def bitmap(self) -> BitMap | None:
        return self._first.bitmap

    @property
    def max_count(self) -> int:
        return self._first.max_count

    @cached_property
    def ids(self) -> Ids:
        return self._first.ids

    def scores(self, ids: Ids) -> Scores:
        return self._first.scores(ids) + self._more.scores_or_zero(ids)

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """The bonus is sought only for those that it can lift high enough: where few have one, for these and the best
        without."""
        holding = self._with_bonus if self._first.max_count > FEW_SCORES else None
        if holding is not None:
            best = self._first.top_candidates(count, margin)
            ids = union([best.ids, holding], self.size)
            return TopCandidates(ids, self.scores(ids), best.limit)
        ids, scores, limit = self._first.top_candidates(count, margin + self._more.max_score * SLACK)
        return TopCandidates(ids, scores + self._more.scores_or_zero(ids), limit + self._more.max_score)

    @property
    def _with_bonus(self) -> Ids | None:
        """The paragraphs that have a bonus; None where they are many."""
        first, more = self._first.bitmap, self._more.bitmap
        if first is not None and more is not None:
            both = first & more
            return listed(both) if len(both) * BONUS_SHARE < len(first) else None
        if self._more.max_count * BONUS_SHARE < self._first.max_count:
            return self._more.ids.take(self._first.matching_positions(self._more.ids))
        return None


def with_bonus(size: int, first: Node, more: Node) -> Node:
    """``first``, and the scores of ``more`` added where it matches, too."""
    return WithBonus(size, first, more) if more.scored and more.max_count else first


class Boosted(Node):
    """Another node with its scores multiplied."""

    def __init__(self, child: Node, boost: float) -> None:
        self.size = child.size
        self._child, self._boost = child, boost
        self.scored = child.scored

    @cached_property
    def max_score(self) -> float:
        return self._child.max_score * self._boost

    @property
    def bitmap(self) -> BitMap | None:
        return self._child.bitmap

    @property
    def max_count(self) -> int:
        return self._child.max_count

    @cached_property
    def ids(self) -> Ids:
        return self._child.ids

    def scores(self, ids: Ids) -> Scores:
        return self._child.scores(ids) * self._boost
