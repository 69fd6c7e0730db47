"""Whatever is typed is understood and can be said back, or is a QueryError that points into the text."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query

from gongbao.indexer.errors import QueryError
from gongbao.search.index import Index
from gongbao.search.query.fields import Fields
from gongbao.search.query.parser import parse
from gongbao.search.query.unparse import interpretation

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


def understood(typed: str) -> Query | None:
    try:
        return parse(typed, FIELDS, SYNONYMS)
    except QueryError as error:
        assert str(error) and (error.column is None or 0 <= error.column <= len(typed))
        return None


@settings(max_examples=1500)
@given(typed=TYPED)
def test_any_text_is_an_error_or_a_tree_whose_wording_parses_to_the_same_tree(typed: str) -> None:
    tree = understood(typed)
    if tree is not None:
        wording = interpretation(tree, SYNONYMS)
        assert understood(wording) == tree, wording
        assert interpretation(understood(wording) or tree, SYNONYMS) == wording


@settings(max_examples=150)
@given(typed=TYPED)
def test_any_text_can_be_searched(seed_index: Index, typed: str) -> None:
    with contextlib.suppress(QueryError):
        results = seed_index.search(typed, limit=3)
        assert len(results.hits) <= results.total
