"""The places of a pair of characters, found in either way, are where the texts have it; and so is how often it counts."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar import decoded_postings
from gongbao.search.engines.columnar.decoded_postings import POSITION_BITS
from gongbao.search.engines.columnar.two_phase import Matched, Paired
from gongbao.search.query.ast import Substring
from gongbao.search.query.matching import starts
from tests.indexer.store.samples import ours, paragraphs
from tests.search.columnar.snapshots import evaluated, snapshot, texts


@pytest.mark.parametrize("marked", [0, 1 << 20], ids=["sought", "marked"])
def test_places_in_some_paragraphs_are_those_in_their_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marked: int
) -> None:
    monkeypatch.setattr(decoded_postings, "MARKING_SHARE", marked)
    ours(tmp_path / "i", paragraphs(240, seed=5))
    opened = snapshot(tmp_path / "i")
    (reader,) = opened.segments.readers
    folded = [fold(text) for text in texts(opened).values()]
    chance = random.Random(6)
    for _ in range(200):
        text = chance.choice([text for text in folded if len(text) > 2])
        at = chance.randrange(len(text) - 1)
        pair = text[at : at + 2]
        postings = reader.term("grams", pair.encode())
        assert postings is not None
        holding = [number for number, other in enumerate(folded) if pair in other]
        some = sorted(chance.sample(holding, chance.randint(1, len(holding))))
        expected = [number << POSITION_BITS | place for number in some for place in starts(folded[number], pair)]
        assert postings.occurrences_in(np.array(some)).tolist() == expected


def test_a_character_twice_counts_as_often_as_the_text_says(tmp_path: Path) -> None:
    lines = ["人人有责", "人人人", "人人人人与人人", "人与人", "家人人家"]
    documents = [
        {"doc": f"d{at}", "file": "f.txt", "id": f"d{at}-0", "position": 0, "text": text, "grams": text}
        for at, text in enumerate(lines)
    ]
    ours(tmp_path / "i", documents)
    opened = snapshot(tmp_path / "i")
    for string, kind in (("人人", Matched), ("人有", Paired)):
        (node,) = evaluated(opened, Substring("text", string))
        assert isinstance(node, kind)
        assert node.ids.tolist() == [number for number, text in enumerate(lines) if string in text]
    (node,) = evaluated(opened, Substring("text", "人人"))
    assert isinstance(node, Matched)
    found = dict(zip(node._found.verified.tolist(), node._found.counts.tolist(), strict=True))
    assert found and found == {number: lines[number].count("人人") for number in found}
