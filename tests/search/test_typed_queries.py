"""Typed questions are answered as a naive reading of the documents answers them: sets, counts, order, scores, pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.config import Config, Search
from gongbao.indexer.documents import Document, Metadata
from gongbao.search.index import Index
from gongbao.search.query.ast import All, Query, Substring
from tests.search.conftest import document
from tests.search.equality.collection import documents, write
from tests.search.equality.naive import Naive
from tests.search.equality.paging import ask, compare
from tests.search.equality.typed import Narrowing

Asked = tuple[Index, Naive]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """Three segments of together 2,400 paragraphs, a tenth of them deleted."""
    every = documents(2_400, seed=1)
    third = len(every) // 3
    gone = [one.id for one in every[::9]]
    folder = tmp_path_factory.mktemp("typed") / "index"
    write(folder, [every[:third], every[third : 2 * third], every[2 * third :]], gone)
    with Index(folder, Config()) as index:
        yield index, Naive(every, gone)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The same kind of documents merged into one segment, the deleted ones gone for good."""
    every = documents(700, seed=2)
    gone = {one.id for one in every[::7]}
    folder = write(tmp_path_factory.mktemp("typed") / "index", [every[:20], every[20:]], sorted(gone), merge=True)
    with Index(folder, Config()) as index:
        yield index, Naive([one for one in every if one.id not in gone])


def test_questions_to_edited_segments(asked: Asked) -> None:
    for number in range(120):
        ask(*asked, random.Random(number))


def test_questions_to_a_merged_index(merged: Asked) -> None:
    for number in range(300):
        ask(*merged, random.Random(number))


@settings(max_examples=60)
@given(draw=st.randoms(use_true_random=False))
def test_any_question(merged: Asked, draw: random.Random) -> None:
    ask(*merged, draw)


@pytest.mark.parametrize("string", ["产业项目", "营商环境", "发展数字经济"])
def test_a_string_whose_end_also_opens_paragraphs(tmp_path: Path, string: str) -> None:
    end, other = string[-2:], "，另有安排。"
    texts = [other, f"{end}{other}{string}", f"{end[-1]}{other}{string[:2]}", other, f"{end}{other}{string[:2]}{end}"]
    found = [document("a", texts * 3, Metadata("公告")), document("b", [string, other], Metadata("公告"))]
    check(tmp_path, found, string, Substring("text", string))


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("GDP，CPI", ("gdp", "cpi")),
        ("5G、AI", ("5g", "ai")),
        ("2019，2020", ("2019", "2020")),
        ("1,000", ("1,000",)),
        ("１，０００", ("1,000",)),
    ],
)
def test_marks_part_latin_words_and_numbers_too(tmp_path: Path, typed: str, meaning: tuple[str, ...]) -> None:
    found = [document("a", ["GDP和CPI", "2019至2020年", "5G与AI", "1,000亿", "CPI"], Metadata("公告"))]
    strings = tuple(Substring("text", string) for string in meaning)
    whole = All(strings) if len(strings) > 1 else strings[0]
    folder = write(tmp_path / "index", [found])
    with Index(folder, Config(search=Search(synonyms="none"))) as index:
        naive = Naive(found)
        compare(index, naive, naive.ranking(whole, Narrowing()), typed, Narrowing(), PAGE)


PAGE = {"offset": 0, "limit": None, "sort": "relevance", "group": None, "copies": False}


def check(folder: Path, found: list[Document], typed: str, meaning: Query) -> None:
    naive = Naive(found)
    with Index(write(folder / "index", [found]), Config()) as index:
        compare(index, naive, naive.ranking(meaning, Narrowing()), typed, Narrowing(), PAGE)
