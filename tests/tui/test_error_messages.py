"""Faults of a query are told in the language of the interface, and the list of them says what the engine says."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongbao
from gongbao.indexer.config import Config
from gongbao.indexer.errors import QueryError
from gongbao.tui.i18n.catalogue import Texts
from gongbao.tui.i18n.error_messages import message_for, sentences
from tests.search.conftest import seed_documents, write

FAULTY = (
    "甲 AND", "AND 甲", "甲 AND NOT", "甲 NEAR/5", "(甲", "甲)", "()", "(", '"甲', '""', "*", "NOT NOT 甲", "- 甲", "= 甲",
    "甲 NEAR/5 乙 NEAR/5 丙", "甲 NEAR 乙", "(甲 AND 乙) NEAR/5 丙", '"甲"~5', "甲^1000", "nofield:甲", "city:", "city:",
    "city:火星市", "genre:小说", "year:去年", "date:昨天", "year:2021..2019", "year:..", "/(甲+)+/", r"/(甲)\1/", "/甲*/",
    "(" * 200 + "甲", " OR ".join("甲乙丙丁"[n % 4] + str(n) for n in range(3000)), "甲 OR (", "甲 OR", "", "甲 " * 2000,
)  # fmt: skip


TELLING = ("QueryError", "_fail")


def wordings(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an expression of the source may say, 甲 for what only a query decides."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from wordings(node.body, assigned)
            yield from wordings(node.orelse, assigned)
        case ast.JoinedStr():
            parts = [list(wordings(part, assigned)) for part in node.values]
            yield from map("".join, itertools.product(*parts))
        case ast.FormattedValue():
            yield from wordings(node.value, assigned)
        case ast.Name() if node.id in assigned:
            for each in assigned[node.id]:
                yield from wordings(each, assigned)
        case _:
            yield "甲"


def in_the_source() -> list[str]:
    """Every sentence that search/ may say of a query, read from where it is raised."""
    found = []
    for path in sorted((Path(gongbao.__file__).parents[1] / "search").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        assigned: dict[str, list[ast.expr]] = {}
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.JoinedStr() | ast.IfExp() as value):
                    assigned.setdefault(name, []).append(value)
        for node in nodes:
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in TELLING:
                found += wordings(node.args[0], assigned)
    return [each for each in found if each != "甲"]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("faults")
    write(folder / "index", seed_documents())
    found = []
    with gongbao.open(folder / "index", Config.load()) as index:
        for query in FAULTY:
            try:
                index.search(query)
            except QueryError as error:
                found.append(str(error))
    return found


def test_every_sentence_of_the_list_is_one_that_the_engine_says(said: list[str]) -> None:
    may_say = [*said, *in_the_source()]
    unused = [pattern.pattern for pattern, _ in sentences() if not any(pattern.match(each) for each in may_say)]
    assert not unused


def test_every_sentence_in_the_source_is_told_in_chinese() -> None:
    may_say = in_the_source()
    assert len(may_say) > 60
    texts = Texts("zh")
    assert [each for each in may_say if message_for(QueryError(each), texts, ".") == each] == []


def test_every_fault_met_here_is_told_in_chinese(said: list[str]) -> None:
    texts = Texts("zh")
    untold = [each for each in said if message_for(QueryError(each), texts, ".") == each]
    assert not untold


def test_english_stays_english(said: list[str]) -> None:
    assert [message_for(QueryError(each), Texts("en"), ".") for each in said] == said


def test_the_list_ships_with_the_package() -> None:
    assert (Path(__file__).parents[2] / "tui" / "i18n" / "error_messages.yaml").is_file()
