"""Whatever is typed is understood and can be said back, or is a QueryError that points into the text."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.errors import QueryError
from gongbao.search.index import Index
from gongbao.search.query.ast import Any, Query, Substring, Synonyms
from gongbao.search.query.fields import Fields
from gongbao.search.query.json_form import from_json, to_json
from gongbao.search.query.parser import parse
from gongbao.search.query.unparse import unparse
from gongbao.search.query.visitors import alternatives, transform

PIECES = [
    "乡村", "振興", "a", "GDP", "双碳", "2020", "1+N", "5G+", "PM2.5", "Ｃ－Ｖ２Ｘ", "的", "𠀀", "é", "\u0301", "_",
    " ", " ", "\u3000", "\n", "(", ")", "（", "）", "AND", "OR", "NOT", "ＡＮＤ", "且", "或", "非", "|", "｜", "||", "&", "-", "－", "—",
    '"', "“", "”", "「", "」", "『", "＂", "〝", "=", "＝", "*", "?", "？", "~", "～", "~2", "~5", "^", "^2", "^0.5", "/", "\\", "[", "]", "..",
    "NEAR/5", "NEAR", "near/3", "year:", "年份：", "date:", "city:", "城市:淄博", "title:", "标题：", "source:", "doc:", "text:", "genre:报告",
    "level:市", "x:", ":", "2019..2021", ">=2020", "[2019 TO 2021]", "2020-02", "，", "。", ",", "、", "!", "#", "%", "'", "{", "}", "<", ">", "\x00",
]  # fmt: skip
TYPED = (
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    | st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join)
    | st.text(max_size=40)
)
FIELDS = Fields(
    lambda name: {"city": ["淄博市", "临沂市"], "source": ["鲁中网", "新华 网", "a:b"]}.get(name, []), ("主题",)
)
SYNONYMS = {"双碳": ("碳达峰碳中和", "碳达峰、碳中和"), "gdp": ("地区生产总值",)}


def understood(typed: str, synonyms: dict[str, tuple[str, ...]] | None = None) -> Query | None:
    try:
        return parse(typed, FIELDS, synonyms)
    except QueryError as error:
        assert str(error) and (error.column is None or 0 <= error.column <= len(typed))
        return None


def asked_for(tree: Query) -> Query:
    """What a tree asks for, however its words were typed."""

    def plain(node: Query) -> Query:
        if isinstance(node, Any | Synonyms):
            node = Any(tuple(map(plain, alternatives(node))))
        return replace(node, quoted=False, literal=False) if isinstance(node, Substring) else node

    return transform(tree, plain)


@settings(max_examples=1500)
@given(typed=TYPED)
def test_any_text_is_an_error_or_a_tree_whose_wording_parses_to_the_same_tree(typed: str) -> None:
    tree = understood(typed)
    if tree is not None:
        wording = unparse(tree)
        assert understood(wording) == tree, wording
        assert unparse(understood(wording) or tree) == wording
        assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


@settings(max_examples=500)
@given(typed=TYPED)
def test_the_wording_with_synonyms_asks_for_the_same_and_adds_none(typed: str) -> None:
    tree = understood(typed, SYNONYMS)
    assert (tree is None) == (understood(typed) is None)
    if tree is not None:
        wording = unparse(tree)
        again = understood(wording, SYNONYMS)
        assert again is not None and asked_for(again) == asked_for(tree), wording
        assert again == understood(wording) and unparse(again) == wording
        assert from_json(to_json(tree)) == tree


@settings(max_examples=150)
@given(typed=TYPED)
def test_any_text_can_be_searched(seed_index: Index, typed: str) -> None:
    with contextlib.suppress(QueryError):
        results = seed_index.search(typed, limit=3)
        assert len(results.hits) <= results.total
