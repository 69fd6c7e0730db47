"""Which segments a commit merges: few segments, none too large, and no great work for a small commit."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.store import merge
from gongbao.indexer.store.merge import EASY, FANOUT, LARGEST, SMALL, pack, plan
from gongbao.indexer.store.segment import Segment

sizes = st.lists(st.one_of(st.integers(1, 60), st.integers(1, 9000), st.integers(1, LARGEST)), max_size=30)


def made(counts: list[int]) -> list[Segment]:
    return [Segment.new(Path("index"), count) for count in counts]


def after(segments: list[Segment], groups: list[list[Segment]]) -> list[int]:
    """The sizes of the segments once the groups are merged, in order."""
    counts: list[int] = []
    for segment in segments:
        group = next((g for g in groups if segment in g), [segment])
        if segment is group[0]:
            counts.append(sum(s.live_count for s in group))
    return counts


@given(sizes)
def test_packing_keeps_the_order_and_makes_the_fewest_and_most_even_segments(counts: list[int]) -> None:
    segments = made(counts)
    packed = after(segments, pack(segments))
    assert sum(packed) == sum(counts)
    assert max(packed, default=0) <= LARGEST
    assert all(a + b > max(packed) for a, b in pairwise(packed)), (
        "of two neighbours, the second has no room in the first"
    )
    fewest = 0
    left = 0
    for count in counts:
        if count > left:
            fewest, left = fewest + 1, LARGEST
        left -= count
    assert len(packed) == fewest


def test_ten_equal_parts_make_two_equal_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "LARGEST", 700)
    segments = made([100] * 10)
    assert after(segments, pack(segments)) == [500, 500]


def test_a_large_segment_without_deletions_is_not_written_again() -> None:
    assert pack(made([LARGEST, LARGEST - 100_000])) == []


@given(sizes, st.integers(1, SMALL - 1))
def test_a_small_commit_never_merges_much_at_once(counts: list[int], written: int) -> None:
    for group in plan(made(counts), False, written):
        assert sum(segment.live_count for segment in group) <= EASY


@given(sizes)
def test_no_merge_makes_a_segment_too_large(counts: list[int]) -> None:
    segments = made(counts)
    groups = plan(segments, False)
    assert all(len(group) > 1 and sum(s.live_count for s in group) <= LARGEST for group in groups)
    grouped = [segment for group in groups for segment in group]
    assert len(grouped) == len(set(grouped))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=400))
def test_a_thousand_small_commits_leave_few_segments(commits: list[int]) -> None:
    counts = [LARGEST]
    for written in commits:
        segments = made([*counts, written])
        counts = after(segments, plan(segments, False, written))
    assert sum(counts) == LARGEST + sum(commits)
    assert len(counts) <= 1 + 2 * (FANOUT - 1)
