"""Stored fields: what a hit shows, laid out by how often it changes from one paragraph to the next.

The text of a paragraph is for ``texts``. The other stored fields form tiers; in each tier, consecutive paragraphs with
the same values share one record, a JSON list of the tier's fields:

    stored.K         uint8    tier K: JSON records, end to end
    stored.K_at      uint32   [R + 1] where each record starts
    stored.K_first   uint32   [R] the first document of each record
"""

from __future__ import annotations

import functools
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, spans
from gongbao.indexer.store.texts import Texts, TextsBuilder

TEXT = "text"
FOLDED = "folded"
"""Asked for like a stored field: the kinds of characters that folding would change in the text (see ``texts``)."""
PARAGRAPH = ("id", "position")
SECTION = ("section",)
RECORD = ("record",)

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def tiers(names: Iterable[str]) -> list[list[str]]:
    """The stored fields ``names`` (text excepted) as tiers, fastest changing first."""
    left = sorted(set(names) - {TEXT})
    fixed = [[name for name in left if name in tier] for tier in (PARAGRAPH, SECTION, RECORD)]
    return [*fixed, [name for name in left if not any(name in tier for tier in fixed)]]


class StoredBuilder:
    """Collects the stored fields of consecutive documents, one at a time or a whole segment's."""

    def __init__(self, names: Iterable[str]) -> None:
        self._tiers = tiers(names)
        self._texts = TextsBuilder()
        self._records: list[list[bytes]] = [[] for _ in self._tiers]
        self._record_sizes: list[list[Array]] = [[] for _ in self._tiers]
        self._first: list[list[Array]] = [[] for _ in self._tiers]
        self._last: list[Any] = [None for _ in self._tiers]
        self._count = 0

    def add_all(self, buffer: Mapping[str, list[Any]]) -> None:
        """Append documents given as {field: a value for each document, None where it has none}."""
        texts = [text or "" for text in buffer[TEXT]]
        self._texts.add_all(texts)
        for number, fields in enumerate(self._tiers):
            last, firsts, records = None, [], []
            for at, values in enumerate(zip(*(buffer[name] for name in fields), strict=True)):
                if values != last:
                    firsts.append(self._count + at)
                    records.append(_ENCODE(values).encode())
                    last = values
            self._records[number].append(b"".join(records))
            self._record_sizes[number].append(np.fromiter(map(len, records), np.int64, len(records)))
            self._first[number].append(np.array(firsts, np.int64))
        self._count += len(texts)

    def add_segment(self, stored: Stored, kept: Array) -> None:
        """Append the documents ``kept`` (ascending numbers) of another segment."""
        assert stored.tiers == self._tiers, "the stored fields of both segments are laid out alike"
        self._texts.add_segment(stored.texts, kept)
        for number, tier in enumerate(stored.records):
            record = np.searchsorted(tier.first_array, kept.astype(np.uint32), side="right") - 1
            new = np.flatnonzero(np.diff(record, prepend=-1))
            record = record[new]
            at = tier.at_array.astype(np.int64)
            sizes = at[record + 1] - at[record]
            self._records[number].append(tier.data_array[spans(at[record], sizes)].tobytes())
            self._record_sizes[number].append(sizes)
            self._first[number].append(new + self._count)
        self._count += len(kept)

    def write(self, file: ArrayFileWriter) -> None:
        """Write everything added, and let go of the texts."""
        self._texts.write(file)
        for number in range(len(self._tiers)):
            file.add(f"stored.{number}", np.frombuffer(b"".join(self._records[number]), np.uint8))
            sizes = np.concatenate(self._record_sizes[number])
            file.add(f"stored.{number}_at", boundaries(sizes).astype(np.uint32))
            file.add(f"stored.{number}_first", np.concatenate(self._first[number]).astype(np.uint32))

    @property
    def facts(self) -> list[list[str]]:
        """The tiers' field names, to be kept with the segment."""
        return self._tiers


class Tier:
    """One tier of an open segment."""

    def __init__(self, file: ArrayFile, number: int, names: list[str]) -> None:
        self.data_array = file[f"stored.{number}"]
        self.at_array = file[f"stored.{number}_at"]
        self.first_array = file[f"stored.{number}_first"]
        self.names = names
        self._data, self._at = self.data_array.data, self.at_array.data
        self._first = self.first_array.data
        self._later = self.first_array[1:]
        self._last = len(self._first) - 1
        self._distinct = self._last >= 0 and self._first[-1] == self._last  # each document has a record of its own
        self._record = functools.lru_cache(maxsize=1 << 10)(self._parse)

    def record(self, document: int) -> tuple[Any, ...]:
        """The fields of the tier, in the order of ``names``; None where a document has none."""
        return self._record(min(document, self._last) if self._distinct else bisect_right(self._first, document) - 1)

    def rows(self, documents: Array) -> list[tuple[Any, ...]]:
        """The same for each of some documents: uint32[n]."""
        if self._distinct:
            return list(map(self._record, np.minimum(documents, self._last).tolist()))
        return list(map(self._record, self._later.searchsorted(documents, "right").tolist()))

    def _parse(self, record: int) -> tuple[Any, ...]:
        return tuple(json.loads(bytes(self._data[self._at[record] : self._at[record + 1]])))


class Stored:
    """The stored fields of an open segment."""

    def __init__(self, file: ArrayFile, tiers: list[list[str]]) -> None:
        self.tiers = tiers
        self.records = [Tier(file, number, names) for number, names in enumerate(tiers)]
        self.texts = Texts(file)
        self._plan = functools.lru_cache(maxsize=8)(self._planned)

    def text_of(self, document: int) -> str:
        """The text of a document as it was given; raises IndexDamaged."""
        return self.texts.of(document)

    def fields(self, document: int) -> dict[str, Any]:
        """All stored fields of a document."""
        own, section, record, others = self.records
        tiers = (others, record, section, own)
        pairs = chain.from_iterable([zip(tier.names, tier.record(document), strict=True) for tier in tiers])
        found = {name: value for name, value in pairs if value is not None}
        if text := self.text_of(document):
            found[TEXT] = text
        return found

    def values(self, documents: Sequence[int], names: tuple[str, ...]) -> list[Sequence[Any]]:
        """Of each of some stored fields what some documents have of it, in their order; None where one has none."""
        if not documents:
            return [()] * len(names)
        tiers, places = self._plan(names)
        numbers = np.array(documents, np.uint32)
        held: list[Sequence[Any]] = [
            (None,) * len(documents),
            [text or None for text in self.texts.all_of(documents)] if TEXT in names else (),
            self.texts.folded.take(numbers).tolist() if FOLDED in names else (),
        ]
        for tier in tiers:
            held += zip(*tier.rows(numbers), strict=True)
        return [held[place] for place in places]

    def _planned(self, names: tuple[str, ...]) -> tuple[list[Tier], list[int]]:
        """Which tiers hold these fields, and which of their columns, counted after those of ``values``, each is."""
        tiers = [tier for tier in self.records if not set(names).isdisjoint(tier.names)]
        held = ["", TEXT, FOLDED, *chain.from_iterable([tier.names for tier in tiers])]
        return tiers, [held.index(name) if name in held else 0 for name in names]

    def value(self, document: int, name: str) -> Any:
        """One stored field of a document, None if it has none."""
        if name == TEXT:
            return self.text_of(document) or None
        tier = next((tier for tier in self.records if name in tier.names), None)
        return tier and tier.record(document)[tier.names.index(name)]
