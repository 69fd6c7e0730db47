"""Opening an index: one generation of it, with everything that reading it needs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from gongbao.indexer.analysis import fingerprint
from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexDamaged, IndexForeign, IndexMissing, IndexOutdated
from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store import toc
from gongbao.indexer.store.segment import Segment

Opened = TypeVar("Opened")

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.01

_ROWS = 1 << 10
"""Paragraphs read at a time."""


class Generation(NamedTuple):
    """One committed state of the index in ``folder``; later commits do not change it.

    ``number`` counts commits, ``fields`` are the index's fields by name.
    """

    folder: Path
    number: int
    settings: toc.Settings
    fields: Mapping[str, FieldSpec]
    segments: tuple[Segment, ...]

    @property
    def paragraphs(self) -> int:
        """How many paragraphs it holds, without deleted ones."""
        return sum(segment.live_count for segment in self.segments)


def exists(index_dir: str | os.PathLike[str]) -> bool:
    """Whether there is an index in this directory."""
    return toc.latest(Path(index_dir)) is not None


def settings(index_dir: str | os.PathLike[str]) -> toc.Settings:
    """How the index in ``index_dir`` was made; raises IndexMissing, IndexDamaged, IndexForeign."""
    return toc.settings(_latest(Path(index_dir)))


def _latest(folder: Path) -> Path:
    path = toc.latest(folder)
    if path is None:
        raise IndexMissing("index.missing", folder=folder)
    return path


def refuse_foreign(index_dir: str | os.PathLike[str]) -> None:
    """Raises IndexForeign if the index in ``index_dir`` is not ours to replace; a damaged one of ours is."""
    try:
        settings(index_dir)
    except IndexForeign:
        raise
    except IndexDamaged:
        return


def read_contents(index_dir: str | os.PathLike[str]) -> toc.Contents:
    """The newest table of contents in ``index_dir``, whatever analysis it was made with; no segment is opened.

    Raises IndexMissing, IndexDamaged, IndexForeign, and IndexOutdated for another format than this program's.
    """
    return retry_during_commit(lambda: _contents(Path(index_dir)))


def _contents(folder: Path) -> toc.Contents:
    contents = toc.read(_latest(folder))
    if contents.settings.format != toc.FORMAT:
        raise IndexOutdated("index.other_format", folder=folder, format=contents.settings.format, readable=toc.FORMAT)
    return contents


def read_generation(index_dir: str | os.PathLike[str], config: Config) -> Generation:
    """The newest generation of the index in ``index_dir``, whose segments are opened when they are first asked for.

    Raises IndexMissing, IndexDamaged, IndexForeign, and IndexOutdated where the index's format or analysis is not
    ours, or it lacks a facet that ``config`` names.
    """
    return retry_during_commit(lambda: _generation(Path(index_dir), config))


def open_generation(index_dir: str | os.PathLike[str], config: Config) -> Generation:
    """The newest generation of the index in ``index_dir``, with the files of its segments open: a later commit takes
    nothing away from it. Raises as ``read_generation``, also for a damaged segment."""

    def opened() -> Generation:
        generation = _generation(Path(index_dir), config)
        for segment in generation.segments:
            _ = segment.arrays
        return generation

    return retry_during_commit(opened)


def _generation(folder: Path, config: Config) -> Generation:
    contents = _contents(folder)
    made = contents.settings
    if made.analysis != fingerprint(config.analysis):
        raise IndexOutdated("index.other_analysis", folder=folder)
    missing = [name for name in config.facets if name not in made.facets]
    if missing:
        raise IndexOutdated("index.without_facet", folder=folder, facet=missing[0])
    return Generation(folder, contents.number, made, made.fields(), contents.segments)


def retry_during_commit(opening: Callable[[], Opened]) -> Opened:
    """What ``opening`` gives; it starts over when a commit takes away files that it has just learnt of.

    Raises IndexDamaged for a file that stays away.
    """
    for _ in range(_ATTEMPTS):
        try:
            return opening()
        except FileNotFoundError:
            time.sleep(_PAUSE_SECONDS)
    try:
        return opening()
    except FileNotFoundError as error:
        folder = Path(error.filename).parent
        raise IndexDamaged("index.file_missing", file=error.filename, folder=folder) from error


def first_paragraphs(generation: Generation, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Some stored fields of every document's first paragraph, in the order of ``names``; None where it has none.
    Raises IndexDamaged."""
    for segment in generation.segments:
        arrays = segment.arrays
        try:
            live = segment.live()
            first = live[arrays.columns.numbers["position"][live] == 0]
            for start in range(0, len(first), _ROWS):
                yield from zip(*arrays.stored.values(first[start : start + _ROWS].tolist(), names), strict=True)
        except (IndexError, ValueError):  # what changed arrays lead to
            arrays.file.verify()
            raise


def paragraphs_with(generation: Generation, field: str, value: str | int) -> Iterator[dict[str, Any]]:
    """All stored fields of the paragraphs that have this value in a field, in the order of the index; raises
    IndexDamaged."""
    sought = generation.fields[field].encode(value)
    for segment in generation.segments:
        postings = segment.arrays.postings(field)
        term = postings.find(sought) if postings is not None else None
        if postings is not None and term is not None:
            yield from map(segment.arrays.stored.fields, postings.bitmap(term) - segment.deleted)


def verify(index_dir: str | os.PathLike[str]) -> int:
    """Read every byte of every segment and compare checksums; returns how many bytes were read.

    Raises IndexMissing, IndexForeign, IndexOutdated, or IndexDamaged naming the file and the array.
    """
    read = 0
    for segment in read_contents(index_dir).segments:
        segment.arrays.file.verify()
        read += segment.arrays.file.size
    return read
