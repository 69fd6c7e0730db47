"""An index as Whoosh opens it: its table of contents, and readers of one generation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.legacy import toc_loaders
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader

from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexOutdated
from gongbao.indexer.store import toc
from gongbao.indexer.store.generation import Generation, read_generation, retry_during_commit
from gongbao.indexer.store.whoosh_codec.codec import WhooshSegment
from gongbao.indexer.store.whoosh_codec.schema import schema_for_whoosh
from gongbao.indexer.store.writer import IndexWriter


class WhooshIndex(FileIndex):
    """Whoosh's index object over the index in ``folder``; what it writes, our writer writes."""

    def __init__(self, folder: Path, config: Config, schema: Schema) -> None:
        self.folder, self.config = folder, config
        super().__init__(FileStorage(str(folder)), schema=schema)

    def writer(self, timeout: float = 0.0) -> IndexWriter:
        """``store.open_writer`` of this index; raises IndexLocked."""
        return IndexWriter(self.folder, self.config, timeout)


def open_index(index_dir: str | os.PathLike[str], config: Config) -> WhooshIndex:
    """The index in ``index_dir`` for Whoosh; its ``searcher()`` and ``reader()`` are Whoosh's own.

    Raises what ``store.read_generation`` raises.
    """

    def opened() -> WhooshIndex:
        generation = read_generation(index_dir, config)
        return WhooshIndex(generation.folder, config, _schema(generation.settings))

    return retry_during_commit(opened)


def reader(generation: Generation) -> IndexReader:
    """A Whoosh reader of exactly this generation, whatever is committed later; raises IndexDamaged."""
    schema, storage = _schema(generation.settings), FileStorage(str(generation.folder))
    readers = [
        SegmentReader(storage, schema, WhooshSegment(segment), generation=generation.number)
        for segment in generation.segments
    ]
    if not readers:
        return EmptyReader(schema)
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation.number)


def _schema(settings: toc.Settings) -> Schema:
    return schema_for_whoosh(settings.fields().values(), settings.for_analysis())


def _load(stream: Any, generation: int, schema: Schema | None, version: int) -> tuple[Schema, list[WhooshSegment]]:
    """What Whoosh takes from a table of contents of our version, once it has read the header; raises IndexDamaged,
    IndexOutdated."""
    content = toc.decode(stream.read())
    if content["format"] != toc.FORMAT:
        raise IndexOutdated("index.other_format_here", format=content["format"], readable=toc.FORMAT)
    segments = toc.segments_of(content, Path(stream.file.name).parent)
    return schema or _schema(toc.settings_of(content)), [WhooshSegment(segment) for segment in segments]


toc_loaders[toc.VERSION] = _load
