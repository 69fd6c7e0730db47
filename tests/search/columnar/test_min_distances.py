"""How near strings stand, told by the positions of their pairs of characters, is what their texts tell."""

from __future__ import annotations

import random
from pathlib import Path

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar.distances import min_distances
from gongbao.search.query.ast import All, Substring
from gongbao.search.ranking import proximity
from gongbao.search.ranking.proximity import REACH
from tests.indexer.store.samples import ours, paragraphs
from tests.search.columnar.snapshots import snapshot, texts


def test_distances_are_those_of_the_texts(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(240, seed=3), commits=3)
    opened = snapshot(tmp_path / "i")
    folded = {number: fold(text) for number, text in texts(opened).items()}
    chance = random.Random(4)
    seen = set()
    for _ in range(300):
        text = chance.choice([text for text in folded.values() if len(text) > 12])
        sizes = chance.choices([1, 2, 2, 3, 4, 6], k=chance.randint(2, 4))
        strings = [text[at : at + size] for size in sizes for at in [chance.randrange(len(text) - size)]]
        query = All(tuple(Substring("text", string) for string in strings))
        holding = [number for number, other in folded.items() if all(string in other for string in strings)]
        chance.shuffle(holding)
        found = min_distances(opened, query, strings, holding)
        assert found == [proximity.min_distances(strings, folded[number]) for number in holding]
        seen |= {distance for row in found for distance in row}
    assert {0, REACH} < seen


def test_strings_that_need_not_be_there_are_looked_for_in_the_texts(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(60, seed=3))
    opened = snapshot(tmp_path / "i")
    folded = {number: fold(text) for number, text in texts(opened).items()}
    for query in (None, Substring("text", "发展"), All((Substring("text", "发展"), Substring("title", "经济")))):
        found = min_distances(opened, query, ("发展", "经济", "没有这个"), list(folded))
        assert found == [proximity.min_distances(("发展", "经济", "没有这个"), text) for text in folded.values()]
