"""Snippets: part of the paragraph, with every highlight a real match, whatever the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.folding import fold
from gongbao.search.query.ast import All, Any, Leaf, Near, Not, Regex, Substring, Word
from gongbao.search.results.highlighting import highlight_spans, highlight_terms, merged
from gongbao.search.results.results import highlighted
from gongbao.search.results.snippets import LENGTH, snippets
from tests.search.plain_hits import Shown, plain_snippet

TEXTS = st.text(st.sampled_from("乡村振兴发展，。；！—e\u0301 \u3000\n鄉Ａ\U00020000"), min_size=1, max_size=300)
STRINGS = st.text(st.sampled_from("乡村发a"), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.builds(Substring, st.just("text"), STRINGS),
    st.builds(Word, st.just("text"), STRINGS),
    st.builds(Near, st.just("text"), st.tuples(STRINGS, STRINGS), st.integers(0, 9), st.just(True)),
    st.builds(Near, st.just("text"), st.tuples(STRINGS, STRINGS), st.integers(0, 9)),
    st.builds(Regex, st.just("text"), st.just("村.{0,3}发")),
)


def snippet(wanted: Sequence[Leaf], text: str, length: int = LENGTH) -> Shown:
    return Shown(*snippets(wanted, [text], length)[0])


@settings(max_examples=300)
@given(texts=st.lists(TEXTS | st.just(""), max_size=4), leaves=st.lists(LEAVES, max_size=4), length=st.integers(1, 150))
def test_snippets_of_a_page_are_those_made_one_by_one_from_every_mark(
    texts: list[str], leaves: list[Leaf], length: int
) -> None:
    wanted = highlight_terms(Any(tuple(leaves))) if leaves else ()
    assert snippets(wanted, texts, length) == [plain_snippet(wanted, text, length) for text in texts]


@given(
    text=TEXTS,
    string=st.text(st.sampled_from("乡村发，a\U00020000"), min_size=1, max_size=3),
    length=st.integers(1, 150),
)
def test_a_snippet_is_a_part_of_the_text_and_its_highlights_are_matches(text: str, string: str, length: int) -> None:
    shown = snippet(highlight_terms(Substring("text", fold(string))), text, length)
    assert text[shown.start : shown.start + len(shown.text)] == shown.text
    at = 0
    for start, end in shown.highlights:
        assert at <= start < end <= len(shown.text)
        at = end
    if fold(string) in fold(text) and length >= 3:
        start, end = shown.highlights[0]
        assert fold(string)[: end - start] in fold(shown.text[start:end])
    if shown.start + len(shown.text) < len(text):
        assert not unicodedata.combining(text[shown.start + len(shown.text)])
    assert not shown.text or shown.start == 0 or not unicodedata.combining(shown.text[0])


def test_the_window_holds_most_of_the_words_asked_for() -> None:
    text = "乡村" + "。其他工作有序推进" * 30 + "，乡村产业与振兴发展齐头并进。" + "尾声" * 100
    shown = snippet(
        highlight_terms(All((Substring("text", "乡村"), Substring("text", "振兴"), Not(Substring("text", "不要"))))),
        text,
        60,
    )
    assert [shown.text[a:b] for a, b in shown.highlights] == ["乡村", "振兴"]
    assert len(shown.text) <= 60 and "齐头并进" in shown.text


def test_words_of_other_fields_and_excluded_words_are_not_highlighted() -> None:
    query = All(
        (Substring("text", "乡村"), Substring("title", "工作"), Word("city", "淄博市"), Not(Substring("text", "工作")))
    )
    shown = snippet(highlight_terms(query), "乡村工作在淄博市展开")
    assert [shown.text[a:b] for a, b in shown.highlights] == ["乡村"]


def test_only_the_words_that_are_near_each_other_are_highlighted() -> None:
    shown = snippet(highlight_terms(Near("text", ("产业", "园区"), 2)), "产业发展好。建设产业大园区。园区")
    assert [shown.text[a:b] for a, b in shown.highlights] == ["产业", "园区"] and shown.highlights[0][0] == 8


def test_html_marks_are_nested_in_escaped_text() -> None:
    assert highlighted("<a>乡村&", ((3, 5),)) == "&lt;a&gt;<mark>乡村</mark>&amp;"
    assert merged([(0, 3), (2, 5), (5, 6)]) == ((0, 5), (5, 6))


@given(text=TEXTS, leaves=st.lists(LEAVES, max_size=3))
def test_spans_to_mark_are_those_of_a_snippet_of_the_whole_text(text: str, leaves: list[Leaf]) -> None:
    wanted = highlight_terms(Any(tuple(leaves)))
    assert highlight_spans(wanted, fold(text)) == snippet(wanted, text, len(text)).highlights
