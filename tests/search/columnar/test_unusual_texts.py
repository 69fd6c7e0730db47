"""Characters of two UTF-16 units, NUL, overlapping strings and far positions: found, scored and measured as elsewhere."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from whoosh import query as Q

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters
from gongbao.search.engines.whoosh import StockEngine
from gongbao.search.query.queries import Exact
from gongbao.search.ranking.proximity import gaps
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
    fast, plain = ColumnarEngine(index), StockEngine(index)
    numbers = fast.ids(None, Filters()).tolist()
    assert fast.stored(numbers) == plain.stored(numbers)
    texts = {n: fold(values.get("text", "")) for n, values in zip(numbers, fast.stored(numbers), strict=True)}
    chance = random.Random(2)
    for _ in range(120):
        text = chance.choice([text for text in texts.values() if len(text) > 6])
        text = chance.choice([text[:400], text[-400:]])
        sizes = chance.choices([1, 2, 2, 3, 4, 5], k=chance.choice([1, 2, 2, 3]))
        strings = [text[at : at + size] for size in sizes for at in [chance.randrange(len(text) - size)]]
        holding = [number for number, other in texts.items() if all(string in other for string in strings)]
        if len(strings) > 1:
            assert fast.gaps(strings, holding) == [gaps(strings, texts[number]) for number in holding]
        query = Q.And([Exact("text", string) for string in strings])
        one, other = fast.search(query, Filters(), limit=100), plain.search(query, Filters(), limit=100)
        assert sorted(one.numbers) == holding
        assert one.numbers == other.numbers
        assert np.allclose(one.scores, other.scores, rtol=1e-12)
