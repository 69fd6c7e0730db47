"""Matches counted from document to document and from match to match: one sum, whatever is asked of it."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.columnar.tallies import Few, Many, tally
from tests.search.columnar.snapshots import snapshot
from tests.search.equality.states import build

FACETS = ("city", "year", "genre")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("tallies") / "index"
    build(folder, "edited", 300, seed=8)
    return snapshot(folder)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 1.0])
def test_both_ways_count_what_a_loop_counts(opened: Snapshot, share: float) -> None:
    draw = random.Random(9)
    for at, reader in enumerate(opened.segments.readers):
        ids = [number for number in range(reader.size) if draw.random() < share]
        owners = reader.document.take(np.array(ids, np.int64))
        mask = np.array([draw.random() < 0.5 for _ in range(reader.documents)])
        layout = opened.facets.layout(FACETS)
        size = len(layout.values)
        found = Counter(owners.tolist())
        passing = Counter({document: count for document, count in found.items() if mask[document]})
        many = Many(reader, np.bincount(owners, minlength=reader.documents), len(owners))
        for way in (Few(reader, owners), many):
            others, these = way.parted(np.flatnonzero(mask), mask)
            for counted, expected in (
                (way, found), (way.within(mask), passing), (these, passing), (others, found - passing),
            ):  # fmt: skip
                values: Counter[int] = Counter()
                for document, count in expected.items():
                    for codes in layout.codes[at]:
                        values[int(codes[reader.profile[document]])] += count
                assert (counted.total, counted.documents) == (expected.total(), len(expected))
                assert counted.histogram.tolist() == [expected[document] for document in range(reader.documents)]
                assert counted.values(layout.codes[at], size).tolist() == [values[value] for value in range(size)]


def test_few_matches_are_followed_and_many_are_spread(opened: Snapshot) -> None:
    reader = max(opened.segments.readers, key=lambda reader: reader.size)
    assert isinstance(tally(reader, Node(reader.size, np.arange(1))), Few)
    assert isinstance(tally(reader, Node(reader.size, np.arange(reader.size))), Many)
