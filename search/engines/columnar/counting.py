"""Filters and facets, worked out over documents instead of paragraphs.

All paragraphs of a document share its facet values. So the matches are counted once, as a histogram over
documents; a filter is a mask over documents; and the counts of every facet, each ignoring the filter on itself,
come from the histogram and the masks.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gongbao.indexer.store.arrays import boundaries
from gongbao.indexer.store.columns import NONE
from gongbao.search.engines.columnar.evaluate import within
from gongbao.search.engines.columnar.segments import Segments, View
from gongbao.search.engines.columnar.tallies import Mask, Tally
from gongbao.search.engines.protocol import Column, Filters, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Facet:
    """A facet over all segments: its ``values``, ascending, and each profile's code among them by segment."""

    def __init__(self, segments: Segments, name: str) -> None:
        own = [_values(view, name) for view in segments.views]
        self.values: list[Value] = sorted({value for values, _ in own for value in values})
        self.numbers = {value: code for code, value in enumerate(self.values)}
        self.codes: list[NDArray[np.int64]] = []
        """int64[C] for each segment; the number of values stands for unknown."""
        for values, ordinals in own:
            codes = np.array([*(self.numbers[value] for value in values), len(self.values)], np.int64)
            self.codes.append(codes[ordinals])


def _values(view: View, name: str) -> tuple[list[Value], NDArray[np.int64]]:
    """The distinct values of a facet in a segment, and which one each profile has; unknown is the last number."""
    columns = view.arrays.columns
    ordinals = columns.profiles[name].astype(np.int64)
    if name in columns.numbers:
        numbers, which = np.unique(ordinals, return_inverse=True)
        if len(numbers) and numbers[-1] == NONE:
            return numbers[:-1].tolist(), which
        return numbers.tolist(), which
    values: list[Value] = [value.decode() for value in columns.values(name)[1:]]
    return values, np.where(ordinals == 0, len(values), ordinals - 1)


class Laid(NamedTuple):
    """Facets side by side, so that one histogram counts all and one sort orders all.

    ``values`` (object[V]) are those of the first facet, then those of the second, and so on; ``starts`` (int64[F + 1])
    is where each facet's begin, and the last one's end. ``order`` (int64[V]) is a value's number, and above its
    ``shift`` bits room for a count, and above that its facet's number. ``codes`` (int64[F', C] a segment, of the F'
    facets that have values): where in ``values`` each facet of every profile stands; V for unknown.
    """

    starts: NDArray[np.int64]
    order: NDArray[np.int64]
    shift: int
    values: NDArray[Any]
    codes: list[NDArray[np.int64]]


_COUNT_BITS = 32


class Counting:
    """Filters and facet counts over the segments of a generation."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._facets: dict[str, Facet] = {}
        self._columns: dict[str, Column] = {}
        self._laid: dict[tuple[str, ...], Laid] = {}

    def is_facet(self, name: str) -> bool:
        """Whether the field is part of the documents' profiles."""
        return all(name in view.arrays.columns.profiles for view in self._segments.views)

    def facet(self, name: str) -> Facet:
        if name not in self._facets:
            self._facets[name] = Facet(self._segments, name)
        return self._facets[name]

    def allowed(self, filters: Filters) -> list[Mask | None]:
        """Which documents of each segment pass the filters; None for all."""
        return fulfilled(self.conditions(filters))

    def conditions(self, filters: Filters) -> list[dict[str, Mask]]:
        """For each segment and each field that is filtered by, which documents pass: bool[D]."""
        return [self._conditions(at, view, filters) for at, view in enumerate(self._segments.views)]

    def _conditions(self, at: int, view: View, filters: Filters) -> dict[str, Mask]:
        masks = [(name, self._holds(at, view, name, wanted)) for name, wanted in filters.any_of.items()]
        masks += [(name, ~self._holds(at, view, name, values)) for name, values in filters.excluded.items()]
        masks += [(name, within(view.numbers(name), *ends)) for name, ends in filters.ranges.items()]
        found: dict[str, Mask] = {}
        for name, mask in masks:
            found[name] = found[name] & mask if name in found else mask
        return found

    def _holds(self, at: int, view: View, name: str, wanted: Sequence[Value]) -> Mask:
        """Which documents of a segment have one of some values."""
        if self.is_facet(name):
            facet = self.facet(name)
            chosen = np.zeros(len(facet.values) + 1, bool)
            chosen[[facet.numbers[value] for value in wanted if value in facet.numbers]] = True
            return chosen.take(facet.codes[at]).take(view.profile)
        column = self.column(name)
        chosen = np.array([*(value in wanted for value in column.values), False], bool)
        return chosen[column.codes[view.base + view.boundaries[:-1]]]

    def counts(self, names: Sequence[str], tallies: Sequence[Tally]) -> dict[str, tuple[tuple[Value, int], ...]]:
        """The values of facets with their paragraphs, most first, then by value."""
        facets = tuple(names)
        if not facets:
            return {}
        laid = self.laid(facets)
        size = len(laid.values)
        parts = [found.values(codes, size) for found, codes in zip(tallies, laid.codes, strict=True) if len(codes)]
        total = functools.reduce(np.add, parts) if parts else np.zeros(0, np.int64)
        (held,) = total.nonzero()
        keys = (laid.order - (total << laid.shift)).take(held)
        keys.sort()
        ordered = keys & ((1 << laid.shift) - 1)
        pairs = tuple(zip(laid.values.take(ordered).tolist(), total.take(ordered).tolist(), strict=True))
        ends = held.searchsorted(laid.starts).tolist()
        return {name: pairs[first:last] for name, (first, last) in zip(facets, pairwise(ends), strict=True)}

    def laid(self, facets: tuple[str, ...]) -> Laid:
        """Facets side by side, laid out once."""
        if facets not in self._laid:
            self._laid[facets] = self._lay(facets)
        return self._laid[facets]

    def _lay(self, facets: tuple[str, ...]) -> Laid:
        own = [self.facet(name) for name in facets]
        sizes = [len(facet.values) for facet in own]
        starts = boundaries(np.array(sizes))
        size = int(starts[-1])
        codes = []
        for at in range(len(self._segments.views)):
            parts = [
                np.where(facet.codes[at] < count, start + facet.codes[at], size)
                for facet, count, start in zip(own, sizes, starts.tolist(), strict=False)
                if count
            ]
            codes.append(np.stack(parts) if parts else np.zeros((0, 0), np.int64))
        shift = size.bit_length()
        values = np.empty(size, object)
        values[:] = [value for facet in own for value in facet.values]
        order = np.repeat(np.arange(len(own)) << (shift + _COUNT_BITS), sizes) + np.arange(size)
        return Laid(starts, order, shift, values, codes)

    def column(self, name: str) -> Column:
        """One indexed field of all paragraphs; see ``gongbao.search.engines.protocol.Column``."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def _column(self, name: str) -> Column:
        parts: list[tuple[list[Any], NDArray[np.int64]]] = []
        for view in self._segments.views:
            columns = view.arrays.columns
            if name in columns.facets:
                parts.append(
                    ([v.decode() for v in columns.values(name)[1:]], columns.facets[name].astype(np.int64) - 1)
                )
            elif name in columns.numbers:
                numbers, which = np.unique(columns.numbers[name], return_inverse=True)
                known = [int(number) for number in numbers if number != NONE]
                parts.append((known, np.where(which == len(known), -1, which)))
            else:
                parts.append(_by_postings(view, name))
        values = sorted({value for known, _ in parts for value in known})
        number = {value: code for code, value in enumerate(values)}
        codes = np.full(self._segments.size, -1, np.int32)
        for view, (known, which) in zip(self._segments.views, parts, strict=True):
            ranks = np.array([*(number[value] for value in known), -1], np.int32)
            own = ranks[which]
            if view.alive is not None:
                own[~view.alive] = -1
            codes[view.base : view.base + view.size] = own
        return Column(codes, values)

    @cached_property
    def copies(self) -> list[NDArray[np.int64]]:
        """For each segment, int64[n, 2]: a document that repeats another, and that other's number in the whole index
        (its segment's first document's number plus its own; −1 if the index does not hold it)."""
        fields = [view.arrays.postings("copy_of") for view in self._segments.views]
        texts = [[] if postings is None else list(postings.texts()) for postings in fields]
        numbers = self._document_numbers({text for own in texts for text in own})
        found = []
        for view, postings, own in zip(self._segments.views, fields, texts, strict=True):
            rows: set[tuple[int, int]] = set()
            if postings is not None:
                run = postings.run(0, len(postings))
                originals = np.array([numbers.get(text, -1) for text in own], np.int64)
                documents = view.arrays.columns.document.take(run.docs)
                rows = set(zip(documents.tolist(), originals.repeat(np.diff(run.starts)).tolist(), strict=True))
            found.append(np.array(sorted(rows), np.int64).reshape(-1, 2))
        return found

    def _document_numbers(self, ids: Set[bytes]) -> dict[bytes, int]:
        """The numbers in the whole index of those of these documents that it holds."""
        numbers: dict[bytes, int] = {}
        for view, base in zip(self._segments.views, self._segments.first_documents, strict=False):
            postings = view.arrays.postings("doc")
            sought = ids - numbers.keys()
            if postings is None or not sought:
                continue
            terms = postings.numbers(sought)
            paragraphs, starts = postings.lists(list(terms.values()))
            whose = np.repeat(np.arange(len(terms)), np.diff(starts))
            if view.alive is not None:
                live = view.alive[paragraphs]
                paragraphs, whose = paragraphs[live], whose[live]
            which, first = np.unique(whose, return_index=True)
            documents = base + view.arrays.columns.document.take(paragraphs[first]).astype(np.int64)
            held = list(terms)
            numbers.update(zip([held[at] for at in which.tolist()], documents.tolist(), strict=True))
        return numbers


def fulfilled(conditions: Sequence[dict[str, Mask]], but: str | None = None) -> list[Mask | None]:
    """Which documents of each segment fulfil all conditions (those on field ``but`` left out); None for all."""
    kept = [[mask for name, mask in own.items() if name != but] for own in conditions]
    return [functools.reduce(np.logical_and, masks) if masks else None for masks in kept]


def _by_postings(view: View, name: str) -> tuple[list[Any], NDArray[np.int64]]:
    """The values of an indexed field that has no column, and which one each paragraph has."""
    which = np.full(view.size, -1, np.int64)
    postings = view.arrays.postings(name)
    if postings is None:
        return [], which
    run = postings.run(0, len(postings))
    which[run.docs] = np.repeat(np.arange(len(postings)), np.diff(run.starts))
    return [text.decode() for text in postings.texts()], which
