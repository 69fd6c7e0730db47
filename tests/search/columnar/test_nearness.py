"""How near strings stand, told by the places of their pairs of characters, is what their texts tell."""

from __future__ import annotations

import random
from pathlib import Path

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters
from gongbao.search.ranking.proximity import REACH, gaps
from tests.indexer.store.samples import ours, paragraphs


def test_gaps_are_those_of_the_texts(tmp_path: Path) -> None:
    engine = ColumnarEngine(ours(tmp_path / "i", paragraphs(240, seed=3), commits=3))
    numbers = engine.ids(None, Filters()).tolist()
    texts = {n: fold(values["text"]) for n, values in zip(numbers, engine.stored(numbers), strict=True)}
    chance = random.Random(4)
    seen = set()
    for _ in range(300):
        text = chance.choice([text for text in texts.values() if len(text) > 12])
        sizes = chance.choices([1, 2, 2, 3, 4, 6], k=chance.randint(2, 4))
        strings = [text[at : at + size] for size in sizes for at in [chance.randrange(len(text) - size)]]
        holding = [number for number, other in texts.items() if all(string in other for string in strings)]
        chance.shuffle(holding)
        found = engine.gaps(strings, holding)
        assert found == [gaps(strings, texts[number]) for number in holding]
        seen |= {gap for row in found for gap in row}
    assert {0, REACH} < seen
