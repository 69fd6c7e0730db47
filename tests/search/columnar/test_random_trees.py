"""Random requests get one answer from the columnar engine, the reference, and Whoosh's own full sort.

`python -m tests.search.equality` asks any number of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.config import Config
from gongbao.indexer.store import doc_id_lists
from gongbao.indexer.store.impacts import ESCAPE
from gongbao.search.engines.columnar.engine import ColumnarEngine
from tests.search.columnar.extremes import EXTREMES, extreme
from tests.search.columnar.snapshots import snapshot
from tests.search.equality.oracle import Oracle, ask
from tests.search.equality.searchers import Sorted, compare, is_for_whoosh
from tests.search.equality.states import STATES, build, rewritten
from tests.search.equality.trees import Trees


def engines(folder: Path) -> tuple[ColumnarEngine, Oracle]:
    return ColumnarEngine(folder, Config()), Oracle(folder, Config())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An index in which many lists are dense."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(doc_id_lists, "DENSE", 256)
        yield build(tmp_path_factory.mktemp("large") / "index", "edited", 3_000)


@pytest.mark.parametrize("state", STATES)
def test_trees_in_any_state(state: str, tmp_path: Path) -> None:
    pair, trees = engines(build(tmp_path / "index", state, 300)), Trees(random.Random(1))
    for _ in range(400 if state in ("one segment", "optimized") else 200):
        ask(*pair, trees)


def test_trees_over_frequent_words(large: Path) -> None:
    pair, trees = engines(large), Trees(random.Random(2), size=100)
    for _ in range(150):
        ask(*pair, trees)


@pytest.mark.parametrize("name", EXTREMES)
def test_trees_by_every_way(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extreme(monkeypatch, name)
    pair, trees = engines(build(tmp_path / "index", "edited", 200, seed=3)), Trees(random.Random(3), size=150)
    for _ in range(150):
        ask(*pair, trees)


def test_the_generated_text_has_what_arrays_keep_apart(large: Path) -> None:
    postings = snapshot(large).segments.readers[0].arrays.postings("text")
    assert postings is not None
    counts = [postings.document_count(term) for term in range(len(postings))]
    assert max(counts) >= doc_id_lists.DENSE > min(counts)
    assert any((postings.impacts(term) == ESCAPE).any() for term in range(len(postings)))
    assert any(postings.positions(term).max(initial=0) >= 255 for term in range(len(postings)))


@pytest.mark.parametrize("state", STATES)
def test_whoosh_finds_and_scores_the_same_on_our_index_and_on_its_own(state: str, tmp_path: Path) -> None:
    index, stock = build(tmp_path / "ours", state, 200, seed=4), tmp_path / "stock"
    _ = rewritten(stock, index) if state == "optimized" else build(stock, state, 200, seed=4, stock=True)
    engine, trees = ColumnarEngine(index, Config()), Trees(random.Random(4))
    on_ours, on_stock = Sorted("ours", index), Sorted("stock", stock)
    for _ in range(60):
        scored, bonuses, any_tree = trees.scored(), trees.bonuses(), trees.tree(4)
        compare(engine, on_ours, scored, bonuses)
        # by merging, deleted paragraphs leave sooner or later
        compare(engine, on_stock, scored, bonuses, scores=state != "merged")
        if is_for_whoosh(any_tree):
            compare(engine, on_ours, any_tree, scores=False)
            compare(engine, on_stock, any_tree, scores=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[ColumnarEngine, Oracle]:
    return engines(build(tmp_path_factory.mktemp("small") / "index", "edited", 60))


@settings(max_examples=100)
@given(draw=st.randoms(use_true_random=False))
def test_any_tree(small: tuple[ColumnarEngine, Oracle], draw: random.Random) -> None:
    ask(*small, Trees(draw, size=10))
