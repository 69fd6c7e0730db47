"""The Engine protocol over our segments' arrays; answers like ``engines.whoosh``, hundreds of times faster."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from whoosh.query import Query

from gongbao.indexer.folding import fold_all, units_table
from gongbao.indexer.store.columns import GROUP
from gongbao.search.engines.columnar.corruption import telling
from gongbao.search.engines.columnar.counting import Counting, fulfilled
from gongbao.search.engines.columnar.evaluate import Evaluation
from gongbao.search.engines.columnar.memory import keep_freed
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.paging import Page, Part, by_field, by_score
from gongbao.search.engines.columnar.segments import Segments, View
from gongbao.search.engines.columnar.tallies import Tally, tally
from gongbao.search.engines.columnar.two_phase import nearness
from gongbao.search.engines.protocol import Answer, Column, Filters, Sort
from gongbao.search.ranking.proximity import gaps

if TYPE_CHECKING:
    from numpy.typing import NDArray


class ColumnarEngine:
    """``gongbao.search.engines.protocol.Engine`` over an index of ``gongbao.indexer.store``.

    ``stepped`` are the parts of the last query that were left to Whoosh's own matchers.
    """

    def __init__(self, index: Any) -> None:
        keep_freed()
        self._index = index
        self._segments = Segments(index)
        self._counting = Counting(self._segments)
        self._bases = [view.base for view in self._segments.views]
        self._lock = threading.RLock()
        self._whoosh: Any = None
        self.generation = self._segments.generation
        self.stepped: list[Query] = []

    @telling
    def prepare(self, facets: Sequence[str]) -> None:
        """Work out now what every answer with these facets needs, so that the first one need not wait (3 ms)."""
        units_table()
        for view in self._segments.views:
            view.prepare()
        if self._segments.views and all(map(self._counting.is_facet, facets)):
            self._counting.laid(tuple(facets))

    @telling
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
        if not any(node.bound for node in nodes):
            return Answer(0, 0, 0, (), (), (), (), dict.fromkeys(facets, ()))
        views = self._segments.views
        found = [tally(view, node) for view, node in zip(views, nodes, strict=True)]
        conditions = self._counting.conditions(filters)
        allowed = fulfilled(conditions)
        kept = _within(found, allowed)
        counts = self._counting.counts(facets, kept)
        for name in facets if filters.any else ():
            if filters.touches(name):
                own = _within(found, fulfilled(conditions, but=name))
                counts |= self._counting.counts([name], own)
        repeats = self._repeats(kept) if collapse else [_NO_REPEATS] * len(kept)
        parts, rows = [], 0
        for view, node, every, passing, mask, copies in zip(views, nodes, found, kept, allowed, repeats, strict=True):
            held = passing.total
            if len(copies):
                hidden = _hidden(copies)
                held -= int(passing.histogram.take(hidden).sum())
                mask = np.ones(view.documents, bool) if mask is None else mask.copy()
                mask[hidden] = False
            parts.append(Part(view, node, mask, every.total, held))
            rows += held
        total = sum([passing.total for passing in kept])
        documents = sum([passing.documents for passing in kept])
        if group:
            rows = documents - sum([len(_hidden(copies)) for copies in repeats])
        first = max(offset, 0)
        page = self._page(parts, first, min(first + max(limit, 0), rows), sort, group is not None)
        copied = self._copies(page.numbers, repeats)
        return Answer(total, documents, rows, page.numbers, page.scores, page.more, copied, counts)

    @telling
    def count(self, query: Query | None, filters: Filters) -> int:
        triples = zip(self._segments.views, self._evaluate(query), self._counting.allowed(filters), strict=True)
        return sum(node.count if mask is None else tally(view, node).within(mask).total for view, node, mask in triples)

    @telling
    def ids(self, query: Query | None, filters: Filters) -> NDArray[np.int64]:
        triples = zip(self._segments.views, self._evaluate(query), self._counting.allowed(filters), strict=True)
        found = [Part(view, node, mask, 0, 0).ids + view.base for view, node, mask in triples]
        return np.concatenate([np.zeros(0, np.int64), *found])

    @telling
    def stored(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        found = []
        for number in numbers:
            view = self._view(number)
            found.append(view.arrays.stored.fields(number - view.base))
        return found

    @telling
    def values(self, numbers: Sequence[int], names: tuple[str, ...]) -> list[Sequence[Any]]:
        if len(self._bases) == 1:
            return self._segments.views[0].arrays.stored.values(numbers, names)
        held: dict[int, list[int]] = {}  # by segment
        for number in numbers:
            held.setdefault(bisect_right(self._bases, number) - 1, []).append(number)
        found: dict[int, tuple[Any, ...]] = {}
        for at, own in held.items():
            view = self._segments.views[at]
            values = view.arrays.stored.values([number - view.base for number in own], names)
            found |= zip(own, zip(*values, strict=True), strict=True)
        return list(zip(*[found[number] for number in numbers], strict=True)) or [()] * len(names)

    @telling
    def gaps(self, strings: Sequence[str], numbers: Sequence[int]) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for view in self._segments.views:
            own = sorted([n for n in numbers if 0 <= n - view.base < view.size])
            if not own:
                continue
            ids = np.array(own, np.int64) - view.base
            apart = nearness(view, strings, ids)
            if apart is None:  # a single character has no places of its own
                texts = fold_all([view.arrays.stored.text_of(number) for number in ids.tolist()])
                rows = [gaps(strings, text) for text in texts]
            else:
                rows = apart.T.tolist()
            found |= zip(own, rows, strict=True)
        return [found[number] for number in numbers]

    @telling
    def column(self, name: str) -> Column:
        with self._lock:
            return self._counting.column(name)

    @telling
    def terms(self, name: str, prefix: str = "") -> list[tuple[str, int]]:
        start = self._segments.schema[name].to_bytes(prefix)
        found: dict[bytes, int] = {}
        for view in self._segments.views:
            postings = view.arrays.postings(name)
            if postings is None:
                continue
            terms = postings.prefixed(start)
            for term, text in zip(terms, postings.texts(terms.start, terms.stop), strict=True):
                found[text] = found.get(text, 0) + postings.document_count(term)
        return [(text.decode("utf-8", "surrogatepass"), count) for text, count in sorted(found.items())]

    @telling
    def frequency(self, name: str, term: str) -> int:
        return self._segments.frequency(name, self._segments.schema[name].to_bytes(term))

    def verify(self) -> None:
        """Read every byte; raises IndexDamaged naming the first array that has changed since it was written."""
        for view in self._segments.views:
            view.arrays.file.verify()

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

    def _view(self, number: int) -> View:
        """The segment of a paragraph."""
        return self._segments.views[bisect_right(self._bases, number) - 1]

    def _document(self, number: int) -> int:
        """The number of a paragraph's document in the whole index."""
        at = bisect_right(self._bases, number) - 1
        return self._segments.first_documents[at] + int(self._segments.views[at].document[number - self._bases[at]])

    def _page(self, parts: list[Part], first: int, last: int, sort: Sort, grouped: bool) -> Page:
        if first >= last:
            return Page((), (), ())
        if sort == "relevance":
            return by_score(parts, first, last, grouped)
        column = self.column(sort.lstrip("-"))
        return by_field(parts, first, last, grouped, sort, column, self.column("doc"))

    def _repeats(self, tallies: Sequence[Tally]) -> list[NDArray[np.int64]]:
        """For each segment, the rows of ``Counting.copies`` where both the copy and its original match."""
        copies = self._counting.copies
        if not any(map(len, copies)):
            return copies
        histograms = [found.histogram for found in tallies]
        held = np.append(np.concatenate(histograms) > 0, False)
        return [
            rows[(counts[rows[:, 0]] > 0) & held[rows[:, 1]]] for rows, counts in zip(copies, histograms, strict=True)
        ]

    def _copies(self, numbers: Sequence[int], repeats: list[NDArray[np.int64]]) -> tuple[tuple[str, ...], ...]:
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


def _hidden(copies: NDArray[np.int64]) -> NDArray[np.int64]:
    """The documents in ascending rows of a copy and its original."""
    documents = copies[:, 0]
    return documents[np.diff(documents, prepend=-1) > 0]


def _within(tallies: Sequence[Tally], allowed: Sequence[NDArray[np.bool_] | None]) -> list[Tally]:
    """What is left of some tallies by masks over documents."""
    return [found if mask is None else found.within(mask) for found, mask in zip(tallies, allowed, strict=True)]
