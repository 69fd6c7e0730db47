"""Index.search on the seeds: sets, filters, facets, paging, snippets, errors."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Place
from gongbao.indexer.errors import IndexClosed, IndexMissing, QueryError, SearchTimeout
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Request
from gongbao.search.index import Index, search
from gongbao.search.query.ast import Any, Substring, Synonyms, Word
from gongbao.search.query.json_form import to_json
from gongbao.search.results.results import Hit
from tests.search.conftest import document, write


def holding(seeds: list[Document], string: str) -> set[str]:
    return {p.id for d in seeds for p in d.paragraphs if fold(string) in fold(p.text)}


def test_a_word_finds_every_paragraph_that_holds_it_in_either_script(seed_index: Index, seeds: list[Document]) -> None:
    simplified = seed_index.search("营商环境", limit=None)
    traditional = seed_index.search("營商環境", limit=None)
    assert {hit.id for hit in simplified.hits} == holding(seeds, "营商环境")
    assert simplified.hits == traditional.hits
    assert len({hit.city for hit in simplified.hits}) > 1


def test_a_quoted_string_is_found_across_word_boundaries_in_traditional_text(
    seed_index: Index, seeds: list[Document]
) -> None:
    results = seed_index.search('"新旧动能转换"', limit=None)
    assert "临沂市" in {hit.city for hit in results.hits}
    assert {hit.id for hit in results.hits} == holding(seeds, "新旧动能转换")
    assert results.interpretation == '"新旧动能转换"'


def test_filters_take_short_names_lists_and_ranges(seed_index: Index) -> None:
    every = seed_index.search("发展", limit=None)
    short = seed_index.search("发展", city="淄博", limit=None)
    assert short.total == sum(hit.city == "淄博市" for hit in every.hits) > 0
    both = seed_index.search("发展", city=["淄博", "臨沂市"], limit=None)
    assert {hit.city for hit in both.hits} == {"淄博市", "临沂市"}
    years = seed_index.search("发展", year=(2020, 2021), limit=None)
    assert {hit.year for hit in years.hits} == {2020, 2021}
    assert years.total == seed_index.search("发展", year=range(2020, 2022)).total
    assert seed_index.search("发展", year=[2019, 2021]).total == sum(hit.year in (2019, 2021) for hit in every.hits)
    assert seed_index.search("发展", year=2020.0).total == seed_index.search("发展", year=np.int64(2020)).total > 0
    assert seed_index.search("发展", year=[], city=None).total == every.total
    assert seed_index.search("发展", city="昆明").total == 0
    assert seed_index.search("发展", date="2020-12").total == sum(hit.city == "遵义市" for hit in every.hits)
    assert seed_index.search("发展", exclude={"genre": "新闻报道"}).total == sum(
        h.genre != "新闻报道" for h in every.hits
    )


def test_facet_counts_ignore_their_own_filter(seed_index: Index) -> None:
    every = seed_index.search("发展", limit=None)
    narrowed = seed_index.search("发展", city="遵义", genre=["规划计划"], limit=None)
    cities: dict[str, int] = {}
    for hit in every.hits:
        if hit.genre == "规划计划" and hit.city:
            cities[hit.city] = cities.get(hit.city, 0) + 1
    assert dict(narrowed.facets["city"]) == cities
    assert narrowed.facets["year"] == ((2020, narrowed.total),)
    counts = [count for _, count in every.facets["city"]]
    assert counts == sorted(counts, reverse=True) and sum(counts) == every.total


def test_paging_gives_each_hit_once_in_one_order(seed_index: Index) -> None:
    whole = [hit.id for hit in seed_index.search("建设", limit=None).hits]
    pages = [
        hit.id for start in range(0, len(whole), 7) for hit in seed_index.search("建设", limit=7, offset=start).hits
    ]
    assert pages == whole and len(set(whole)) == len(whole)


@pytest.mark.parametrize("sort", ["date", "-date", "year", "-year", "city"])
def test_sorting_by_a_field_orders_by_it(seed_index: Index, sort: str) -> None:
    keys = [getattr(hit, sort.lstrip("-")) for hit in seed_index.search("建设", limit=None, sort=sort).hits]  # type: ignore[arg-type]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_a_title_word_ranks_its_paragraphs_higher_without_adding_any(tmp_path: Path) -> None:
    meta = Metadata("工作报告", Place("prefecture", "山东省", "淄博市"), 2020)
    titled = Metadata("乡村振兴规划", Place("prefecture", "山东省", "淄博市"), 2020)
    texts = ["推进乡村振兴各项工作。", "完善公共服务体系。"]
    made = write(tmp_path / "index", [document("a", texts, meta), document("b", texts, titled)])
    results = search("乡村振兴", index_dir=made, config=Config(), limit=None)
    assert [hit.id for hit in results.hits] == ["b-0", "a-0"]


def test_words_side_by_side_rank_above_words_apart(tmp_path: Path) -> None:
    texts = ["环境保护靠大家,营商工作靠服务。", "营商环境保护靠大家,工作靠服务。"]
    made = write(tmp_path / "index", [document("a", texts, Metadata("报告"))])
    assert [h.id for h in search("营商 环境", index_dir=made, config=Config()).hits] == ["a-1", "a-0"]


def test_snippets_are_part_of_the_original_text_and_highlight_what_matched(seed_index: Index) -> None:
    for query in ("乡村振兴 发展", '"营商环境"', "項目 NEAR/20 建設", "科技*"):
        results = seed_index.search(query, limit=None)
        assert results.total
        for hit in results.hits:
            assert hit.text[hit.snippet_start : hit.snippet_start + len(hit.snippet)] == hit.snippet
            assert hit.highlights and len(hit.snippet) <= 120
            if query == '"营商环境"':
                assert {fold(hit.snippet[start:end]) for start, end in hit.highlights} == {"营商环境"}


def test_a_hit_tells_how_many_places_of_the_whole_paragraph_match(tmp_path: Path) -> None:
    texts = ["稳步推进。" * 60 + "發展发展" + "各项工作。" * 60 + "发展", "发展。"]
    made = write(tmp_path / "index", [document("a", texts, Metadata("a"))])
    with Index(made, Config()) as index:
        hits = {hit.position: hit for hit in index.search("发展").hits}
    assert [hits[at].matches for at in sorted(hits)] == [3, 1]
    assert len(hits[min(hits)].highlights) == 2


def test_hits_can_be_kept_in_a_file(seed_index: Index) -> None:
    hits = seed_index.search("乡村振兴").hits
    without_what_may_be_left_out = Hit(*hits[0][:-4])
    for hit in (*hits, without_what_may_be_left_out):
        assert pickle.loads(pickle.dumps(hit)) == hit


def repeated(folder: Path) -> Path:
    """An index where document b repeats a, c repeats one that is not in the index, and d stands alone."""
    texts = ["推进乡村振兴。", "乡村振兴和产业发展。", "其他工作。"]
    given = [("a", None), ("b", "a"), ("c", "gone"), ("d", None)]
    return write(folder, [document(name, texts, Metadata(name), original) for name, original in given])


def test_documents_can_be_grouped(tmp_path: Path) -> None:
    with Index(repeated(tmp_path / "index"), Config()) as index:
        grouped = index.search("乡村振兴", group="document", copies=True)
        assert (grouped.total, grouped.documents, grouped.rows) == (8, 4, 4)
        assert [hit.more for hit in grouped.hits] == [1] * 4
        grouped = index.search("乡村振兴", group="document")
        assert (grouped.total, grouped.documents, grouped.rows, grouped.left_out) == (6, 3, 3, 2)
        assert {hit.document: hit.copies for hit in grouped.hits} == {"a": ("b",), "c": (), "d": ()}


def test_copies_are_left_out_of_everything_unless_asked_for(tmp_path: Path) -> None:
    with Index(repeated(tmp_path / "index"), Config()) as index:
        without, whole = index.search("乡村振兴"), index.search("乡村振兴", copies=True)
        assert (without.total, without.documents, without.rows, without.left_out) == (6, 3, 6, 2)
        assert (whole.total, whole.documents, whole.rows, whole.left_out) == (8, 4, 8, 0)
        assert {hit.document: hit.copies for hit in without.hits} == {"a": ("b",), "c": (), "d": ()}
        assert {hit.document: hit.copies for hit in whole.hits} == dict.fromkeys("abcd", ())
        assert index.search("乡村振兴", sort="position").hits[0].id == "a-0"
        assert {hit.document for hit in index.scan("乡村振兴")} == set("acd")
        assert {hit.document for hit in index.scan("乡村振兴", copies=True)} == set("abcd")
        assert {hit.document for hit in index.similar("d-0").hits} == set("acd")
        assert "b" in {hit.document for hit in index.similar("d-0", copies=True).hits}
        assert index.document("b").copy_of == "a"


def test_what_only_copies_hold_is_said_to_be_left_out(tmp_path: Path) -> None:
    original = document("a", ["推进乡村振兴。"], Metadata("a", source="甲报"))
    copy = document("b", ["推进乡村振兴。"], Metadata("b", source="乙报"), "a")
    with Index(write(tmp_path / "index", [original, copy]), Config()) as index:
        results = index.search("乡村振兴", source="乙报")
        assert (results.total, results.left_out) == (0, 1)
        assert results.notes[0].startswith("In copies of other documents, 1 paragraph(s) match")
        assert index.search("乡村振兴", source="乙报", copies=True).total == 1


def test_a_scan_gives_every_hit_of_a_search_and_its_snippets(seed_index: Index) -> None:
    whole = seed_index.search("发展 -工业", limit=None, city="淄博")
    scanned = list(seed_index.scan("发展 -工业", city="淄博"))
    assert {hit.id for hit in scanned} == {hit.id for hit in whole.hits} and len(scanned) == whole.total
    plain = {hit.id: hit._replace(score=0.0) for hit in whole.hits}
    assert {hit.id: hit for hit in scanned} == plain
    assert all(len(hit.snippet) <= 20 for hit in seed_index.scan("发展", snippet_length=20))
    assert len(list(seed_index.scan(None))) == seed_index.search(None).total


def test_a_scan_reads_no_more_than_is_taken(seed_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    columns = type(seed_index.engine).scan

    def counted(*args: object, **named: object) -> object:
        for batch in columns(*args, **named):  # type: ignore[arg-type]
            made.append(len(batch.values[0]))
            yield batch

    monkeypatch.setattr(type(seed_index.engine), "scan", counted)
    found = seed_index.scan("发展")
    assert made == []
    next(found)
    assert len(made) == 1


def test_a_scan_refuses_what_a_search_refuses_before_the_first_hit(seed_index: Index) -> None:
    with pytest.raises(QueryError):
        seed_index.scan("发展 AND (")
    with pytest.raises(QueryError):
        seed_index.scan("发展", city="亚特兰蒂斯")


def test_a_closed_index_says_so(seed_dir: Path) -> None:
    index = Index(seed_dir, Config())
    found = index.search("没有这样的话语")
    index.close()
    index.close()
    for ask in (
        lambda: index.search("发展"), lambda: index.scan("发展"), lambda: index.document("000"), lambda: index.suggest("发"),
        lambda: index.similar("000-0"), lambda: index.neighbours("000-0"), index.refresh, index.statistics,
        lambda: index.generation, lambda: index.trend("发展"),
    ):  # fmt: skip
        with pytest.raises(IndexClosed, match="closed"):
            ask()
    assert found.suggestions == ()


def test_results_hold_the_tree_and_print_everything(seed_index: Index) -> None:
    results = seed_index.search("GDP OR 发展", city="淄博", limit=2)
    tree = results.query
    assert isinstance(tree, Any) and tree == seed_index.parse("GDP OR 发展")
    assert isinstance(tree.children[0], Synonyms) and tree.children[1] == Substring("text", "发展")
    printed = results.to_dict()
    assert printed["query"] == to_json(tree)
    assert set(printed["hits"][0]) == set(Hit._fields)
    hit = results.hits[0]
    assert printed["hits"][0]["source"] == hit.source == "鲁中网"
    assert printed["hits"][0]["position"] == hit.position
    assert seed_index.search(None).to_dict()["query"] is None
    json.dumps(printed, allow_nan=False)


def test_words_of_one_document_in_different_paragraphs_are_found_by_doc(seed_index: Index) -> None:
    apart = seed_index.search("石迎军 桑珠次仁")
    assert apart.total == 0
    assert not apart.notes
    together = seed_index.search("乡村振兴 桑珠次仁")
    assert together.total == 0 and "1 document" in together.notes[0]
    assert {hit.city for hit in seed_index.search("doc:(乡村振兴 桑珠次仁)", limit=None).hits} == {"淄博市"}


def test_pure_negation_finds_everything_else_and_none_finds_all(seed_index: Index, seeds: list[Document]) -> None:
    everything = {p.id for d in seeds for p in d.paragraphs}
    assert {hit.id for hit in seed_index.search(None, limit=None).hits} == everything
    assert {hit.id for hit in seed_index.search("-发展", limit=None).hits} == everything - holding(seeds, "发展")


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("a AND (", 6),
        ("", 0),
        ("AND", 0),
        ("*", 0),
        ("甲 OR", 2),
        ("时间:早", 0),
        ('甲 "乙', 2),
        ("year:去年", 5),
        ("甲)", 1),
    ],
)
def test_a_query_that_cannot_be_parsed_is_an_error_with_its_column(seed_index: Index, query: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        seed_index.search(query)
    assert (caught.value.column, caught.value.query) == (column, query)


@pytest.mark.parametrize("query", ["甲" * 100_000, "(" * 10_000, "甲 " * 4_000, "((甲)" * 2_000, "-" * 9_000])
def test_enormous_queries_are_refused(seed_index: Index, query: str) -> None:
    with pytest.raises(QueryError):
        seed_index.search(query)


def test_unknown_filter_values_say_what_there_is(seed_index: Index) -> None:
    with pytest.raises(QueryError, match="淄博市"):
        seed_index.search("发展", city="淄搏")
    with pytest.raises(QueryError, match="province:山东"):
        seed_index.search("发展", city="山东")
    with pytest.raises(QueryError, match="not a year"):
        seed_index.search("发展", year=2020.5)
    with pytest.raises(QueryError, match="规划计划"):
        seed_index.search("发展", genre="菜谱")
    with pytest.raises(QueryError, match="backwards"):
        seed_index.search("发展", year=(2021, 2019))
    with pytest.raises(QueryError, match="fields are"):
        seed_index.search("发展", where={"colour": "red"})


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="gongbao index"):
        search("甲", index_dir=tmp_path / "nowhere", config=Config())


def test_custom_facets_filter_and_count(tmp_path: Path) -> None:
    config = Config(facets=("topic",))
    made = write(
        tmp_path / "index",
        [document(n, ["推进工作。"], Metadata(n, custom={"topic": t})) for n, t in (("a", "水利"), ("b", "教育"))],
        config,
    )
    with Index(made, config) as index:
        results = index.search("工作", where={"topic": "水利"})
        assert [(hit.id, dict(hit.custom)) for hit in results.hits] == [("a-0", {"topic": "水利"})]
        assert dict(results.facets["topic"]) == {"水利": 1, "教育": 1}
        assert index.search("工作 topic:教育").hits[0].id == "b-0"


def test_nearer_words_rank_higher_and_pages_still_fit_together(tmp_path: Path) -> None:
    filler = "各项工作取得新成效人民生活不断改善"
    texts = [f"财政{filler}收入稳定。", "财政的收入稳定。" + filler] + [f"财政{filler}{i}支出收入。" for i in range(80)]
    made = write(tmp_path / "index", [document("a", texts, Metadata("报告"))])
    with Index(made, Config()) as index:
        whole = index.search("财政 收入", limit=None).hits
        assert whole[0].id == "a-1"
        pages = [hit.id for at in range(0, 82, 9) for hit in index.search("财政 收入", limit=9, offset=at).hits]
        assert pages == [hit.id for hit in whole]


@pytest.mark.parametrize("query", ["/(.*)(.*)x/", "/.*.*/", "/(a|b)+(c*)*/", "/(甲)\\1/", "/[/", "/甲*/"])
def test_patterns_that_could_run_for_ever_or_match_nothing_are_refused(seed_index: Index, query: str) -> None:
    with pytest.raises(QueryError):
        seed_index.search(query)


def test_a_pattern_out_of_time_is_an_error(seed_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongbao.search.query.regex.SECONDS", -1.0)
    with Index(seed_dir, Config()) as index, pytest.raises(SearchTimeout):
        index.search("/发.展?/")


def test_a_prefix_of_too_many_words_is_cut_and_says_so(seed_index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongbao.search.query.visitors.MAX_TERMS", 3)
    results = seed_index.search("发*")
    assert "3 most frequent" in results.notes[0]
    frequent = sorted(seed_index.engine.complete("text", "发"), key=lambda pair: (-pair[1], pair[0]))[:3]
    words = Any(tuple(Word("text", word) for word, _ in frequent))
    assert results.total == seed_index.engine.count(Request(words)) > 0
    with pytest.warns(UserWarning, match="3 most frequent"):
        assert len(list(seed_index.scan("发*"))) == results.total


def test_filters_that_leave_nothing_say_what_there_is_without_them(seed_index: Index) -> None:
    results = seed_index.search("桑珠次仁", city="遵义")
    assert results.total == 0 and results.notes == ("Without the filters, 1 paragraph(s) match.",)


@pytest.mark.parametrize("query", ["211", "12", "1", "21", "985 OR 211", "211 工程", "12 OR 1^2"])
def test_numbers_of_ones_and_twos_are_words_like_any_other(query: str, tmp_path: Path) -> None:
    """They are also what may stand behind ``~``."""
    texts = {"d": "985、211工程高校共12所，第1批21个学科通过验收。"}
    write(tmp_path, [document(name, [text], Metadata("标题")) for name, text in texts.items()])
    assert search(query, index_dir=tmp_path, config=Config()).total == 1
