"""From the matches in each segment to one page of them: the best, or the first in the order of a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gongbao.indexer.store.arrays import spans
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import bitmap_of
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.ordering import Scores, best, by_column
from gongbao.search.engines.columnar.segments import View
from gongbao.search.engines.columnar.sorted_lists import Ids, listed
from gongbao.search.engines.protocol import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

SELECTIVE = 8
"""Where fewer than one match in so many passes the filters, these are sought; else the best are, and then filtered."""


class Page(NamedTuple):
    """Rows of an answer: numbers in the whole index, scores, and how many further paragraphs each row stands for."""

    numbers: tuple[int, ...]
    scores: tuple[float, ...]
    more: tuple[int, ...]


Rows = tuple[list[int], list[float], list[int]]
"""Paragraphs by their numbers in the whole index, their scores, and how many others each stands for."""


class Part:
    """The matches in one segment that are to be rows: of the ``matching`` ones those whose document is ``allowed``
    (all when None), ``rows`` of them."""

    def __init__(self, view: View, node: Node, allowed: NDArray[np.bool_] | None, matching: int, rows: int) -> None:
        self.view, self.node, self._allowed = view, node, allowed
        self.matching, self.rows = matching, rows

    @cached_property
    def ids(self) -> Ids:
        """The rows' paragraphs, ascending."""
        if self._allowed is None:
            return self.node.ids
        bitmap = self.node.bitmap
        if bitmap is not None and self.rows * SELECTIVE < self.matching:
            documents = np.flatnonzero(self._allowed)
            first = self.view.boundaries
            starts = first.take(documents)
            paragraphs = spans(starts, first.take(documents + 1) - starts)
            if len(paragraphs) * SELECTIVE < self.matching:
                return listed(bitmap & bitmap_of(paragraphs))
        return self.node.ids.take(self._passing(self.node.ids))

    def _passing(self, ids: Ids) -> Ids:
        """Where those of ``ids`` stand whose document is allowed."""
        assert self._allowed is not None
        return np.flatnonzero(self._allowed.take(self.view.document.take(ids, mode="clip"), mode="clip"))

    def scores(self) -> Scores:
        """The scores of ``ids``."""
        return self.node.scores(self.ids)

    def top(self, count: int) -> Rows:
        """The ``count`` best rows, best first, equal ones in order."""
        if not self.node.scored:
            first = (self.ids[:count] + self.view.base).tolist()
            return first, [0.0] * len(first), [0] * len(first)
        ids, scores = self._candidates(min(count, self.rows))
        chosen = best(scores, count)
        numbers = ids.take(chosen)
        if self.view.base:
            numbers += self.view.base
        return numbers.tolist(), scores.take(chosen).tolist(), [0] * len(chosen)

    def _candidates(self, count: int) -> tuple[Ids, Scores]:
        """Some rows, the ``count`` best among them."""
        if self._allowed is None:
            top = self.node.above(count)
            return top.ids, top.scores
        if self.rows * SELECTIVE < self.matching:
            return self.ids, self.scores()
        sought = count * self.matching // self.rows * 5 // 4 + SELECTIVE
        while True:
            top = self.node.above(sought)
            passing = self._passing(top.ids)
            ids, scores = top.ids.take(passing), top.scores.take(passing)
            if top.limit == -np.inf or np.count_nonzero(scores >= top.limit) >= count:
                return ids, scores
            sought *= 4


def by_score(parts: Sequence[Part], first: int, last: int, grouped: bool) -> Page:
    """Rows ``first`` to ``last`` with the best first; ``grouped``: each document's best paragraph."""
    filled = [part for part in parts if part.rows]
    tops = [_grouped(part, last) if grouped else part.top(last) for part in filled]
    if len(tops) == 1:
        numbers, scores, more = tops[0]
        return Page(tuple(numbers[first:]), tuple(scores[first:]), tuple(more[first:]))
    rows: list[tuple[float, int, int]] = []
    for numbers, scores, more in tops:
        rows += zip([-score for score in scores], numbers, more, strict=True)
    page = sorted(rows)[first:last]
    return Page(
        tuple([number for _, number, _ in page]),
        tuple([-score for score, _, _ in page]),
        tuple([more for _, _, more in page]),
    )


def by_field(
    parts: Sequence[Part], first: int, last: int, grouped: bool, sort: str, column: Column, documents: Column
) -> Page:
    """Rows ``first`` to ``last`` in the order of ``column``, or of the documents and paragraphs for "position"."""
    descending = sort[0] == "-"
    kept = [part.ids for part in parts]
    if not grouped:
        kept = _leading(parts, last, documents if sort == "position" else column, descending)
    numbers = np.concatenate([_NONE, *(ids + part.view.base for ids, part in zip(kept, parts, strict=True))])
    scores = np.concatenate([np.zeros(0), *(part.node.scores(ids) for ids, part in zip(kept, parts, strict=True))])
    if sort == "position":
        order = numbers[np.lexsort((column.codes[numbers], documents.codes[numbers]))]
    else:
        order = by_column(numbers, scores, column.codes, descending)
    more: list[int] = []
    if grouped:
        sizes = np.bincount(documents.codes[order] + 1)
        _, firsts = np.unique(documents.codes[order], return_index=True)
        order = order[np.sort(firsts)]
        more = (sizes[documents.codes[order[first:last]] + 1] - 1).tolist()
    page = order[first:last]
    found = scores[np.searchsorted(numbers, page)].tolist()
    return Page(tuple(page.tolist()), tuple(found), tuple(more or [0] * len(page)))


_NONE = np.zeros(0, np.int64)


def _leading(parts: Sequence[Part], count: int, column: Column, descending: bool) -> list[Ids]:
    """Of each part's rows those that are among the ``count`` first by their value, and those that tie with the last."""
    keys = []
    for part in parts:
        codes = column.codes.take(part.ids + part.view.base)
        keys.append(np.where(codes < 0, np.iinfo(codes.dtype).max, -codes if descending else codes))  # unknown is last
    every = np.concatenate([_NONE, *keys])
    if len(every) <= count:
        return [part.ids for part in parts]
    limit = np.partition(every, count - 1)[count - 1]
    return [part.ids.take(np.flatnonzero(key <= limit)) for part, key in zip(parts, keys, strict=True)]


def _grouped(part: Part, count: int) -> Rows:
    """The ``count`` best of the documents' best paragraphs."""
    scores = part.scores()
    starts = np.flatnonzero(np.diff(part.view.document.take(part.ids), prepend=-1))
    sizes = np.diff(starts, append=len(scores))
    top = np.maximum.reduceat(scores, starts)
    is_top = np.flatnonzero(scores == np.repeat(top, sizes))
    document = np.searchsorted(starts, is_top, side="right")
    first = is_top[np.diff(document, prepend=0) != 0]
    chosen = best(top, count)
    numbers = part.ids.take(first.take(chosen)) + part.view.base
    return numbers.tolist(), top.take(chosen).tolist(), (sizes.take(chosen) - 1).tolist()
