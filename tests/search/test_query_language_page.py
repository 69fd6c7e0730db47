"""Every example of docs/query-language.md runs on the seeds, read as gongbao reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongbao
from gongbao.search.index import Index
from gongbao.search.query.fields import ALIASES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")


def tables(second: str) -> list[tuple[str, str]]:
    """The first two cells of every row of the tables headed "you type" and ``second``."""
    rows: list[tuple[str, str]] = []
    for head, body in re.findall(r"\| you type \| ([^|]+) \|[^\n]*\n\|[ -|]+\n((?:\|.*\n)+)", PAGE):
        if head.strip() == second:
            found = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", body, re.MULTILINE)
            assert len(found) == body.count("\n"), "a row of the page is not read"
            rows += found
    return rows


@pytest.fixture(scope="module")
def read_seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("page") / "index"
    gongbao.build_index([ROOT / "seeds"], index_dir=folder, config=gongbao.Config.load())
    with gongbao.open(folder, gongbao.Config.load()) as index:
        yield index


@pytest.mark.parametrize(("typed", "understood"), tables("it is understood as"))
def test_an_example_is_understood_as_the_page_says_and_finds_something(
    read_seeds: Index, typed: str, understood: str
) -> None:
    results = read_seeds.search(typed)
    assert results.interpretation == understood
    again = read_seeds.search(understood)
    assert (again.total, again.hits, again.interpretation) == (results.total, results.hits, understood)
    assert results.total > 0


@pytest.mark.parametrize(("typed", "message"), tables("what gongbao says"))
def test_a_fault_gets_the_message_the_page_shows(read_seeds: Index, typed: str, message: str) -> None:
    with pytest.raises(gongbao.QueryError, match=re.escape(message)) as caught:
        read_seeds.search(typed)
    assert caught.value.column is not None


@pytest.mark.parametrize(("typed", "offered"), tables("gongbao suggests"))
def test_nothing_found_offers_what_the_page_shows(read_seeds: Index, typed: str, offered: str) -> None:
    results = read_seeds.search(typed)
    assert results.total == 0 and offered in results.suggestions


def test_the_page_names_every_field_and_its_aliases() -> None:
    listed = PAGE.split("| field | also |")[1].split("\n\n")[0]
    for alias, name in ALIASES.items():
        assert re.search(rf"(^|[ `,]){alias}($|[ `,])", listed, re.MULTILINE), (alias, name)


def test_the_page_has_examples_of_every_table() -> None:
    assert len(tables("it is understood as")) > 50 and len(tables("what gongbao says")) > 10
