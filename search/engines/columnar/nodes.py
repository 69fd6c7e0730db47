"""What a part of a query matches in one segment.

A node knows its paragraphs (``ids``: int64, ascending, none deleted) and how each scores. Scores are computed only
when asked for, and only for the paragraphs asked for, so that counting costs no arithmetic on scores; for a page of
the best, ``above`` leaves out whole ranges of paragraphs that cannot be among them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.impacts import ESCAPE
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import Palette, Postings
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.sorted_lists import Ids, located, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDE = 16
"""From one paragraph in so many on both sides, an array of all paragraphs' scores beats looking them up."""

CROWDED = 4
"""From one paragraph in so many, adding two arrays of all paragraphs beats adding at places."""

FEW = 1024
"""Scores that are not worth a bound."""


class Top(NamedTuple):
    """Paragraphs (int64, ascending) and their ``scores`` (float64): all that score ``limit`` or more, and maybe others.

    The limit is −inf, or so low that enough paragraphs reach it (see ``Node.above``).
    """

    ids: Ids
    scores: Scores
    limit: float


class Node:
    """Base of all nodes; by itself, the paragraphs ``ids`` of a segment of ``size`` paragraphs, scoring 0.0."""

    scored = False
    positive = False
    """Whether every paragraph that matches scores more than 0, as far as is known."""

    @cached_property
    def most(self) -> float:
        """The highest possible score."""
        return 0.0

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
        self.size = size
        self._postings, self._palette = postings, palette
        self._idf, self._boost = idf, boost
        self.scored = palette is not None
        self.positive = self.scored and idf * boost > 0

    @cached_property
    def most(self) -> float:
        return self._idf * self._postings.best * self._boost if self.scored else 0.0

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
        postings = self._postings
        if not self.scored:
            return np.zeros(len(ids))
        if len(ids) == postings.count:
            return self._table.take(postings.rows, mode="clip")
        if postings.dense:
            return self._few(ids)
        return self._table.take(postings.rows.take(places(postings.ids, ids, self.size)), mode="clip")

    @cached_property
    def _table(self) -> Scores:
        """The score of each of the postings' ``saturations``."""
        return self._idf * self._postings.saturations * self._boost

    def among(self, ids: Ids) -> Ids:
        return self._postings.located(ids)[0]

    def _few(self, ids: Ids) -> Scores:
        postings = self._postings
        if not self.scored:
            return np.zeros(len(ids))
        if postings.dense:
            return looked_up(self._table, postings.spread.take(ids, mode="clip"))
        if ids is postings.ids:
            return self.scores(ids)
        at, there = postings.located(ids)
        scores = np.zeros(len(ids))
        scores[at] = self._table.take(postings.rows.take(there), mode="clip")
        return scores

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Found by comparing impact bytes; scores are made for the few that are kept."""
        if not self.positive or self._palette is None or self._postings.count < FEW:
            return super().above(count, margin)
        standings, kept = self._postings.standings, self._postings.kept
        worst = ESCAPE - int(low_bound(ESCAPE - (standings if kept is None else standings.take(kept)), count))
        if worst == ESCAPE:
            return Top(self.ids, self.scores(self.ids), -math.inf)
        limit = self._palette.descending[worst] * self._idf * self._boost - margin
        chosen = self._reaching(limit)
        postings = self._postings
        return Top(postings.ids.take(chosen), self._table.take(postings.rows_at(chosen), mode="clip"), limit)

    def over(self, limit: float) -> Ids:
        return self._postings.ids.take(self._reaching(limit)) if self.positive else super().over(limit)

    def _reaching(self, limit: float) -> Ids:
        """The places of the postings that score ``limit`` or more; those of other ones maybe, too."""
        assert self._palette is not None
        chances, kept = self._postings.chances, self._postings.kept
        if kept is not None:
            chances = chances.take(kept)
        (chosen,) = (chances < self._palette.reaching(limit / (self._idf * self._boost))).nonzero()
        return chosen if kept is None else kept.take(chosen)


def looked_up(table: NDArray[Any], codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """What the table says of each code; numpy indexes four times faster by integers of its own size."""
    return table.take(codes.astype(np.intp), mode="clip")


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

    @cached_property
    def most(self) -> float:
        return float(self._scores.max(initial=0.0))

    def scores(self, ids: Ids) -> Scores:
        if len(ids) == len(self.ids):
            return self._scores
        return self._scores.take(places(self.ids, ids, self.size))
