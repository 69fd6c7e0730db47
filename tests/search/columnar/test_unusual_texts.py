"""Characters of two UTF-16 units, NUL, overlapping strings and far positions: found, scored and measured as elsewhere."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from gongbao.indexer.config import Config
from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Request
from gongbao.search.engines.whoosh.engine import WhooshEngine
from gongbao.search.query.ast import All, Substring
from tests.indexer.store.samples import ours

TEXTS = [
    "𠮷野家𠮷𠮷野家经济发展",
    "人人人人经济人人",
    "ababab经济abab",
    "a\0b\0\0发展\0经济",
    "发展" + "𠮷" * 300 + "经济人人" + "的" * 70_000 + "发展经济",
    "",
    "\n\n发展 经济\n人人",
    "a " * 40 + "经济",
    "经",
    "𠮷",
    "abcabcabc" * 50 + "发展",
]


def test_strings_of_unusual_texts_are_found_scored_and_measured(tmp_path: Path) -> None:
    documents = [
        {"doc": f"d{at}", "file": f"f{at}.txt", "id": f"d{at}-0", "position": 0, "title": "题", "text": text, "grams": text}
        for at, text in enumerate(TEXTS * 2)
    ]  # fmt: skip
    index = ours(tmp_path / "i", documents, commits=2)
    writer = index.writer()
    for gone in (1, 4):
        writer.delete_by_term("doc", f"d{gone}")
    writer.commit(merge=False)
    fast, plain = ColumnarEngine(tmp_path / "i", Config()), WhooshEngine(tmp_path / "i", Config())
    everything = Request(limit=100, fields=("id", "text"), sort="position")
    rows = list(fast.search(everything).hits.rows())
    assert rows == list(plain.search(everything).hits.rows())
    texts = {row["id"]: fold(row.get("text", "")) for row in rows}
    chance = random.Random(2)
    for _ in range(120):
        text = chance.choice([text for text in texts.values() if len(text) > 6])
        text = chance.choice([text[:400], text[-400:]])
        sizes = chance.choices([1, 2, 2, 3, 4, 5], k=chance.choice([1, 2, 2, 3]))
        strings = tuple(text[at : at + size] for size in sizes for at in [chance.randrange(len(text) - size)])
        holding = {name for name, other in texts.items() if all(string in other for string in strings)}
        query = All(tuple(Substring("text", string) for string in strings))
        for near in ((), strings):
            request = Request(query, near=near, limit=100, fields=("id",))
            one, other = fast.search(request), plain.search(request)
            assert set(one.hits.column("id")) == holding
            assert one.hits == other.hits
            assert np.allclose(one.scores, other.scores, rtol=1e-12)
