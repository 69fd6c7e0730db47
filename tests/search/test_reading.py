"""Lengths: words and characters counted as the analysis makes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis
from gongbao.indexer.documents import Document
from gongbao.search.analyses.texts import characters, paragraphs, texts, tokens
from gongbao.search.engines.protocol import Request
from gongbao.search.index import Index


@given(st.text(st.sampled_from("乡村振兴发展著着名显二〇2.5%Gdp，。 \n鄉Ａ𠀀é"), max_size=60))
def test_tokens_are_the_whole_words_of_the_analysis(text: str) -> None:
    assert tokens(text, Analysis()) == [word.text for word in words(text, parts=False)]


def test_an_engine_measures_texts_as_a_plain_recount_does(seed_index: Index, seeds: list[Document]) -> None:
    for _ in range(2):  # the second time from what was counted before
        groups = seed_index.engine.aggregate(Request(copies=True), ("doc",), ("paragraphs", "characters", "tokens"))
        measured = {group.key[0]: dict(group.measures) for group in groups}
        for document in seeds:
            held = [paragraph.text for paragraph in document.paragraphs]
            assert measured[document.id] == {
                "paragraphs": len(held),
                "characters": sum(len("".join(text.split())) for text in held),
                "tokens": sum(len(list(words(text, parts=False))) for text in held),
            }
    assert characters("a\u3000乡 \n") == 2


def test_texts_are_streamed_with_the_fields_asked_for(seed_index: Index, seeds: list[Document]) -> None:
    expected = {p.id: (p.text, d.id) for d in seeds for p in d.paragraphs}
    request = Request(copies=True)
    streamed = [(name, text, doc) for text, _, name, doc in texts(seed_index.engine, request, ("id", "doc"))]
    assert {name: (text, doc) for name, text, doc in streamed} == expected
    assert [name for (name,) in paragraphs(seed_index.engine, request, ("id",))] == [name for name, *_ in streamed]
