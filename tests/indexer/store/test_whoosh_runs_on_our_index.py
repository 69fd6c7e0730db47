"""Whoosh's own Searcher gives the same answers on our index as on a stock index of the same documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from whoosh import index as whoosh_index
from whoosh import qparser, sorting
from whoosh import query as Q

from gongbao.indexer import store
from tests.indexer.store.samples import CONFIG, WORDS, ours, paragraphs, queries, rows, stock

DOCUMENTS = paragraphs(300, seed=7)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return stock(tmp_path_factory.mktemp("stock") / "index", DOCUMENTS)


@pytest.fixture(scope="module", params=["one segment", "three segments", "optimized", "reopened"])
def mine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("ours") / "index"
    index = ours(folder, DOCUMENTS, commits=1 if request.param == "one segment" else 3)
    if request.param == "optimized":
        index.writer().commit(optimize=True)
    return whoosh_index.open_dir(str(folder)) if request.param == "reopened" else index


@settings(max_examples=30)
@given(query=queries())
def test_ids_and_scores_equal_those_of_a_stock_index(mine: Any, theirs: Any, query: Q.Query) -> None:
    mine_rows, their_rows = dict(rows(mine, query)), dict(rows(theirs, query))
    assert mine_rows.keys() == their_rows.keys()
    if len(mine._segments()) == 1:  # how Whoosh scores Not and AndMaybe depends on what else a segment holds
        assert all(abs(mine_rows[key] - their_rows[key]) < 1e-9 for key in their_rows)


@pytest.mark.parametrize("word", WORDS)
def test_one_word_has_bit_equal_scores_in_the_same_order(mine: Any, theirs: Any, word: str) -> None:
    assert rows(mine, Q.Term("text", word)) == rows(theirs, Q.Term("text", word))


def test_every_stored_field_and_statistic_is_the_same(mine: Any, theirs: Any) -> None:
    with mine.searcher() as a, theirs.searcher() as b:
        assert [a.stored_fields(n) for n in range(300)] == [b.stored_fields(n) for n in range(300)]
        for field in ("text", "title", "grams", "year", "city", "doc"):
            assert list(a.lexicon(field)) == list(b.lexicon(field))
            assert a.field_length(field) == b.field_length(field)
        for word in ("发展", "gdp"):
            ours_info, theirs_info = a.reader().term_info("text", word), b.reader().term_info("text", word)
            assert vars(ours_info) == {key: vars(theirs_info)[key] for key in vars(ours_info)}


def test_positions_beyond_a_byte_and_frequencies_beyond_a_byte_survive(mine: Any, theirs: Any) -> None:
    def places(index: Any) -> list[Any]:
        with index.searcher() as searcher:
            matcher = Q.Term("text", "发展").matcher(searcher) if len(searcher.leaf_searchers()) == 1 else None
            if matcher is None:
                matcher = searcher.postings("text", "发展")
            found = []
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
                matcher.next()
            return found

    assert places(mine) == places(theirs)
    assert max(len(positions) for _, _, positions in places(mine)) >= 300


def test_sorting_grouping_parsing_and_highlighting_work(mine: Any, theirs: Any) -> None:
    def view(index: Any) -> Any:
        with index.searcher() as searcher:
            query = qparser.QueryParser("text", index.schema).parse("发展 OR 改革")
            by_year = searcher.search(query, limit=None, sortedby=sorting.FieldFacet("year"))
            groups = searcher.search(query, limit=None, groupedby=["city", "year"])
            hits = searcher.search(query, limit=3)
            return (
                [hit["id"] for hit in by_year],
                {k: len(v) for k, v in groups.groups("city").items()},
                groups.groups("year"),
                [hit.highlights("text") for hit in hits],
            )

    assert view(mine) == view(theirs)


def test_spelling_and_similar_documents_work(mine: Any, theirs: Any) -> None:
    with mine.searcher() as a, theirs.searcher() as b:
        assert sorted(a.suggest("text", "发屑", limit=20)) == sorted(b.suggest("text", "发屑", limit=20))
        assert a.more_like(0, "text", top=5) is not None
        assert dict(a.key_terms([0, 1], "text")).keys() == dict(b.key_terms([0, 1], "text")).keys()


def test_a_plain_open_dir_reads_it_and_no_file_holds_a_pickle(mine: Any) -> None:
    folder = Path(mine.storage.folder)
    assert whoosh_index.open_dir(str(folder)).doc_count() == 300
    assert store.open_generation(folder, CONFIG).paragraphs == 300
    for file in folder.iterdir():
        assert b"\x80\x02" not in file.read_bytes()[:4096] or file.suffix == ".gongbao"
        assert file.suffix in {".gongbao", ".toc", ""}
