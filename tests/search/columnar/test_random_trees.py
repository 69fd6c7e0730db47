"""Random trees of every query class get one answer from the fast engine, the plain one, and Whoosh's own full sort.

`python -m tests.search.equality` asks any number of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.store import doc_id_lists as holders
from gongbao.indexer.store.impacts import ESCAPE
from gongbao.search.engines.columnar import (
    combined,
    evaluate,
    nodes,
    ordering,
    paging,
    segments,
    tallies,
)
from gongbao.search.engines.columnar import (
    decoded_postings as decoded,
)
from gongbao.search.engines.columnar import (
    sorted_lists as lists,
)
from gongbao.search.engines.columnar import (
    two_phase as verified,
)
from gongbao.search.engines.columnar.engine import ColumnarEngine
from tests.search.equality.oracle import Oracle, ask
from tests.search.equality.searchers import Fast, Sorted, compare, is_for_whoosh
from tests.search.equality.states import STATES, build, rewritten
from tests.search.equality.trees import Trees

EXTREMES = {
    "all lists are long": {
        "GALLOP": 0, "SOUGHT": 0, "SPARSE": 0, "CROWDED": 10**6, "WORTH_READING": 10**9, "BLOCK": 2, "DECODED": 1, "EVERYWHERE": 0,
        "DENSE": 10**6, "FEW": 0, "SPARED": 0, "SELECTIVE": 0, "WIDE": 10**6, "USUAL": 10**6, "OFTEN": 1,
        "LIFTED": 0, "APART": 10**6, "SPARE": 0, "HANDFUL": 0, "SORTED": 0,
    },
    "all lists are short": {
        "GALLOP": 10**6, "SOUGHT": 10**9, "SPARSE": 10**6, "CROWDED": 0, "WORTH_READING": 0, "BLOCK": 10**6,
        "DENSE": 0, "FEW": 10**6, "SPARED": 10**6, "SELECTIVE": 10**6, "WIDE": 0, "USUAL": 0, "OFTEN": 10**3,
        "LIFTED": 10**6, "APART": 0, "SPARE": 10**6, "HANDFUL": 10**6, "SORTED": 10**6,
    },
    "some of each": {
        "GALLOP": 2, "SOUGHT": 20, "SPARSE": 4, "CROWDED": 2, "WORTH_READING": 4, "BLOCK": 4, "DECODED": 300, "EVERYWHERE": 0,
        "DENSE": 8, "FEW": 4, "SPARED": 2, "SELECTIVE": 2, "WIDE": 3, "USUAL": 2, "OFTEN": 2,
        "LIFTED": 1, "APART": 1, "SPARE": 4, "HANDFUL": 4, "SORTED": 4,
    },
}  # fmt: skip
"""Where the evaluator chooses its ways by size: every way must be gone, whatever the size of the index."""


def extreme(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for module in (combined, decoded, evaluate, lists, nodes, ordering, paging, segments, tallies, verified):
        for constant, value in EXTREMES[name].items():
            if hasattr(module, constant):
                monkeypatch.setattr(module, constant, value)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ColumnarEngine, Oracle]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(holders, "DENSE", 256)
        index = build(tmp_path_factory.mktemp("large") / "index", "edited", 3_000)
        yield ColumnarEngine(index), Oracle(index)


@pytest.mark.parametrize("state", STATES)
def test_trees_in_any_state(state: str, tmp_path: Path) -> None:
    index = build(tmp_path / "index", state, 300)
    fast, plain, trees = ColumnarEngine(index), Oracle(index), Trees(random.Random(1))
    for _ in range(400 if state in ("one segment", "optimized") else 200):
        ask(fast, plain, trees.tree(), trees.filters(), trees.options())


def test_trees_over_frequent_words(large: tuple[ColumnarEngine, Oracle]) -> None:
    trees = Trees(random.Random(2), size=100)
    for _ in range(150):
        ask(*large, trees.tree(), trees.filters(), trees.options())


@pytest.mark.parametrize("name", EXTREMES)
def test_trees_by_every_way(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extreme(monkeypatch, name)
    index = build(tmp_path / "index", "edited", 200, seed=3)
    fast, plain, trees = ColumnarEngine(index), Oracle(index), Trees(random.Random(3), size=150)
    for _ in range(150):
        ask(fast, plain, trees.tree(), trees.filters(), trees.options())


def test_the_generated_text_has_what_arrays_keep_apart(large: tuple[ColumnarEngine, Oracle]) -> None:
    arrays = large[0]._segments.views[0].arrays.postings("text")
    assert arrays is not None
    counts = [arrays.document_count(term) for term in range(len(arrays))]
    assert max(counts) >= holders.DENSE > min(counts)
    assert any((arrays.impacts(term) == ESCAPE).any() for term in range(len(arrays)))
    assert any(arrays.positions(term).max(initial=0) >= 255 for term in range(len(arrays)))


@pytest.mark.parametrize("state", STATES)
def test_whoosh_finds_and_scores_the_same_on_our_index_and_on_its_own(state: str, tmp_path: Path) -> None:
    index = build(tmp_path / "ours", state, 200, seed=4)
    fast, trees = Fast(ColumnarEngine(index)), Trees(random.Random(4))
    stock = (
        rewritten(tmp_path / "stock", index) if state == "optimized" else build(tmp_path / "stock", state, 200, 4, True)
    )
    on_ours, on_stock = Sorted("ours", index), Sorted("stock", stock)
    same = state in ("one segment", "edited", "optimized")  # by merging, deleted paragraphs leave sooner or later
    for _ in range(60):
        scored, any_tree = trees.scored(), trees.unscored(4)
        compare(fast, on_ours, scored, scores=True)
        compare(fast, on_stock, scored, scores=same)
        if is_for_whoosh(any_tree):
            compare(fast, on_ours, any_tree, scores=False)
            compare(fast, on_stock, any_tree, scores=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    index = build(tmp_path_factory.mktemp("small") / "index", "edited", 60)
    return ColumnarEngine(index), Oracle(index)


@settings(max_examples=100)
@given(draw=st.randoms(use_true_random=False))
def test_any_tree(small: Any, draw: random.Random) -> None:
    trees = Trees(draw, size=10)
    ask(*small, trees.tree(), trees.filters(), trees.options())
