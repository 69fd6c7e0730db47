"""Filters as masks over the documents of each segment."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Literal

import numpy as np

from gongbao.search.engines.columnar.evaluate import within
from gongbao.search.engines.columnar.facets import Facets
from gongbao.search.engines.columnar.segments import Segments
from gongbao.search.engines.columnar.tallies import Mask
from gongbao.search.engines.protocol import Filters, Value

REMEMBERED = 32
"""So many conditions stay known as masks, at a byte a document each."""

Masks = list[Mask]
"""One mask for each segment."""


class FilterMasks:
    """Which documents of a generation fulfil conditions; the masks of those asked for last are kept."""

    def __init__(self, segments: Segments, facets: Facets) -> None:
        self._readers, self._facets = segments.readers, facets
        self._any_of = functools.lru_cache(maxsize=REMEMBERED)(self._having)
        self._between = functools.lru_cache(maxsize=REMEMBERED)(self._ranging)

    def conditions(self, filters: Filters) -> dict[str, Masks]:
        """For each field that is filtered by, which documents pass."""
        found: dict[str, Masks] = {}
        for name, wanted in filters.any_of.items():
            _add(found, name, self._any_of(name, tuple(wanted), "any of"))
        for name, refused in filters.excluded.items():
            _add(found, name, self._any_of(name, tuple(refused), "none of"))
        for name, (low, high) in filters.ranges.items():
            _add(found, name, self._between(name, low, high))
        return found

    def _having(self, name: str, values: tuple[Value, ...], kind: Literal["any of", "none of"]) -> Masks:
        field = self._facets.field(name)
        chosen = np.zeros(len(field.values) + 1, bool)
        chosen[[field.numbers[value] for value in values if value in field.numbers]] = True
        if kind == "none of":
            chosen = ~chosen
        masks = [chosen.take(codes) for codes in field.codes]
        if not self._facets.in_profiles(name):
            return masks
        return [mask.take(reader.profile) for reader, mask in zip(self._readers, masks, strict=True)]

    def _ranging(self, name: str, low: int | None, high: int | None) -> Masks:
        return [within(reader.numbers(name), low, high) for reader in self._readers]


def _add(found: dict[str, Masks], name: str, masks: Masks) -> None:
    """One more condition on a field."""
    known = found.get(name)
    found[name] = masks if known is None else [one & other for one, other in zip(known, masks, strict=True)]


def joined(conditions: Sequence[Masks]) -> Masks | None:
    """Which documents of each segment fulfil all conditions; None when there is none."""
    if not conditions:
        return None
    return [functools.reduce(np.logical_and, masks) for masks in zip(*conditions, strict=True)]
