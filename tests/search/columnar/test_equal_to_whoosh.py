"""Trees over words score as Whoosh's full sort of all matches does, to the last bits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh.query import Term

from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Request
from gongbao.search.query.ast import All, Any, Boosted, Near, Query, Substring, Word
from tests.indexer.store.samples import WORDS, ours, paragraphs, rows
from tests.search.equality.searchers import Sorted, compare


@pytest.fixture(scope="module", params=["one segment", "edited segments"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("index") / "i"
    found = ours(place, paragraphs(220, seed=21), commits=1 if request.param == "one segment" else 3)
    if request.param == "edited segments":
        edit = found.writer()
        edit.delete_by_term("file", "f2.txt")
        edit.delete_by_term("file", "f9.txt")
        edit.commit(merge=False)
    return place


@pytest.fixture(scope="module")
def engine(folder: Path) -> ColumnarEngine:
    return ColumnarEngine(folder, Config())


@pytest.fixture(scope="module")
def whoosh(folder: Path) -> Sorted:
    return Sorted("ours", folder)


def words() -> st.SearchStrategy[Query]:
    fields, texts = st.sampled_from(["text", "text", "title", "section"]), st.sampled_from([*WORDS, "的", "没有"])
    return st.builds(Word, fields, texts, st.sampled_from([1.0, 2.0]))


def trees() -> st.SearchStrategy[Query]:
    return st.recursive(
        words(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts))),
            st.builds(Boosted, inner, st.sampled_from([2.0, 0.5])),
        ),
        max_leaves=5,
    )


def strings() -> st.SearchStrategy[Query]:
    """What Whoosh lacks: leaves that are verified in the text, on its Searcher too."""
    texts = st.sampled_from([*WORDS, "展经", "8.5%", "济"])
    distances = st.integers(0, 20)
    return st.one_of(
        st.builds(Substring, st.just("text"), texts, st.sampled_from([1.0, 2.0])),
        st.builds(Near, st.just("text"), st.tuples(texts, texts), distances, st.booleans()),
    )


@settings(max_examples=80)
@given(query=trees(), bonus=st.none() | trees())
def test_trees_of_words(engine: ColumnarEngine, whoosh: Sorted, query: Query, bonus: Query | None) -> None:
    compare(engine, whoosh, query, () if bonus is None else (bonus,))


@settings(max_examples=60)
@given(first=strings(), second=trees(), kind=st.sampled_from([All, Any]))
def test_strings_beside_words(
    engine: ColumnarEngine, whoosh: Sorted, first: Query, second: Query, kind: type[All] | type[Any]
) -> None:
    compare(engine, whoosh, kind((first, second)))


@pytest.mark.parametrize("word", WORDS)
def test_one_word_in_the_same_order_with_bit_equal_scores(engine: ColumnarEngine, folder: Path, word: str) -> None:
    page = engine.search(Request(Word("text", word), limit=10_000, fields=("id",), copies=True))
    found = list(zip(page.hits.column("id"), page.scores, strict=True))
    assert found == rows(whoosh_index.open_dir(str(folder)), Term("text", word))
