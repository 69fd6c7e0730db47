"""``WhooshEngine``: the protocol answered plainly; what other engines are compared with."""

from __future__ import annotations

import bisect
import functools
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import numpy as np

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.errors import GongbaoError, IndexClosed
from gongbao.indexer.store import Generation
from gongbao.search.engines.protocol import (
    Columns,
    Group,
    Measure,
    Page,
    Request,
    Sort,
    Value,
    check_fields,
    check_filters,
)
from gongbao.search.engines.whoosh.compile import to_whoosh, with_bonuses
from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.engines.whoosh.measures import grouped
from gongbao.search.engines.whoosh.snapshot import Mask, Numbers, Scores, Snapshot
from gongbao.search.query.ast import Query, Word
from gongbao.search.ranking.proximity import WINDOW, min_distances, reordered

if TYPE_CHECKING:
    from numpy.typing import NDArray

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def _checked(method: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """What fails over arrays that have changed since they were written says so: IndexDamaged."""

    @functools.wraps(method)
    def answered(*given: Given.args, **named: Given.kwargs) -> Answer:
        engine = given[0]
        assert isinstance(engine, WhooshEngine)
        held = engine._held
        try:
            return method(*given, **named)
        except GongbaoError:
            raise
        except Exception:  # whatever arrays that contradict each other lead to
            if held is not None:
                held.verify()
            raise

    return answered


class WhooshEngine:
    """``protocol.Engine`` on Whoosh's own Searcher over an index directory of ``indexer.store``.

    Correct and slow: every matching paragraph is stepped through. Raises IndexMissing, IndexDamaged, IndexOutdated.
    """

    def __init__(self, index_dir: str | os.PathLike[str], config: Config) -> None:
        self.index_dir = index_dir
        self.config = config
        self._held: Snapshot | None = self.snapshot(store.open_generation(index_dir, config))

    @staticmethod
    def snapshot(generation: Generation) -> Snapshot:
        """What is read of one generation."""
        return Snapshot(generation)

    @property
    def _snapshot(self) -> Snapshot:
        if self._held is None:
            raise IndexClosed("index.closed_here")
        return self._held

    @property
    def generation(self) -> int:
        """The number of the commit that is being read."""
        return self._snapshot.generation

    @property
    def capabilities(self) -> frozenset[str]:
        """Nothing besides the protocol."""
        return frozenset()

    @_checked
    def search(self, request: Request) -> Page:
        """One page, the exact counts, and the facets.

        Raises SearchTimeout, IndexClosed, IndexDamaged, and QueryError for a facet or filter there is not.
        """
        check_fields(request.facets, self.config.facets)
        check_filters(request.filters, self.config.facets)
        deadline, held = Deadline(request.seconds), self._snapshot
        with held.lock:
            matched, scores = self._scored(held, request, deadline)
            kept = np.ones(held.size, np.bool_) if request.copies else ~held.is_copy
            passing = matched & held.allowed(request.filters)
            numbers = np.flatnonzero(passing & kept)
            facets = {}
            for name in request.facets:
                touched = request.filters.touches(name)
                own = matched & held.allowed(request.filters.without(name)) if touched else passing
                facets[name] = _facet(held, name, own & kept)
            documents = held.column("doc").codes
            rows = _ordered(held, numbers, scores, request.sort)
            sizes = np.bincount(documents[rows], minlength=1)
            if request.group == "document":
                _, best = np.unique(documents[rows], return_index=True)
                rows = rows[np.sort(best)]
            shown = scores[rows]
            if len(request.near) > 1 and request.sort == "relevance":
                rows, shown = _nearest_first(held, rows, shown, request.near)
            first, last = max(request.offset, 0), max(request.offset, 0) + max(request.limit, 0)
            page = rows[first:last]
            return Page(
                total=len(numbers),
                documents=len(np.unique(documents[numbers])),
                rows=len(rows),
                hits=_columns(held, page, request.fields),
                scores=shown[first:last].tolist(),
                more=[int(sizes[documents[n]]) - 1 if request.group else 0 for n in page],
                copies=[() if request.copies else _copies_of(held, n) for n in page],
                facets=facets,
                left_out=int((passing & ~kept).sum()),
                snapshot=held.generation,
            )

    @_checked
    def count(self, request: Request) -> int:
        """How many paragraphs match; raises what ``search`` raises."""
        held = self._snapshot
        with held.lock:
            return len(self._numbers(held, request, Deadline(request.seconds)))

    def scan(self, request: Request, fields: tuple[str, ...], batch: int = 1_000) -> Iterator[Columns]:
        """Every matching paragraph in the order of the index; raises what ``search`` raises, some of it under way."""
        check_filters(request.filters, self.config.facets)
        held, deadline = self._snapshot, Deadline(request.seconds)
        return self._batches(held, request, fields, max(batch, 1), deadline)

    def _batches(
        self, held: Snapshot, request: Request, fields: tuple[str, ...], batch: int, deadline: Deadline
    ) -> Iterator[Columns]:
        with held.lock:
            numbers = self._numbers(held, request, deadline)
        for start in range(0, len(numbers), batch):
            deadline.check()
            yield self._read(held, numbers[start : start + batch], fields)

    @_checked
    def _read(self, held: Snapshot, numbers: Numbers, fields: tuple[str, ...]) -> Columns:
        if self._held is None:
            raise IndexClosed("index.closed_while_read")
        with held.lock:
            return _columns(held, numbers, fields)

    @_checked
    def aggregate(self, request: Request, by: Sequence[str], measures: Sequence[Measure]) -> list[Group]:
        """The matching paragraphs in groups by facets; raises what ``search`` raises."""
        check_fields(by, self.config.facets)
        held, deadline = self._snapshot, Deadline(request.seconds)
        with held.lock:
            numbers = self._numbers(held, request, deadline)
            return grouped(held, numbers, tuple(by), tuple(measures), self.config.analysis, deadline)

    @_checked
    def documents(self, ids: Sequence[str], fields: tuple[str, ...]) -> list[Columns]:
        """The paragraphs of each of these documents in the order of their positions; raises IndexClosed."""
        held = self._snapshot
        with held.lock:
            position = held.column("position").codes
            every = [self._matching(held, Word("doc", name)) for name in ids]
            return [_columns(held, numbers[np.lexsort((numbers, position[numbers]))], fields) for numbers in every]

    @_checked
    def paragraphs(self, ids: Sequence[str], fields: tuple[str, ...]) -> Columns:
        """The paragraphs with these ids, in the order asked for; raises IndexClosed."""
        held = self._snapshot
        with held.lock:
            every = [self._matching(held, Word("id", name)) for name in ids]
            return _columns(held, np.concatenate([np.zeros(0, np.int64), *every]), fields)

    @_checked
    def values(self, field: str) -> Sequence[Value]:
        """The distinct values of a document's field, ascending; raises IndexClosed, QueryError."""
        check_fields([field], self.config.facets)
        held = self._snapshot
        with held.lock:
            return tuple(held.column(field).values)

    @_checked
    def term_statistics(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many paragraphs each term stands; raises IndexClosed."""
        held = self._snapshot
        with held.lock:
            known = field in held.schema
            return [int(held.searcher.doc_frequency(field, term)) if known else 0 for term in terms]

    @_checked
    def complete(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        """The terms that begin so, ascending, with the number of paragraphs that hold each; raises IndexClosed."""
        held = self._snapshot
        with held.lock:
            lexicon = held.lexicon(field)
            first = bisect.bisect_left(lexicon, (prefix, 0))
            return list(itertools.takewhile(lambda pair: pair[0].startswith(prefix), lexicon[first:]))

    def refresh(self) -> bool:
        """Moves to the newest generation; True if there was a newer one."""
        before, newest = self._snapshot.generation, store.open_generation(self.index_dir, self.config)
        if newest.number == before:
            return False
        self._held = self.snapshot(newest)  # the older one's files go with its last user
        return True

    def close(self) -> None:
        """Lets go of the files; asking afterwards raises IndexClosed."""
        self._held = None

    def _scored(self, held: Snapshot, request: Request, deadline: Deadline) -> tuple[Mask, Scores]:
        query = to_whoosh(request.query, held.schema, deadline)
        if request.sort == "relevance":
            query = with_bonuses(query, [to_whoosh(bonus, held.schema, deadline) for bonus in request.bonuses])
        return held.evaluate(query, deadline)

    def _numbers(self, held: Snapshot, request: Request, deadline: Deadline) -> Numbers:
        """What a request matches, in the order of the index."""
        check_filters(request.filters, self.config.facets)
        mask, _ = held.evaluate(to_whoosh(request.query, held.schema, deadline), deadline)
        mask &= held.allowed(request.filters)
        return np.flatnonzero(mask if request.copies else mask & ~held.is_copy)

    def _matching(self, held: Snapshot, query: Query) -> Numbers:
        return np.flatnonzero(held.evaluate(to_whoosh(query, held.schema, Deadline(None)), Deadline(None))[0])


def _columns(held: Snapshot, numbers: NDArray[np.int64], fields: tuple[str, ...]) -> Columns:
    rows = [held.stored(int(number)) for number in numbers]
    return Columns(fields, [[row.get(name) for row in rows] for name in fields])


def _facet(held: Snapshot, name: str, mask: Mask) -> tuple[tuple[Value, int], ...]:
    column = held.column(name)
    counts = np.bincount(column.codes[mask] + 1, minlength=len(column.values) + 1)[1:]
    found = [(column.values[int(code)], int(counts[code])) for code in np.flatnonzero(counts)]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _copies_of(held: Snapshot, number: int) -> tuple[str, ...]:
    """The documents that repeat this paragraph's."""
    documents = held.column("doc")
    own = documents.values[documents.codes[number]]
    return tuple(sorted(copy for copy, original in held.copies.items() if original == own))


def _ordered(held: Snapshot, numbers: Numbers, scores: Scores, sort: Sort) -> Numbers:
    if sort == "relevance":
        return numbers[np.lexsort((numbers, -scores[numbers]))]
    if sort == "position":
        position, document = held.column("position").codes, held.column("doc").codes
        return numbers[np.lexsort((numbers, position[numbers], document[numbers]))]
    codes = held.column(sort.lstrip("-")).codes[numbers].astype(np.int64)
    return numbers[np.lexsort((numbers, -scores[numbers], -codes if sort[0] == "-" else codes, codes < 0))]


def _nearest_first(held: Snapshot, rows: Numbers, scores: Scores, strings: Sequence[str]) -> tuple[Numbers, Scores]:
    """All rows after the first ``WINDOW`` are ordered anew by how near the strings stand in them."""
    distances = [min_distances(strings, held.text(int(number))) for number in rows[:WINDOW]]
    order, changed = reordered(scores.tolist(), distances, 0, len(rows))
    return rows[order], np.array(changed, np.float64)
