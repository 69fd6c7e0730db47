"""Errors are codes with parameters, and every code has its sentence in both languages."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import gongbao
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Skipped
from gongbao.indexer.errors import GongbaoError, InputError, Message, QueryError, Unreadable, catalogue
from tests.search.conftest import seed_documents, write

ROOT = Path(__file__).parents[1]
HAN = re.compile("[\u4e00-\u9fff]")
PLACED_SECOND = {"_fault", "damaged"}
"""Functions that take a code after another argument; all others that take one take it first."""
NOT_PARAMETERS = {"QueryError": {"query", "column"}}

FAULTY = (
    "甲 AND", "AND 甲", "甲 AND NOT", "甲 NEAR/5", "(甲", "甲)", "()", "(", '"甲', '""', "*", "NOT NOT 甲", "- 甲", "= 甲",
    "甲 NEAR/5 乙 NEAR/5 丙", "甲 NEAR 乙", "(甲 AND 乙) NEAR/5 丙", '"甲"~5', "甲^1000", "nofield:甲", "city:", "year:",
    "city:火星市", "genre:小说", "year:去年", "date:昨天", "year:2021..2019", "year:..", "/(甲+)+/", r"/(甲)\1/", "/甲*/",
    "/甲{200}/", "/[/", "?*", "甲~2", "city:甲*", "title:(city:甲)", '"甲 乙"~2000', '="甲 乙"~5', "甲 NEAR/5 title:乙",
    "(" * 200 + "甲", " OR ".join("甲乙丙丁"[n % 4] + str(n) for n in range(3000)), "甲 OR (", "甲 OR", "", "甲 " * 2000,
)  # fmt: skip


class Use(NamedTuple):
    """A code as the source raises it: where, and with which parameters."""

    place: str
    code: str
    parameters: frozenset[str]


def files() -> list[Path]:
    return sorted(path for room in ("indexer", "search", "tui") for path in (ROOT / room).rglob("*.py"))


def takers(trees: list[ast.Module]) -> set[str]:
    """The names of what takes a code: every error class, messages, and the functions that make one of these."""
    found = {"GongbaoError"}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {c.name for c in classes if any(ast.unparse(b) in found for b in c.bases)} - found:
        found |= more
    return found | {"Message", "_fail", *PLACED_SECOND}


def imports(tree: ast.Module, name: str) -> bool:
    """Whether the module has the name from the errors, and not Textual's class of the same name."""
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return any(node.module == "gongbao.indexer.errors" and name in [n.name for n in node.names] for node in froms)


def calls() -> Iterator[tuple[str, str, ast.expr, frozenset[str]]]:
    """Each place where something takes a code: the place, what takes it, the code's expression, the parameters."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files()}
    names = takers(list(trees.values()))
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func).split(".")[-1]) in names:
                if name == "Message" and not imports(tree, name):
                    continue
                given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                parameters = frozenset(given - NOT_PARAMETERS.get(name, set()))
                yield f"{path.relative_to(ROOT)}:{node.lineno}", name, node.args[name in PLACED_SECOND], parameters


def literals(code: ast.expr) -> list[ast.expr]:
    return [*literals(code.body), *literals(code.orelse)] if isinstance(code, ast.IfExp) else [code]


def uses() -> list[Use]:
    return [
        Use(place, str(each.value), parameters)
        for place, _, code, parameters in calls()
        for each in literals(code)
        if isinstance(each, ast.Constant)
    ]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_a_code_is_written_out_where_it_is_raised_or_handed_on_as_it_is() -> None:
    made = [
        (place, ast.unparse(each))
        for place, _, code, _ in calls()
        for each in literals(code)
        if not isinstance(each, ast.Constant) and ast.unparse(each).split(".")[-1] != "code"
    ]
    assert made == []


def test_every_code_in_the_source_is_in_the_catalogue_and_the_other_way_round() -> None:
    found = uses()
    assert len(found) > 200
    assert {use.code for use in found} - catalogue().keys() == set()
    assert catalogue().keys() - {use.code for use in found} == set()


def test_the_sentences_name_what_the_source_gives_them() -> None:
    wrong = [
        (use, language)
        for use in uses()
        for language in ("en", "zh")
        if placeholders(catalogue()[use.code][language]) != use.parameters
    ]
    assert wrong == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_code_has_a_sentence_in_english_and_in_chinese(code: str) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", code)
    english, chinese = catalogue()[code]["en"], catalogue()[code]["zh"]
    assert catalogue()[code].keys() == {"en", "zh"}
    assert english.strip()
    assert HAN.search(chinese)


def test_an_error_says_itself_in_both_languages() -> None:
    error = QueryError("query.bracket_never_closed", "(甲", 0)
    assert (error.code, error.params, error.query, error.column) == ("query.bracket_never_closed", {}, "(甲", 0)
    assert str(error) == error.sentence() == "This '(' is never closed; add ')'."
    assert error.sentence("zh") == "这个“(”没有闭合，请补上“)”。"


@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_crosses_processes_with_all_it_says(again: object) -> None:
    assert callable(again)
    error = again(QueryError("tree.fault", "甲", 3, place="query", fault=Message("tree.near", most=9)))
    assert type(error) is QueryError
    assert (error.query, error.column, error.params["fault"].params) == ("甲", 3, {"most": 9})
    assert str(error).startswith("The JSON of the query, at query: near needs two parts")


def test_a_message_inside_another_is_in_its_language_and_has_no_full_stop() -> None:
    inner = QueryError("pattern.repetitions", most=100)
    error = QueryError("tree.fault", place="query.pattern", fault=inner)
    assert str(error) == "The JSON of the query, at query.pattern: The most repetitions is 100."
    assert error.sentence("zh") == "检索式的 JSON 在 query.pattern 处有误：最多重复 100 次。"


def test_what_was_skipped_keeps_code_and_parameters() -> None:
    skipped = Skipped("a.meta.yaml", Message("metadata.unused", error=Unreadable("metadata.nested")))
    assert (skipped.code, skipped.reason) == ("metadata.unused", "not used: nested too deeply")
    assert skipped.message.sentence("zh") == "没有采用：嵌套太深"
    assert pickle.loads(pickle.dumps(skipped)) == skipped
    assert len({skipped, skipped}) == 1


def test_braces_in_what_a_user_wrote_are_left_alone() -> None:
    assert str(InputError("option.unknown", option="--{0.__class__}")).startswith("There is no option --{0.__class__};")


def test_an_error_of_another_package_may_bring_its_own_sentence() -> None:
    error = GongbaoError("The server of my engine {sleeps}.")
    assert str(error) == error.sentence("zh") == "The server of my engine {sleeps}."


def test_every_faulty_query_is_told_in_chinese(tmp_path: Path) -> None:
    write(tmp_path / "index", seed_documents())
    with gongbao.open(tmp_path / "index", Config.load()) as index:
        for query in FAULTY:
            with pytest.raises(QueryError) as raised:
                index.search(query)
            assert raised.value.code in catalogue(), query
            assert HAN.search(raised.value.sentence("zh"))
            assert raised.value.sentence("zh") != str(raised.value)
