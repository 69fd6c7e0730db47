"""Lengths: words and characters counted as the analysis makes them, each paragraph once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis
from gongbao.indexer.documents import Document
from gongbao.search.analyses.texts import Lengths, characters, tokens
from gongbao.search.index import Index


@given(st.text(st.sampled_from("乡村振兴发展著着名显二〇2.5%Gdp，。 \n鄉Ａ𠀀é"), max_size=60))
def test_tokens_are_the_whole_words_of_the_analysis(text: str) -> None:
    assert tokens(text, Analysis()) == [word.text for word in words(text, parts=False)]


def test_lengths_are_those_of_the_texts_in_any_order(seed_index: Index, seeds: list[Document]) -> None:
    engine = seed_index.engine
    numbers = np.random.default_rng(1).permutation(engine.column("doc").codes.size).astype(np.int64)
    texts = [row["text"] for row in engine.stored(numbers.tolist())]
    lengths = Lengths(engine, Analysis())
    for _ in range(2):  # the second time from what was counted before
        assert lengths.characters(numbers).tolist() == [len("".join(text.split())) for text in texts]
        assert lengths.tokens(numbers).tolist() == [len(list(words(text, parts=False))) for text in texts]
    assert characters("a\u3000乡 \n") == 2
