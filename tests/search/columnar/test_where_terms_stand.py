"""The places of a pair of characters, found in either way, are where the texts have it; and so is how often it counts."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar import decoded_postings as decoded
from gongbao.search.engines.columnar.decoded_postings import ROOM
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.columnar.two_phase import Matched, Paired
from gongbao.search.engines.protocol import Filters
from gongbao.search.query.queries import Exact, starts
from tests.indexer.store.samples import ours, paragraphs


@pytest.mark.parametrize("marked", [0, 1 << 20], ids=["sought", "marked"])
def test_places_in_some_paragraphs_are_those_in_their_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marked: int
) -> None:
    monkeypatch.setattr(decoded, "MARKED", marked)
    engine = ColumnarEngine(ours(tmp_path / "i", paragraphs(240, seed=5)))
    (view,) = engine._segments.views
    texts = [fold(values["text"]) for values in engine.stored(range(view.size))]
    chance = random.Random(6)
    for _ in range(200):
        text = chance.choice([text for text in texts if len(text) > 2])
        at = chance.randrange(len(text) - 1)
        pair = text[at : at + 2]
        postings = view.term("grams", pair.encode())
        assert postings is not None
        holding = [number for number, other in enumerate(texts) if pair in other]
        some = sorted(chance.sample(holding, chance.randint(1, len(holding))))
        expected = [number << ROOM | place for number in some for place in starts(texts[number], pair)]
        assert postings.keys_in(np.array(some)).tolist() == expected


def test_a_character_twice_counts_as_often_as_the_text_says(tmp_path: Path) -> None:
    texts = ["人人有责", "人人人", "人人人人与人人", "人与人", "家人人家"]
    documents = [
        {"doc": f"d{at}", "file": "f.txt", "id": f"d{at}-0", "position": 0, "text": text, "grams": text}
        for at, text in enumerate(texts)
    ]
    engine = ColumnarEngine(ours(tmp_path / "i", documents))
    for string, kind in (("人人", Matched), ("人有", Paired)):
        (node,) = engine._evaluate(Exact("text", string))
        assert isinstance(node, kind)
        numbers = engine.ids(Exact("text", string), Filters()).tolist()
        assert numbers == [number for number, text in enumerate(texts) if string in text]
    (node,) = engine._evaluate(Exact("text", "人人"))
    assert isinstance(node, Matched)
    found = dict(zip(node._found.read.tolist(), node._found.counts.tolist(), strict=True))
    assert found and found == {number: texts[number].count("人人") for number in found}
