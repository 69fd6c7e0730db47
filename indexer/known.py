"""What the next run must know, apart from paragraphs: the files an index holds, their records, and who copies whom.

One table a generation, ``known-<generation>.table``, is written and synced before that generation is committed, and
belongs to it by its number: a table of another number is of a commit that never was, or that another writer made, and
is taken for lost. Nothing but work is lost with it: every file is read again. Signatures lie beside it in parts
(``signature_parts``), which the table names.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gongbao.indexer.duplicates import Originals
from gongbao.indexer.errors import IndexDamaged
from gongbao.indexer.signature_parts import Part, write_joined
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter

_TABLE = re.compile(r"known-(\d+)\.table")
_PART = re.compile(r"known-[0-9a-f]{16}\.signatures")
_NO_RECORDS = np.zeros(0, np.uint64)


@dataclass(slots=True)
class File:
    """What a run found of a file: ``state`` as ``file_state`` tells it (empty where the file was not read to its
    end), a hash of its bytes, and its documents' ids.

    Of a file of records that was read as a stream, ``records`` are the hashes of its records and ``documents`` the
    document of each as a number, 0 for one that gave none (uint64[R] both); a record of several documents is there
    for each.
    """

    state: Mapping[str, Any]
    digest: str | None = None
    ids: tuple[str, ...] = ()
    records: Array | None = None
    documents: Array = field(default_factory=lambda: _NO_RECORDS)

    def document_ids(self) -> list[str]:
        """The ids of all its documents."""
        if self.records is None:
            return list(self.ids)
        return [f"{number:012x}" for number in self.documents[self.documents > 0].tolist()]


@dataclass(slots=True)
class Known:
    """What an index holds: its files by name, the copies with their originals, and the originals to compare with.

    ``copies`` leads from a copy's id to its original's.
    """

    files: dict[str, File] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    originals: Originals = field(default_factory=Originals)
    whole: bool = True
    """Whether a table told all this; else the index may hold files that are not here."""

    @classmethod
    def load(cls, folder: Path, generation: int) -> Known:
        """What is known of this generation; empty, and not ``whole``, where no table tells."""
        try:
            return cls._loaded(ArrayFile(folder / f"known-{generation}.table"), folder)
        except (OSError, IndexDamaged, KeyError, ValueError, TypeError):
            return cls(whole=False)

    @classmethod
    def _loaded(cls, table: ArrayFile, folder: Path) -> Known:
        table.verify()
        known = cls()
        records, documents = table["records"].copy(), table["documents"].copy()
        at = 0
        for name, state, digest, ids, count in table.facts["files"]:
            if count is None:
                known.files[name] = File(state, digest, tuple(ids))
            else:
                known.files[name] = File(state, digest, (), records[at : at + count], documents[at : at + count])
                at += count
        pairs = [f"{number:012x}" for number in table["copies"].tolist()]
        known.copies = dict(zip(pairs[::2], pairs[1::2], strict=True))
        parts = [Part.mapped(folder / name, table[f"dead.{n}"]) for n, name in enumerate(table.facts["parts"])]
        known.originals = Originals(parts=parts)
        return known

    def save(self, folder: Path, generation: int) -> None:
        """Write the table of this generation, which is not committed yet, and the signatures that came since."""
        parts = [part for part in self.originals.parts if not part.dead.all()]
        written: list[Part] = []
        for part in parts:
            if part.path is None:
                group = [part]
                while written and len(written[-1]) < 2 * sum(map(len, group)):
                    group.insert(0, written.pop())
                part = write_joined(group, folder / f"known-{secrets.token_hex(8)}.signatures")
            written.append(part)
        self.originals.parts = written
        streams = [found for found in self.files.values() if found.records is not None]
        copies = [int(name, 16) for pair in self.copies.items() for name in pair]
        file = ArrayFileWriter(folder / f"known-{generation}.table")
        try:
            file.add("records", np.concatenate([_NO_RECORDS, *(f.records for f in streams if f.records is not None)]))
            file.add("documents", np.concatenate([_NO_RECORDS, *(f.documents for f in streams)]))
            file.add("copies", np.array(copies, np.uint64))
            for n, part in enumerate(written):
                file.add(f"dead.{n}", np.flatnonzero(part.dead).astype(np.uint32))
            files = [
                [name, f.state, f.digest, f.ids, None if f.records is None else len(f.records)]
                for name, f in self.files.items()
            ]
            file.close({"files": files, "parts": [part.path.name for part in written if part.path]})
        except BaseException:
            file.abandon()
            raise


def tidy(folder: Path, generation: int) -> None:
    """Remove tables of other generations than this one, and signatures that its table does not name."""
    named: set[str] = {f"known-{generation}.table"}
    with contextlib.suppress(OSError, IndexDamaged, KeyError):
        named.update(ArrayFile(folder / f"known-{generation}.table").facts["parts"])
    for path in files(folder):
        if path.name not in named:
            with contextlib.suppress(OSError):  # another run will
                path.unlink()


def files(folder: Path) -> Iterable[Path]:
    """Every table and part in an index directory."""
    return [path for path in folder.glob("known-*") if _TABLE.fullmatch(path.name) or _PART.fullmatch(path.name)]


def take_over(folder: Path, aside: Path, made: int, generation: int) -> None:
    """Put what generation ``made`` of the index in ``aside`` knows beside the index in ``folder``, before it becomes
    generation ``generation`` there."""
    for path in files(aside):
        name = f"known-{generation}.table" if path.name == f"known-{made}.table" else path.name
        if name != path.name or _PART.fullmatch(name):
            path.replace(folder / name)


def corpus_hash(folder: str | os.PathLike[str], generation: int) -> str | None:
    """A hash over the bytes of the files that a generation was made of (32 hex digits).

    It is the same for the same files in another folder; None where no table tells the files: an index that was not
    made by ``build_index``, or is no folder.
    """
    try:
        table = ArrayFile(Path(folder) / f"known-{generation}.table")
        table.verify()
        records, at = table["records"], 0
        digests = []
        for _, _, digest, _, count in table.facts["files"]:
            if count is None:
                digests.append(str(digest))
            else:
                digests.append(hashlib.blake2b(records[at : at + count].tobytes(), digest_size=16).hexdigest())
                at += count
    except (OSError, IndexDamaged, KeyError, ValueError, TypeError):
        return None
    return hashlib.blake2b("\n".join(sorted(digests)).encode(), digest_size=16).hexdigest() if digests else None
