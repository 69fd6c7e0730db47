"""Walking and rebuilding trees; patterns become the words of an index that a plain reading finds."""

from __future__ import annotations

import re
from typing import Any as Stub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.search.query import visitors
from gongbao.search.query.ast import (
    NOTHING,
    All,
    Any,
    Boosted,
    Fuzzy,
    Not,
    Prefix,
    Query,
    SameDocument,
    Substring,
    Synonyms,
    Wildcard,
    Word,
)
from gongbao.search.query.visitors import all_leaves, children, expanded, leaves, transform, with_synonyms
from tests.search import reference
from tests.search.query.any_tree import TREES

甲, 乙, 丙 = (Substring("text", string) for string in "甲乙丙")


class Lexicon:
    """Stands for an engine: the words of its one field, with their frequencies."""

    def __init__(self, words: dict[str, int], generation: int = 1) -> None:
        self.words, self.generation, self.reads = words, generation, 0

    def complete(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        self.reads += 1
        return sorted((word, count) for word, count in self.words.items() if word.startswith(prefix))


def words(tree: Query, lexicon: dict[str, int]) -> set[str]:
    """The words that a pattern is searched as."""
    engine: Stub = Lexicon(lexicon)
    found, notes = expanded(tree, engine)
    assert not notes
    return {leaf.text for leaf in leaves(found) if isinstance(leaf, Word)}


WORDS = st.dictionaries(st.text(st.sampled_from("甲乙ab["), min_size=1, max_size=4), st.integers(1, 9), max_size=12)


@given(lexicon=WORDS, prefix=st.text(st.sampled_from("甲ab["), min_size=1, max_size=2))
def test_a_prefix_stands_for_the_words_that_begin_so(lexicon: dict[str, int], prefix: str) -> None:
    assert words(Prefix("text", prefix), lexicon) == {word for word in lexicon if word.startswith(prefix)}


@given(lexicon=WORDS, pattern=st.text(st.sampled_from("甲乙ab[*?"), min_size=1, max_size=4))
def test_a_wildcard_stands_for_the_words_that_fit(lexicon: dict[str, int], pattern: str) -> None:
    plain = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    fitting = {word for word in lexicon if re.fullmatch(plain, word)}
    assert words(Wildcard("text", pattern), lexicon) == fitting


@given(lexicon=WORDS, word=st.text(st.sampled_from("甲乙ab"), min_size=2, max_size=4), edits=st.sampled_from([1, 2]))
def test_a_near_spelling_stands_for_the_words_so_many_edits_away(
    lexicon: dict[str, int], word: str, edits: int
) -> None:
    near = {other for other in lexicon if reference.edits(word, other) <= edits}
    assert words(Fuzzy("text", word, edits), lexicon) == near


def test_the_most_frequent_words_are_kept_and_a_note_tells_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "MAX_TERMS", 2)
    engine: Stub = Lexicon({"甲a": 1, "甲b": 5, "甲c": 5, "甲d": 2})
    tree, notes = expanded(All((Prefix("text", "甲", 2.0), 乙)), engine)
    assert tree == All((Any((Word("text", "甲b", 2.0), Word("text", "甲c", 2.0))), 乙))
    assert notes == ("'甲' stands for 4 words; the 2 most frequent were searched.",)


def test_a_pattern_that_no_word_fits_finds_nothing_and_one_word_stands_alone() -> None:
    engine: Stub = Lexicon({"甲a": 1})
    assert expanded(Prefix("text", "乙"), engine)[0] == NOTHING
    assert expanded(Not(Prefix("text", "甲")), engine)[0] == Not(Word("text", "甲a"))


def test_all_words_are_read_once_for_each_generation() -> None:
    lexicon = Lexicon({"甲a": 1})
    engine: Stub = lexicon
    for _ in range(3):
        assert expanded(Wildcard("text", "*a"), engine)[0] == Word("text", "甲a")
    assert lexicon.reads == 1
    lexicon.generation, lexicon.words = 2, {"乙a": 1}
    assert expanded(Wildcard("text", "*a"), engine)[0] == Word("text", "乙a")
    assert lexicon.reads == 2


def test_synonyms_and_signs_of_typing_are_gone_from_what_engines_get() -> None:
    typed = Any(
        (Substring("text", "丙", quoted=True, literal=True), Synonyms(甲, (乙, Substring("text", "丁", literal=True))))
    )
    engine: Stub = Lexicon({})
    assert expanded(typed, engine)[0] == Any((丙, 甲, 乙, Substring("text", "丁")))
    assert expanded(All((丙, Synonyms(甲, (乙,)))), engine)[0] == All((丙, Any((甲, 乙))))


def test_synonyms_are_added_once_to_bare_words_of_the_text() -> None:
    known = {"甲": ("乙", "丙"), "乙": ("甲",)}
    added = Synonyms(甲, (Substring("text", "乙", literal=True), 丙))
    assert with_synonyms(All((甲, 丙)), known) == All((added, 丙))
    for untouched in (
        Substring("title", "甲"),
        Substring("text", "甲", literal=True),
        Substring("text", "甲", quoted=True),
    ):
        assert with_synonyms(untouched, known) == untouched
    assert with_synonyms(Substring("text", "乙", 3.0), known) == Synonyms(
        Substring("text", "乙", 3.0), (Substring("text", "甲", 3.0, literal=True),)
    )


def test_leaves_stand_in_order_and_those_excluded_are_told_apart() -> None:
    tree = All((SameDocument(Any((甲, Not(乙)))), Boosted(Synonyms(丙, (甲,)), 2.0), Not(All((乙, 丙)))))
    assert leaves(tree) == [甲, 丙, 甲]
    assert all_leaves(tree) == [甲, 乙, 丙, 甲, 乙, 丙]


@given(tree=TREES)
def test_a_tree_rebuilt_without_change_is_the_same_tree(tree: Query) -> None:
    seen: list[Query] = []

    def look(node: Query) -> Query:
        seen.append(node)
        return node

    assert transform(tree, look) == tree
    assert seen[-1] == tree and len(seen) == nodes(tree)


def nodes(tree: Query) -> int:
    return 1 if isinstance(tree, Synonyms) else 1 + sum(map(nodes, children(tree)))
