"""What documents have in a field, as codes, and how many matches have each value.

All paragraphs of a document share its facet values, and many documents share a combination of them (a profile). So
matches are counted by document, then by profile, and the counts of every facet come from these at once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gongbao.indexer.store.arrays import boundaries
from gongbao.indexer.store.columns import NONE, PRESENCE
from gongbao.search.engines.columnar.segments import SegmentReader, Segments
from gongbao.search.engines.columnar.tallies import Tally
from gongbao.search.engines.protocol import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Known = tuple[list[Value], "NDArray[np.int64]"]
"""The distinct values of a field in a segment, ascending, and which of them each profile or document has; unknown is
the number of values."""

_COUNT_BITS = 32


class FieldCodes(NamedTuple):
    """A field over all segments: ``values``, ascending, their ``numbers``, and for each segment which of them each
    profile (of a facet) or document (of another field) has: ``codes`` int64[C or D]; the number of values stands for
    unknown."""

    values: list[Value]
    numbers: dict[Value, int]
    codes: list[NDArray[np.int64]]


def _joined(known: Sequence[Known]) -> FieldCodes:
    """What is known of a field in each segment, together."""
    values: list[Value] = sorted({value for own, _ in known for value in own})
    numbers = {value: code for code, value in enumerate(values)}
    codes = []
    for own, which in known:
        ranks = np.array([*(numbers[value] for value in own), len(values)], np.int64)
        codes.append(ranks[which])
    return FieldCodes(values, numbers, codes)


class FacetLayout(NamedTuple):
    """Facets side by side, so that one histogram counts all and one sort orders all.

    ``values`` (object[V]) are those of the first facet, then those of the second, and so on; ``starts`` (int64[F + 1])
    is where each facet's begin, and the last one's end. ``order`` (int64[V]) is a value's number, and above its
    ``shift`` bits room for a count, and above that its facet's number. ``codes`` (int64[F', C] a segment, of the F'
    facets that have values): where in ``values`` each facet of every profile stands; V for unknown.
    """

    starts: NDArray[np.int64]
    order: NDArray[np.int64]
    shift: int
    values: NDArray[np.object_]
    codes: list[NDArray[np.int64]]


class Facets:
    """The fields of the documents of a generation, each worked out when it is first asked for."""

    def __init__(self, segments: Segments) -> None:
        self._segments, self._readers = segments, segments.readers
        self._fields: dict[str, FieldCodes] = {}
        self._documents: dict[str, FieldCodes] = {}
        self._layouts: dict[tuple[str, ...], FacetLayout] = {}

    def in_profiles(self, name: str) -> bool:
        """Whether the field is part of the documents' profiles, as facets and the year are."""
        return name != PRESENCE and all(name in reader.arrays.columns.profiles for reader in self._readers)

    def field(self, name: str) -> FieldCodes:
        """A field by profiles where it is part of them, else by documents."""
        if name not in self._fields:
            by_profile = self.in_profiles(name)
            known = _of_profiles if by_profile else self._of_documents
            self._fields[name] = _joined([known(reader, name) for reader in self._readers])
        return self._fields[name]

    def of_documents(self, name: str) -> FieldCodes:
        """A field by documents."""
        field = self.field(name)
        if not self.in_profiles(name):
            return field
        if name not in self._documents:
            pairs = zip(self._readers, field.codes, strict=True)
            self._documents[name] = field._replace(codes=[codes.take(reader.profile) for reader, codes in pairs])
        return self._documents[name]

    def _of_documents(self, reader: SegmentReader, name: str) -> Known:
        """What each document of a segment has in a field that is no part of profiles."""
        if self._segments.fields[name].kind == "number":
            return _numbered(reader.numbers(name))
        postings = reader.arrays.postings(name)
        if postings is None:
            return [], np.zeros(reader.documents, np.int64)
        run = postings.run(0, len(postings))
        which = np.full(reader.size, len(postings), np.int64)
        which[run.docs] = np.repeat(np.arange(len(postings)), np.diff(run.starts))
        values: list[Value] = [text.decode("utf-8", "surrogatepass") for text in postings.texts()]
        return values, which.take(reader.boundaries[:-1])

    def counts(self, names: Iterable[str], tallies: Sequence[Tally]) -> dict[str, tuple[tuple[Value, int], ...]]:
        """The values of facets with the number of matches that have each, most first, then by value."""
        facets = tuple(names)
        if not facets:
            return {}
        if facets in self._layouts or all(map(self.in_profiles, facets)):
            return self._counts_by_profile(facets, tallies)
        counts = self._counts_by_profile(tuple(filter(self.in_profiles, facets)), tallies)
        return {name: counts[name] if name in counts else self._counts_by_document(name, tallies) for name in facets}

    def _counts_by_document(self, name: str, tallies: Sequence[Tally]) -> tuple[tuple[Value, int], ...]:
        """The counts of a field that is no part of profiles."""
        field = self.field(name)
        total = np.zeros(len(field.values) + 1, np.int64)
        for found, codes in zip(tallies, field.codes, strict=True):
            total += np.bincount(codes, found.histogram, len(total)).astype(np.int64)
        held = total[:-1].nonzero()[0]
        order = held.take(np.lexsort((held, -total.take(held))))
        values = [field.values[code] for code in order.tolist()]
        return tuple(zip(values, total.take(order).tolist(), strict=True))

    def _counts_by_profile(
        self, facets: tuple[str, ...], tallies: Sequence[Tally]
    ) -> dict[str, tuple[tuple[Value, int], ...]]:
        """The counts of facets that are part of profiles."""
        layout = self.layout(facets)
        size = len(layout.values)
        parts = [found.values(codes, size) for found, codes in zip(tallies, layout.codes, strict=True) if len(codes)]
        total = functools.reduce(np.add, parts) if parts else np.zeros(0, np.int64)
        (held,) = total.nonzero()
        keys = (layout.order - (total << layout.shift)).take(held)
        keys.sort()
        ordered = keys & ((1 << layout.shift) - 1)
        pairs = tuple(zip(layout.values.take(ordered).tolist(), total.take(ordered).tolist(), strict=True))
        ends = held.searchsorted(layout.starts).tolist()
        return {name: pairs[first:last] for name, (first, last) in zip(facets, pairwise(ends), strict=True)}

    def layout(self, facets: tuple[str, ...]) -> FacetLayout:
        """Facets side by side, laid out once."""
        if facets not in self._layouts:
            self._layouts[facets] = self._lay_out([self.field(name) for name in facets])
        return self._layouts[facets]

    def _lay_out(self, fields: Sequence[FieldCodes]) -> FacetLayout:
        sizes = [len(field.values) for field in fields]
        starts = boundaries(np.array(sizes))
        size = int(starts[-1])
        codes = []
        for at in range(len(self._readers)):
            parts = [
                np.where(field.codes[at] < count, start + field.codes[at], size)
                for field, count, start in zip(fields, sizes, starts.tolist(), strict=False)
                if count
            ]
            codes.append(np.stack(parts) if parts else np.zeros((0, 0), np.int64))
        shift = size.bit_length()
        values = np.empty(size, object)
        values[:] = [value for field in fields for value in field.values]
        order = np.repeat(np.arange(len(fields)) << (shift + _COUNT_BITS), sizes) + np.arange(size)
        return FacetLayout(starts, order, shift, values, codes)


def _of_profiles(reader: SegmentReader, name: str) -> Known:
    """What each profile of a segment has in a facet."""
    columns = reader.arrays.columns
    ordinals = columns.profiles[name].astype(np.int64)
    if name in columns.numbers:
        return _numbered(ordinals)
    every = columns.values(name)
    used, which = np.unique(ordinals, return_inverse=True)  # by merging, values remain that no document has any more
    known = used[used > 0]
    values: list[Value] = [every[ordinal].decode() for ordinal in known.tolist()]
    return values, which if len(known) == len(used) else np.where(which == 0, len(known), which - 1)


def _numbered(numbers: NDArray[np.integer]) -> Known:
    """Some numbers as distinct ones and codes."""
    distinct, which = np.unique(numbers, return_inverse=True)
    known = distinct[:-1] if len(distinct) and distinct[-1] == NONE else distinct
    values: list[Value] = known.tolist()
    return values, which
