"""The index directory: create it, open it, write to it, check it.

A directory holds a Whoosh index whose segments are ours (``segment``) and whose table of contents is JSON
(``toc``). Importing this package teaches Whoosh to read both: ``whoosh.index.open_dir`` then opens the index.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, clean_files

from gongbao.indexer.analysis import fingerprint
from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexDamaged, IndexForeign, IndexMissing, IndexOutdated
from gongbao.indexer.store import toc
from gongbao.indexer.store.toc import FORMAT, Settings

__all__ = [
    "FORMAT", "Settings", "create", "exists", "first_paragraphs", "open_index", "refuse_foreign", "settings",
    "take_over", "tidy", "undisturbed", "verify",
]  # fmt: skip

Opened = TypeVar("Opened")
_ATTEMPTS = 20
_ROWS = 1 << 10
"""Paragraphs read at a time."""


class Index(FileIndex):
    """A Whoosh index that is written by our writer."""

    def __init__(self, folder: Path, config: Config) -> None:
        made = settings(folder)
        self.config, self.made = config, made
        super().__init__(FileStorage(str(folder)), schema=made.schema())

    def writer(self, **options: Any) -> Any:
        """A BulkWriter; raises IndexLocked."""
        from gongbao.indexer.store.writer import BulkWriter  # readers need none of it

        return BulkWriter(self, self.config, self.made, **options)


def exists(index_dir: str | os.PathLike[str]) -> bool:
    """Whether there is an index in this directory."""
    return toc.latest(Path(index_dir)) is not None


def create(index_dir: str | os.PathLike[str], config: Config) -> Index:
    """A new, empty index in ``index_dir`` (made if needed), in place of one that may be there."""
    from gongbao.indexer.store.save import check  # only here

    folder = Path(index_dir)
    folder.mkdir(parents=True, exist_ok=True)
    made = Settings.of(config)
    check(made.schema())
    toc.write(FileStorage(str(folder)), made, [], toc.generation(folder) + 1)
    return Index(folder, config)


def refuse_foreign(index_dir: str | os.PathLike[str]) -> None:
    """Raises IndexForeign if the index in ``index_dir`` is not ours to replace; a damaged one of ours is."""
    try:
        settings(index_dir)
    except IndexForeign:
        raise
    except IndexDamaged:
        return


def take_over(index_dir: str | os.PathLike[str], aside: str | os.PathLike[str]) -> None:
    """Make what the index in ``aside`` holds the next generation of the one in ``index_dir``, in one commit.

    Both lie on one file system. Until the commit, the index in ``index_dir`` stays as it was.
    """
    folder, source = Path(index_dir), FileStorage(str(aside))
    made = settings(aside)
    segments = FileIndex(source, schema=made.schema())._segments()
    target = FileStorage(str(folder))
    for segment in segments:
        segment.path(source).replace(segment.path(target))
    toc.write(target, made, segments, toc.generation(folder) + 1)


def settings(index_dir: str | os.PathLike[str]) -> Settings:
    """How the index in ``index_dir`` was made; raises IndexMissing, IndexDamaged."""
    path = toc.latest(Path(index_dir))
    if path is None:
        raise IndexMissing(f"There is no index in {index_dir}; make one with: gongbao index FOLDER --index {index_dir}")
    return toc.settings(path)


def tidy(index: Index) -> None:
    """Remove what a killed writer left behind: files that the present generation does not name."""
    contents = index._read_toc()
    clean_files(index.storage, index.indexname, contents.generation, contents.segments)
    for unfinished in Path(index.storage.folder).glob("_*.toc.new"):
        unfinished.unlink(missing_ok=True)


def undisturbed(opening: Callable[[], Opened]) -> Opened:
    """What ``opening`` gives; it starts over when a commit takes away files that it has just learnt of.

    Raises IndexDamaged for a file that stays away.
    """
    for _ in range(_ATTEMPTS):
        try:
            return opening()
        except FileNotFoundError:
            time.sleep(0.01)
    try:
        return opening()
    except FileNotFoundError as error:
        folder = Path(error.filename).parent
        raise IndexDamaged(
            f"{error.filename} is missing; mend it with: gongbao doctor --rebuild --index {folder}"
        ) from error


def open_index(index_dir: str | os.PathLike[str], config: Config) -> Index:
    """The index in ``index_dir``; raises IndexMissing, IndexDamaged, or IndexOutdated."""
    return undisturbed(lambda: _open_index(index_dir, config))


def _open_index(index_dir: str | os.PathLike[str], config: Config) -> Index:
    made = settings(index_dir)
    if made.format != FORMAT:
        raise IndexOutdated(
            f"The index in {index_dir} has format {made.format}, this gongbao reads {FORMAT}; "
            f"make it anew with: gongbao index --fresh FOLDER --index {index_dir}"
        )
    if made.analysis != fingerprint(config.analysis):
        raise IndexOutdated(
            f"The index in {index_dir} was made with other analysis settings (dictionary, HMM or version); "
            f"restore them, or make it anew with: gongbao index --fresh FOLDER --index {index_dir}"
        )
    missing = [name for name in config.facets if name not in made.facets]
    if missing:
        raise IndexOutdated(
            f"The index in {index_dir} was made without the facet {missing[0]} of config.yaml; "
            f"leave it out there, or make the index anew with: gongbao index --fresh FOLDER --index {index_dir}"
        )
    return Index(Path(index_dir), config)


def first_paragraphs(index: FileIndex, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Some stored fields of every document's first paragraph; None where it has none. Raises IndexDamaged."""
    for segment in index._segments():
        arrays = segment.arrays(index.storage)
        try:
            live = segment.live()
            first = live[arrays.columns.numbers["position"][live] == 0]
            for start in range(0, len(first), _ROWS):
                yield from zip(*arrays.stored.values(first[start : start + _ROWS].tolist(), names), strict=True)
        except (IndexError, ValueError):  # what changed arrays lead to
            arrays.file.verify()
            raise


def verify(index_dir: str | os.PathLike[str]) -> int:
    """Read every byte of every segment and compare checksums; returns how many bytes were read.

    Raises IndexMissing, or IndexDamaged naming the file and the array.
    """
    made = settings(index_dir)
    index = FileIndex(FileStorage(str(index_dir)), schema=made.schema())
    read = 0
    for segment in index._segments():
        file = segment.arrays(index.storage).file
        file.verify()
        read += file.size
    return read
