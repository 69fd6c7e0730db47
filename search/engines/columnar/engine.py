"""The fast engine: the protocol over the arrays of our segments, one generation at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexClosed, IndexDamaged
from gongbao.search.engines.columnar import aggregation, lookups, searching
from gongbao.search.engines.columnar.corruption import raise_if_corrupt
from gongbao.search.engines.columnar.memory import keep_freed
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.protocol import (
    Columns,
    Group,
    Measure,
    Page,
    Request,
    Value,
    check_fields,
    check_filters,
)


class ColumnarEngine:
    """``gongbao.search.engines.protocol.Engine`` over an index of ``gongbao.indexer.store``.

    Opens the newest generation in ``index_dir``; raises IndexMissing, IndexDamaged, IndexForeign or IndexOutdated.
    Every method raises IndexClosed after ``close``, and IndexDamaged where an answer fails over changed files.
    """

    capabilities: frozenset[str] = frozenset()

    def __init__(self, index_dir: str | os.PathLike[str], config: Config) -> None:
        keep_freed()
        self._index_dir, self._config = index_dir, config
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = self._opened()

    def _opened(self, but: int | None = None) -> Snapshot | None:
        """The newest generation; None when it is number ``but``."""
        generation = store.open_generation(self._index_dir, self._config)
        if generation.number == but:
            return None
        try:
            return Snapshot(generation, self._config)
        except (IndexError, ValueError) as error:  # arrays that contradict each other, values that are no text
            raise IndexDamaged("index.damaged", folder=self._index_dir, error=error) from error

    def _held(self) -> Snapshot:
        """The generation being read, kept by whoever asks until the answer is complete; raises IndexClosed."""
        snapshot = self._snapshot
        if snapshot is None:
            raise IndexClosed("index.closed", folder=self._index_dir)
        return snapshot

    def _check(self, request: Request, fields: Sequence[str] = ()) -> None:
        """Raises QueryError for a field that there is not among those of a request's filters and these."""
        if fields or request.filters.any:
            check_fields(fields, self._config.facets)
            check_filters(request.filters, self._config.facets)

    @property
    def generation(self) -> int:
        """The number of the commit that is being read."""
        return self._held().generation

    def search(self, request: Request) -> Page:
        """One page, the exact counts, and the facets; raises SearchTimeout, and QueryError for a facet or filter that
        there is not."""
        snapshot = self._held()
        self._check(request, request.facets)
        with raise_if_corrupt(snapshot):
            return searching.search(snapshot, request)

    def count(self, request: Request) -> int:
        """How many paragraphs match; raises SearchTimeout and QueryError as ``search``."""
        snapshot = self._held()
        self._check(request)
        with raise_if_corrupt(snapshot):
            return searching.count(snapshot, request)

    def scan(self, request: Request, fields: tuple[str, ...], batch: int = 1_000) -> Iterator[Columns]:
        """Every matching paragraph in the order of the index, ``batch`` at a time.

        Raises SearchTimeout and QueryError as ``search``, and IndexClosed when the engine is closed before the last
        batch was taken.
        """
        snapshot = self._held()
        self._check(request)
        with raise_if_corrupt(snapshot):
            return self._while_open(lookups.scan(snapshot, request, fields, batch))

    def _while_open(self, batches: Iterator[Columns]) -> Iterator[Columns]:
        """The same batches; raises IndexClosed instead of the next one after ``close``."""
        while True:
            self._held()
            batch = next(batches, None)
            if batch is None:
                return
            yield batch

    def aggregate(self, request: Request, by: Sequence[str], measures: Sequence[Measure]) -> list[Group]:
        """The matching paragraphs in groups, ascending by key; raises SearchTimeout and QueryError as ``search``."""
        snapshot = self._held()
        self._check(request, by)
        with raise_if_corrupt(snapshot):
            return aggregation.aggregate(snapshot, request, by, measures)

    def documents(self, ids: Sequence[str], fields: tuple[str, ...]) -> list[Columns]:
        """The paragraphs of each of these documents in order; empty for an id there is not."""
        snapshot = self._held()
        with raise_if_corrupt(snapshot):
            return lookups.documents(snapshot, ids, fields)

    def paragraphs(self, ids: Sequence[str], fields: tuple[str, ...]) -> Columns:
        """The paragraphs with these ids, in the order asked for, without those there are not."""
        snapshot = self._held()
        with raise_if_corrupt(snapshot):
            return lookups.paragraphs(snapshot, ids, fields)

    def values(self, field: str) -> Sequence[Value]:
        """The distinct values of a document's field, ascending; raises QueryError as ``search``."""
        snapshot = self._held()
        check_fields([field], self._config.facets)
        with raise_if_corrupt(snapshot):
            return snapshot.facets.field(field).values

    def term_statistics(self, field: str, terms: Sequence[str]) -> list[int]:
        """In how many paragraphs each term stands."""
        snapshot = self._held()
        with raise_if_corrupt(snapshot):
            return lookups.term_statistics(snapshot, field, terms)

    def complete(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        """The terms of a field that begin so, with the number of paragraphs that hold each."""
        snapshot = self._held()
        with raise_if_corrupt(snapshot):
            return lookups.complete(snapshot, field, prefix)

    def verify(self) -> None:
        """Read every byte; raises IndexDamaged naming the first array that has changed since it was written."""
        self._held().verify()

    def refresh(self) -> bool:
        """Moves to the newest generation; True if there was a newer one. Answers under way keep theirs."""
        with self._lock:
            newer = self._opened(but=self._held().generation)
            if newer is None:
                return False
            self._snapshot = newer
            return True

    def close(self) -> None:
        """Lets go of the files as soon as the answers under way are complete."""
        with self._lock:
            self._snapshot = None
