"""Paragraphs sorted into groups by facets (year, city …), and what each group holds in all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.texts import Lengths
from gongbao.search.engines.protocol import Engine, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[Value, ...]
Numbers: TypeAlias = "NDArray[np.int64]"


@dataclass(frozen=True, slots=True)
class Size:
    """What a group holds: documents, characters without spaces, and words (None where they were not counted)."""

    documents: int
    characters: int
    tokens: int | None


@dataclass(frozen=True, slots=True)
class Groups:
    """``of[i]`` is the number of the group of ``numbers[i]``, -1 where a facet is unknown.

    ``keys`` are all combinations of the values that occur (years without gaps), also those without paragraphs.
    """

    by: tuple[str, ...]
    numbers: Numbers
    of: Numbers
    keys: tuple[Key, ...]


def grouped(engine: Engine, numbers: Numbers, by: str | Sequence[str], fields: Sequence[str]) -> Groups:
    """These paragraphs by one facet or several; raises QueryError for one that is not in ``fields``."""
    names = (by,) if isinstance(by, str) else tuple(by)
    if not names or len(set(names)) < len(names):
        raise QueryError(f"by names one facet, or several different ones: {', '.join(fields)}.")
    of = np.zeros(len(numbers), np.int64)
    known = np.ones(len(numbers), np.bool_)
    axes: list[list[Value]] = []
    for name in names:
        if name not in fields:
            raise QueryError(f"There is no facet '{name}' to group by; there are: {', '.join(fields)}.")
        column = engine.column(name)
        codes = column.codes[numbers]
        present = [column.values[code] for code in np.unique(codes[codes >= 0]).tolist()]
        if name == "year" and present:
            present = list(range(int(present[0]), int(present[-1]) + 1))
        place = {value: at for at, value in enumerate(present)}
        at = np.array([place.get(value, -1) for value in column.values] + [-1], np.int64)[codes]
        of = of * len(present) + at
        known &= at >= 0
        axes.append(present)
    return Groups(names, numbers, np.where(known, of, -1), tuple(itertools.product(*axes)))


def sizes(engine: Engine, groups: Groups, lengths: Lengths, with_tokens: bool) -> list[Size]:
    """What each group holds, in the order of ``groups.keys``."""
    total = len(groups.keys)
    inside = groups.of >= 0
    numbers, of = groups.numbers[inside], groups.of[inside]
    pairs = np.unique(np.stack([of, engine.column("doc").codes[numbers].astype(np.int64)]), axis=1)
    documents = np.bincount(pairs[0], minlength=total)
    characters = np.bincount(of, weights=lengths.characters(numbers), minlength=total)
    tokens = np.bincount(of, weights=lengths.tokens(numbers), minlength=total) if with_tokens else None
    return [
        Size(int(documents[i]), int(characters[i]), None if tokens is None else int(tokens[i])) for i in range(total)
    ]
