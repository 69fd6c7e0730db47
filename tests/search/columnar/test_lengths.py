"""Characters and words are counted as plain Python counts them, once for each paragraph of a generation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.analysis import whole_words
from gongbao.indexer.config import Analysis
from gongbao.indexer.store.texts import Texts
from gongbao.search.engines.columnar.deadline import Deadline
from tests.indexer.store.samples import LINES, ours
from tests.search.columnar.snapshots import snapshot, texts

TEXTS = [
    *LINES,
    "𠀀 𠮷野家\u3000\t经济",
    "",
    "  \n",
    "a\x1c\x85b",
    "\ud840",
    "\udc00\ud840",
    "x\ud840\ud840\udc00\udc00",
    "的" * 5_000,
]


def test_lengths_are_those_of_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        {"doc": f"d{at}", "file": "f.txt", "id": f"d{at}-0", "position": 0, "title": "题", "text": text, "grams": text}
        for at, text in enumerate(TEXTS * 200)  # enough for compressed texts
    ]
    ours(tmp_path / "i", documents)
    opened = snapshot(tmp_path / "i")
    held = list(texts(opened).values())
    assert len(held) == len(documents)
    some = np.arange(3, len(held), 2)
    for ids in (some, np.arange(len(held))):
        characters = opened.lengths.characters(0, ids, Deadline(None)).tolist()
        words = opened.lengths.tokens(0, ids, Deadline(None)).tolist()
        expected = [held[number] for number in ids.tolist()]
        assert characters == [sum(not character.isspace() for character in text) for text in expected]
        assert words == [len(whole_words(text, Analysis())) for text in expected]
    monkeypatch.setattr(Texts, "raw", None)  # whoever reads now, fails
    assert opened.lengths.characters(0, some, Deadline(None)).tolist() == [characters[at] for at in some.tolist()]
    assert opened.lengths.tokens(0, some, Deadline(None)).tolist() == [words[at] for at in some.tolist()]
