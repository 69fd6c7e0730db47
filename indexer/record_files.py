"""A file of records while it is read: which of its records are in the index already, and which documents it has now."""

from __future__ import annotations

import dataclasses
import hashlib
from array import array
from collections.abc import Iterable

import numpy as np

from gongbao.indexer.documents import Document
from gongbao.indexer.store.arrays import Array


class RecordFile:
    """One file of records. ``replaces`` says that the index holds it as something else, which goes as a whole."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.replaces = self.begun = self.given_up = False
        self._kept = np.zeros(0, np.uint64), np.zeros(0, np.uint64)
        self._left: set[int] = set()
        self._empty: set[int] = set()
        self._ids: set[int] = set()
        self._vanished: list[str] = []
        self._records, self._documents = array("Q"), array("Q")

    def keep(self, records: Array, documents: Array, now: Iterable[int]) -> None:
        """Learn what the index holds (uint64[R]: hash of a record, its document or 0) and what the file holds now.

        Where a record is there more than once, by two documents or because it stands there twice, it is read again.
        """
        hashes, counts = np.unique(records, return_counts=True)
        once = np.isin(records, hashes[counts == 1]) | (documents == 0)
        held = once & np.isin(records, np.fromiter(now, np.uint64))
        self._kept = records[held], documents[held]
        self._left = set(self._kept[0].tolist())
        self._empty = set(records[held & (documents == 0)].tolist())
        self._ids = set(self._kept[1].tolist())
        self._vanished = [f"{number:012x}" for number in documents[~held].tolist() if number]

    def is_held(self, number: int) -> bool:
        """Whether the next record of this hash is in the index."""
        if number not in self._left:
            return False
        if number not in self._empty:
            self._left.discard(number)  # a second one like it is another document
        return True

    def take_vanished(self) -> list[str]:
        """The documents whose records the file does not hold any more; once."""
        self.begun = True
        taken, self._vanished = self._vanished, []
        return taken

    def named(self, document: Document, record: int) -> Document:
        """The document, with another id where its own is that of another record."""
        number, times = int(document.id, 16), 0
        while number in self._ids:
            times += 1
            key = f"{document.id}\0{record:016x}\0{times}"
            number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest(), "big")
        self._ids.add(number)
        if not times:
            return document
        name = f"{number:012x}"
        paragraphs = (dataclasses.replace(p, id=name + p.id.removeprefix(document.id)) for p in document.paragraphs)
        return dataclasses.replace(document, id=name, paragraphs=tuple(paragraphs))

    def add(self, documents: Iterable[tuple[int, str]], empty: Iterable[int]) -> None:
        """Documents that were written, each with the hash of its record, and records that gave none."""
        for number, name in documents:
            self._records.append(number)
            self._documents.append(int(name, 16))
        for number in empty:
            self._records.append(number)
            self._documents.append(0)

    def arrays(self) -> tuple[Array, Array]:
        """The records in the index now and their documents: uint64[R] both."""
        new = np.array(self._records, np.uint64), np.array(self._documents, np.uint64)
        return np.concatenate([self._kept[0], new[0]]), np.concatenate([self._kept[1], new[1]])
