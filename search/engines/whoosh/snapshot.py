"""One generation of an index: Whoosh finds and scores the leaves of a query, numpy combines them.

Whoosh's matchers for And, AndNot and Require are not used: with a limit they can lose or gain paragraphs.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from whoosh.query import And, AndMaybe, Every, Not, NumericRange, Or, Query
from whoosh.searching import Searcher

from gongbao.indexer.folding import fold
from gongbao.indexer.store import Generation, whoosh_codec
from gongbao.search.engines.protocol import Filters, Measure, Value
from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.engines.whoosh.leaves import SameDocumentQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"
Scores: TypeAlias = "NDArray[np.float64]"
Numbers: TypeAlias = "NDArray[np.int64]"


class Column(NamedTuple):
    """A field over all paragraphs: ``codes`` (int32[N]) index ``values``, distinct and ascending; −1 where unknown."""

    codes: NDArray[np.int32]
    values: list[Value]


class Snapshot:
    """What is read of one generation. Its methods are for one thread at a time: hold ``lock``.

    Paragraphs are numbered from 0 in the order of the index, deleted ones too: N of them.
    """

    def __init__(self, generation: Generation) -> None:
        """Raises IndexDamaged."""
        self._segments = generation.segments
        self.generation = generation.number
        self.searcher: Any = Searcher(whoosh_codec.reader(generation))
        self.lock = threading.RLock()  # Whoosh's readers share file positions
        self.size = int(self.searcher.doc_count_all())
        self.live: Mask = np.zeros(self.size, np.bool_)
        for reader, offset in self.searcher.reader().leaf_readers():
            self.live[[offset + number for number in reader.all_doc_ids()]] = True
        self._columns: dict[str, Column] = {}
        self._lexicons: dict[str, list[tuple[str, int]]] = {}
        self._copies: dict[str, str] | None = None
        self.measured: dict[Measure, dict[int, int]] = {}
        """Measures of single paragraphs that have been worked out, by paragraph."""

    def verify(self) -> None:
        """Reads every byte; raises IndexDamaged naming the first array that has changed since it was written."""
        for segment in self._segments:
            segment.arrays.file.verify()

    @property
    def schema(self) -> Any:
        """Whoosh's schema of the index."""
        return self.searcher.schema

    def stored(self, number: int) -> dict[str, Any]:
        """The stored fields of a paragraph."""
        found: dict[str, Any] = self.searcher.stored_fields(number)
        return found

    def text(self, number: int) -> str:
        """The folded text of a paragraph."""
        return fold(self.stored(number).get("text") or "")

    def lexicon(self, name: str) -> list[tuple[str, int]]:
        """The terms of a field, ascending, with the number of paragraphs that hold each."""
        if name not in self._lexicons:
            reader = self.searcher.reader()
            indexed = name in self.schema and self.schema[name].indexed
            terms = list(reader.lexicon(name)) if indexed else []
            self._lexicons[name] = sorted((t.decode("utf-8"), int(reader.doc_frequency(name, t))) for t in terms)
        return self._lexicons[name]

    def column(self, name: str) -> Column:
        """A field as it is indexed; nothing is known of one that is not."""
        if name not in self._columns:
            self._columns[name] = self._read_column(name)
        return self._columns[name]

    def _read_column(self, name: str) -> Column:
        """From the postings: every value's paragraphs (column files read unknown numbers as a default)."""
        codes = np.full(self.size, -1, np.int32)
        if name not in self.schema or not self.schema[name].indexed:
            return Column(codes, [])
        values: list[Value] = sorted(self.searcher.reader().field_terms(name))
        field = self.schema[name]
        for code, value in enumerate(values):
            encoded = field.to_bytes(value)
            for leaf, offset in self.searcher.leaf_searchers():
                if (name, encoded) in leaf.reader():
                    codes[[offset + n for n in leaf.reader().postings(name, encoded).all_ids()]] = code
        return Column(codes, values)

    @property
    def copies(self) -> dict[str, str]:
        """Documents that repeat another one of the index, by id, each with the id of that one."""
        if self._copies is None:
            documents, originals = self.column("doc"), self.column("copy_of")
            rows = np.flatnonzero(self.live)
            present = {documents.values[code] for code in documents.codes[rows].tolist()}
            named = {
                str(documents.values[documents.codes[row]]): str(originals.values[originals.codes[row]])
                for row in rows[originals.codes[rows] >= 0].tolist()
            }
            self._copies = {one: other for one, other in named.items() if other in present and other != one}
        return self._copies

    @property
    def is_copy(self) -> Mask:
        """Which paragraphs belong to such a document: bool[N]."""
        documents = self.column("doc")
        return np.array([*(value in self.copies for value in documents.values), False], np.bool_)[documents.codes]

    def allowed(self, filters: Filters) -> Mask:
        """Which paragraphs are not deleted and pass the filters: bool[N]."""
        mask = self.live.copy()
        for name, wanted in filters.any_of.items():
            mask &= self._holds(name, wanted)
        for name, refused in filters.excluded.items():
            mask &= ~self._holds(name, refused)
        for name, (low, high) in filters.ranges.items():
            mask &= self._between(name, low, high)
        return mask

    def _holds(self, name: str, wanted: Sequence[Value]) -> Mask:
        column = self.column(name)
        chosen = np.array([value in wanted for value in column.values] + [False], np.bool_)
        return chosen[column.codes]

    def _between(self, name: str, low: int | None, high: int | None) -> Mask:
        column = self.column(name)
        inside = [(low is None or int(v) >= low) and (high is None or int(v) <= high) for v in column.values]
        return np.array([*inside, False], np.bool_)[column.codes]

    def evaluate(self, query: Query, deadline: Deadline) -> tuple[Mask, Scores]:
        """Which paragraphs match that are not deleted, and their scores, 0.0 where they do not: bool[N], float64[N].

        Raises SearchTimeout.
        """
        deadline.check()
        if isinstance(query, Every):
            return self.live.copy(), np.zeros(self.size)
        if isinstance(query, And | Or):
            return self._combined(query, deadline)
        if isinstance(query, Not):
            return self.live & ~self.evaluate(query.query, deadline)[0], np.zeros(self.size)
        if isinstance(query, AndMaybe):
            (mask, scores), (extra, bonus) = (self.evaluate(child, deadline) for child in query.subqueries)
            return mask, np.where(mask & extra, scores + bonus, scores)
        if isinstance(query, NumericRange):
            return self.live & self._between(query.fieldname, query.start, query.end), np.zeros(self.size)
        if isinstance(query, SameDocumentQuery):
            return self._same_document(query, deadline)
        return self.leaf(query)

    def _combined(self, query: And | Or, deadline: Deadline) -> tuple[Mask, Scores]:
        conjunction = isinstance(query, And)
        mask = self.live.copy() if conjunction else np.zeros(self.size, np.bool_)
        total = np.zeros(self.size)
        for child in query.subqueries:
            found, scores = self.evaluate(child, deadline)
            mask = mask & found if conjunction else mask | found
            total += scores
        total[~mask] = 0.0
        return mask, total * query.boost

    def leaf(self, query: Query) -> tuple[Mask, Scores]:
        """``evaluate`` for a leaf, by Whoosh's matchers; fields that are not scored give 0.0."""
        mask, scores = np.zeros(self.size, np.bool_), np.zeros(self.size)
        scored = query.field() in self.schema and bool(self.schema[query.field()].scorable)
        for leaf, offset in self.searcher.leaf_searchers():
            matcher = query.matcher(leaf, leaf.context())
            while matcher.is_active():
                number = offset + matcher.id()
                mask[number] = True
                if scored:
                    scores[number] = matcher.score()
                matcher.next()
        mask &= self.live
        return mask, np.where(mask, scores, 0.0)

    def _same_document(self, query: SameDocumentQuery, deadline: Deadline) -> tuple[Mask, Scores]:
        codes = self.column("doc").codes
        holds = self._documents(query.holds, codes, deadline)
        mask, scores = self.evaluate(query.shown, deadline)
        mask = mask & np.append(holds, False)[codes]
        return mask, np.where(mask, scores, 0.0) * query.boost

    def _documents(self, query: Query, codes: NDArray[np.int32], deadline: Deadline) -> Mask:
        """Which documents (by code) fulfil the query when its leaves may match in different paragraphs."""
        if isinstance(query, And | Or):
            masks = [self._documents(child, codes, deadline) for child in query.subqueries]
            return np.logical_and.reduce(masks) if isinstance(query, And) else np.logical_or.reduce(masks)
        if isinstance(query, Not):
            return ~self._documents(query.query, codes, deadline)
        holds = np.zeros(len(self.column("doc").values), np.bool_)
        holds[codes[self.evaluate(query, deadline)[0]]] = True
        return holds
