"""The index directory: create it, open it, write to it, check it.

A directory holds a Whoosh index whose segments are ours (``segment``) and whose table of contents is JSON (``toc``).
Nothing here imports Whoosh; ``whoosh_codec`` is what lets Whoosh open such an index.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gongbao.indexer.config import Config
from gongbao.indexer.store import toc
from gongbao.indexer.store.generation import (
    Generation,
    exists,
    first_paragraphs,
    open_generation,
    paragraphs_with,
    read_contents,
    read_generation,
    refuse_foreign,
    retry_during_commit,
    settings,
    verify,
)
from gongbao.indexer.store.segment import Segment
from gongbao.indexer.store.toc import FORMAT, Settings

if TYPE_CHECKING:
    from gongbao.indexer.store.writer import IndexWriter as IndexWriter

__all__ = [
    "FORMAT", "Generation", "Segment", "Settings", "create", "exists", "first_paragraphs", "open_generation",
    "open_writer", "paragraphs_with", "read_contents", "read_generation", "refuse_foreign", "retry_during_commit",
    "settings", "swap_in", "tidy", "verify",
]  # fmt: skip


def create(index_dir: str | os.PathLike[str], config: Config) -> Generation:
    """A new, empty index in ``index_dir`` (made if needed), in place of one that may be there: its first generation.

    Raises ConfigError for a facet whose name cannot be one, and OSError.
    """
    folder = Path(index_dir)
    folder.mkdir(parents=True, exist_ok=True)
    made, number = Settings.of(config), toc.generation(folder) + 1
    fields = made.fields()
    toc.write(folder, made, (), number)
    return Generation(folder, number, made, fields, ())


def open_writer(index_dir: str | os.PathLike[str], config: Config, timeout: float = 0.0) -> IndexWriter:
    """A writer that adds to the index in ``index_dir``, and deletes from it.

    Waits up to ``timeout`` seconds for another writer; raises IndexLocked when that one is not done by then, and what
    ``read_generation`` raises. End it by ``commit`` or ``cancel``.
    """
    from gongbao.indexer.store.writer import IndexWriter  # readers need none of it

    return IndexWriter(index_dir, config, timeout)


def swap_in(index_dir: str | os.PathLike[str], aside: str | os.PathLike[str]) -> None:
    """Make what the index in ``aside`` holds the next generation of the one in ``index_dir``, in one commit.

    Both lie on one file system. Until the commit, the index in ``index_dir`` stays as it was; after it, ``aside``
    holds no index any more.
    """
    folder, contents = Path(index_dir), read_contents(aside)
    moved = [Segment(folder, segment.identifier, segment.count, segment.deleted) for segment in contents.segments]
    for segment, target in zip(contents.segments, moved, strict=True):
        segment.path.replace(target.path)
    toc.write(folder, contents.settings, moved, toc.generation(folder) + 1)


def tidy(index_dir: str | os.PathLike[str]) -> None:
    """Remove what a killed writer left behind: files that the newest generation does not name. Raises as
    ``read_contents``; nobody else may be writing."""
    folder, contents = Path(index_dir), read_contents(index_dir)
    toc.remove_unnamed(folder, contents.number, contents.segments)
    for unfinished in folder.glob("_*.toc.new"):
        unfinished.unlink(missing_ok=True)
