"""The table of contents: one small JSON file that names the segments of a generation and how they were made.

The newest ``_MAIN_<generation>.toc`` is the index's state. Whoosh looks for the same file, reads the header, and hands
the rest to what is registered for our version (``whoosh_codec``). The schema is not in the file: it follows from the
code and the settings.

    sizes of Whoosh's int, long, float   varints 4, 8, 4
    byte order, version                  int32 -12345, int32 VERSION, big-endian
    Whoosh's release                     three varints; nothing reads them
    length, crc32                        uint32, uint32, big-endian
    JSON                                 {"format", "analysis", "hmm", "dictionary", "facets", "segments": [...]}
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from gongbao.indexer.analysis import fingerprint
from gongbao.indexer.config import Analysis, Config
from gongbao.indexer.errors import IndexDamaged, IndexForeign
from gongbao.indexer.schema import FieldSpec, field_specs
from gongbao.indexer.store.segment import INDEX_NAME, Segment

FORMAT = 6
VERSION = -7701
"""Whoosh's name for our kind of table of contents."""

FOREIGN = (-110, -111)
"""Whoosh's names for its own kinds. They hold pickles, which run code when opened, so gongbao never opens them."""

_SIZES = bytes([4, 8, 4])
_ORDER = -12345
_KIND = struct.Struct(">ii")
_RELEASE = bytes([3, 54, 0])
_LENGTH = struct.Struct(">II")

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_SEGMENT_NAME = re.compile(rf"({INDEX_NAME}_[0-9a-z]+)\.[A-Za-z0-9_.]+")


class Settings(NamedTuple):
    """How an index was made: the format's number, the hash of the analysis, the custom facets, whether unknown words
    were recognised by jieba's hidden Markov model, and the user's dictionary."""

    format: int
    analysis: str
    facets: tuple[str, ...]
    hmm: bool = True
    dictionary: str | None = None

    @classmethod
    def of(cls, config: Config) -> Settings:
        """The settings that an index made now with ``config`` has."""
        analysis = config.analysis
        return cls(FORMAT, fingerprint(analysis), config.facets, analysis.hmm, analysis.dictionary)

    def fields(self) -> dict[str, FieldSpec]:
        """The fields of such an index, by name."""
        return field_specs(self.facets)

    def for_analysis(self) -> Analysis:
        """The settings of analysis that such an index was made with."""
        return Analysis(self.hmm, self.dictionary)


class Contents(NamedTuple):
    """What a table of contents says; the segments' files are not open yet."""

    number: int
    settings: Settings
    segments: tuple[Segment, ...]


def generation(folder: Path) -> int:
    """The number of the newest table of contents in ``folder``, -1 if there is none."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a tenth of the time of Path.iterdir
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(found[1]) for name in names if (found := _TOC_NAME.fullmatch(name))), default=-1)


def latest(folder: Path) -> Path | None:
    """The newest table of contents in ``folder``, None if there is none."""
    newest = generation(folder)
    return toc_path(folder, newest) if newest >= 0 else None


def toc_path(folder: Path, number: int) -> Path:
    """The table of contents of a generation."""
    return folder / f"_{INDEX_NAME}_{number}.toc"


def settings(path: Path) -> Settings:
    """The settings in the table of contents at ``path``; raises IndexDamaged, IndexForeign."""
    return settings_of(_content(path))


def read(path: Path) -> Contents:
    """What the table of contents at ``path`` says; raises IndexDamaged, IndexForeign.

    Of another format than this one's, only the settings' format is known.
    """
    content = _content(path)
    found = _TOC_NAME.fullmatch(path.name)
    assert found is not None, "the name comes from ``latest`` or ``toc_path``"
    made = settings_of(content)
    return Contents(int(found[1]), made, segments_of(content, path.parent) if made.format == FORMAT else ())


def segments_of(content: dict[str, Any], folder: Path) -> tuple[Segment, ...]:
    """The segments named in the JSON of a table of contents in ``folder``; raises IndexDamaged."""
    try:
        segments = tuple(Segment.from_json(folder, values) for values in content["segments"])
        if len({segment.identifier for segment in segments}) < len(segments):
            raise ValueError("a segment is there twice")
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamaged("index.contents_damaged", error=error) from error
    return segments


def decode(data: bytes) -> dict[str, Any]:
    """The JSON in what follows the header; raises IndexDamaged."""
    try:
        length, checksum = _LENGTH.unpack_from(data)
        body = data[_LENGTH.size : _LENGTH.size + length]
        if len(body) != length or zlib.crc32(body) != checksum:
            raise ValueError("its checksum differs")
        content: dict[str, Any] = json.loads(body)
        settings_of(content)
    except (struct.error, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise IndexDamaged("index.contents_damaged", error=error) from error
    return content


def _content(path: Path) -> dict[str, Any]:
    """The JSON in the table of contents at ``path``; raises IndexDamaged, IndexForeign, FileNotFoundError."""
    data = path.read_bytes()
    start = len(_SIZES) + _KIND.size
    if len(data) < start + len(_RELEASE):
        raise IndexDamaged("index.file_cut_short", file=path, folder=path.parent)
    order, version = _KIND.unpack_from(data, len(_SIZES))
    if order == _ORDER and version in FOREIGN:
        raise IndexForeign("index.foreign", file=path)
    if (data[: len(_SIZES)], order, version) != (_SIZES, _ORDER, VERSION):
        raise IndexDamaged("index.header_damaged", file=path)
    for _ in _RELEASE:
        while data[start : start + 1] >= b"\x80":  # a varint goes on
            start += 1
        start += 1
    return decode(data[start:])


def settings_of(content: dict[str, Any]) -> Settings:
    """The settings in the JSON of a table of contents; raises KeyError, TypeError, ValueError, OverflowError."""
    if content["format"] != FORMAT:  # nothing else is known of it
        return Settings(int(content["format"]), "", ())
    dictionary = content["dictionary"]
    facets = tuple(map(str, content["facets"]))
    return Settings(FORMAT, str(content["analysis"]), facets, bool(content["hmm"]), dictionary and str(dictionary))


def write(folder: Path, settings: Settings, segments: Iterable[Segment], number: int) -> None:
    """Make ``segments`` the index's state, all at once, as generation ``number``; then remove what earlier generations
    leave behind.

    The segments' files must be on disk already. Whoever opens the index sees the old state or the new one.
    """
    segments = tuple(segments)
    content = {**settings._asdict(), "segments": [segment.to_json() for segment in segments]}
    data = json.dumps(content, ensure_ascii=False).encode()
    path = toc_path(folder, number)
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(_SIZES + _KIND.pack(_ORDER, VERSION) + _RELEASE)
        file.write(_LENGTH.pack(len(data), zlib.crc32(data)) + data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)  # noqa: PTH105 - Path.replace would hide that this is the commit
    _sync_folder(folder)
    remove_unnamed(folder, number, segments)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk holds the folder's entries (Windows has no such call, and needs none)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_unnamed(folder: Path, number: int, segments: Iterable[Segment]) -> None:
    """Remove the tables of contents of other generations than ``number``, and files of other segments.

    A file that the system does not let go (on Windows, while somebody reads it) stays until the next time.
    """
    kept = {segment.name for segment in segments}
    for name in os.listdir(folder):  # noqa: PTH208 - names only
        old = (found := _TOC_NAME.fullmatch(name)) is not None and int(found[1]) != number
        unnamed = (found := _SEGMENT_NAME.fullmatch(name)) is not None and found[1] not in kept
        if old or unnamed:
            with contextlib.suppress(OSError):
                (folder / name).unlink()
