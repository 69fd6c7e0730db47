"""A bitmap's bits, ranks and counts by range against plain Python."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from gongbao.search.engines.columnar.bits import Ranges, Ranks, words

SIZE = 200_000


def _bitmaps() -> list[BitMap]:
    chance = np.random.default_rng(5)
    some = [BitMap(chance.choice(SIZE, held, replace=False).tolist()) for held in (0, 1, 300, 5_000, 90_000)]
    runs = BitMap()
    for first in range(100, SIZE, 9_000):
        runs.add_range(first, first + 40)
    many = runs | BitMap(range(65_536, 65_536 * 2))
    mixed = some[3] | runs
    for bitmap in (runs, many, mixed):
        bitmap.run_optimize()
    return [*some, runs, many, mixed, BitMap(range(SIZE))]


@pytest.mark.parametrize("bitmap", _bitmaps(), ids=lambda bitmap: f"{len(bitmap)}")
def test_bits_ranks_and_counts_say_what_the_bitmap_holds(bitmap: BitMap) -> None:
    held = np.unpackbits(words(bitmap, SIZE).view(np.uint8), bitorder="little")[:SIZE].astype(bool)
    assert np.flatnonzero(held).tolist() == list(bitmap)

    ranks = Ranks(bitmap, SIZE)
    asked = np.unique(np.random.default_rng(6).integers(0, SIZE, 3_000))
    at, there = ranks.located(asked)
    order = {number: place for place, number in enumerate(bitmap)}
    assert asked[at].tolist() == [number for number in asked.tolist() if number in order]
    assert there.tolist() == [order[number] for number in asked[at].tolist()]

    boundaries = np.unique(np.concatenate([[0, 1, 63, 64, 65, SIZE], asked]))
    counts = Ranges(boundaries).counts(ranks)
    ends = boundaries.tolist()
    assert counts.tolist() == [int(held[a:b].sum()) for a, b in pairwise(ends)]


@given(st.lists(st.tuples(st.integers(0, 70_000), st.integers(1, 5_000)), max_size=12), st.booleans())
def test_any_bitmap_has_its_own_bits(stretches: list[tuple[int, int]], squeezed: bool) -> None:
    bitmap = BitMap()
    for first, length in stretches:
        bitmap.add_range(first, first + length)
    if squeezed:
        bitmap.run_optimize()
    bits = np.unpackbits(words(bitmap, 75_001).view(np.uint8), bitorder="little")
    assert np.flatnonzero(bits).tolist() == list(bitmap)
