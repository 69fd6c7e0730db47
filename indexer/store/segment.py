"""A segment: the postings, columns and stored fields of some paragraphs, immutable but for which are deleted."""

from __future__ import annotations

import base64
import functools
import os
import re
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.arrays import Array, ArrayFile, damaged
from gongbao.indexer.store.columns import Columns
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.stored import Stored

INDEX_NAME = "MAIN"
"""What Whoosh calls an index in a directory of its own; every file name begins with it."""

EXTENSION = ".gongbao"

_ID_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 16


class SegmentArrays:
    """An open segment file: ``postings(field)``, ``columns``, ``stored``, ``lengths(field)``.

    One object serves every reader of the process; arrays are views of the mapped file. Raises IndexDamaged where the
    file is cut short or its directory has changed.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        facts = self.file.facts
        self.count: int = facts["documents"]
        """Paragraphs, deleted ones included."""
        self.fields: list[str] = facts["fields"]
        """The fields that have terms in this segment."""
        self.totals: dict[str, int] = facts["totals"]
        """Of each scored field, the sum of the exact lengths of its texts, in words."""
        self._postings: dict[str, FieldPostings] = {}

    def postings(self, field: str) -> FieldPostings | None:
        """The postings of a field, None if no paragraph of the segment has any."""
        if field not in self._postings:
            if field not in self.fields:
                return None
            self._postings[field] = FieldPostings(self.file, field, self.count)
        return self._postings[field]

    def lengths(self, field: str) -> Array | None:
        """The length byte of each paragraph's text in a scored field (``impacts.LENGTHS`` gives the length): uint8[N];
        None for other fields."""
        return self.file[f"{field}.lengths"] if field in self.totals else None

    @functools.cached_property
    def columns(self) -> Columns:
        """Facets, numbers, and which paragraphs form a document."""
        return Columns(self.file, self.file.facts["facets"], self.file.facts["numbers"], self.count)

    @functools.cached_property
    def stored(self) -> Stored:
        """The stored fields."""
        return Stored(self.file, self.file.facts["stored"])


_OPEN: weakref.WeakValueDictionary[Path, SegmentArrays] = weakref.WeakValueDictionary()


def open_arrays(path: Path) -> SegmentArrays:
    """The segment file at ``path``, opened once however many readers share it; raises IndexDamaged, OSError."""
    arrays = _OPEN.get(path)
    if arrays is None:
        arrays = _OPEN[path] = SegmentArrays(path)
    return arrays


class Segment:
    """What the table of contents says of a segment: its name, how many paragraphs it has, and which are deleted.

    ``count`` includes the deleted paragraphs; ``deleted`` holds their numbers, and a writer adds to it. The file is
    opened when ``arrays`` is first asked for. Two segments are equal when they are the same file.
    """

    def __init__(self, folder: Path, identifier: str, count: int, deleted: BitMap | None = None) -> None:
        self.folder, self.identifier, self.count = folder, identifier, count
        self.deleted = BitMap() if deleted is None else deleted

    @classmethod
    def new(cls, folder: Path, count: int = 0) -> Segment:
        """A segment that is yet to be written, with a name that no other has."""
        identifier = "".join(_ID_CHARACTERS[byte % len(_ID_CHARACTERS)] for byte in os.urandom(_ID_LENGTH))
        return cls(folder, identifier, count)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segment) and self.path == other.path

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"<Segment {self.name}: {self.count} paragraphs, {len(self.deleted)} deleted>"

    @property
    def name(self) -> str:
        """The name of its file, without the extension."""
        return f"{INDEX_NAME}_{self.identifier}"

    @functools.cached_property
    def path(self) -> Path:
        """Its file."""
        return self.folder.resolve() / f"{self.name}{EXTENSION}"

    @functools.cached_property
    def arrays(self) -> SegmentArrays:
        """Its file, open; raises IndexDamaged where that is another than the table of contents means, and OSError."""
        found = open_arrays(self.path)
        if found.count != self.count:
            raise damaged(found.file.path, "array_file.count", held=found.count, expected=self.count)
        return found

    @property
    def live_count(self) -> int:
        """Paragraphs that are not deleted."""
        return self.count - len(self.deleted)

    def live(self) -> Array:
        """The numbers of the paragraphs that are not deleted: int64[live_count], ascending."""
        kept = np.ones(self.count, bool)
        kept[np.frombuffer(self.deleted.to_array(), np.uint32)] = False
        return np.flatnonzero(kept)

    def to_json(self) -> dict[str, Any]:
        """The segment as the table of contents keeps it."""
        deleted = base64.b64encode(self.deleted.serialize()).decode() if self.deleted else None
        return {"id": self.identifier, "documents": self.count, "deleted": deleted}

    @classmethod
    def from_json(cls, folder: Path, values: dict[str, Any]) -> Segment:
        """The segment in ``folder`` that ``to_json`` described; raises KeyError, TypeError or ValueError where it
        cannot have been so."""
        identifier, count = str(values["id"]), values["documents"]
        deleted = BitMap.deserialize(base64.b64decode(values["deleted"])) if values["deleted"] else BitMap()
        if not re.fullmatch("[0-9a-z]{1,64}", identifier):  # it is part of a path
            raise ValueError(f"{identifier!r} is no segment's name")
        if type(count) is not int or count < 0 or (deleted and deleted.max() >= count):
            raise ValueError(f"segment {identifier} cannot hold {count} paragraphs")
        return cls(folder, identifier, count, deleted)
