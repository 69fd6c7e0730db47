"""Words are counted as they are typed, and shown as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis, Config, Search
from gongbao.indexer.documents import Metadata, Place
from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.search.analyses.texts import tokens
from gongbao.search.analyses.words import WrittenForms
from gongbao.search.index import Index
from gongbao.search.query.json_form import from_json
from tests.search.conftest import document, write

TEXTS = [
    "国内生产总值增长百分之六,生产总值可比增长。",
    "ＧＤＰ一词不见,建设5G基站,5G应用成效显著。",
    "成效顯著,进步显著,5g。",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("literal")
    listed = folder / "synonyms.txt"
    listed.write_text("gdp: 国内生产总值\n", encoding="utf-8")
    config = Config()._replace(search=Search(synonyms=str(listed)))
    meta = Metadata("甲", Place("prefecture", "山东省", "淄博市"), 2020)
    with Index(write(folder / "index", [document("d", TEXTS, meta)], config), config) as opened:
        yield opened


COUNTS: dict[str, Callable[..., int]] = {
    "concordance": lambda index, **o: index.concordance("GDP", **o).total,
    "trend": lambda index, **o: index.trend("GDP", **o).points[0].count,
    "dispersion": lambda index, **o: index.dispersion("GDP", **o).count,
    "collocates": lambda index, **o: index.collocates("GDP", **o).matches,
    "panel": lambda index, **o: index.panel(["GDP"], **o).cells[0].count,
    "keyness": lambda index, **o: index.keyness({"query": "GDP"}, {"year": 2020}, **o).manifest.counts["paragraphs_a"],
}


@pytest.mark.parametrize("kind", COUNTS)
def test_synonyms_count_only_when_they_are_asked_for(index: Index, kind: str) -> None:
    assert COUNTS[kind](index) == 1
    assert COUNTS[kind](index, synonyms=True) == 2


def test_the_reading_of_every_term_is_in_the_result_and_its_manifest(index: Index) -> None:
    terms = ["GDP", "显著 OR 5G", "生产总值 NEAR/5 增长", '"成效 著"~2', "=5G"]
    for synonyms in (False, True):
        trend = index.trend(terms, synonyms=synonyms)
        assert list(trend.readings) == terms
        for said, typed in zip(trend.manifest.queries, terms, strict=True):
            tree = from_json(said["tree"])
            assert said["typed"] == typed and said["reading"] == trend.readings[typed]
            assert tree == index.parse(typed, synonyms)
            read = index.trend(trend.readings[typed], synonyms=False)
            assert [p.count for p in read.points] == [p.count for p in trend.points if p.term == typed]
        assert trend.to_dict()["readings"] == trend.readings
    assert index.trend("GDP").readings == {"GDP": "GDP"}
    assert index.trend("GDP", synonyms=True).readings == {"GDP": "=GDP OR 国内生产总值"}
    assert index.trend("显著").readings == {"显著": "显著"}
    panel = index.panel({"经济": ["GDP", "显著"]}, synonyms=True)
    assert panel.readings == {"GDP": "GDP OR 国内生产总值", "显著": "显著"}


def test_what_a_bound_cuts_short_is_said(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongbao.search.query import visitors

    monkeypatch.setattr(visitors, "MAX_TERMS", 1)
    (note,) = index.trend("成*").manifest.notes
    assert "most frequent" in note


def test_terms_are_those_of_the_users_lexicon(index: Index) -> None:
    panel = index.panel({"技术": ["5G", "ＡＩ"], "成效": ["显著", "顯著"]})
    assert [row["term"] for row in panel.rows()] == ["5G", "ＡＩ", "显著"]
    assert [row["count"] for row in panel.rows()] == [3, 0, 3]
    assert panel.wide().columns == ("city", "year", "documents", "characters", "tokens", "5G", "ＡＩ", "显著")


def test_words_come_out_as_the_documents_write_them(index: Index) -> None:
    found = {k.word for k in index.keyness({}, {"query": "没有"}, min_count=1, limit=None).keywords}
    assert {"显著", "5G"} <= found and not {"显着", "顯著", "5g"} & found
    near = {c.word for c in index.collocates("成效", min_count=1, limit=None).collocates}
    assert {"显著", "5G"} <= near and not {"显着", "5g"} & near


@given(st.lists(st.text(st.sampled_from("显顯著着5Ｇg營营商环2.5％%,， 。"), max_size=20), max_size=4))
def test_the_form_of_a_word_is_its_most_frequent_one(texts: list[str]) -> None:
    forms = WrittenForms()
    expected: dict[str, list[str]] = {}
    for text in texts:
        folded = fold(text)
        forms.add(tokens(folded, Analysis()), text, folded)
        for word in words(text, parts=False):
            expected.setdefault(word.text, []).append(text[word.start : word.end])
    for word, written in expected.items():
        assert forms.form(word, len(written)) == min(written, key=lambda form: (-written.count(form), form))


@pytest.mark.parametrize("query", ["city:淄博", "-发展", "title:报告"])
def test_only_what_stands_in_the_text_can_be_counted(index: Index, query: str) -> None:
    with pytest.raises(QueryError, match="to count"):
        index.trend(query)
