"""The writer: paragraphs are buffered, analysed in worker processes, inverted on arrays, and written as segments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gongbao.indexer.config import Config
from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store import toc
from gongbao.indexer.store.analysing import BATCH, Analysing
from gongbao.indexer.store.columns import GROUP, ColumnsBuilder
from gongbao.indexer.store.generation import read_generation
from gongbao.indexer.store.impacts import length_bytes
from gongbao.indexer.store.invert import FieldInverter, GramInverter
from gongbao.indexer.store.merge import merge, pack, plan, remove_files
from gongbao.indexer.store.save import Inverted, save
from gongbao.indexer.store.segment import Segment
from gongbao.indexer.store.stored import TEXT, StoredBuilder
from gongbao.indexer.store.write_lock import WriteLock

PARALLEL = 4 * BATCH
"""From this many paragraphs on, starting worker processes (0.3 s) pays."""

MANY = 2
"""A commit that wrote so many segments merges them: one answers a fifth sooner than two (100,000 paragraphs)."""

BYTES_PER_CHARACTER = 26
"""Peak memory of a flush for each character of buffered text (measured with 110,000 paragraphs in one segment)."""


class IndexWriter:
    """Changes the index in a directory; nothing is visible before ``commit``.

    ``segments`` are those of the newest generation, which deletions mark; what is added goes into new ones. Waits up
    to ``timeout`` seconds for another writer; raises IndexLocked when that one is not done by then, and what
    ``read_generation`` raises.
    """

    def __init__(self, index_dir: str | os.PathLike[str], config: Config, timeout: float = 0.0) -> None:
        self.folder, self.config = Path(index_dir), config
        read_generation(self.folder, config)  # where there is no index, no lock shall be left either
        self._lock: WriteLock | None = WriteLock(self.folder, timeout)
        try:
            newest = read_generation(self.folder, config)
        except BaseException:
            self._lock.release()
            raise
        self.settings, self.fields = newest.settings, newest.fields
        self.generation = newest.number + 1
        self.segments: list[Segment] = list(newest.segments)
        self._buffer: dict[str, list[Any]] = {name: [] for name in self.fields}
        self._buffered = 0
        self._characters = 0
        self._most = config.indexing.memory_mb * 2**20 // BYTES_PER_CHARACTER
        self._written: list[Segment] = []
        self._analysing: Analysing | None = None
        self._updates: dict[tuple[str, Any], int] = {}
        self._superseded: set[int] = set()
        self._added = 0

    def add_document(self, **values: Any) -> None:
        """Add a paragraph, given field by field (``schema.paragraph_fields``); None stands for a field it lacks.

        Raises TypeError for a field that the index does not have.
        """
        self._check_open()
        if not values.keys() <= self.fields.keys():
            unknown = ", ".join(sorted(values.keys() - self.fields.keys()))
            raise TypeError(f"this index has no field {unknown}")
        groups = self._buffer[GROUP]
        if self._characters >= self._most and groups[-1] != values.get(GROUP):
            self._flush()
        for name, column in self._buffer.items():
            column.append(values.get(name))
        self._buffered += 1
        self._characters += len(values.get(TEXT) or "")
        self._added += 1
        if self._buffered >= PARALLEL and self._buffered % BATCH == 0:
            if self._analysing is None:
                self._analysing = Analysing(self.fields, self.config)
            self._analysing.feed(self._buffer)

    def update_document(self, **values: Any) -> None:
        """Add a paragraph in place of those with the same value in a unique field, committed or not; raises as
        ``add_document``."""
        for name in (name for name, spec in self.fields.items() if spec.unique and name in values):
            self.delete_by_term(name, values[name])
            earlier = self._updates.get((name, values[name]))
            if earlier is not None:
                self._superseded.add(earlier)
            self._updates[name, values[name]] = self._added
        self.add_document(**values)

    def delete_by_term(self, field: str, value: str | int) -> int:
        """Delete the committed paragraphs that have this value in a field; returns how many there were."""
        self._check_open()
        sought = self.fields[field].encode(value)
        before = sum(len(segment.deleted) for segment in self.segments)
        for segment in self.segments:
            postings = segment.arrays.postings(field)
            term = postings.find(sought) if postings is not None else None
            if postings is not None and term is not None:
                segment.deleted |= postings.bitmap(term)
        return sum(len(segment.deleted) for segment in self.segments) - before

    def commit(self, optimize: bool = False, merge: bool = True) -> None:
        """Make everything done through this writer the index's new state, and end the writer.

        ``optimize`` merges all segments and drops deleted paragraphs; ``merge=False`` merges none. Raises OSError, and
        IndexDamaged for a damaged segment that was to be merged; the index then stays as it was.
        """
        self._check_open()
        try:
            self._flush()
            segments = [segment for segment in [*self.segments, *self._written] if segment.live_count]
            if merge or optimize:
                segments = self._merged(segments, optimize)
            toc.write(self.folder, self.settings, segments, self.generation)
        except BaseException:
            if toc.generation(self.folder) == self.generation:
                self._finish()  # the index names the new segments already; only what follows the commit went wrong
            else:
                self._abandon()
            raise
        self._finish()

    def cancel(self) -> None:
        """Forget everything done through this writer, and end it."""
        self._check_open()
        self._abandon()

    def _check_open(self) -> None:
        if self._lock is None:
            raise ValueError("this writer has ended; open another one")

    def _merged(self, segments: list[Segment], optimize: bool) -> list[Segment]:
        written = sum(segment.live_count for segment in self._written)
        if len(self._written) >= MANY and not optimize:
            for group in pack(self._written):
                segments = self._replaced(segments, group)
        for group in plan(segments, optimize, written):
            segments = self._replaced(segments, group)
        return segments

    def _replaced(self, segments: list[Segment], group: list[Segment]) -> list[Segment]:
        """The segments with those of ``group`` merged into one that stands where the first of them did."""
        into = Segment.new(self.folder)
        self._written.append(into)
        merge(self.fields, group, into)
        return [into if s is group[0] else s for s in segments if s is group[0] or s not in group]

    def _flush(self) -> None:
        """Write the buffered paragraphs as a segment."""
        if not self._buffered:
            return
        buffer, self._buffer = self._buffer, {name: [] for name in self._buffer}
        count, self._buffered, self._characters = self._buffered, 0, 0
        self._analysing = self._analysing or Analysing(self.fields, self.config)
        segment = Segment.new(self.folder, count)
        self._written.append(segment)
        columns = ColumnsBuilder(self.fields)
        stored = StoredBuilder(name for name, spec in self.fields.items() if spec.stored)
        columns.add_all(buffer)
        stored.add_all(buffer)
        inverters = self._analysing.finish(buffer)
        self._analysing = None
        buffer.clear()
        inverted = ((name, _inverted(name, inverters, self.fields)) for name in list(inverters))
        save(segment.path, self.fields, count, inverted, columns, stored)
        base = self._added - count
        for number in [number for number in self._superseded if number >= base]:
            segment.deleted.add(number - base)
            self._superseded.discard(number)

    def _abandon(self) -> None:
        """Remove what was written and release the lock, whatever state the writer is in."""
        self._buffer, self._buffered = {}, 0
        remove_files(self._written)
        self._finish()

    def _finish(self) -> None:
        if self._analysing is not None:
            self._analysing.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _inverted(
    name: str, inverters: dict[str, FieldInverter | GramInverter], fields: Mapping[str, FieldSpec]
) -> Inverted:
    """One field's postings; its tokens are forgotten as they are written."""
    inverter = inverters.pop(name)
    if not inverter.positional:
        return Inverted(inverter.postings())
    counts, scored = inverter.lengths(), fields[name].scored
    lengths = length_bytes(counts) if scored else np.zeros(len(counts), np.uint8)
    return Inverted(inverter.postings(), lengths, scored)
