"""The Engine protocol over our segments' arrays; answers like ``search.stock``, hundreds of times faster."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from search.columnar.counting import Counting, Counts
from search.columnar.evaluate import Evaluation
from search.columnar.nodes import Ids, Node, Scores
from search.columnar.ordering import best, by_column
from search.columnar.segments import Segments, View
from search.engine import Answer, Column, Filters, Sort


@dataclass(frozen=True, slots=True)
class Part:
    """The matches in one segment that pass the filters: ``ids`` in it, and the ``node`` that scores them."""

    view: View
    node: Node
    ids: Ids

    def scores(self) -> Scores:
        return self.node.scores(self.ids)


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
        counts = {
            name: self._counting.counts(
                name, histograms, self._counting.allowed(filters, but=name) if filters.touches(name) else allowed
            )
            for name in facets
        }
        kept = [h if mask is None else h * mask for h, mask in zip(histograms, allowed, strict=True)]
        hidden, copies = self._copies(kept) if collapse else ([None] * len(kept), {})
        shown = [_both(mask, None if out is None else ~out) for mask, out in zip(allowed, hidden, strict=True)]
        parts = [
            Part(view, node, node.ids if mask is None else _passing(view, node.ids, mask))
            for view, node, mask in zip(self._segments.views, nodes, shown, strict=True)
        ]
        rows = sum(len(part.ids) for part in parts)
        numbers, scores, more = self._page(parts, max(offset, 0), max(limit, 0), sort, group)
        if group:
            rows = sum(_documents(part) for part in parts)
        return Answer(
            total=int(sum(int(h.sum()) for h in kept)),
            documents=int(sum(np.count_nonzero(h) for h in kept)),
            rows=rows,
            numbers=tuple(numbers),
            scores=tuple(scores),
            more=tuple(more),
            copies=tuple(tuple(copies.get(self._document(number), ())) for number in numbers),
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
                self._whoosh = self._index.searcher()
            return self._whoosh

    def _evaluate(self, query: Query | None) -> list[Node]:
        evaluation = Evaluation(self._segments, self._searcher)
        nodes = evaluation.nodes(query)
        self.stepped = evaluation.stepped
        return nodes

    def _matching(self, query: Query | None, filters: Filters) -> list[Part]:
        triples = zip(self._segments.views, self._evaluate(query), self._counting.allowed(filters), strict=True)
        return [
            Part(view, node, node.ids if mask is None else _passing(view, node.ids, mask))
            for view, node, mask in triples
        ]

    def _view(self, number: int) -> View:
        """The segment of a paragraph."""
        return self._segments.views[int(np.searchsorted(self._bases, number, side="right")) - 1]

    def _document(self, number: int) -> int:
        """The number of a paragraph's document in the whole index."""
        at = int(np.searchsorted(self._bases, number, side="right")) - 1
        view = self._segments.views[at]
        return sum(v.documents for v in self._segments.views[:at]) + int(view.document[number - view.base])

    def _page(
        self, parts: list[Part], offset: int, limit: int, sort: Sort, group: Literal["document"] | None
    ) -> tuple[list[int], list[float], list[int]]:
        """Numbers, scores and further paragraphs (see Answer.more) of a page."""
        if not limit:
            return [], [], []
        if sort != "relevance":
            return self._sorted_page(parts, offset, limit, sort, group)
        found = [_grouped(part) if group else _plain(part) for part in parts if len(part.ids)]
        last = min(offset + limit, sum(len(ids) for ids, _, _ in found))
        tops = [best(scores, last) for _, scores, _ in found]
        columns = [
            np.concatenate([np.zeros(0), *(row[at].take(top) for row, top in zip(found, tops, strict=True))])
            for at in range(3)
        ]
        numbers, scores, more = columns[0].astype(np.int64), columns[1], columns[2].astype(np.int64)
        order = np.lexsort((numbers, -scores))[offset:last]
        return numbers[order].tolist(), scores[order].tolist(), more[order].tolist()

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

    def _copies(self, histograms: list[Counts]) -> tuple[list[NDArray[np.bool_] | None], dict[int, list[str]]]:
        """Which documents of each segment repeat another one that matches, and the ids of those that do, by that other
        document's number in the whole index."""
        counting = self._counting
        if not any(len(rows) for rows in counting.copies):
            return [None] * len(histograms), {}
        held = np.append(np.concatenate(histograms) > 0, False)
        hidden: list[NDArray[np.bool_] | None] = []
        names: dict[int, list[str]] = {}
        for view, rows, counts in zip(self._segments.views, counting.copies, histograms, strict=True):
            repeats = rows[(counts[rows[:, 0]] > 0) & held[rows[:, 1]]]
            mask = np.zeros(view.documents, bool)
            mask[repeats[:, 0]] = True
            hidden.append(mask if len(repeats) else None)
            for copy, original in repeats.tolist():
                first = int(view.arrays.columns.first[copy])
                names.setdefault(original, []).append(str(view.arrays.stored.fields(first)["doc"]))
        return hidden, {original: sorted(copies) for original, copies in names.items()}


def _passing(view: View, ids: Ids, allowed: NDArray[np.bool_]) -> Ids:
    """Those paragraphs whose document is allowed."""
    return ids.take(np.flatnonzero(allowed.take(view.document.take(ids))))


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _plain(part: Part) -> tuple[Ids, Scores, Ids]:
    """Every paragraph as a row: numbers, scores, and no further paragraphs."""
    return part.ids + part.view.base, part.scores(), np.zeros(len(part.ids), np.int64)


def _starts(part: Part) -> Ids:
    """Where each document's paragraphs start among a part's ids; a document's stand together."""
    return np.flatnonzero(np.diff(part.view.document.take(part.ids), prepend=-1))


def _documents(part: Part) -> int:
    return len(_starts(part))


def _grouped(part: Part) -> tuple[Ids, Scores, Ids]:
    """Each document's best paragraph as a row, with the number of its other ones."""
    starts, scores = _starts(part), part.scores()
    sizes = np.diff(starts, append=len(scores))
    top = np.maximum.reduceat(scores, starts)
    is_top = np.flatnonzero(scores == np.repeat(top, sizes))
    document = np.searchsorted(starts, is_top, side="right")
    first = is_top[np.diff(document, prepend=0) != 0]
    return part.ids.take(first) + part.view.base, top, sizes - 1
