"""The fast engine answers every question as the plain one does, whatever state the index is in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as Q

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import SORTS, Answer, Filters
from gongbao.search.engines.whoosh import StockEngine
from gongbao.search.query.queries import CharNear, Exact, SameDocument, Spread, Word
from tests.indexer.store.samples import WORDS, ours, paragraphs

FACETS = ("city", "year", "genre", "province", "county", "level")
STRINGS = [
    *WORDS,
    "展经",
    "济",
    "村振兴",
    "着力推进",
    "8.5%",
    "，",
    "没有这个",
    "a-b",
    "的",
    "gdp增长",
    "二〇二一",
    "著力",
]
TITLES = ["发展", "数字经济", "村", "的", "顯著"]


@pytest.fixture(scope="module", params=["one segment", "edited segments", "optimized", "empty"])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    documents = [] if request.param == "empty" else paragraphs(260, seed=11)
    index = ours(tmp_path_factory.mktemp("index") / "i", documents, commits=1 if request.param == "one segment" else 3)
    if request.param in ("edited segments", "optimized"):
        edit = index.writer()
        for number in (0, 3, 4, 9, 20):
            edit.delete_by_term("file", f"f{number}.txt")
        for new in [*(d for d in documents if d["file"] == "f3.txt"), *paragraphs(20, seed=12, first=1000)]:
            edit.update_document(**new)
        edit.commit(merge=False, optimize=request.param == "optimized")
    fast, plain = ColumnarEngine(index), StockEngine(index)
    yield fast, plain
    fast.close()
    plain.close()


def leaf() -> st.SearchStrategy[Q.Query]:
    boosts = st.sampled_from([1.0, 1.0, 1.5])
    strings = st.sampled_from(STRINGS)
    return st.one_of(
        st.builds(Exact, st.just("text"), strings, boosts),
        st.builds(Word, st.just("text"), strings, boosts),
        st.builds(Exact, st.sampled_from(["title", "section"]), st.sampled_from(TITLES), boosts),
        st.builds(
            lambda f, t, b: Q.Term(f, t, boost=b), st.sampled_from(["text", "title", "section"]), strings, boosts
        ),
        st.builds(lambda t: Q.Term("city", t), st.sampled_from(["淄博市", "合肥市"])),
        st.builds(lambda a, b: Q.NumericRange("year", a, b), st.integers(2014, 2018), st.integers(2016, 2021)),
        st.builds(lambda a: Q.NumericRange("year", None, a), st.integers(2014, 2021)),
        st.builds(Spread, st.just("text"), st.tuples(strings, strings), st.integers(0, 30)),
        st.builds(CharNear, st.just("text"), strings, strings, st.integers(0, 30)),
        st.sampled_from([Q.Every(), Q.NullQuery]),
    )


def trees() -> st.SearchStrategy[Q.Query]:
    return st.recursive(
        leaf(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(Q.And),
            st.lists(inner, min_size=1, max_size=3).map(Q.Or),
            inner.map(Q.Not),
            st.builds(Q.AndMaybe, inner, inner),
        ),
        max_leaves=5,
    )


def filters() -> st.SearchStrategy[Filters]:
    cities = st.lists(st.sampled_from(["淄博市", "合肥市", "遵义市", "不存在市"]), min_size=1, max_size=2).map(tuple)
    ends = st.tuples(st.none() | st.integers(2014, 2018), st.none() | st.integers(2016, 2021))
    genres = st.just(("规划计划",))
    none: st.SearchStrategy[Filters] = st.just(Filters())
    return st.one_of(
        none,
        none,
        st.builds(lambda c, r: Filters({"city": c}, {"year": r}), cities, ends),
        st.builds(lambda g, c: Filters({"genre": g}, {}, {"city": c}), genres, cities),
        st.builds(lambda y: Filters({"year": (2016, 2018)}, {"date": (20160101, y)}), st.integers(20160101, 20200101)),
    )


def same(one: Answer, other: Answer, tied: bool = False) -> None:
    assert one.facets == other.facets
    assert (one.total, one.documents, one.rows) == (other.total, other.documents, other.rows)
    assert np.allclose(one.scores, other.scores, rtol=1e-12, atol=1e-12)
    assert (one.numbers, one.more, one.copies) == (other.numbers, other.more, other.copies)


@settings(max_examples=120)
@given(query=st.none() | trees(), filter_by=filters(), offset=st.sampled_from([0, 0, 3, 40]), limit=st.sampled_from([10, 1, 1000, 0]),
       sort=st.sampled_from(["relevance", "relevance", *SORTS]), group=st.sampled_from([None, None, "document"]), collapse=st.booleans())  # fmt: skip
def test_any_question_has_the_same_answer(
    engines: Any,
    query: Q.Query | None,
    filter_by: Filters,
    offset: int,
    limit: int,
    sort: Any,
    group: Any,
    collapse: bool,
) -> None:
    options: Any = {"offset": offset, "limit": limit, "sort": sort, "group": group, "collapse": collapse}
    fast, plain = engines
    same(
        fast.search(query, filter_by, facets=FACETS, **options),
        plain.search(query, filter_by, facets=FACETS, **options),
    )
    assert fast.count(query, filter_by) == plain.count(query, filter_by)
    assert fast.ids(query, filter_by).tolist() == plain.ids(query, filter_by).tolist()


@settings(max_examples=30)
@given(query=trees(), filter_by=filters())
def test_a_question_to_whole_documents_has_the_same_answer(engines: Any, query: Q.Query, filter_by: Filters) -> None:
    fast, plain = engines
    same(
        fast.search(SameDocument(query), filter_by, facets=FACETS),
        plain.search(SameDocument(query), filter_by, facets=FACETS),
    )


def test_columns_terms_and_stored_fields_are_the_same(engines: Any) -> None:
    fast, plain = engines
    for name in (*FACETS, "date", "position", "doc", "file", "source", "copy_of"):
        a, b = fast.column(name), plain.column(name)
        assert list(a.values) == list(b.values)
        assert a.codes.tolist() == b.codes.tolist()
    for prefix in ("", "发", "经济"):
        assert fast.terms("text", prefix) == plain.terms("text", prefix)
        assert fast.terms("grams", prefix) == plain.terms("grams", prefix)
    for word in STRINGS:
        assert fast.frequency("text", word) == plain.frequency("text", word)
    everything = fast.ids(None, Filters()).tolist()
    assert fast.stored(everything) == plain.stored(everything)
    assert fast.generation == plain.generation or not everything
