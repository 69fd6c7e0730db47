"""Where leaves match a text, against the plainest reading of what they ask for."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.search.query.ast import All, Near, Query, Range, Regex, Substring, Word
from gongbao.search.query.matching import counter, finder, occurrences, required_strings, spans, starts

TEXTS = st.text(st.sampled_from("甲乙丙 "), max_size=14)
STRINGS = st.text(st.sampled_from("甲乙丙"), min_size=1, max_size=3)
PATTERNS = ["甲.?乙", "[甲乙]+", "(甲|乙丙)乙", "甲{2,3}", "丙(?=甲)", "乙?丙"]


def everywhere(text: str, string: str) -> list[tuple[int, int]]:
    size = len(string)
    return [(at, at + size) for at in range(len(text)) if text[at : at + size] == string]


def rows(text: str, leaf: Near) -> set[tuple[tuple[int, int], ...]]:
    """Every choice of one occurrence of each part that the leaf allows."""
    orders = [leaf.parts] if leaf.ordered else [leaf.parts, leaf.parts[::-1]]
    found: set[tuple[tuple[int, int], ...]] = set()
    for parts in orders:
        for row in itertools.product(*(everywhere(text, part) for part in parts)):
            if all(0 <= after[0] - before[1] <= leaf.distance for before, after in itertools.pairwise(row)):
                found.add(row)
    return found


@given(text=TEXTS, string=STRINGS)
def test_a_string_is_found_as_often_as_it_stands_apart(text: str, string: str) -> None:
    leaf = Substring("text", string)
    assert spans(leaf, text) == [found.span() for found in re.finditer(re.escape(string), text)]
    assert occurrences(leaf, text) == len(spans(leaf, text))


@given(text=TEXTS, string=STRINGS)
def test_a_word_is_marked_wherever_its_letters_stand(text: str, string: str) -> None:
    assert spans(Word("text", string), text) == everywhere(text, string)
    assert starts(text, string) == [start for start, _ in everywhere(text, string)]


@settings(max_examples=400)
@given(text=TEXTS, parts=st.lists(STRINGS, min_size=2, max_size=3), distance=st.integers(0, 3), ordered=st.booleans())
def test_nearness_marks_the_parts_of_every_row_that_is_near(
    text: str, parts: list[str], distance: int, ordered: bool
) -> None:
    leaf = Near("text", tuple(parts if ordered else parts[:2]), distance, ordered)
    found = rows(text, leaf)
    assert spans(leaf, text) == sorted({span for row in found for span in row})
    firsts = {row[0] if ordered or text[slice(*row[0])] == leaf.parts[0] else row[1] for row in found}
    if leaf.parts[0] != leaf.parts[1]:
        assert occurrences(leaf, text) == len(firsts)
    assert bool(occurrences(leaf, text)) == bool(found)


@given(text=TEXTS, pattern=st.sampled_from(PATTERNS))
def test_a_pattern_marks_its_matches_and_needs_its_strings(text: str, pattern: str) -> None:
    leaf = Regex("text", pattern)
    assert spans(leaf, text) == [found.span() for found in re.finditer(pattern, text)]
    if occurrences(leaf, text):
        assert all(string in text for string in required_strings(leaf))


@given(text=TEXTS, string=STRINGS, distance=st.integers(0, 3))
def test_what_a_leaf_requires_stands_where_it_matches(text: str, string: str, distance: int) -> None:
    for leaf in (
        Substring("text", string),
        Near("text", (string, "甲"), distance),
        Near("text", (string, "乙"), 1, True),
    ):
        if occurrences(leaf, text):
            assert all(part in text for part in required_strings(leaf))


def test_patterns_require_the_strings_that_stand_outside_choices() -> None:
    for pattern, strings in {
        "第[0-9]+届人大": ("第", "届人大"),
        "(?:甲乙)+丙?": ("甲乙",),
        "甲|乙": (),
        "(?i:甲)乙": ("乙",),
        "甲{0,2}乙": ("乙",),
    }.items():
        assert required_strings(Regex("text", pattern)) == strings


@pytest.mark.parametrize("node", [All(()), Range("year", 2019, None)])
def test_what_a_text_does_not_decide_is_an_error(node: Query) -> None:
    with pytest.raises(TypeError):
        finder(node)
    with pytest.raises(TypeError):
        counter(node)
