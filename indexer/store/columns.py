"""Columns: what is known of every document besides its terms, as arrays over document numbers.

    f.lengths        uint8         [N] Whoosh's length byte of a scored field
    f.values         uint8         facet f's values, in byte order, end to end
    f.values_at      uint32        [V + 1] where each value starts
    f.numbers        int32         [N] a sortable number that is no facet; NONE where a document has none
    document.first   uint32        [D] the first paragraph of each run of paragraphs of one ``doc``
    profile          uint16 or 32  [D] which combination of facet values the run has
    profile.f        uint32        [C] facet f in each combination: which of its values (0 is none), or the number

Facets and filters are about documents, so they cost little: the matches' histogram over documents is all that is
counted paragraph by paragraph; facets, filters and drill-sideways counts are arithmetic on that histogram. What each
paragraph has follows from its document.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from gongbao.indexer.schema import FACETS, FieldSpec
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, narrow

NONE = 2**31 - 1
"""A missing number: the largest there is, so that it sorts last, as in Whoosh."""

GROUP = "doc"
PRESENCE = "copy_of"
"""Whether a paragraph belongs to a copy is part of its profile, so that hiding copies costs nothing."""


def facet_names(fields: Mapping[str, FieldSpec]) -> list[str]:
    """The fields with a column of values."""
    return [name for name, spec in fields.items() if spec.kind == "facet"]


def number_names(fields: Mapping[str, FieldSpec]) -> list[str]:
    """The fields with a column of numbers."""
    return [name for name, spec in fields.items() if spec.kind == "number"]


class ColumnsBuilder:
    """Collects the columns of consecutive documents, from their values or from other segments."""

    def __init__(self, fields: Mapping[str, FieldSpec]) -> None:
        self._fields = fields
        self._facets: dict[str, list[tuple[list[bytes], Array]]] = {name: [] for name in facet_names(fields)}
        self._numbers: dict[str, list[Array]] = {name: [] for name in number_names(fields)}
        self._present: list[Array] = []
        self._document: list[Array] = []
        self._documents = 0
        self._last_group: Any = None

    def add_all(self, buffer: Mapping[str, list[Any]]) -> None:
        """Append documents given as {field: a value for each document, None where it has none}."""
        for name, parts in self._facets.items():
            values, which = distinct(buffer[name])
            parts.append(([self._fields[name].encode(value) for value in values], which + 1))
        for name, numbers in self._numbers.items():
            numbers.append(np.array([NONE if value is None else value for value in buffer[name]], np.int32))
        self._present.append(np.array([value is not None for value in buffer[PRESENCE]], bool))
        group = np.empty(len(buffer[GROUP]), np.int64)
        for at, value in enumerate(buffer[GROUP]):
            if value != self._last_group or not self._documents:
                self._documents += 1
                self._last_group = value
            group[at] = self._documents - 1
        self._document.append(group)

    def add_segment(self, columns: Columns, kept: Array) -> None:
        """Append the documents ``kept`` (ascending numbers) of another segment."""
        for name, parts in self._facets.items():
            if name in columns.facets:
                parts.append((columns.values(name)[1:], columns.facets[name][kept].astype(np.int64)))
            else:
                parts.append(([], np.zeros(len(kept), np.int64)))
        for name, numbers in self._numbers.items():
            column = columns.numbers.get(name)
            numbers.append(np.full(len(kept), NONE, np.int32) if column is None else column[kept])
        self._present.append(columns.profiles[PRESENCE][columns.profile[columns.document[kept]]].astype(bool))
        if len(kept):
            group = columns.document[kept].astype(np.int64)
            group = np.cumsum(np.diff(group, prepend=group[0]) != 0)
            self._document.append(group + self._documents)
            self._documents += int(group[-1]) + 1
        self._last_group = None

    def write(self, file: ArrayFileWriter) -> None:
        """Write everything added."""
        profile: dict[str, Array] = {}
        for name, parts in self._facets.items():
            values = sorted(set().union(*(known for known, _ in parts)))
            rank = {value: number for number, value in enumerate(values, 1)}
            ranks = [np.array([0, *(rank[value] for value in known)], np.int64)[part] for known, part in parts]
            profile[name] = np.concatenate(ranks)
            file.add(f"{name}.values", np.frombuffer(b"".join(values), np.uint8))
            file.add(f"{name}.values_at", boundaries(np.array(list(map(len, values)), np.int64)).astype(np.uint32))
        for name, numbers in self._numbers.items():
            column = np.concatenate(numbers)
            if name in FACETS:
                profile[name] = column
            else:
                file.add(f"{name}.numbers", column)
        profile[PRESENCE] = np.concatenate(self._present)
        code, firsts = combinations(profile.values())
        group = np.concatenate(self._document)
        new = (np.diff(group, prepend=-1) != 0) | (np.diff(code, prepend=-1) != 0)
        file.add("document.first", np.flatnonzero(new).astype(np.uint32))
        file.add("profile", narrow(code[new]))
        for name, column in profile.items():
            file.add(f"profile.{name}", column[firsts].astype(np.uint32))


def combinations(columns: Iterable[Array]) -> tuple[Array, Array]:
    """Number the distinct rows of integer columns: (int64[N] number of each row, int64[C] its first row)."""
    code: Array | None = None
    firsts = np.zeros(0, np.int64)
    for column in columns:
        _, ranks = np.unique(column.astype(np.int64), return_inverse=True)
        code = ranks if code is None else code * (int(ranks.max(initial=0)) + 1) + ranks
        _, firsts, code = np.unique(code, return_index=True, return_inverse=True)
    assert code is not None, "give at least one column"
    return code, firsts


def distinct(values: Sequence[Hashable | None]) -> tuple[list[Any], Array]:
    """The distinct values and which one stands in each place: (values, int64[N]); -1 where there is none."""
    held = dict.fromkeys(values)
    held.pop(None, None)
    number: dict[Hashable | None, int] = {value: at for at, value in enumerate(held)}
    number[None] = -1
    return list(held), np.fromiter(map(number.__getitem__, values), np.int64, len(values))


class Columns:
    """The columns of an open segment of so many paragraphs."""

    def __init__(self, file: ArrayFile, facets: list[str], numbers: list[str], count: int) -> None:
        self._file, self._count = file, count
        self.profile = file["profile"]
        self.first = file["document.first"]
        names = [*facets, *(name for name in numbers if name in FACETS), PRESENCE]
        self.profiles = {name: file[f"profile.{name}"] for name in names}
        self.facets: Mapping[str, Array] = _LazyArrays(facets, self._ordinals)
        """Which of a facet's values each paragraph has: uint32[N]."""
        self.numbers: Mapping[str, Array] = _LazyArrays(numbers, self._number)
        """The number that each paragraph has in a field: int32[N]."""
        self._values: dict[str, list[bytes]] = {}

    @cached_property
    def document(self) -> Array:
        """The document of each paragraph: int64[N]."""
        lengths: Array = np.diff(np.append(self.first, self._count).astype(np.int64))
        return np.arange(len(self.first)).repeat(lengths)

    def of_documents(self, name: str) -> Array:
        """The number that each document's first paragraph has in a field: int32[D]."""
        if name in self.profiles:
            return self.profiles[name].astype(np.int32).take(self.profile)
        found: Array = self.numbers[name].take(self.first)
        return found

    def _ordinals(self, name: str) -> Array:
        """Which of a facet's values each paragraph has: uint32[N]."""
        return self.profiles[name].take(self.profile).take(self.document)

    def _number(self, name: str) -> Array:
        return self._ordinals(name).astype(np.int32) if name in self.profiles else self._file[f"{name}.numbers"]

    def values(self, name: str) -> list[bytes]:
        """The values of a facet by ordinal; number 0 is the empty string of documents that have none."""
        if name not in self._values:
            data, at = self._file[f"{name}.values"].tobytes(), self._file[f"{name}.values_at"].tolist()
            self._values[name] = [b"", *(data[a:b] for a, b in pairwise(at))]
        return self._values[name]


class _LazyArrays(Mapping[str, Array]):
    """Arrays by names, each made when it is first asked for."""

    def __init__(self, names: Sequence[str], make: Callable[[str], Array]) -> None:
        self._names, self._make = names, functools.cache(make)

    def __getitem__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
