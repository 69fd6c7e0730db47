"""Whoosh's own query classes over words score as Whoosh's full sort of all matches does, to the last bits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as Q

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters
from tests.indexer.store.samples import WORDS, ours, paragraphs


@pytest.fixture(scope="module", params=["one segment", "edited segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = ours(
        tmp_path_factory.mktemp("index") / "i",
        paragraphs(220, seed=21),
        commits=1 if request.param == "one segment" else 3,
    )
    if request.param == "edited segments":
        edit = found.writer()
        edit.delete_by_term("file", "f2.txt")
        edit.delete_by_term("file", "f9.txt")
        edit.commit(merge=False)
    return found


@pytest.fixture(scope="module")
def engine(index: Any) -> Any:
    made = ColumnarEngine(index)
    yield made
    made.close()


def words() -> st.SearchStrategy[Q.Query]:
    fields = st.sampled_from(["text", "text", "title", "section"])
    boosts = st.sampled_from([1.0, 2.0])
    return st.builds(lambda f, t, b: Q.Term(f, t, boost=b), fields, st.sampled_from([*WORDS, "的", "没有"]), boosts)


def trees() -> st.SearchStrategy[Q.Query]:
    """And and Or nested, AndMaybe at the top: below an And, Whoosh can leave an AndMaybe's second part behind."""
    inner = st.recursive(
        words(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map(Q.And), st.lists(inner, min_size=2, max_size=3).map(Q.Or)
        ),
        max_leaves=5,
    )
    return st.one_of(inner, st.builds(Q.AndMaybe, inner, inner))


def phrases() -> st.SearchStrategy[Q.Query]:
    chosen = st.lists(st.sampled_from(["发展", "数字", "经济", "推进", "改革", "工作", "的"]), min_size=2, max_size=3)
    return st.builds(lambda ws, slop: Q.Phrase("text", ws, slop=slop), chosen, st.integers(1, 4))


def compare(index: Any, engine: ColumnarEngine, query: Q.Query) -> None:
    answer = engine.search(query, Filters(), limit=10_000)
    with index.searcher() as searcher:
        whole = [(hit.docnum, hit.score) for hit in searcher.search(query, limit=None)]
    assert sorted(answer.numbers) == sorted(number for number, _ in whole)
    scores = dict(whole)
    assert all(abs(scores[n] - s) < 1e-9 for n, s in zip(answer.numbers, answer.scores, strict=True))
    assert not engine.stepped


@settings(max_examples=80)
@given(query=trees())
def test_trees_of_words(index: Any, engine: ColumnarEngine, query: Q.Query) -> None:
    compare(index, engine, query)


@settings(max_examples=80)
@given(query=phrases())
def test_phrases_with_slop(index: Any, engine: ColumnarEngine, query: Q.Query) -> None:
    compare(index, engine, query)


@pytest.mark.parametrize("word", WORDS)
def test_one_word_in_the_same_order_with_bit_equal_scores(index: Any, engine: ColumnarEngine, word: str) -> None:
    answer = engine.search(Q.Term("text", word), Filters(), limit=10_000)
    with index.searcher() as searcher:
        whole = [(hit.docnum, hit.score) for hit in searcher.search(Q.Term("text", word), limit=None)]
    assert list(zip(answer.numbers, answer.scores, strict=True)) == whole


@pytest.mark.parametrize(
    "query",
    [
        Q.FuzzyTerm("text", "改草", maxdist=1),
        Q.Regex("text", "[发改]."),
        Q.TermRange("text", "工", "改革"),
        Q.DisjunctionMax([Q.Term("text", "发展"), Q.Term("text", "改革")]),
        Q.And([Q.Term("text", "发展"), Q.Regex("text", "[改推].")]),
    ],
    ids=str,
)
def test_what_is_not_known_is_left_to_whoosh_and_says_so(index: Any, engine: ColumnarEngine, query: Q.Query) -> None:
    answer = engine.search(query, Filters(), limit=10_000)
    with index.searcher() as searcher:
        assert sorted(answer.numbers) == sorted(hit.docnum for hit in searcher.search(query, limit=None))
    assert engine.stepped
