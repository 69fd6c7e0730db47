"""Strings and patterns as nodes: paragraphs known to match by an indexed term, and those that were verified."""

from __future__ import annotations

import functools

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import Postings, bitmap_of
from gongbao.search.engines.columnar.impact_table import ROUNDED, ImpactTable
from gongbao.search.engines.columnar.nodes import FEW_SCORES, Listed, Node, Term, TopCandidates, nothing
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.segments import K1, SegmentReader
from gongbao.search.engines.columnar.sorted_lists import Ids, listed, places, union, without
from gongbao.search.engines.columnar.verification import TextCheck, matching


class LeafMatches:
    """A two-phase leaf's matches in one segment, ``size`` of them: those that hold the ``certain`` term, and
    ``verified``.

    ``verified`` are the others (int64, ascending), ``counts`` how often the leaf occurs in each. Raises SearchTimeout.
    """

    def __init__(
        self, reader: SegmentReader, check: TextCheck, certain: Postings | None, candidates: Node | None
    ) -> None:
        self.reader, self.certain = reader, certain
        self.verified, self.counts = _NONE, _NONE
        if candidates is not None:
            self.verified, self.counts = matching(reader, check, self._uncertain(candidates))
        self.size = len(self.verified) + (certain.live_count if certain is not None else 0)

    def _uncertain(self, candidates: Node) -> Ids:
        """The candidates that do not hold the certain term."""
        if self.certain is None:
            return candidates.ids
        bitmap = candidates.bitmap
        if bitmap is not None:
            return listed(bitmap - self.certain.bitmap)
        return without(candidates.ids, self.certain.live, self.reader.size)


_NONE = np.zeros(0, np.int64)


def matched(found: LeafMatches, field: str, idf: float, boost: float, impact_table: ImpactTable | None) -> Node:
    """A two-phase leaf as a node, scored like one term of its field when there is an impact table."""
    size, certain = found.reader.size, found.certain
    if certain is None:
        return Matched(found, field, idf, boost, None, impact_table is not None)
    known = Term(size, certain, impact_table, idf, boost)
    if certain.live_count == found.size:
        return known
    return Matched(found, field, idf, boost, known, impact_table is not None)


def paired(reader: SegmentReader, pair: Postings | None, certain: Postings | None, idf: float, boost: float) -> Node:
    """A string of the text that is one pair of characters as a node: what holds the pair matches."""
    if pair is None:
        return nothing(reader.size)
    if certain is not None and certain.live_count == pair.live_count:
        return Term(reader.size, certain, reader.impact_table(TEXT), idf, boost)
    return Paired(reader.size, pair, idf, boost)


class Paired(Node):
    """The paragraphs that hold a pair of characters, scored like one term of the text."""

    scored = True

    def __init__(self, size: int, postings: Postings, idf: float, boost: float) -> None:
        self.size = size
        self._postings, self._idf, self._boost = postings, idf, boost
        self.always_positive = idf * boost > 0
        self.max_score = idf * (K1 + 1) * boost

    @property
    def max_count(self) -> int:
        return self._postings.live_count

    @cached_property
    def ids(self) -> Ids:
        return self._postings.live

    @property
    def bitmap(self) -> BitMap:
        return self._postings.bitmap

    @property
    def ranks(self) -> Ranks:  # kept with the postings
        return self._postings.ranks if self._postings.live_places is None else super().ranks

    def scores(self, ids: Ids) -> Scores:
        return self._weighed(self._saturations) if len(ids) == self.max_count else self._sparse_scores(ids)

    @property
    def _saturations(self) -> Scores:
        """Of each of ``ids``."""
        saturations, live = self._postings.as_text_saturations, self._postings.live_places
        return saturations if live is None else saturations.take(live)

    def _weighed(self, saturations: Scores) -> Scores:
        return self._idf * saturations * self._boost

    def _sparse_scores(self, ids: Ids) -> Scores:
        at, there = self._postings.located(ids)
        scores = np.zeros(len(ids))
        scores[at] = self._weighed(self._postings.as_text_saturations.take(there))
        return scores

    def matching_positions(self, ids: Ids) -> Ids:
        return self._postings.located(ids)[0]

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        """Found by comparing saturations; scores are made for the few that are kept."""
        if not self.always_positive or self.max_count < FEW_SCORES:
            return super().top_candidates(count, margin)
        saturations = self._saturations
        limit = float(low_bound(saturations, count)) * self._idf * self._boost - margin
        (chosen,) = (saturations >= limit / (self._idf * self._boost) - ROUNDED).nonzero()
        return TopCandidates(self.ids.take(chosen), self._weighed(saturations.take(chosen)), limit)


class Matched(Node):
    """A two-phase leaf as a node, scored like one term of its field.

    ``known`` scores the paragraphs that hold the certain term.
    """

    def __init__(
        self, found: LeafMatches, field: str, idf: float, boost: float, known: Node | None, scored: bool
    ) -> None:
        self.size = found.reader.size
        self._found, self._field, self._known = found, field, known
        self._weight = idf, boost
        self.scored = scored
        self.always_positive = scored and idf * boost > 0
        self.max_score = idf * (K1 + 1) * boost if scored else 0.0

    @property
    def max_count(self) -> int:
        return self._found.size

    @cached_property
    def ids(self) -> Ids:
        found = self._found
        return union([found.verified] if found.certain is None else [found.certain.live, found.verified], self.size)

    @cached_property
    def bitmap(self) -> BitMap:  # kept, as it takes work
        found = self._found
        verified = bitmap_of(found.verified)
        return verified if found.certain is None else found.certain.bitmap | verified

    @cached_property
    def _parts(self) -> list[Node]:
        """The known paragraphs and the verified ones, no paragraph being in both; together where they are few."""
        found, known = self._found, self._known
        if found.size < FEW_SCORES:
            return [Listed(self.size, self.ids, self._all_scores)]
        verified = Listed(self.size, found.verified, self._verified_scores)
        return [verified] if known is None else [known, verified]

    @property
    def _all_scores(self) -> Scores:
        """The scores of ``ids``."""
        found = self._found
        if self._known is None:
            return self._verified_scores
        scores = np.empty(found.size)
        scores[places(self.ids, found.verified, self.size)] = self._verified_scores
        scores[places(self.ids, self._known.ids, self.size)] = self._known.scores(self._known.ids)
        return scores

    @property
    def _verified_scores(self) -> Scores:
        """The scores of the verified ones."""
        found, (idf, boost) = self._found, self._weight
        scores: Scores = idf * found.reader.saturation(self._field, found.verified, found.counts) * boost
        return scores

    def scores(self, ids: Ids) -> Scores:
        if not self.scored:
            return np.zeros(len(ids))
        return self._parts[0].scores(ids) if len(self._parts) == 1 else self._sparse_scores(ids)

    def add_scores_to(self, total: Scores) -> None:
        if self.scored:
            for part in self._parts:
                part.add_scores_to(total)

    def _sparse_scores(self, ids: Ids) -> Scores:
        return functools.reduce(np.add, [part.scores_or_zero(ids) for part in self._parts])

    def top_candidates(self, count: int, margin: float = 0.0) -> TopCandidates:
        if not self.scored:
            return super().top_candidates(count, margin)
        tops = [part.top_candidates(count, margin) for part in self._parts]
        if len(tops) == 1:
            return tops[0]
        ids = np.concatenate([top.ids for top in tops])
        order = ids.argsort()
        scores = np.concatenate([top.scores for top in tops])
        return TopCandidates(ids.take(order), scores.take(order), max(top.limit for top in tops))

    def ids_reaching(self, limit: float) -> Ids:
        if not self.scored:
            return super().ids_reaching(limit)
        ids = [part.ids_reaching(limit) for part in self._parts]
        return ids[0] if len(ids) == 1 else np.sort(np.concatenate(ids))
