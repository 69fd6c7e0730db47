"""The columnar engine answers every question as the reference does, over paragraphs that nothing holds together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.config import Config
from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import DOCUMENT_FIELDS, MEASURES, SORTS, Filters, Request
from gongbao.search.engines.whoosh.engine import WhooshEngine
from gongbao.search.query.ast import (
    EVERYTHING,
    NOTHING,
    All,
    Boosted,
    Near,
    Not,
    Query,
    Range,
    SameDocument,
    Substring,
    Word,
)
from gongbao.search.query.ast import Any as AnyOf
from tests.indexer.store.samples import WORDS, ours, paragraphs
from tests.search.engines.compare import same_groups, same_matches, same_page
from tests.search.equality.trees import FACETS, FIELDS

Pair = tuple[ColumnarEngine, WhooshEngine]
PIECES = ["展经", "济", "村振兴", "着力推进", "8.5%", "，", "没有这个", "a-b", "的", "gdp增长", "二〇二一", "著力"]
STRINGS = [*WORDS, *map(fold, PIECES)]
TITLES = [fold(text) for text in ("发展", "数字经济", "村", "的", "顯著")]


@pytest.fixture(scope="module", params=["one segment", "edited segments", "optimized", "empty"])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("index") / "i"
    documents = [] if request.param == "empty" else paragraphs(260, seed=11)
    index = ours(folder, documents, commits=1 if request.param == "one segment" else 3)
    if request.param in ("edited segments", "optimized"):
        edit = index.writer()
        for number in (0, 3, 4, 9, 20):
            edit.delete_by_term("file", f"f{number}.txt")
        for new in [*(d for d in documents if d["file"] == "f3.txt"), *paragraphs(20, seed=12, first=1000)]:
            edit.update_document(**new)
        edit.commit(merge=False, optimize=request.param == "optimized")
    fast, plain = ColumnarEngine(folder, Config()), WhooshEngine(folder, Config())
    yield fast, plain
    fast.close()
    plain.close()


def leaves() -> st.SearchStrategy[Query]:
    boosts = st.sampled_from([1.0, 1.0, 1.5])
    strings = st.sampled_from(STRINGS)
    titled = st.sampled_from(["title", "section"])
    return st.one_of(
        st.builds(Substring, st.just("text"), strings, boosts),
        st.builds(Substring, titled, st.sampled_from(TITLES), boosts),
        st.builds(Word, st.one_of(st.just("text"), titled), strings, boosts),
        st.builds(Word, st.just("city"), st.sampled_from(["淄博市", "合肥市"])),
        st.builds(Range, st.just("year"), st.none() | st.integers(2014, 2018), st.integers(2016, 2021)),
        st.builds(Near, st.just("text"), st.tuples(strings, strings), st.integers(0, 30), st.booleans(), boosts),
        st.sampled_from([EVERYTHING, NOTHING]),
    )


def trees() -> st.SearchStrategy[Query]:
    several = st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
            st.builds(Boosted, inner, st.sampled_from([2.0, 0.5])),
        ),
        max_leaves=5,
    )
    return st.one_of(several, several, several, several.map(SameDocument))


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


REQUESTS = st.builds(
    Request,
    query=st.none() | trees(),
    filters=filters(),
    bonuses=st.lists(trees(), max_size=2).map(tuple),
    near=st.just(()) | st.tuples(st.sampled_from(STRINGS), st.sampled_from(STRINGS)),
    offset=st.sampled_from([0, 0, 3, 40]),
    limit=st.sampled_from([10, 1, 1000, 0]),
    sort=st.sampled_from(["relevance", "relevance", *SORTS]),
    facets=st.just(FACETS),
    fields=st.just(FIELDS),
    group=st.sampled_from([None, None, "document"]),
    copies=st.booleans(),
    seconds=st.none(),
)


@settings(max_examples=150)
@given(request=REQUESTS)
def test_any_question_has_the_same_answer(engines: Pair, request: Request) -> None:
    same_page(*engines, request)


@settings(max_examples=40)
@given(request=REQUESTS, by=st.lists(st.sampled_from(["year", "city", "doc", "copy_of"]), max_size=2, unique=True))
def test_any_scan_and_any_table_are_the_same(engines: Pair, request: Request, by: list[str]) -> None:
    same_matches(*engines, request)
    same_groups(*engines, request, by, MEASURES)


def test_values_words_and_stored_fields_are_the_same(engines: Pair) -> None:
    fast, plain = engines
    for name in ("text", "title", "section", "grams", "city", "doc"):
        for prefix in ("", "发", "经济", "d1"):
            assert fast.complete(name, prefix) == plain.complete(name, prefix)
        assert fast.term_statistics(name, STRINGS) == plain.term_statistics(name, STRINGS)
    names = (*FIELDS, *(name for name in DOCUMENT_FIELDS if name not in FIELDS))
    every: Any = [row for batch in plain.scan(Request(copies=True), names) for row in batch.rows()]
    ids, documents = [row["id"] for row in every], sorted({row["doc"] for row in every})
    assert list(fast.paragraphs(ids, names).rows()) == every
    for one, other in zip(fast.documents(documents, FIELDS), plain.documents(documents, FIELDS), strict=True):
        assert list(one.rows()) == list(other.rows())
    for name in DOCUMENT_FIELDS:
        assert set(fast.values(name)) >= {row[name] for row in every if name in row}
        assert list(fast.values(name)) == sorted(set(fast.values(name)))
    assert fast.generation == plain.generation
