"""What counts as one match: equal to a recount that tries every place, in texts of few characters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Place
from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.search.analyses.counting import cooccurrences, match_finder
from gongbao.search.index import Index
from gongbao.search.query.ast import All, Any, Near, Not, Substring
from gongbao.search.query.matching import occurrences
from tests.search.conftest import document, write

Span = tuple[int, int]
_WORDS = st.text(st.sampled_from("甲乙丙"), min_size=1, max_size=2)


def every_chain(parts: Sequence[str], distance: int, text: str) -> Iterator[Span]:
    """Where these strings follow one another near enough: every way to choose a place for each of them."""
    places = [[i for i in range(len(text)) if text.startswith(part, i)] for part in parts]
    for chosen in itertools.product(*places):
        ends = [start + len(part) for start, part in zip(chosen, parts, strict=True)]
        if all(0 <= after - end <= distance for end, after in zip(ends, chosen[1:], strict=False)):
            yield chosen[0], ends[-1]


def recount(near: Near, text: str) -> list[Span]:
    """The rule word for word: the next match is the one that ends first, and of those the shortest."""
    orders = [near.parts] if near.ordered else [near.parts, near.parts[::-1]]
    every = {span for parts in orders for span in every_chain(parts, near.distance, text)}
    found: list[Span] = []
    while left := [span for span in every if not found or span[0] >= found[-1][1]]:
        found.append(min(left, key=lambda span: (span[1], -span[0])))
    return found


@given(st.text(st.sampled_from("甲乙丙丁"), max_size=24), _WORDS, _WORDS, st.integers(0, 4))
def test_pairs_in_either_order_are_those_of_a_recount(text: str, first: str, second: str, distance: int) -> None:
    near = Near("text", (first, second), distance)
    assert cooccurrences(near, text) == recount(near, text)


@given(st.text(st.sampled_from("甲乙丙丁"), max_size=20), st.lists(_WORDS, min_size=2, max_size=4), st.integers(0, 3))
def test_phrases_with_distance_are_those_of_a_recount(text: str, parts: list[str], distance: int) -> None:
    near = Near("text", tuple(parts), distance, ordered=True)
    assert cooccurrences(near, text) == recount(near, text)


@given(st.text(st.sampled_from("甲乙丙"), max_size=14), _WORDS, _WORDS, st.integers(0, 3), st.booleans())
def test_no_other_choice_of_places_gives_more(text: str, first: str, second: str, distance: int, ordered: bool) -> None:
    near = Near("text", (first, second), distance, ordered)
    orders = [near.parts] if ordered else [near.parts, near.parts[::-1]]
    every = sorted({span for parts in orders for span in every_chain(parts, distance, text)})

    def most(at: int) -> int:
        return max((1 + most(end) for start, end in every if start >= at), default=0)

    assert len(cooccurrences(near, text)) == most(0)


@given(st.text(st.sampled_from("甲乙丙丁"), max_size=20), st.lists(_WORDS, min_size=2, max_size=2), st.integers(0, 3),
       st.booleans())  # fmt: skip
def test_what_a_search_finds_is_counted(text: str, parts: list[str], distance: int, ordered: bool) -> None:
    near = Near("text", tuple(parts), distance, ordered)
    assert bool(cooccurrences(near, text)) == bool(occurrences(near, text))


def test_matches_of_different_parts_that_overlap_are_one() -> None:
    near = Near("text", ("产业", "振兴"), 5)
    tree = Any((near, Substring("text", "乡村振兴"), Substring("text", "发展")))
    assert match_finder(tree)("产业和乡村振兴,发展") == ((0, 7), (8, 10))
    assert match_finder(All((Substring("text", "发展"), Not(Substring("text", "产业")))))("产业发展") == ((2, 4),)


TEXTS = {
    "a": "产业振兴、产业兴旺;乡村振兴靠产业,产业靠人才。",
    "b": "产业产业振兴振兴。",
    "c": "振兴与产业相距十分遥远的一段话之后才又说到振兴。",
}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    documents: list[Document] = [
        document(name, [text], Metadata(name, Place("prefecture", "山东省", "淄博市"), 2018 + number))
        for number, (name, text) in enumerate(TEXTS.items())
    ]
    with Index(write(tmp_path_factory.mktemp("pairs") / "index", documents), Config()) as index:
        yield index


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("产业 NEAR/5 振兴", Near("text", ("产业", "振兴"), 5)),
        ("振兴 NEAR/0 产业", Near("text", ("振兴", "产业"), 0)),
        ('"产业 振兴"~3', Near("text", ("产业", "振兴"), 3, ordered=True)),
        ('"振兴 产业"~12', Near("text", ("振兴", "产业"), 12, ordered=True)),
    ],
)
def test_every_analysis_counts_a_pair_once(pairs: Index, query: str, near: Near) -> None:
    expected = {name: recount(near, fold(text)) for name, text in TEXTS.items()}
    total = sum(map(len, expected.values()))
    assert total > 0
    lines = pairs.concordance(query, limit=None)
    shown = {name: [line for line in lines.lines if line.document == name] for name in TEXTS}
    for name, text in TEXTS.items():
        assert [(line.start, line.match) for line in shown[name]] == [(s, text[s:e]) for s, e in expected[name]]
    assert lines.total == total
    counted = {point.group[0]: point.count for point in pairs.trend(query).points}
    assert counted == {2018 + number: len(expected[name]) for number, name in enumerate(TEXTS)}
    assert {part.part: part.count for part in pairs.dispersion(query).parts} == {n: len(s) for n, s in expected.items()}
    assert pairs.collocates(query).matches == total
    panel = pairs.panel({"对": [query, "产业"]}, by="year")
    assert {c.group[0]: c.count for c in panel.cells if c.term == query} == counted and panel.readings[query] == query
    assert sum(c.count or 0 for c in panel.cells if c.term == "产业") == sum(t.count("产业") for t in TEXTS.values())


def test_the_words_within_a_pair_are_no_collocates_of_it(pairs: Index, tmp_path: Path) -> None:
    found = pairs.collocates("产业 NEAR/5 振兴", min_count=1, min_characters=1, limit=None, year=2018)
    text = fold(TEXTS["a"])
    spans = recount(Near("text", ("产业", "振兴"), 5), text)
    outside = "".join(char for at, char in enumerate(text) if not any(s <= at < e for s, e in spans))
    assert found.tokens > 0
    assert all(fold(each.word) in outside for each in found.collocates)


def test_a_lexicon_file_may_name_pairs(pairs: Index, tmp_path: Path) -> None:
    path = tmp_path / "l.txt"
    path.write_text('对: 产业 NEAR/5 振兴 人才 "振兴 产业"~12\n', encoding="utf-8")
    assert list(pairs.panel(path, by="city").readings) == ["产业 NEAR/5 振兴", "人才", '"振兴 产业"~12']
    with pytest.raises(QueryError, match="near each other"):
        pairs.panel(["title:(产业 NEAR/5 振兴)"])
