"""The Engine protocol over our segments' arrays; answers like ``search.stock``, hundreds of times faster."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from indexer.store.arrays import spans
from indexer.store.columns import GROUP
from search.columnar.counting import Counting, Counts
from search.columnar.evaluate import Evaluation
from search.columnar.nodes import Ids, Node, Scores
from search.columnar.ordering import best, by_column
from search.columnar.segments import Segments, View
from search.engine import Answer, Column, Filters, Sort


@dataclass(frozen=True, slots=True)
class Part:
    """The matches in one segment that pass the filters: ``ids`` in it, and the ``node`` that scores them.

    ``hidden`` are documents whose paragraphs are not to be rows.
    """

    view: View
    node: Node
    ids: Ids
    hidden: Ids

    def scores(self) -> Scores:
        """The scores of ``ids``, those of hidden documents' paragraphs lower than any."""
        scores = self.node.scores(self.ids)
        if len(self.hidden):
            first = np.append(self.view.arrays.columns.first, self.view.size)
            low, high = np.searchsorted(self.ids, first[self.hidden]), np.searchsorted(self.ids, first[self.hidden + 1])
            scores[spans(low, high - low)] = -np.inf
        return scores

    def shown(self) -> Part:
        """The same without the hidden paragraphs."""
        if not len(self.hidden):
            return self
        allowed = np.ones(self.view.documents, bool)
        allowed[self.hidden] = False
        return Part(self.view, self.node, _passing(self.view, self.ids, allowed), self.hidden[:0])


class ColumnarEngine:
    """``search.engine.Engine`` over an index of ``indexer.store``.

    ``stepped`` are the parts of the last query that were left to Whoosh's own matchers.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._segments = Segments(index)
        self._counting = Counting(self._segments)
        self._bases = [view.base for view in self._segments.views]
        self._lock = threading.RLock()
        self._whoosh: Any = None
        self.generation = self._segments.generation
        self.stepped: list[Query] = []

    def search(
        self,
        query: Query | None,
        filters: Filters,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
        group: Literal["document"] | None = None,
        collapse: bool = False,
    ) -> Answer:
        nodes = self._evaluate(query)
        histograms = [
            self._counting.histogram(view, node.ids) for view, node in zip(self._segments.views, nodes, strict=True)
        ]
        allowed = self._counting.allowed(filters)
        kept = _masked(histograms, allowed)
        profiles = self._counting.profiles(kept)
        counts = self._counting.counts(facets, profiles)
        for name in facets:
            if filters.touches(name):
                own = _masked(histograms, self._counting.allowed(filters, but=name))
                counts |= self._counting.counts([name], self._counting.profiles(own))
        repeats = self._repeats(kept) if collapse else [_NO_REPEATS] * len(kept)
        parts = [
            Part(view, node, node.ids if mask is None else _passing(view, node.ids, mask), rows[:, 0])
            for view, node, mask, rows in zip(self._segments.views, nodes, allowed, repeats, strict=True)
        ]
        total, documents = sum(int(h.sum()) for h in kept), sum(int(np.count_nonzero(h)) for h in kept)
        rows = documents if group else total
        if any(len(part.hidden) for part in parts):
            shown = [_less(counted, part.hidden) for counted, part in zip(kept, parts, strict=True)]
            rows = sum(int(np.count_nonzero(counted) if group else counted.sum()) for counted in shown)
        numbers, scores, more = self._page(parts, max(offset, 0), max(limit, 0), rows, sort, group)
        return Answer(
            total=total,
            documents=documents,
            rows=rows,
            numbers=tuple(numbers),
            scores=tuple(scores),
            more=tuple(more),
            copies=self._copies(numbers, repeats),
            facets=counts,
        )

    def count(self, query: Query | None, filters: Filters) -> int:
        return sum(len(part.ids) for part in self._matching(query, filters))

    def ids(self, query: Query | None, filters: Filters) -> NDArray[np.int64]:
        parts = self._matching(query, filters)
        return np.concatenate([np.zeros(0, np.int64), *(part.ids + part.view.base for part in parts)])

    def stored(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        found = []
        for number in numbers:
            view = self._view(number)
            found.append(view.arrays.stored.fields(number - view.base))
        return found

    def texts(self, numbers: Sequence[int]) -> list[str]:
        views = [(self._view(number), number) for number in numbers]
        return [view.arrays.stored.text_of(number - view.base) for view, number in views]

    def column(self, name: str) -> Column:
        with self._lock:
            return self._counting.column(name)

    def terms(self, name: str, prefix: str = "") -> list[tuple[str, int]]:
        start = self._segments.schema[name].to_bytes(prefix)
        found: dict[bytes, int] = {}
        for view in self._segments.views:
            postings = view.arrays.postings(name)
            for term in postings.prefixed(start) if postings is not None else ():
                assert postings is not None
                text = postings.text(term)
                found[text] = found.get(text, 0) + postings.document_count(term)
        return [(text.decode("utf-8", "surrogatepass"), count) for text, count in sorted(found.items())]

    def frequency(self, name: str, term: str) -> int:
        return self._segments.frequency(name, self._segments.schema[name].to_bytes(term))

    def close(self) -> None:
        if self._whoosh is not None:
            self._whoosh.close()

    def _searcher(self) -> Any:
        """Whoosh's own Searcher on this generation, for what we do not evaluate ourselves."""
        with self._lock:
            if self._whoosh is None:
                from whoosh.searching import Searcher  # few queries need it

                held = self._segments  # the index itself may have moved on to a later generation
                reader = self._index._reader(self._index.storage, held.schema, list(held.contents), held.generation)
                self._whoosh = Searcher(reader)
            return self._whoosh

    def _evaluate(self, query: Query | None) -> list[Node]:
        evaluation = Evaluation(self._segments, self._searcher)
        nodes = evaluation.nodes(query)
        self.stepped = evaluation.stepped
        return nodes

    def _matching(self, query: Query | None, filters: Filters) -> list[Part]:
        triples = zip(self._segments.views, self._evaluate(query), self._counting.allowed(filters), strict=True)
        return [
            Part(view, node, node.ids if mask is None else _passing(view, node.ids, mask), _NO_REPEATS[:, 0])
            for view, node, mask in triples
        ]

    def _view(self, number: int) -> View:
        """The segment of a paragraph."""
        return self._segments.views[bisect_right(self._bases, number) - 1]

    def _document(self, number: int) -> int:
        """The number of a paragraph's document in the whole index."""
        at = bisect_right(self._bases, number) - 1
        return self._segments.first_documents[at] + int(self._segments.views[at].document[number - self._bases[at]])

    def _page(
        self, parts: list[Part], offset: int, limit: int, rows: int, sort: Sort, group: Literal["document"] | None
    ) -> tuple[list[int], list[float], list[int]]:
        """Numbers, scores and further paragraphs (see Answer.more) of a page."""
        last = min(offset + limit, rows)
        if offset >= last:
            return [], [], []
        if sort != "relevance":
            return self._sorted_page([part.shown() for part in parts], offset, limit, sort, group)
        top: list[tuple[float, int, int]] = []
        for part in parts:
            if len(part.ids):
                ids, scores, more = _grouped(part) if group else (part.ids, part.scores(), None)
                chosen = best(scores, last)
                numbers = (ids.take(chosen) + part.view.base).tolist()
                others = [0] * len(numbers) if more is None else more.take(chosen).tolist()
                top += zip((-scores.take(chosen)).tolist(), numbers, others, strict=True)
        page = sorted(top)[offset:last]
        return [number for _, number, _ in page], [-score for score, _, _ in page], [other for _, _, other in page]

    def _sorted_page(
        self, parts: list[Part], offset: int, limit: int, sort: Sort, group: Literal["document"] | None
    ) -> tuple[list[int], list[float], list[int]]:
        nothing = np.zeros(0)
        numbers = np.concatenate([nothing.astype(np.int64), *(part.ids + part.view.base for part in parts)])
        scores = np.concatenate([nothing, *(part.scores() for part in parts)])
        documents = self.column("doc").codes
        if sort == "position":
            positions = self.column("position").codes
            order = numbers[np.lexsort((positions[numbers], documents[numbers]))]
        else:
            order = by_column(numbers, scores, self.column(sort.lstrip("-")).codes, sort[0] == "-")
        sizes = np.zeros(0, np.int64)
        if group:
            sizes = np.bincount(documents[order] + 1)
            _, first = np.unique(documents[order], return_index=True)
            order = order[np.sort(first)]
        page = order[offset : offset + limit]
        more = (sizes[documents[page] + 1] - 1).tolist() if group else [0] * len(page)
        return page.tolist(), scores[np.searchsorted(numbers, page)].tolist(), more

    def _repeats(self, histograms: list[Counts]) -> list[NDArray[np.int64]]:
        """For each segment, the rows of ``Counting.copies`` where both the copy and its original match."""
        copies = self._counting.copies
        if not any(map(len, copies)):
            return copies
        held = np.append(np.concatenate(histograms) > 0, False)
        return [
            rows[(counts[rows[:, 0]] > 0) & held[rows[:, 1]]] for rows, counts in zip(copies, histograms, strict=True)
        ]

    def _copies(self, numbers: list[int], repeats: list[NDArray[np.int64]]) -> tuple[tuple[str, ...], ...]:
        """For each paragraph, the ids of the documents that were hidden because they repeat its document."""
        if not any(map(len, repeats)):
            return ((),) * len(numbers)
        documents = [self._document(number) for number in numbers]
        names: dict[int, list[str]] = {}
        for view, rows in zip(self._segments.views, repeats, strict=True):
            for copy, original in rows.tolist():
                if original in documents:
                    first = int(view.arrays.columns.first[copy])
                    names.setdefault(original, []).append(view.arrays.stored.value(first, GROUP))
        return tuple(tuple(sorted(names.get(document, ()))) for document in documents)


_NO_REPEATS = np.zeros((0, 2), np.int64)


def _masked(histograms: list[Counts], allowed: list[NDArray[np.bool_] | None]) -> list[Counts]:
    """Histograms over documents, 0 for those that are not allowed."""
    return [h if mask is None else h * mask for h, mask in zip(histograms, allowed, strict=True)]


def _less(counted: Counts, hidden: Ids) -> Counts:
    """A histogram without some documents."""
    counted = counted.copy()
    counted[hidden] = 0
    return counted


def _passing(view: View, ids: Ids, allowed: NDArray[np.bool_]) -> Ids:
    """Those paragraphs whose document is allowed."""
    return ids.take(np.flatnonzero(allowed.take(view.document.take(ids, mode="clip"), mode="clip")), mode="clip")


def _starts(part: Part) -> Ids:
    """Where each document's paragraphs start among a part's ids; a document's stand together."""
    return np.flatnonzero(np.diff(part.view.document.take(part.ids), prepend=-1))


def _grouped(part: Part) -> tuple[Ids, Scores, Ids]:
    """Each document's best paragraph as a row, with the number of its other ones."""
    starts, scores = _starts(part), part.scores()
    sizes = np.diff(starts, append=len(scores))
    top = np.maximum.reduceat(scores, starts)
    is_top = np.flatnonzero(scores == np.repeat(top, sizes))
    document = np.searchsorted(starts, is_top, side="right")
    first = is_top[np.diff(document, prepend=0) != 0]
    return part.ids.take(first), top, sizes - 1
