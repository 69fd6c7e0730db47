"""Analysing many texts at once gives the tokens of analysing each alone, with jieba and with rjieba."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus import SEEDS, sentences
from gongbao.indexer.analysis import alone as standing_alone
from gongbao.indexer.analysis import segmenter, words
from gongbao.indexer.store.tokens import PUNCTUATION, Tokens, word_tokens

PIECES = st.sampled_from(
    [
        *"一二〇九十年发展着著名显力,。，、 \n\t%_-+#&.0123789aZé㐀𠀀\ue000\ue001\ud800￥「」",
        "发展",
        "GDP",
        "8.5",
        "二〇二一年",
        "营商环境",
        "著名",
        "乡村振兴",
        *PUNCTUATION,
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=14).map("".join), max_size=6)


def unpacked(tokens: Tokens) -> list[list[tuple[bytes, int]]]:
    positions = tokens.positions if tokens.positions is not None else tokens.tokens * 0
    pairs = [(tokens.vocabulary[t], int(p)) for t, p in zip(tokens.tokens, positions, strict=True)]
    return [pairs[a:b] for a, b in zip(tokens.starts, tokens.starts[1:], strict=False)]


def alone(text: str) -> list[tuple[bytes, int]]:
    return [(word.text.encode("utf-8", "surrogatepass"), word.position) for word in words(text)]


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
@settings(max_examples=300)
@given(texts=TEXTS)
def test_words_and_positions_are_those_of_each_text_alone(name: str, texts: list[str]) -> None:
    pytest.importorskip(name)
    assert unpacked(word_tokens(texts, segmenter(prefer=name))) == [alone(text) for text in texts]


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
def test_the_seeds_have_the_same_words(name: str) -> None:
    pytest.importorskip(name)
    lines = [line for path in SEEDS.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [*lines, *sentences()]
    assert unpacked(word_tokens(texts, segmenter(prefer=name))) == [alone(text) for text in texts]


def test_no_mark_that_is_passed_over_can_be_part_of_a_word() -> None:
    for mark in PUNCTUATION:
        assert not standing_alone().match(mark)
        assert not standing_alone().fullmatch(f"1{mark}1") and not standing_alone().fullmatch(f"〇{mark}〇")
