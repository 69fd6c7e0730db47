"""The table of contents: one small JSON file that names the segments of a generation and how they were made.

Whoosh looks for the newest ``_MAIN_<generation>.toc``, reads its header, and hands the rest to the loader
registered here for our version. The schema is not in the file: it is built from the code and the settings.

    Whoosh's header        sizes of int, long and float, byte order, VERSION, Whoosh's release
    length, crc32          uint32, uint32, big-endian
    JSON                   {"format", "analysis", "hmm", "dictionary", "facets", "segments": [...]}
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import __version__ as whoosh_version
from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC, clean_files
from whoosh.legacy import toc_loaders
from whoosh.system import _FLOAT_SIZE, _INT_SIZE, _LONG_SIZE

from gongbao.indexer.analysis import fingerprint
from gongbao.indexer.config import Analysis, Config
from gongbao.indexer.errors import IndexDamaged, IndexForeign
from gongbao.indexer.schema import schema as build_schema
from gongbao.indexer.store.segment import Segment

FORMAT = 5
VERSION = -7701
"""Whoosh's name for our kind of table of contents."""

FOREIGN = (-110, -111)
"""Whoosh's names for its own kinds. They hold pickles, which run code when opened, so gongbao never opens them."""

_MENDED = "mend it with: gongbao doctor --rebuild"


class Settings(NamedTuple):
    """How an index was made."""

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

    def schema(self) -> fields.Schema:
        """The schema of such an index."""
        return build_schema(Config(facets=self.facets, analysis=Analysis(self.hmm, self.dictionary)))


def write(storage: FileStorage, settings: Settings, segments: list[Segment], generation: int) -> None:
    """Make ``segments`` the index's state, all at once; then remove what earlier generations leave behind.

    The segments' files must be on disk already. Whoever opens the index sees the old state or the new one.
    """
    content = {**settings._asdict(), "segments": [segment.to_json() for segment in segments]}
    data = json.dumps(content, ensure_ascii=False).encode()
    name = TOC._filename(_DEF_INDEX_NAME, generation)
    with storage.create_file(f"{name}.new") as file:
        for size in (_INT_SIZE, _LONG_SIZE, _FLOAT_SIZE):
            file.write_varint(size)
        file.write_int(-12345)
        file.write_int(VERSION)
        for number in whoosh_version[:3]:
            file.write_varint(number)
        file.write_uint(len(data))
        file.write_uint(zlib.crc32(data))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    folder = Path(storage.folder)
    os.replace(folder / f"{name}.new", folder / name)  # noqa: PTH105 - Path.replace would hide that this is the commit
    _sync_folder(folder)
    clean_files(storage, _DEF_INDEX_NAME, generation, segments)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk holds the folder's entries (Windows has no such call, and needs none)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(stream: Any) -> dict[str, Any]:
    """The JSON after Whoosh's header; raises IndexDamaged."""
    try:
        length, checksum = stream.read_uint(), stream.read_uint()
        data = stream.read(length)
        if len(data) != length or zlib.crc32(data) != checksum:
            raise ValueError("its checksum differs")
        content: dict[str, Any] = json.loads(data)
        _settings(content)
    except Exception as error:
        message = f"The index's table of contents is damaged ({error}); {_MENDED}"
        raise IndexDamaged(message) from error
    return content


def _settings(content: dict[str, Any]) -> Settings:
    if content["format"] != FORMAT:  # nothing else is known of it
        return Settings(int(content["format"]), "", ())
    dictionary = content["dictionary"]
    facets = tuple(map(str, content["facets"]))
    return Settings(FORMAT, str(content["analysis"]), facets, bool(content["hmm"]), dictionary and str(dictionary))


def _load(stream: Any, generation: int, schema: fields.Schema | None, version: int) -> tuple[Any, list[Segment]]:
    """Whoosh's way to the table of contents: (schema, segments)."""
    content = _read(stream)
    try:
        segments = [Segment.from_json(_DEF_INDEX_NAME, values) for values in content["segments"]]
        if len({segment.segment_id() for segment in segments}) < len(segments):
            raise ValueError("a segment is there twice")
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamaged(f"The index's table of contents is damaged ({error}); {_MENDED}") from error
    return schema or _settings(content).schema(), segments


toc_loaders[VERSION] = _load


def generation(folder: Path) -> int:
    """The number of the newest table of contents in ``folder``, -1 if there is none."""
    newest: int = TOC._latest_generation(FileStorage(str(folder)), _DEF_INDEX_NAME)
    return newest


def latest(folder: Path) -> Path | None:
    """The newest table of contents in ``folder``, None if there is none."""
    newest = generation(folder)
    return folder / TOC._filename(_DEF_INDEX_NAME, newest) if newest >= 0 else None


def settings(path: Path) -> Settings:
    """The settings in the table of contents at ``path``; raises IndexDamaged."""
    with FileStorage(str(path.parent)).open_file(path.name) as stream:
        try:
            header = [stream.read_varint() for _ in range(3)]
            header += [stream.read_int(), stream.read_int()]
            for _ in range(3):
                stream.read_varint()
        except Exception as error:
            raise IndexDamaged(f"{path} is cut short; {_MENDED} --index {path.parent}") from error
        if header[3] == -12345 and header[4] in FOREIGN:
            raise IndexForeign(f"{path} was not written by gongbao; choose another index directory.")
        if header != [_INT_SIZE, _LONG_SIZE, _FLOAT_SIZE, -12345, VERSION]:
            raise IndexDamaged(
                f"{path} is damaged (its header has changed); remove the index directory and index again."
            )
        return _settings(_read(stream))
