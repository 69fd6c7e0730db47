"""What a part of a query matches in one segment.

A node knows its paragraphs (``ids``: int64, ascending, none deleted) and how each scores. Scores are computed only
when asked for, and only for the paragraphs asked for, so that counting costs no arithmetic on scores; for a page of
the best, ``above`` leaves out whole ranges of paragraphs that cannot be among them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from indexer.store.postings import ESCAPE
from search.columnar.bits import Ranks
from search.columnar.lists import Ids, common, listed, located, places, union
from search.columnar.once import cached_property
from search.columnar.ordering import Scores, low_bound
from search.columnar.segments import K1, Palette, Postings

SPARED = 4
"""In an Or, children that match fewer than one in so many of the matches are worth looking at alone; in an And, the
best by one child are where one in so many of all paragraphs matches."""

USUAL = 0.75
"""The best paragraphs score about so much of what is possible."""

WIDE = 16
"""From one paragraph in so many on both sides, an array of all paragraphs' scores beats looking them up."""

CROWDED = 4
"""From one paragraph in so many, adding two arrays of all paragraphs beats adding at places."""

ROOM = 1 + 1e-9
"""A bound is taken off a score so much larger that adding it again never comes out above that score."""

FEW = 128
"""Scores that are not worth a bound."""


class Top(NamedTuple):
    """Paragraphs (int64, ascending) and their ``scores`` (float64): all that score ``limit`` or more, and maybe others.

    The limit is −inf, or so low that enough paragraphs reach it (see ``Node.above``).
    """

    ids: Ids
    scores: Scores
    limit: float


class Node:
    """Base of all nodes; by itself, the paragraphs ``ids`` of a segment of ``size`` paragraphs, scoring 0.0.

    No paragraph scores more than ``most``.
    """

    scored = False
    most = 0.0

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
        """The same as a bitmap, where that is to be had without listing them."""
        return None

    @cached_property
    def ranks(self) -> Ranks:
        """The bits of ``bitmap``."""
        assert self.bitmap is not None
        return Ranks(self.bitmap, self.size)

    @property
    def count(self) -> int:
        """How many paragraphs match."""
        return len(self.ids) if self.bitmap is None else len(self.bitmap)

    @property
    def bound(self) -> int:
        """At most so many paragraphs match; known without finding them."""
        return len(self.ids)

    def scores(self, ids: Ids) -> Scores:
        """The scores of some (or all) of ``self.ids``: float64[len(ids)]."""
        return np.zeros(len(ids))

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Those that score at least what the ``count``-th best does, less ``margin``; all when there are fewer."""
        scores = self.scores(self.ids)
        if len(scores) < FEW:
            return Top(self.ids, scores, -math.inf)
        limit = low_bound(scores, count) - margin
        (chosen,) = (scores >= limit).nonzero()
        return Top(self.ids.take(chosen), scores.take(chosen), limit)

    def over(self, limit: float) -> Ids:
        """The paragraphs that score ``limit`` or more, and maybe others."""
        return self.ids.take((self.scores(self.ids) >= limit).nonzero()[0])

    def among(self, ids: Ids) -> Ids:
        """Where those that match stand among some ascending paragraphs, none of them deleted."""
        return located(ids, self.ids, self.size)[0]

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
        if min(self.bound, len(ids)) * WIDE > self.size:
            return self._spread().take(ids, mode="clip")
        return self._few(ids)

    def _spread(self) -> Scores:
        """Every paragraph's score in its place: float64[size]."""
        total: Scores = np.bincount(self.ids, self.scores(self.ids), self.size).astype(np.float64, copy=False)
        return total

    def _few(self, ids: Ids) -> Scores:
        at, there = located(ids, self.ids, self.size)
        scores = np.zeros(len(ids))
        scores[at] = self.scores(self.ids.take(there))
        return scores


class Term(Node):
    """The postings of one term.

    ``palette`` gives the saturation of each impact byte, which is multiplied with idf and boost; without a palette
    the term does not score.
    """

    def __init__(self, size: int, postings: Postings, palette: Palette | None = None,
                 idf: float = 1.0, boost: float = 1.0) -> None:  # fmt: skip
        super().__init__(size)
        self._postings, self._palette = postings, palette
        self._idf, self._boost = idf, boost
        if palette is not None:
            self.scored = True
            self.most = idf * (K1 + 1) * boost  # what no saturation exceeds

    @cached_property
    def ids(self) -> Ids:
        return self._postings.live

    @property
    def bitmap(self) -> BitMap | None:
        return self._postings.bitmap

    @property
    def ranks(self) -> Ranks:  # kept with the postings
        return self._postings.ranks if self._postings.kept is None else super().ranks

    @property
    def bound(self) -> int:
        return self._postings.count

    def scores(self, ids: Ids) -> Scores:
        if self._palette is None:
            return np.zeros(len(ids))
        if len(ids) == self._postings.count:
            return self._scores(None)
        return self._few(ids) if self._postings.dense else self._scores(self._postings.located(ids)[1])

    def _scores(self, chosen: Ids | None) -> Scores:
        """The scores of some of the postings, by their places, or of all."""
        codes, (where, escaped) = self._postings.impacts, self._postings.escapes
        assert self._palette is not None
        if chosen is not None:
            codes = codes.take(chosen, mode="clip")
        scores = looked_up(self._idf * self._palette.saturation * self._boost, codes)
        if len(where):
            at = where if chosen is None else np.flatnonzero(codes == ESCAPE)
            own = escaped if chosen is None else escaped.take(np.searchsorted(where, chosen.take(at)))
            scores[at] = self._idf * own * self._boost
        return scores

    def among(self, ids: Ids) -> Ids:
        return self._postings.located(ids)[0]

    def _few(self, ids: Ids) -> Scores:
        if self._postings.dense and self._palette is not None:
            scores = looked_up(self._idf * self._palette.saturation * self._boost, self._postings.spread.take(ids))
            if len(self._postings.escaped):
                at, there = located(ids, self._postings.escaped, self.size)
                scores[at] = self._idf * self._postings.escapes[1].take(there) * self._boost
            return scores
        at, there = self._postings.located(ids)
        scores = np.zeros(len(ids))
        scores[at] = self._scores(there)
        return scores

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Found by comparing impact bytes; scores are made for the few that are kept."""
        if self._palette is None:
            return super().above(count, margin)
        codes = self._ranks
        worst = ESCAPE - int(low_bound(ESCAPE - codes, count))
        if worst == ESCAPE:
            return Top(self.ids, self.scores(self.ids), -math.inf)
        limit = self._palette.descending[worst] * self._idf * self._boost - margin
        chosen = self._reaching(limit)
        return Top(self._postings.ids.take(chosen), self._scores(chosen), limit)

    def over(self, limit: float) -> Ids:
        return super().over(limit) if self._palette is None else self._postings.ids.take(self._reaching(limit))

    @cached_property
    def _ranks(self) -> NDArray[np.uint8]:
        """Where the impact byte of each of ``ids`` comes in the order of scores."""
        codes, kept = self._postings.impacts, self._postings.kept
        assert self._palette is not None
        if kept is not None:
            codes = codes.take(kept)
        return codes if self._palette.ranks is None else looked_up(self._palette.ranks, codes)

    def _reaching(self, limit: float) -> Ids:
        """The places of the postings that score ``limit`` or more; those of other ones maybe, too."""
        assert self._palette is not None
        codes = self._ranks
        reaching = codes < self._palette.reaching(limit / (self._idf * self._boost))
        if len(self._postings.escapes[0]):
            reaching |= codes == ESCAPE
        (chosen,) = reaching.nonzero()
        return chosen if self._postings.kept is None else self._postings.kept.take(chosen)


def looked_up(table: NDArray[Any], codes: NDArray[np.uint8]) -> NDArray[Any]:
    """What the table says of each byte; numpy indexes four times faster by integers of its own size."""
    return table.take(codes.astype(np.intp), mode="clip")


class And(Node):
    """Paragraphs that match every child; their scores add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        super().__init__(size)
        self._children = sorted(children, key=lambda child: child.bound)
        self._scoring = [child for child in children if child.scored]  # in one order for all segments, to the last bit
        self.scored = bool(self._scoring)
        self.most = sum(child.most for child in children)

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
        total = np.zeros(len(ids))
        for child in self._scoring:
            total += child.scores(ids)
        return total

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Where many match: those whose part of one child is such that the others could make up for the rest."""
        if not self._scoring or self.bitmap is None or len(self.bitmap) * SPARED < self.size:
            return super().above(count, margin)
        first = max(self._scoring, key=lambda child: child.most)
        matching = len(self.bitmap)
        best = first.above(count * first.bound // matching * 2 + FEW)
        ids = best.ids.take(self.among(best.ids))
        limit = float(low_bound(self.scores(ids), count)) - margin
        ids = first.over(limit - (self.most - first.most))
        ids = ids.take(self.among(ids))
        return Top(ids, self.scores(ids), limit)

    def among(self, ids: Ids) -> Ids:
        return super().among(ids) if self.bitmap is None else self.ranks.located(ids)[0]

    def _few(self, ids: Ids) -> Scores:
        scores = np.zeros(len(ids))
        at = np.arange(len(ids))
        for child in self._children:  # without a list of all that match
            at = at.take(child.among(ids.take(at)))
        scores[at] = self.scores(ids.take(at))
        return scores


class Or(Node):
    """Paragraphs that match any child; the scores of the children that match add up."""

    def __init__(self, size: int, children: Sequence[Node]) -> None:
        super().__init__(size)
        self._children = [child for child in children if child.bound]
        self.scored = any(child.scored for child in self._children)
        self.most = sum(child.most for child in self._children)

    @property
    def bound(self) -> int:
        return sum(child.bound for child in self._children)

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
        total = np.zeros(len(ids))
        for child in self._children:
            total += child.bonus(ids)
        return total

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
                return Top(ids, scores, limit)
        return super().above(count, margin)


class AndMaybe(Node):
    """Paragraphs that match ``first``; where ``more`` matches too, its score is added."""

    def __init__(self, size: int, first: Node, more: Node) -> None:
        super().__init__(size)
        self._first, self._more = first, more
        self.scored = first.scored or more.scored
        self.most = first.most + more.most

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

    def above(self, count: int, margin: float = 0.0) -> Top:
        """The bonus is sought only for those that it can lift high enough."""
        if not (self._more.scored and self._more.bound):
            return self._first.above(count, margin)
        ids, scores, limit = self._first.above(count, margin + self._more.most * ROOM)
        return Top(ids, scores + self._more.bonus(ids), limit + self._more.most)


class Boosted(Node):
    """Another node with its scores multiplied."""

    def __init__(self, child: Node, boost: float) -> None:
        super().__init__(child.size)
        self._child, self._boost = child, boost
        self.scored = child.scored
        self.most = child.most * boost

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
        self._score = self.most = score

    def scores(self, ids: Ids) -> Scores:
        return np.full(len(ids), self._score)


class Listed(Node):
    """Paragraphs with their scores already computed."""

    scored = True

    def __init__(self, size: int, ids: Ids, scores: Scores) -> None:
        super().__init__(size, ids)
        self._scores = scores
        self.most = float(scores.max(initial=0.0))

    def scores(self, ids: Ids) -> Scores:
        if len(ids) == len(self.ids):
            return self._scores
        return self._scores.take(places(self.ids, ids, self.size))
