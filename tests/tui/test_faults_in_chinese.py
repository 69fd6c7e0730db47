"""Faults of a query are told in the language of the interface, and the list of them says what the engine says."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from indexer.config import Config
from indexer.errors import QueryError
from tests.search.conftest import seed_documents, write
from tui.catalogue import Texts
from tui.faults import in_words, sentences

FAULTY = (
    "甲 AND", "AND 甲", "甲 AND NOT", "甲 NEAR/5", "(甲", "甲)", "()", "(", '"甲', '""', "*", "NOT NOT 甲", "- 甲", "= 甲",
    "甲 NEAR/5 乙 NEAR/5 丙", "甲 NEAR 乙", "(甲 AND 乙) NEAR/5 丙", '"甲"~5', "甲^1000", "nofield:甲", "city:", "city:",
    "city:火星市", "genre:小说", "year:去年", "date:昨天", "year:2021..2019", "year:..", "/(甲+)+/", r"/(甲)\1/", "/甲*/",
    "(" * 200 + "甲", " OR ".join("甲乙丙丁"[n % 4] + str(n) for n in range(3000)), "甲 OR (", "甲 OR", "", "甲 " * 2000,
)  # fmt: skip


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("faults")
    write(folder / "index", seed_documents())
    found = []
    with search.open(folder / "index", Config.load()) as index:
        for query in FAULTY:
            try:
                index.search(query)
            except QueryError as error:
                found.append(str(error))
    return found


def test_every_sentence_of_the_list_is_one_that_the_engine_says(said: list[str]) -> None:
    unused = [pattern.pattern for pattern, _ in sentences() if not any(pattern.match(each) for each in said)]
    assert not unused


def test_every_fault_met_here_is_told_in_chinese(said: list[str]) -> None:
    texts = Texts("zh")
    untold = [each for each in said if in_words(QueryError(each), texts, ".") == each]
    assert not untold


def test_english_stays_english(said: list[str]) -> None:
    assert [in_words(QueryError(each), Texts("en"), ".") for each in said] == said


def test_the_list_ships_with_the_package() -> None:
    assert (Path(__file__).parents[2] / "tui" / "data" / "faults.yaml").is_file()
