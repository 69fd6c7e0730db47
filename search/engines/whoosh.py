"""The plain engine: Whoosh's own Searcher finds and scores the leaves, numpy combines them.

Correct and slow; it answers what a faster engine cannot, and is what engines are compared with. Whoosh's
matchers for And, AndNot and Require are not used: with a limit they can lose or gain paragraphs.
"""

from __future__ import annotations

import bisect
import itertools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from whoosh.query import And, AndMaybe, Every, Not, NumericRange, Or, Query

from gongbao.indexer.folding import fold_all
from gongbao.search.engines.protocol import Answer, Column, Filters, Sort, Value
from gongbao.search.query.queries import SameDocument, shown_leaves
from gongbao.search.ranking.proximity import gaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"
Scores: TypeAlias = "NDArray[np.float64]"


class StockEngine:
    """``gongbao.search.engines.protocol.Engine`` over a Whoosh index object."""

    def __init__(self, index: Any) -> None:
        self._searcher = index.searcher()
        self._size = self._searcher.doc_count_all()
        self._columns: dict[str, Column] = {}
        self._lexicons: dict[str, list[tuple[str, int]]] = {}
        self._lock = threading.RLock()  # Whoosh's readers share file positions
        self._live = np.zeros(self._size, np.bool_)
        for reader, offset in self._searcher.reader().leaf_readers():
            self._live[[offset + number for number in reader.all_doc_ids()]] = True
        self.generation = int(self._searcher.reader().generation() or 0)

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
        with self._lock:
            matched, scores = self._evaluate(query)
            mask = matched & self._allowed(filters)
            counts = {
                name: self._counts(
                    name, matched & self._allowed(filters.without(name)) if filters.touches(name) else mask
                )
                for name in facets
            }
            numbers = np.flatnonzero(mask)
            documents = self.column("doc")
            copies: dict[int, list[str]] = {}
            rows = self._ordered(numbers, scores, sort)
            if collapse:
                rows, copies = self._collapsed(rows)
            sizes = np.bincount(documents.codes[rows], minlength=len(documents.values)) if len(rows) else np.zeros(0)
            if group == "document":
                _, first = np.unique(documents.codes[rows], return_index=True)
                rows = rows[np.sort(first)]
            page = rows[max(offset, 0) : max(offset, 0) + max(limit, 0)]
            return Answer(
                total=len(numbers),
                documents=len(np.unique(documents.codes[numbers])),
                rows=len(rows),
                numbers=tuple(int(n) for n in page),
                scores=tuple(float(scores[n]) for n in page),
                more=tuple(int(sizes[documents.codes[n]]) - 1 if group else 0 for n in page),
                copies=tuple(tuple(copies.get(int(documents.codes[n]), ())) for n in page),
                facets=counts,
            )

    def count(self, query: Query | None, filters: Filters) -> int:
        return len(self.ids(query, filters))

    def ids(self, query: Query | None, filters: Filters) -> NDArray[np.int64]:
        with self._lock:
            return np.flatnonzero(self._evaluate(query)[0] & self._allowed(filters)).astype(np.int64)

    def stored(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        with self._lock:
            return [self._searcher.stored_fields(int(number)) for number in numbers]

    def values(self, numbers: Sequence[int], names: tuple[str, ...]) -> list[Sequence[Any]]:
        stored = self.stored(numbers)
        return [[values.get(name) for values in stored] for name in names]

    def gaps(self, strings: Sequence[str], numbers: Sequence[int]) -> list[list[int]]:
        return [gaps(strings, text) for text in fold_all([values.get("text", "") for values in self.stored(numbers)])]

    def column(self, name: str) -> Column:
        with self._lock:
            if name not in self._columns:
                self._columns[name] = self._read_column(name)
            return self._columns[name]

    def terms(self, name: str, prefix: str = "") -> list[tuple[str, int]]:
        with self._lock:
            if name not in self._lexicons:
                reader = self._searcher.reader()
                found = [(t.decode("utf-8"), int(reader.doc_frequency(name, t))) for t in reader.lexicon(name)]
                self._lexicons[name] = sorted(found)
            lexicon = self._lexicons[name]
            first = bisect.bisect_left(lexicon, (prefix, 0))
            return list(itertools.takewhile(lambda pair: pair[0].startswith(prefix), lexicon[first:]))

    def frequency(self, name: str, term: str) -> int:
        with self._lock:
            return int(self._searcher.doc_frequency(name, term))

    def close(self) -> None:
        self._searcher.close()

    def _read_column(self, name: str) -> Column:
        """From the postings: every value's paragraphs (column files read unknown numbers as a default)."""
        reader = self._searcher.reader()
        values: list[Value] = sorted(reader.field_terms(name))
        codes = np.full(self._size, -1, np.int32)
        field = self._searcher.schema[name]
        for code, value in enumerate(values):
            encoded = field.to_bytes(value)
            for leaf, offset in self._searcher.leaf_searchers():
                if (name, encoded) in leaf.reader():
                    codes[[offset + n for n in leaf.reader().postings(name, encoded).all_ids()]] = code
        return Column(codes, values)

    def _allowed(self, filters: Filters) -> Mask:
        mask = self._live.copy()
        for name, wanted in filters.any_of.items():
            mask &= self._holds(name, wanted)
        for name, refused in filters.excluded.items():
            mask &= ~self._holds(name, refused)
        for name, (low, high) in filters.ranges.items():
            mask &= self._between(name, low, high)
        return mask

    def _holds(self, name: str, wanted: tuple[Value, ...]) -> Mask:
        column = self.column(name)
        chosen = np.array([value in wanted for value in column.values] + [False], np.bool_)
        return chosen[column.codes]

    def _between(self, name: str, low: int | None, high: int | None) -> Mask:
        column = self.column(name)
        inside = [(low is None or int(v) >= low) and (high is None or int(v) <= high) for v in column.values]
        return np.array([*inside, False], np.bool_)[column.codes]

    def _evaluate(self, query: Query | None) -> tuple[Mask, Scores]:
        """Which live paragraphs match, and their scores (0.0 where they do not)."""
        if query is None or (isinstance(query, Every) and query.fieldname is None):
            return self._live.copy(), np.zeros(self._size)
        if isinstance(query, And | Or):
            return self._combined(query)
        if isinstance(query, Not):
            return self._live & ~self._evaluate(query.query)[0], np.zeros(self._size)
        if isinstance(query, AndMaybe):
            (mask, scores), (extra, bonus) = (self._evaluate(child) for child in query.subqueries)
            return mask, np.where(mask & extra, scores + bonus, scores)
        if isinstance(query, NumericRange):
            low = None if query.start is None else query.start + query.startexcl
            high = None if query.end is None else query.end - query.endexcl
            return self._between(query.fieldname, low, high), np.zeros(self._size)
        if isinstance(query, SameDocument):
            return self._same_document(query)
        return self._leaf(query)

    def _combined(self, query: And | Or) -> tuple[Mask, Scores]:
        conjunction = isinstance(query, And)
        mask = self._live.copy() if conjunction else np.zeros(self._size, np.bool_)
        total = np.zeros(self._size)
        for child in query.subqueries:
            found, scores = self._evaluate(child)
            mask = mask & found if conjunction else mask | found
            total += scores
        total[~mask] = 0.0
        return mask, total * query.boost

    def _leaf(self, query: Query) -> tuple[Mask, Scores]:
        mask, scores = np.zeros(self._size, np.bool_), np.zeros(self._size)
        schema = self._searcher.schema
        scored = query.field() in schema and bool(schema[query.field()].scorable)
        for leaf, offset in self._searcher.leaf_searchers():
            matcher = query.matcher(leaf, leaf.context())
            while matcher.is_active():
                number = offset + matcher.id()
                mask[number] = True
                if scored:
                    scores[number] = matcher.score()
                matcher.next()
        return mask & self._live, scores

    def _same_document(self, query: SameDocument) -> tuple[Mask, Scores]:
        codes = self.column("doc").codes
        holds = self._documents(query.child, codes)
        shown = shown_leaves(query.child)
        mask, scores = self._evaluate(Or(shown)) if shown else self._evaluate(None)
        mask = mask & np.append(holds, False)[codes]
        return mask, np.where(mask, scores, 0.0) * query.boost

    def _documents(self, query: Query, codes: NDArray[np.int32]) -> Mask:
        """Which documents (by code) fulfil the query when its leaves may match in different paragraphs."""
        if isinstance(query, And | Or):
            masks = [self._documents(child, codes) for child in query.subqueries]
            return np.logical_and.reduce(masks) if isinstance(query, And) else np.logical_or.reduce(masks)
        if isinstance(query, Not):
            return ~self._documents(query.query, codes)
        holds = np.zeros(len(self.column("doc").values), np.bool_)
        holds[codes[self._evaluate(query)[0]]] = True
        return holds

    def _counts(self, name: str, mask: Mask) -> tuple[tuple[Value, int], ...]:
        column = self.column(name)
        counts = np.bincount(column.codes[mask] + 1, minlength=len(column.values) + 1)[1:]
        found = [(column.values[int(code)], int(counts[code])) for code in np.flatnonzero(counts)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    def _ordered(self, numbers: NDArray[np.int64], scores: Scores, sort: Sort) -> NDArray[np.int64]:
        if sort == "relevance":
            return numbers[np.lexsort((numbers, -scores[numbers]))]
        if sort == "position":
            positions = self.column("position")
            return numbers[np.lexsort((positions.codes[numbers], self.column("doc").codes[numbers]))]
        codes = self.column(sort.lstrip("-")).codes[numbers].astype(np.int64)
        unknown = codes < 0
        return numbers[np.lexsort((numbers, -scores[numbers], -codes if sort[0] == "-" else codes, unknown))]

    def _collapsed(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], dict[int, list[str]]]:
        """Without the paragraphs of documents that repeat another document among the rows."""
        documents, originals = self.column("doc"), self.column("copy_of")
        numbers = {value: code for code, value in enumerate(documents.values)}
        present = set(np.unique(documents.codes[rows]).tolist())
        of = np.array([numbers.get(value, -1) for value in originals.values] + [-1], np.int64)[originals.codes[rows]]
        hidden = np.array([code in present for code in of.tolist()], np.bool_)
        copies: dict[int, list[str]] = {}
        for copy, original in sorted(
            set(zip(documents.codes[rows][hidden].tolist(), of[hidden].tolist(), strict=True))
        ):
            copies.setdefault(original, []).append(str(documents.values[copy]))
        return rows[~hidden], copies
