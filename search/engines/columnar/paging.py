"""From the matches in each segment to one page of them: the best, or the first in the order of a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gongbao.indexer.store.arrays import spans
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import bitmap_of
from gongbao.search.engines.columnar.facets import FieldCodes
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.ordering import Scores, best
from gongbao.search.engines.columnar.segments import SegmentReader
from gongbao.search.engines.columnar.sorted_lists import Ids, listed
from gongbao.search.engines.columnar.tallies import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

SELECTIVE = 8
"""Where fewer than one match in so many passes the filters, these are sought; else the best are, and then filtered."""

_UNKNOWN = np.iinfo(np.int64).max


class Rows(NamedTuple):
    """Rows of an answer: paragraphs by their numbers in the whole index, their scores, and how many further matching
    paragraphs each stands for."""

    numbers: list[int]
    scores: list[float]
    more: list[int]


NO_ROWS = Rows([], [], [])


class SegmentMatches:
    """The matches in one segment that are to be rows: of the ``matching`` ones those whose document is ``allowed`` (all
    when None), ``rows`` of them."""

    def __init__(self, reader: SegmentReader, node: Node, allowed: Mask | None, matching: int, rows: int) -> None:
        self.reader, self.node = reader, node
        self._allowed = allowed if rows < matching else None
        self.matching, self.rows = matching, rows

    @cached_property
    def ids(self) -> Ids:
        """The rows' paragraphs, ascending."""
        if self._allowed is None:
            return self.node.ids
        bitmap = self.node.bitmap
        if bitmap is not None and self.rows * SELECTIVE < self.matching:
            documents = np.flatnonzero(self._allowed)
            first = self.reader.boundaries
            starts = first.take(documents)
            paragraphs = spans(starts, first.take(documents + 1) - starts)
            if len(paragraphs) * SELECTIVE < self.matching:
                return listed(bitmap & bitmap_of(paragraphs))
        return self.node.ids.take(self._passing(self.node.ids))

    def _passing(self, ids: Ids) -> Ids:
        """Where those of ``ids`` stand whose document is allowed."""
        assert self._allowed is not None
        return np.flatnonzero(self._allowed.take(self.reader.document.take(ids, mode="clip"), mode="clip"))

    def scores(self) -> Scores:
        """The scores of ``ids``."""
        return self.node.scores(self.ids)

    def top(self, count: int) -> Rows:
        """The ``count`` best rows, best first, equal ones in order."""
        if not self.node.scored:
            first = (self.ids[:count] + self.reader.base).tolist()
            return Rows(first, [0.0] * len(first), [0] * len(first))
        ids, scores = self._candidates(min(count, self.rows))
        chosen = best(scores, count)
        numbers = ids.take(chosen)
        if self.reader.base:
            numbers += self.reader.base
        return Rows(numbers.tolist(), scores.take(chosen).tolist(), [0] * len(chosen))

    def _candidates(self, count: int) -> tuple[Ids, Scores]:
        """Some rows, the ``count`` best among them."""
        if self._allowed is None:
            top = self.node.top_candidates(count)
            return top.ids, top.scores
        if self.rows * SELECTIVE < self.matching:
            return self.ids, self.scores()
        sought = count * self.matching // self.rows * 5 // 4 + SELECTIVE
        while True:
            top = self.node.top_candidates(sought)
            passing = self._passing(top.ids)
            ids, scores = top.ids.take(passing), top.scores.take(passing)
            if top.limit == -np.inf or np.count_nonzero(scores >= top.limit) >= count:
                return ids, scores
            sought *= 4

    def top_documents(self, count: int) -> Rows:
        """The ``count`` best of the documents' best paragraphs, each standing for its document's other matches."""
        scores = self.scores()
        starts = np.flatnonzero(np.diff(self.reader.document.take(self.ids), prepend=-1))
        sizes = np.diff(starts, append=len(scores))
        top = np.maximum.reduceat(scores, starts)
        (is_top,) = (scores == np.repeat(top, sizes)).nonzero()
        document = np.searchsorted(starts, is_top, side="right")
        first = is_top[np.diff(document, prepend=0) != 0]
        chosen = best(top, count)
        numbers = self.ids.take(first.take(chosen)) + self.reader.base
        return Rows(numbers.tolist(), top.take(chosen).tolist(), (sizes.take(chosen) - 1).tolist())


def by_score(parts: Sequence[SegmentMatches], first: int, last: int, grouped: bool) -> Rows:
    """Rows ``first`` to ``last`` with the best first; ``grouped``: each document's best paragraph."""
    tops = [part.top_documents(last) if grouped else part.top(last) for part in parts if part.rows]
    if len(tops) == 1:
        numbers, scores, more = tops[0]
        return Rows(numbers[first:], scores[first:], more[first:])
    rows: list[tuple[float, int, int]] = []
    for numbers, scores, more in tops:
        rows += zip([-score for score in scores], numbers, more, strict=True)
    page = sorted(rows)[first:last]
    return Rows([number for _, number, _ in page], [-score for score, _, _ in page], [more for _, _, more in page])


def by_field(
    parts: Sequence[SegmentMatches], first: int, last: int, grouped: bool, field: FieldCodes, sort: str
) -> Rows:
    """Rows ``first`` to ``last`` in the order of a field by documents; unknown values come last.

    Equal ones by their scores; where the sort is "position", ``field`` being ``doc``, by their positions. ``grouped``:
    each document's first paragraph in that order.
    """
    descending, unknown = sort[0] == "-", len(field.values)
    keys = [_keys(part, codes, unknown, descending) for part, codes in zip(parts, field.codes, strict=True)]
    kept = [part.ids for part in parts]
    if not grouped:
        kept, keys = _leading(kept, keys, last)
    numbers = np.concatenate([_NONE, *(ids + part.reader.base for ids, part in zip(kept, parts, strict=True))])
    scores = np.concatenate([np.zeros(0), *(part.node.scores(ids) for ids, part in zip(kept, parts, strict=True))])
    key = np.concatenate([_NONE, *keys])
    ties = _positions(parts, kept) if sort == "position" else -scores
    order = np.lexsort((numbers, ties, key))
    if not grouped:
        page = order[first:last]
        return Rows(numbers.take(page).tolist(), scores.take(page).tolist(), [0] * len(page))
    documents = np.concatenate([_NONE, *(_documents(part) for part in parts)]).take(order)
    _, firsts, sizes = np.unique(documents, return_index=True, return_counts=True)
    page_of = np.argsort(firsts)[first:last]
    page = order.take(firsts.take(page_of))
    return Rows(numbers.take(page).tolist(), scores.take(page).tolist(), (sizes.take(page_of) - 1).tolist())


_NONE = np.zeros(0, np.int64)


def _keys(part: SegmentMatches, codes: NDArray[np.int64], unknown: int, descending: bool) -> NDArray[np.int64]:
    """What to sort a part's rows by, ascending: int64[rows]."""
    keys = np.where(codes == unknown, _UNKNOWN, -codes if descending else codes)
    return keys.take(part.reader.document.take(part.ids))


def _leading(kept: list[Ids], keys: list[Ids], count: int) -> tuple[list[Ids], list[Ids]]:
    """Of each part's rows those that are among the ``count`` first by their key, and those that tie with the last."""
    every = np.concatenate([_NONE, *keys])
    if len(every) <= count:
        return kept, keys
    limit = np.partition(every, count - 1)[count - 1]
    chosen = [np.flatnonzero(key <= limit) for key in keys]
    return (
        [ids.take(places) for ids, places in zip(kept, chosen, strict=True)],
        [key.take(places) for key, places in zip(keys, chosen, strict=True)],
    )


def _positions(parts: Sequence[SegmentMatches], kept: Sequence[Ids]) -> NDArray[np.int64]:
    """The position of each row within its document."""
    found = [part.reader.arrays.columns.numbers["position"].take(ids) for part, ids in zip(parts, kept, strict=True)]
    return np.concatenate([_NONE, *found])


def _documents(part: SegmentMatches) -> NDArray[np.int64]:
    """The document of each row, numbered in the whole index."""
    return part.reader.document.take(part.ids) + part.reader.first_document
