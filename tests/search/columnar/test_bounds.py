"""What lets a page skip paragraphs must never skip one that belongs on it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongbao.search.engines.columnar.impact_table import ImpactTable
from gongbao.search.engines.columnar.ordering import best, low_bound
from gongbao.search.engines.columnar.sorted_lists import common, located, places, union

SCORES = st.lists(st.sampled_from([0.5, 1.0, 1.25, 2.0, 7.5]), max_size=400)
NUMBERS = st.sets(st.integers(0, 999), max_size=200).map(lambda held: np.array(sorted(held), np.int64))


@given(SCORES, st.integers(0, 30))
def test_the_bound_is_reached_by_so_many_values(scores: list[float], count: int) -> None:
    values = np.array(scores, np.float64)
    bound = low_bound(values, count)
    assert (values >= bound).sum() >= min(count, len(values))
    if 0 < count <= len(values):
        assert bound <= sorted(scores, reverse=True)[count - 1]


@given(SCORES, st.integers(0, 30))
def test_the_best_are_those_of_a_full_sort(scores: list[float], count: int) -> None:
    expected = sorted(range(len(scores)), key=lambda at: -scores[at])[:count]
    assert best(np.array(scores, np.float64), count).tolist() == expected


@given(st.lists(st.floats(0.001, 2.2), max_size=255), st.floats(0, 2.5))
def test_no_byte_that_reaches_a_saturation_is_left_out(saturations: list[float], wanted: float) -> None:
    table = ImpactTable(np.array(saturations, np.float64))
    ranks = np.arange(256) if table.ranks is None else table.ranks
    last = table.reaching(wanted)
    assert all(ranks[byte] < last for byte, held in enumerate(saturations) if held >= wanted)


@given(NUMBERS, NUMBERS)
def test_lists_meet_as_sets_do(one: np.ndarray, other: np.ndarray) -> None:
    both = sorted(set(one.tolist()) & set(other.tolist()))
    assert common(one, other, 1_000).tolist() == both
    at, there = located(one, other, 1_000)
    assert one[at].tolist() == other[there].tolist() == both
    assert other[places(other, np.array(both, np.int64), 1_000)].tolist() == both
    lone = one[:1]  # sought in a list many times longer
    at, there = located(np.arange(1_000), lone, 1_000)
    assert at.tolist() == lone.tolist() and there.tolist() == list(range(len(lone)))
    assert union([one, other], 1_000).tolist() == sorted(set(one.tolist()) | set(other.tolist()))
