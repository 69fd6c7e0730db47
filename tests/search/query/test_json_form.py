"""A tree goes through JSON unchanged, and JSON that is no tree is refused with the place at fault."""

from __future__ import annotations

import json
from typing import Any as Json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.errors import QueryError
from gongbao.search.query.ast import All, Any, Near, Not, Query, SameDocument, Substring, Synonyms, Word
from gongbao.search.query.fields import Fields
from gongbao.search.query.json_form import MAX_DEPTH, from_json, to_json
from gongbao.search.query.parser import parse
from tests.search.query.any_tree import TREES

FIELDS = Fields(lambda name: {"city": ["淄博市"]}.get(name, []))


@given(tree=TREES)
def test_any_tree_comes_back_from_its_json_as_it_was(tree: Query) -> None:
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


def test_the_json_names_what_is_not_the_default() -> None:
    tree = All(
        (Synonyms(Substring("text", "gdp"), (Substring("text", "地区生产总值", 2.0),)), Not(Word("city", "淄博市")))
    )
    assert to_json(tree) == {
        "type": "all",
        "children": [
            {
                "type": "synonyms",
                "word": {"type": "substring", "field": "text", "text": "gdp"},
                "others": [{"type": "substring", "field": "text", "text": "地区生产总值", "boost": 2.0}],
            },
            {"type": "not", "child": {"type": "word", "field": "city", "text": "淄博市"}},
        ],
    }


def test_the_deepest_tree_that_can_be_typed_goes_through_json() -> None:
    typed = "乙"
    for _ in range(50):
        typed = f"甲 -doc:({typed} OR 丙)"
    tree = parse(typed, FIELDS)
    assert from_json(to_json(tree)) == tree


def test_texts_are_folded_and_values_of_facets_are_not() -> None:
    given = {"type": "near", "field": "text", "parts": ["鄉村", "ＧＤＰ"], "distance": 3}
    assert from_json(given) == Near("text", ("乡村", "gdp"), 3)
    assert from_json({"type": "substring", "field": "title", "text": "鄉村"}) == Substring("title", "乡村")
    assert from_json({"type": "word", "field": "city", "text": "臺北市"}) == Word("city", "臺北市")


STRING = {"type": "substring", "field": "text", "text": "甲"}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (None, "query:"),
        ([], "query:"),
        ({}, "query.type:"),
        ({"type": "phrase"}, "query.type:"),
        ({"type": ["substring"]}, "query.type:"),
        ({"type": "substring", "field": "text"}, "query.text:"),
        ({**STRING, "text": ""}, "query.text:"),
        ({**STRING, "text": 5}, "query.text:"),
        ({**STRING, "text": "发\ud800"}, "query.text:"),
        ({**STRING, "slop": 2}, "query.slop:"),
        ({**STRING, "boost": 0}, "query.boost:"),
        ({**STRING, "boost": True}, "query.boost:"),
        ({**STRING, "boost": float("inf")}, "query.boost:"),
        ({**STRING, "boost": float("nan")}, "query.boost:"),
        ({**STRING, "quoted": 1}, "query.quoted:"),
        ({"type": "all", "children": {}}, "query.children:"),
        ({"type": "any", "children": [STRING, {"type": "not", "child": "甲"}]}, "query.children[1].child:"),
        ({"type": "synonyms", "word": {"type": "word", "field": "text", "text": "甲"}, "others": []}, "query.word.type:"),
        ({"type": "near", "field": "text", "parts": ["甲"], "distance": 1}, "query:"),
        ({"type": "near", "field": "text", "parts": ["甲", "乙", "丙"], "distance": 1}, "query:"),
        ({"type": "near", "field": "text", "parts": ["甲", "乙"], "distance": -1}, "query:"),
        ({"type": "fuzzy", "field": "text", "text": "甲", "edits": 1}, "query:"),
        ({"type": "fuzzy", "field": "text", "text": "甲乙丙丁", "edits": 3}, "query:"),
        ({"type": "wildcard", "field": "text", "pattern": "*?"}, "query:"),
        ({"type": "regex", "field": "text", "pattern": "(a+)+b"}, "query.pattern:"),
        ({"type": "regex", "field": "text", "pattern": "["}, "query.pattern:"),
        ({"type": "range", "field": "year", "low": 2019.0, "high": None}, "query.low:"),
        ({"type": "range", "field": "year", "low": 10**12, "high": None}, "query.low:"),
        ({"type": "range", "field": "year", "low": 2019}, "query.high:"),
    ],
)  # fmt: skip
def test_json_that_is_no_tree_is_refused_with_the_place_at_fault(value: Json, place: str) -> None:
    with pytest.raises(QueryError) as caught:
        from_json(value)
    assert f"at {place}" in str(caught.value)


def test_json_without_end_is_refused() -> None:
    deep: dict[str, Json] = STRING
    for _ in range(MAX_DEPTH + 1):
        deep = {"type": "not", "child": deep}
    with pytest.raises(QueryError, match="nested"):
        from_json(deep)
    with pytest.raises(QueryError, match="parts"):
        from_json({"type": "any", "children": [STRING] * 20_000})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "children", "child", "field", "text", "parts"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(value=JSON, tree=TREES, data=st.data())
def test_whatever_stands_in_a_tree_is_read_or_refused(value: Json, tree: Query, data: st.DataObject) -> None:
    written = to_json(tree)
    written[data.draw(st.sampled_from(sorted(written)))] = value
    try:
        read = from_json(written)
    except QueryError as error:
        assert "query" in str(error)
    else:
        assert from_json(to_json(read)) == read


def test_nodes_that_look_alike_keep_their_kind() -> None:
    for tree in (All(()), Any(()), SameDocument(All(())), Not(Any(()))):
        assert from_json(to_json(tree)) == tree
