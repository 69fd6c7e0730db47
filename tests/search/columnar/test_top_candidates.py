"""What a node says of its best paragraphs holds, in every segment: nothing above its limit is missing."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.store.impacts import ESCAPE
from gongbao.search.engines.columnar.combined import Or, WithBonus
from gongbao.search.engines.columnar.nodes import Listed, Node
from gongbao.search.query.ast import Any, Substring, Word
from tests.indexer.store.samples import ours
from tests.search.columnar.extremes import EXTREMES, extreme
from tests.search.columnar.snapshots import evaluated, snapshot
from tests.search.equality.states import build
from tests.search.equality.trees import Trees

LAST_BITS = 1e-9


def check(node: Node, count: int, margin: float) -> None:
    scores = node.scores(node.ids)
    known = dict(zip(node.ids.tolist(), scores.tolist(), strict=True))
    top = node.top_candidates(count, margin)
    found = top.ids.tolist()
    assert found == sorted(set(found)) and set(found) <= known.keys()
    assert top.scores.tolist() == [known[number] for number in found]
    assert {number for number, score in known.items() if score >= top.limit} <= set(found)
    reached = top.limit + margin - (LAST_BITS if margin else 0.0)
    assert top.limit == -np.inf or (scores >= reached).sum() >= count
    assert max(known.values(), default=0.0) <= node.max_score
    assert node.max_count >= node.count == len(known)
    for limit in (top.limit, node.max_score / 2):
        assert {number for number, score in known.items() if score >= limit} <= set(node.ids_reaching(limit).tolist())
    some = node.ids[:: max(1, len(known) // 5)]
    if node.scored:
        assert (
            node.scores(some).tolist()
            == node.scores_or_zero(some).tolist()
            == [known[number] for number in some.tolist()]
        )
        assert node._sparse_scores(node.ids).tolist() == node._dense_scores()[node.ids].tolist() == scores.tolist()


@pytest.mark.parametrize("name", ["as it is", *EXTREMES])
def test_nothing_above_the_limit_is_missing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name in EXTREMES:
        extreme(monkeypatch, name)
    build(tmp_path / "index", "edited", 250, seed=5)
    opened, draw = snapshot(tmp_path / "index"), random.Random(5)
    trees = Trees(draw, size=60)
    for _ in range(120):
        for node in evaluated(opened, trees.tree()):
            check(node, draw.choice([1, 3, 10, 50, 1_000]), draw.choice([0.0, 0.0, 0.7, 5.0]))


def test_words_of_many_frequencies_and_lengths_keep_their_best(tmp_path: Path) -> None:
    """More pairs of frequency and length than impact bytes, and segments whose lengths differ from the average."""
    documents = [
        {"doc": f"d{at}", "file": f"f{at}.txt", "id": f"d{at}-0", "position": 0, "title": "题", "text": text, "grams": text}
        for at in range(900)
        for text in ["发展 " * (at % 300 + 1) + "经济 " * (at % 7 * (200 if at < 450 else 1))]
    ]  # fmt: skip
    index = ours(tmp_path / "i", documents, commits=2)
    writer = index.writer()
    for gone in range(0, 900, 50):
        writer.delete_by_term("doc", f"d{gone}")
    writer.commit(merge=False)
    opened, draw = snapshot(tmp_path / "i"), random.Random(6)
    readers = opened.segments.readers
    assert any(reader.impact_table("text").ranks is not None for reader in readers)
    assert all((reader.term("text", "发展".encode()).impacts == ESCAPE).any() for reader in readers)
    for tree in [Word("text", "发展"), Substring("text", "发展"), Any((Word("text", "发展"), Word("text", "经济")))]:
        for node in evaluated(opened, tree):
            for _ in range(20):
                check(node, draw.randint(1, 500), draw.choice([0.0, 0.7]))


def scoring(*scores: float) -> Listed:
    """The first paragraphs of ten, with these scores."""
    return Listed(10, np.arange(len(scores)), np.array(scores))


def test_an_or_within_an_or_adds_up_the_same_by_every_way() -> None:
    inner = Or(10, [scoring(0.2, 0.2), scoring(0.3, 0.3)])
    outer = Or(10, [scoring(0.1, 0.1), inner])
    assert outer._sparse_scores(outer.ids).tolist() == outer._dense_scores()[outer.ids].tolist()


def test_an_or_of_many_adds_up_the_same_for_one_paragraph_and_for_several() -> None:
    words = Or(10, [scoring(*row) for row in np.random.default_rng(1).random((40, 3))])
    assert words._sparse_scores(words.ids[:1]).tolist() == words._sparse_scores(words.ids)[:1].tolist()


def test_an_or_keeps_a_paragraph_that_is_just_good_enough() -> None:
    """Its rare words reach a limit of 0.3; 0.1 + 0.3 − 0.1 is a little less than that."""
    most, rest = 0.7, 0.1
    assert most + rest - most < rest
    rare = Listed(1_000, np.array([900, 901]), np.array([most, rest]))
    frequent = Listed(1_000, np.arange(300), np.full(300, rest))
    top = Or(1_000, [rare, frequent]).top_candidates(2)
    assert set(range(300)) <= set(top.ids.tolist())


def test_paragraphs_without_a_bonus_reach_the_limit_they_set() -> None:
    """Or a page under filters would be sought again, for more than it needs."""
    score, bonus = 1.7, 0.6
    assert score - bonus + bonus > score
    first = Listed(1_000, np.arange(200), np.full(200, score))
    node = WithBonus(1_000, first, Listed(1_000, np.array([900]), np.array([bonus])))
    top = node.top_candidates(10)
    assert (top.scores >= top.limit).sum() >= 10
