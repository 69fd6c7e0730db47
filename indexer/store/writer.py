"""The writer: documents are buffered, analysed in worker processes, inverted on arrays, and written as segments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import FileIndex
from whoosh.util.filelock import try_for
from whoosh.writing import IndexingError, SegmentWriter

from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexLocked
from gongbao.indexer.store import toc
from gongbao.indexer.store.analysing import BATCH, Analysing
from gongbao.indexer.store.columns import GROUP, ColumnsBuilder
from gongbao.indexer.store.impacts import length_bytes
from gongbao.indexer.store.invert import FieldInverter, GramInverter
from gongbao.indexer.store.merge import merge, pack, plan, remove_files
from gongbao.indexer.store.save import Inverted, save
from gongbao.indexer.store.segment import Segment
from gongbao.indexer.store.stored import TEXT, StoredBuilder

PARALLEL = 4 * BATCH
"""From this many paragraphs on, starting worker processes (0.3 s) pays."""

MANY = 2
"""A commit that wrote so many segments merges them: one answers a fifth sooner than two (100,000 paragraphs)."""

BYTES_PER_CHARACTER = 26
"""Peak memory of a flush for each character of buffered text (measured with 110,000 paragraphs in one segment)."""


class BulkWriter(SegmentWriter):
    """Whoosh's writer, with arrays inside: the lock, generations, deletion by query and readers are Whoosh's own.

    Raises IndexLocked if another writer has the index open.
    """

    def __init__(self, index: FileIndex, config: Config, settings: toc.Settings, timeout: float = 0.0) -> None:
        # Whoosh's own initialiser would open posting pools and temporary folders that nothing here uses.
        self.writelock = index.lock("WRITELOCK")
        if not try_for(self.writelock.acquire, timeout=timeout):
            folder = index.storage.folder
            raise IndexLocked(f"Another process is writing to the index in {folder}; try again when it has finished.")
        self.storage, self.indexname = index.storage, index.indexname
        self.config, self.settings = config, settings
        contents = index._read_toc()
        self.generation = contents.generation + 1
        self.schema = contents.schema
        self._names = frozenset(self.schema.names())
        self.segments: list[Segment] = contents.segments
        self._setup_doc_offsets()
        self.is_closed = False
        self._searcher: Any = None
        self._buffer: dict[str, list[Any]] = {name: [] for name in self.schema.names()}
        self._buffered = 0
        self._characters = 0
        self._most = config.indexing.memory_mb * 2**20 // BYTES_PER_CHARACTER
        self._written: list[Segment] = []
        self._analysing: Analysing | None = None
        self._updates: dict[tuple[str, Any], int] = {}
        self._superseded: set[int] = set()
        self._added = 0

    def add_document(self, **fields: Any) -> None:
        """Add a document; it is visible after ``commit``. Raises UnknownFieldError, TypeError."""
        self._check_state()
        if not fields.keys() <= self._names:
            if any(name.startswith("_") for name in fields):
                raise TypeError("gongbao's writer takes plain field values, no _boost or _stored_ arguments")
            self._check_fields(self.schema, fields)
        groups = self._buffer[GROUP]
        if self._characters >= self._most and groups[-1] != fields.get(GROUP):
            self._flush()
        for name, column in self._buffer.items():
            column.append(fields.get(name))
        self._buffered += 1
        self._characters += len(fields.get(TEXT) or "")
        self._added += 1
        if self._buffered >= PARALLEL and self._buffered % BATCH == 0:
            if self._analysing is None:
                self._analysing = Analysing(self.schema, self.config)
            self._analysing.feed(self._buffer)

    def update_document(self, **fields: Any) -> None:
        """Add a document in place of those with the same value in a unique field, committed or not."""
        for name in self._unique_fields(fields):
            self.delete_by_term(name, fields[name])
            earlier = self._updates.get((name, fields[name]))
            if earlier is not None:
                self._superseded.add(earlier)
            self._updates[name, fields[name]] = self._added
        self.add_document(**fields)

    def delete_by_term(self, fieldname: str, text: Any, searcher: Any = None) -> int:
        """Delete the committed documents that hold a term; returns how many there were."""
        self._check_state()
        del searcher  # the postings tell without one
        sought = self.schema[fieldname].to_bytes(text)
        before = sum(segment.deleted_count() for segment in self.segments)
        for segment in self.segments:
            postings = segment.arrays(self.storage).postings(fieldname)
            term = postings.find(sought) if postings is not None else None
            if postings is not None and term is not None:
                segment.deleted |= postings.bitmap(term)
        return sum(segment.deleted_count() for segment in self.segments) - before

    def add_reader(self, reader: Any) -> None:
        raise IndexingError("segments are merged by commit(optimize=True), not by add_reader")

    def commit(self, mergetype: Any = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """Make everything done through this writer the index's new state.

        ``optimize`` merges all segments and drops deleted documents; ``merge=False`` merges none.
        """
        del mergetype  # Whoosh's merge policies know only its own segments
        self._check_state()
        try:
            self._flush()
            segments = [s for s in [*self.segments, *self._written] if s.doc_count()]
            if merge is not False or optimize:
                segments = self._merged(segments, bool(optimize))
            self._close_readers()
            toc.write(self.storage, self.settings, segments, self.generation)
        except BaseException:
            if toc.generation(Path(self.storage.folder)) == self.generation:
                self._finish()  # the index names the new segments already; only what follows the commit went wrong
            else:
                self._abandon()
            raise
        self._finish()

    def cancel(self) -> None:
        """Forget everything done through this writer."""
        self._check_state()
        self._abandon()

    def _merged(self, segments: list[Segment], optimize: bool) -> list[Segment]:
        written = sum(segment.doc_count() for segment in self._written)
        if len(self._written) >= MANY and not optimize:
            for group in pack(self._written):
                segments = self._replaced(segments, group)
        for group in plan(segments, optimize, written):
            segments = self._replaced(segments, group)
        return segments

    def _replaced(self, segments: list[Segment], group: list[Segment]) -> list[Segment]:
        """The segments with those of ``group`` merged into one that stands where the first of them did."""
        into = Segment(self.indexname)
        self._written.append(into)
        merge(self.storage, self.schema, group, into)
        return [into if s is group[0] else s for s in segments if s is group[0] or s not in group]

    def _flush(self) -> None:
        """Write the buffered documents as a segment."""
        if not self._buffered:
            return
        buffer, self._buffer = self._buffer, {name: [] for name in self._buffer}
        count, self._buffered, self._characters = self._buffered, 0, 0
        self._analysing = self._analysing or Analysing(self.schema, self.config)
        segment = Segment(self.indexname, count=count)
        self._written.append(segment)
        columns = ColumnsBuilder(self.schema)
        stored = StoredBuilder(name for name, field in self.schema.items() if field.stored)
        columns.add_all(buffer)
        stored.add_all(buffer)
        inverters = self._analysing.finish(buffer)
        self._analysing = None
        buffer.clear()
        inverted = ((name, _inverted(name, inverters, self.schema)) for name in list(inverters))
        save(segment.path(self.storage), self.schema, count, inverted, columns, stored)
        base = self._added - count
        for number in [n for n in self._superseded if n >= base]:
            segment.delete_document(number - base)
            self._superseded.discard(number)

    def _close_readers(self) -> None:
        if self._searcher is not None:
            self._searcher._orig_close()
            self._searcher = None

    def _abandon(self) -> None:
        """Remove what was written and release the lock, whatever state the writer is in."""
        self._buffer, self._buffered = {}, 0
        self._close_readers()
        remove_files(self.storage, self._written)
        self._finish()

    def _finish(self) -> None:
        self._close_readers()
        if self._analysing is not None:
            self._analysing.close()
        if self.writelock:
            self.writelock.release()
            self.writelock = None
        self.is_closed = True


def _inverted(name: str, inverters: dict[str, FieldInverter | GramInverter], schema: Any) -> Inverted:
    """One field's postings; its tokens are forgotten as they are written."""
    inverter = inverters.pop(name)
    if not inverter.positional:
        return Inverted(inverter.postings())
    counts = inverter.lengths()
    scored = bool(schema[name].scorable)
    lengths = length_bytes(counts) if scored else np.zeros(len(counts), np.uint8)
    return Inverted(inverter.postings(), lengths, scored)
