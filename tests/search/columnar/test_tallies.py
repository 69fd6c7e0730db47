"""Matches counted from document to document and from match to match: one sum, whatever is asked of it."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.tallies import Few, Many, tally
from tests.search.equality.states import build

FACETS = ("city", "year", "genre")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ColumnarEngine:
    return ColumnarEngine(build(tmp_path_factory.mktemp("tallies") / "index", "edited", 300, seed=8))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 1.0])
def test_both_ways_count_what_a_loop_counts(engine: ColumnarEngine, share: float) -> None:
    draw = random.Random(9)
    for at, view in enumerate(engine._segments.views):
        ids = [number for number in range(view.size) if draw.random() < share]
        owners = view.document.take(np.array(ids, np.int64))
        mask = np.array([draw.random() < 0.5 for _ in range(view.documents)])
        laid = engine._counting.laid(FACETS)
        size = len(laid.values)
        found = Counter(owners.tolist())
        passing = Counter({document: count for document, count in found.items() if mask[document]})
        few, many = Few(view, owners), Many(view, np.bincount(owners, minlength=view.documents))
        for way in (few, many):
            for counted, expected in ((way, found), (way.within(mask), passing)):
                values: Counter[int] = Counter()
                for document, count in expected.items():
                    for codes in laid.codes[at]:
                        values[int(codes[view.profile[document]])] += count
                assert (counted.total, counted.documents) == (expected.total(), len(expected))
                assert counted.histogram.tolist() == [expected[document] for document in range(view.documents)]
                assert counted.values(laid.codes[at], size).tolist() == [values[value] for value in range(size)]


def test_few_matches_are_followed_and_many_are_spread(engine: ColumnarEngine) -> None:
    view = max(engine._segments.views, key=lambda view: view.size)
    assert isinstance(tally(view, Node(view.size, np.arange(1))), Few)
    assert isinstance(tally(view, Node(view.size, np.arange(view.size))), Many)
