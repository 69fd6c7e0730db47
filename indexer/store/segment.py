"""A segment: the postings, columns and stored fields of some documents, immutable but for which are deleted."""

from __future__ import annotations

import base64
import functools
import re
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pyroaring import BitMap
from whoosh.codec import base

from gongbao.indexer.store.arrays import Array, ArrayFile, damaged
from gongbao.indexer.store.columns import Columns
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.stored import Stored

EXTENSION = ".gongbao"


class SegmentArrays:
    """An open segment file: ``postings(field)``, ``columns``, ``stored``, ``lengths(field)``.

    One object serves every reader of the process; arrays are views of the mapped file.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        facts = self.file.facts
        self.count: int = facts["documents"]
        self.fields: list[str] = facts["fields"]
        self.totals: dict[str, int] = facts["totals"]
        """Sum of the exact field lengths."""
        self._postings: dict[str, FieldPostings] = {}

    def postings(self, field: str) -> FieldPostings | None:
        """The postings of a field, None if no document of the segment has any."""
        if field not in self._postings:
            if field not in self.fields:
                return None
            self._postings[field] = FieldPostings(self.file, field, self.count)
        return self._postings[field]

    def lengths(self, field: str) -> Array | None:
        """Length bytes of a scored field: uint8[N]."""
        return self.file[f"{field}.lengths"] if field in self.totals else None

    @functools.cached_property
    def columns(self) -> Columns:
        return Columns(self.file, self.file.facts["facets"], self.file.facts["numbers"], self.count)

    @functools.cached_property
    def stored(self) -> Stored:
        return Stored(self.file, self.file.facts["stored"])


_OPEN: weakref.WeakValueDictionary[Path, SegmentArrays] = weakref.WeakValueDictionary()


def open_arrays(path: Path) -> SegmentArrays:
    """The segment file at ``path``, opened once however many readers share it."""
    arrays = _OPEN.get(path)
    if arrays is None:
        arrays = _OPEN[path] = SegmentArrays(path)
    return arrays


class Segment(base.Segment):
    """What the table of contents knows of a segment: its name, its size, and which documents are deleted."""

    def __init__(self, indexname: str, segid: str | None = None, count: int = 0, deleted: BitMap | None = None) -> None:
        super().__init__(indexname)
        if segid is not None:
            self.segid = segid
        self._count = count
        self.deleted = BitMap() if deleted is None else deleted

    def codec(self) -> base.Codec:
        from gongbao.indexer.store.whoosh_codec import CODEC  # the codec builds segments, and segments name their codec

        return CODEC

    def to_json(self) -> dict[str, Any]:
        """The segment as the table of contents keeps it."""
        deleted = base64.b64encode(self.deleted.serialize()).decode() if self.deleted else None
        return {"id": self.segid, "documents": self._count, "deleted": deleted}

    @classmethod
    def from_json(cls, indexname: str, values: dict[str, Any]) -> Segment:
        """The segment that ``to_json`` described; raises ValueError where it cannot have been so."""
        name, count = str(values["id"]), values["documents"]
        deleted = BitMap.deserialize(base64.b64decode(values["deleted"])) if values["deleted"] else BitMap()
        if not re.fullmatch("[0-9a-z]{1,64}", name):  # it is part of a path
            raise ValueError(f"{name!r} is no segment's name")
        if type(count) is not int or count < 0 or (deleted and deleted.max() >= count):
            raise ValueError(f"segment {name} cannot hold {count} paragraphs")
        return cls(indexname, name, count, deleted)

    def path(self, storage: Any) -> Path:
        """The segment's file."""
        return Path(storage.folder).resolve() / self.make_filename(EXTENSION)

    def arrays(self, storage: Any) -> SegmentArrays:
        """The segment's file, open; raises IndexDamaged where it is another than the table of contents means."""
        found = open_arrays(self.path(storage))
        if found.count != self._count:
            raise damaged(found.file.path, f"it holds {found.count} paragraphs and not {self._count}")
        return found

    def live(self) -> Array:
        """The numbers of the documents that are not deleted: int64, ascending."""
        kept = np.ones(self._count, bool)
        kept[np.frombuffer(self.deleted.to_array(), np.uint32)] = False
        return np.flatnonzero(kept)

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, count: int) -> None:
        self._count = count

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self.deleted.add(docnum)
        else:
            self.deleted.discard(docnum)
