"""What a part of a query matches in one segment.

A node knows its paragraphs (``ids``: int64, ascending, none deleted) and how each scores. Scores are computed only
when asked for, and only for the paragraphs asked for, so that counting costs no arithmetic on scores; for a page of
the best, ``top_candidates`` leaves out whole ranges of paragraphs that cannot be among them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.impacts import ESCAPE
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import Postings
from gongbao.search.engines.columnar.impact_table import ImpactTable
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.sorted_lists import Ids, listed, located, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_LOOKUP = 16
"""From one paragraph in so many on both sides, an array of all paragraphs' scores beats looking them up."""

DENSE_ADDITION = 4
"""From one paragraph in so many, adding two arrays of all paragraphs beats adding at places."""

FEW_SCORES = 1024
"""Fewer scores are all computed: a bound would cost more than it spares."""


class TopCandidates(NamedTuple):
    """Paragraphs (int64, ascending) and their ``scores`` (float64): all that score ``limit`` or more, and maybe others.

    The limit is −inf, or so low that enough paragraphs reach it (see ``Node.top_candidates``).
    """

    ids: Ids
    scores: Scores
    limit: float


class Node:
    """Base of all nodes; by itself, the paragraphs ``ids`` of a segment of ``size`` paragraphs, scoring 0.0."""

    scored = False
    always_positive = False
    """Whether every paragraph that matches scores more than 0, as far as is known."""

    @cached_property
    def max_score(self) -> float:
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
    def max_count(self) -> int:
        """At most so many paragraphs match; known without finding them."""
        return len(self.ids)

    def scores(self, ids: Ids) -> Scores:
        """The scores of some (or all) of ``self.ids``: float64[len(ids)]."""
        return np.zeros(len(ids))

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """Those that score at least what the ``count``-th best does, less ``margin``; all when there are fewer."""
        scores = self.scores(self.ids)
        if len(scores) < FEW_SCORES:
            return TopCandidates(self.ids, scores, -math.inf)
        limit = low_bound(scores, count) - margin
        (chosen,) = (scores >= limit).nonzero()
        return TopCandidates(self.ids.take(chosen), scores.take(chosen), limit)

    def ids_reaching(self, limit: float) -> Ids:
        """The paragraphs that score ``limit`` or more, and maybe others."""
        return self.ids.take((self.scores(self.ids) >= limit).nonzero()[0])

    def matching_positions(self, ids: Ids) -> Ids:
        """Where those that match stand among some ascending paragraphs, none of them deleted."""
        return located(ids, self.ids, self.size)[0]

    def add_scores_to(self, total: Scores) -> None:
        """Add every paragraph's score to its place in ``total``: float64[size]."""
        if not self.scored:
            return
        if self.max_count * DENSE_ADDITION > self.size:
            total += self._dense_scores()
        else:
            total[self.ids] += self.scores(self.ids)

    def scores_or_zero(self, ids: Ids) -> Scores:
        """What the node adds to each of some ascending paragraphs, 0.0 where it does not match."""
        if not self.scored or not self.max_count:
            return np.zeros(len(ids))
        if min(self.max_count, len(ids)) * DENSE_LOOKUP > self.size:
            return self._dense_scores().take(ids, mode="clip")
        return self._sparse_scores(ids)

    def _dense_scores(self) -> Scores:
        """Every paragraph's score in its place: float64[size]."""
        total: Scores = np.bincount(self.ids, self.scores(self.ids), self.size).astype(np.float64, copy=False)
        return total

    def _sparse_scores(self, ids: Ids) -> Scores:
        at, there = located(ids, self.ids, self.size)
        scores = np.zeros(len(ids))
        scores[at] = self.scores(self.ids.take(there))
        return scores


class Term(Node):
    """The postings of one term.

    ``impact_table`` gives the saturation of each impact byte, which is multiplied by idf and boost; without a table the
    term does not score.
    """

    def __init__(self, size: int, postings: Postings, impact_table: ImpactTable | None = None,
                 idf: float = 1.0, boost: float = 1.0) -> None:  # fmt: skip
        self.size = size
        self._postings, self._impacts = postings, impact_table
        self._idf, self._boost = idf, boost
        self.scored = impact_table is not None
        self.always_positive = self.scored and idf * boost > 0

    @cached_property
    def max_score(self) -> float:
        return self._idf * self._postings.best_saturation * self._boost if self.scored else 0.0

    @cached_property
    def ids(self) -> Ids:
        return self._postings.live

    @property
    def bitmap(self) -> BitMap | None:
        return self._postings.bitmap

    @property
    def ranks(self) -> Ranks:  # kept with the postings
        return self._postings.ranks if self._postings.live_places is None else super().ranks

    @property
    def max_count(self) -> int:
        return self._postings.count

    def scores(self, ids: Ids) -> Scores:
        postings = self._postings
        if not self.scored:
            return np.zeros(len(ids))
        if len(ids) == postings.count:
            return self._table.take(postings.rows, mode="clip")
        if postings.dense:
            return self._sparse_scores(ids)
        return self._table.take(postings.rows.take(places(postings.ids, ids, self.size)), mode="clip")

    @cached_property
    def _table(self) -> Scores:
        """The score of each of the postings' ``saturations``."""
        return self._idf * self._postings.saturations * self._boost

    def matching_positions(self, ids: Ids) -> Ids:
        return self._postings.located(ids)[0]

    def _sparse_scores(self, ids: Ids) -> Scores:
        postings = self._postings
        if not self.scored:
            return np.zeros(len(ids))
        if postings.dense:
            return looked_up(self._table, postings.row_of_paragraph.take(ids, mode="clip"))
        if ids is postings.ids:
            return self.scores(ids)
        at, there = postings.located(ids)
        scores = np.zeros(len(ids))
        scores[at] = self._table.take(postings.rows.take(there), mode="clip")
        return scores

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """Found by comparing impact bytes; scores are made for the few that are kept."""
        if not self.always_positive or self._impacts is None or self._postings.count < FEW_SCORES:
            return super().top_candidates(count, margin)
        ranks, live = self._postings.impact_ranks, self._postings.live_places
        worst = ESCAPE - int(low_bound(ESCAPE - (ranks if live is None else ranks.take(live)), count))
        if worst == ESCAPE:
            return TopCandidates(self.ids, self.scores(self.ids), -math.inf)
        limit = self._impacts.descending[worst] * self._idf * self._boost - margin
        chosen = self._reaching(limit)
        postings = self._postings
        return TopCandidates(postings.ids.take(chosen), self._table.take(postings.rows_at(chosen), mode="clip"), limit)

    def ids_reaching(self, limit: float) -> Ids:
        return self._postings.ids.take(self._reaching(limit)) if self.always_positive else super().ids_reaching(limit)

    def _reaching(self, limit: float) -> Ids:
        """The places of the postings that score ``limit`` or more; those of other ones maybe, too."""
        assert self._impacts is not None
        ranks, live = self._postings.upper_ranks, self._postings.live_places
        if live is not None:
            ranks = ranks.take(live)
        (chosen,) = (ranks < self._impacts.reaching(limit / (self._idf * self._boost))).nonzero()
        return chosen if live is None else live.take(chosen)


def looked_up(table: NDArray[Any], codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """What the table says of each code; numpy indexes four times faster by integers of its own size."""
    return table.take(codes.astype(np.intp), mode="clip")


class Bitmapped(Node):
    """Paragraphs that match without a score, as a bitmap."""

    def __init__(self, size: int, bitmap: BitMap) -> None:
        super().__init__(size)
        self._bitmap = bitmap

    @property
    def max_count(self) -> int:
        return len(self._bitmap)

    @cached_property
    def ids(self) -> Ids:
        return listed(self._bitmap)

    @property
    def bitmap(self) -> BitMap:
        return self._bitmap


class Listed(Node):
    """Paragraphs with their scores already computed."""

    scored = True

    def __init__(self, size: int, ids: Ids, scores: Scores) -> None:
        super().__init__(size, ids)
        self._scores = scores

    @cached_property
    def max_score(self) -> float:
        return float(self._scores.max(initial=0.0))

    def scores(self, ids: Ids) -> Scores:
        if len(ids) == len(self.ids):
            return self._scores
        return self._scores.take(places(self.ids, ids, self.size))


def nothing(size: int) -> Node:
    """A node without matches, in a segment of so many paragraphs."""
    return Node(size, np.zeros(0, np.int64))
