"""The segment file: named arrays one after another, each on a 64-byte boundary, mapped into memory when read.

    "GONGBAO1"                                          8 bytes
    array, padding, array, padding ...                  each array starts at a multiple of 64
    directory                                           JSON: {"arrays": {name: [dtype, length, offset, crc32]},
                                                               "facts": {...}}
    offset and length of the directory, its crc32       <QQI, 20 bytes
    "GONGBAO1"                                          8 bytes

Numbers are little-endian. Opening checks magic, length and the directory's checksum; ``verify`` reads every byte.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from gongbao.indexer.errors import IndexDamaged, Message

if TYPE_CHECKING:
    import numpy.typing as npt

MAGIC = b"GONGBAO1"
ALIGNMENT = 64
_FOOTER = struct.Struct("<QQI8s")

Array: TypeAlias = "npt.NDArray[Any]"


class Entry(NamedTuple):
    """Where an array lies in its file: dtype (as numpy writes it), length in numbers, offset in bytes, crc32."""

    dtype: str
    length: int
    offset: int
    checksum: int

    @property
    def size(self) -> int:
        """Its bytes."""
        return np.dtype(self.dtype).itemsize * self.length


class ArrayFileWriter:
    """Writes a segment file; nothing is visible under ``path`` as a finished file before ``close`` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, parts: Array | Iterable[Array]) -> None:
        """Append one array, given whole or as consecutive parts of one dtype."""
        self._file.write(b"\0" * (-self._file.tell() % ALIGNMENT))
        offset, length, checksum, kind = self._file.tell(), 0, 0, None
        for part in [parts] if isinstance(parts, np.ndarray) else parts:
            kind = kind or np.dtype(part.dtype).newbyteorder("<")
            data = np.ascontiguousarray(part, dtype=kind)
            view = data.view(np.uint8).reshape(-1).data
            checksum = zlib.crc32(view, checksum)
            self._file.write(view)
            length += len(data)
        if kind is None:
            raise ValueError(f"{name}: give at least one (empty) array, so that its type is known")
        self._entries[name] = Entry(kind.str, length, offset, checksum)

    def close(self, facts: dict[str, Any]) -> None:
        """Write the directory and ``facts`` (small JSON values), and wait until the disk holds it all."""
        directory = json.dumps({"arrays": self._entries, "facts": facts}, ensure_ascii=False).encode()
        offset = self._file.tell()
        self._file.write(directory)
        self._file.write(_FOOTER.pack(offset, len(directory), zlib.crc32(directory), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close an unfinished file."""
        self._file.close()


class ArrayFile:
    """A segment file, read through a memory map: ``file["name"]`` is an array that shares the map's pages."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise damaged(path, "array_file.empty") from error
        size = len(self._map)
        if size < len(MAGIC) + _FOOTER.size or self._map[: len(MAGIC)] != MAGIC:
            raise damaged(path, "array_file.beginning")
        offset, length, checksum, magic = _FOOTER.unpack(self._map[size - _FOOTER.size :])
        if magic != MAGIC or offset + length + _FOOTER.size != size:
            raise damaged(path, "array_file.end")
        directory = self._map[offset : offset + length]
        if zlib.crc32(directory) != checksum:
            raise damaged(path, "array_file.directory")
        try:
            content = json.loads(directory)
            self.facts: dict[str, Any] = content["facts"]
            self.entries = {name: Entry(*values) for name, values in content["arrays"].items()}
            """Where each array lies."""
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # another program's, with a right checksum
            raise damaged(path, "array_file.directory_unreadable", error=error) from error

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def __getitem__(self, name: str) -> Array:
        dtype, length, offset, _ = self.entries[name]
        return np.frombuffer(self._map, dtype, length, offset)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self._map)

    def release(self) -> None:
        """Let the system take back the pages that were read; they are read again when they are needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def sizes(self) -> dict[str, int]:
        """Bytes of each array."""
        return {name: entry.size for name, entry in self.entries.items()}

    def changed(self) -> list[str]:
        """Read every byte; the arrays whose checksum differs, and "padding" where bytes between arrays are not 0."""
        names = []
        end, padded = len(MAGIC), True
        for name, entry in self.entries.items():
            padded &= not any(self._map[end : entry.offset])
            end = entry.offset + entry.size
            if zlib.crc32(self[name].view(np.uint8).data) != entry.checksum:
                names.append(name)
        return names if padded else [*names, "padding"]

    def verify(self) -> None:
        """Read every byte; raises IndexDamaged naming the first array whose checksum differs."""
        for name in self.changed():
            raise damaged(self.path, "array_file.array", array=name)


def damaged(path: Path, code: str, **params: object) -> IndexDamaged:
    """The error to raise of a segment's file; ``code`` and ``params`` say what is wrong inside it."""
    return IndexDamaged("index.file_damaged", file=path, folder=path.parent, why=Message(code, **params))


def spans(starts: Array, lengths: Array) -> Array:
    """The positions start, start+1 … start+length-1 of every span, one span after another: int64[sum(lengths)]."""
    ends: Array = lengths.cumsum(dtype=np.int64)
    found = (starts.astype(np.int64) - ends + lengths).repeat(lengths)
    found += np.arange(len(found))
    return found


def boundaries(lengths: Array) -> Array:
    """Where each of consecutive spans starts, and where the last one ends: int64[n + 1]."""
    ends = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends


def offsets(lengths: Array) -> Array:
    """The same in as little memory as they need: uint32[n + 1], or int64."""
    ends = np.zeros(len(lengths) + 1, np.uint32 if int(lengths.sum(dtype=np.int64)) < 1 << 32 else np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends


def narrow(numbers: Array) -> Array:
    """The same numbers as uint16 where they fit, else uint32."""
    return numbers.astype(np.uint16 if numbers.max(initial=0) < 1 << 16 else np.uint32)
