"""What is read besides pages: streams, tables, documents, values and words."""

from __future__ import annotations

import pytest

from gongbao.indexer.analysis import whole_words
from gongbao.search.engines.protocol import MEASURES, Engine, Filters, Request
from gongbao.search.query.ast import NOTHING, Substring
from tests.search.engines.contract.examples import EXAMPLES, IDS, ORIGINALS
from tests.search.engines.contract.given import Given

ECONOMY = Substring("text", "经济")


class Reading(Given):
    """Answers that are no pages."""

    @pytest.mark.parametrize("batch", [1, 3, 8, 1_000])
    def test_a_scan_gives_every_match_in_the_order_of_the_index(self, examples: Engine, batch: int) -> None:
        batches = list(examples.scan(Request(limit=1, offset=5, sort="-year"), ("id", "text"), batch))
        assert [name for one in batches for name in one.column("id")] == ORIGINALS
        assert all(0 < len(one.column("id")) <= batch for one in batches)
        texts = {paragraph["id"]: paragraph["text"] for paragraph in EXAMPLES}
        assert all(row["text"] == texts[row["id"]] for one in batches for row in one.rows())

    def test_a_scan_heeds_query_filters_and_copies(self, examples: Engine) -> None:
        filters = Filters({"city": ("淄博市",)})

        def scanned(request: Request) -> list[str]:
            return [name for one in examples.scan(request, ("id",)) for name in one.column("id")]

        assert scanned(Request(ECONOMY, filters)) == ["report-0", "report-1"]
        assert scanned(Request(ECONOMY, filters, copies=True)) == ["report-0", "report-1", "copy-0"]
        assert list(examples.scan(Request(NOTHING), ("id",))) == []

    def test_groups_are_counted_and_measured(self, examples: Engine) -> None:
        tokens = {p["id"]: len(whole_words(p["text"])) for p in EXAMPLES}
        groups = examples.aggregate(Request(), ("city",), MEASURES)
        assert [(group.key, dict(group.measures)) for group in groups] == [
            (
                ("临沂市",),
                {"paragraphs": 3, "documents": 1, "characters": 6 + 7 + 6, "tokens": sum(tokens[f"news-{at}"] for at in range(3))},
            ),
            (("合肥市",), {"paragraphs": 1, "documents": 1, "characters": 4, "tokens": tokens["itself-0"]}),
            (
                ("淄博市",),
                {"paragraphs": 3, "documents": 1, "characters": 14 + 14 + 6, "tokens": sum(tokens[f"report-{at}"] for at in range(3))},
            ),
            ((None,), {"paragraphs": 1, "documents": 1, "characters": 15, "tokens": tokens["nowhere-0"]}),
        ]  # fmt: skip

    def test_groups_by_several_facets_ascend_with_unknown_last(self, examples: Engine) -> None:
        groups = examples.aggregate(Request(copies=True), ("year", "genre"), ("paragraphs",))
        assert [(group.key, group.measures["paragraphs"]) for group in groups] == [
            ((2018, None), 1), ((2019, "政府工作报告"), 3), ((2019, "新闻报道"), 1), ((2020, "新闻报道"), 3), ((None, "其他"), 1),
        ]  # fmt: skip

    @pytest.mark.parametrize("by", ["doc", "file", "copy_of", "source", "date", "county"])
    def test_groups_by_what_is_no_ordinary_facet(self, examples: Engine, by: str) -> None:
        groups = examples.aggregate(Request(copies=True), (by,), ("paragraphs", "documents"))
        values = [paragraph.get(by) for paragraph in EXAMPLES]
        known = sorted({value for value in values if value is not None})
        expected = [*known, *([None] if None in values else [])]
        assert [group.key for group in groups] == [(value,) for value in expected]
        assert [group.measures["paragraphs"] for group in groups] == [values.count(value) for value in expected]

    def test_without_a_facet_there_is_one_group(self, examples: Engine) -> None:
        (group,) = examples.aggregate(Request(ECONOMY), (), ("paragraphs", "documents"))
        assert (group.key, dict(group.measures)) == ((), {"paragraphs": 3, "documents": 2})
        (group,) = examples.aggregate(Request(NOTHING), (), MEASURES)
        assert dict(group.measures) == dict.fromkeys(MEASURES, 0)
        assert examples.aggregate(Request(NOTHING), ("city",), ("paragraphs",)) == []

    def test_a_document_is_all_its_paragraphs(self, examples: Engine) -> None:
        news, nobody, copy = examples.documents(["news", "nobody", "copy"], ("id", "position", "title"))
        assert news.column("id") == ["news-0", "news-1", "news-2"] or list(news.column("id")) == [
            "news-0", "news-1", "news-2",
        ]  # fmt: skip
        assert list(news.column("position")) == [0, 1, 2]
        assert set(news.column("title")) == {"乡村新闻"}
        assert (nobody.names, [list(column) for column in nobody.values]) == (("id", "position", "title"), [[], [], []])
        assert list(copy.column("id")) == ["copy-0"]
        assert examples.documents([], ("id",)) == []

    def test_paragraphs_by_id_in_the_order_asked_for(self, examples: Engine) -> None:
        found = examples.paragraphs(["news-1", "nobody", "copy-0", "news-1", "report-2"], ("id", "text"))
        assert list(found.column("id")) == ["news-1", "copy-0", "news-1", "report-2"]
        assert list(found.column("text")) == [
            "乡村振兴与改革",
            "发展数字经济，推进乡村振兴。",
            "乡村振兴与改革",
            "生态　环境\n改善",
        ]
        assert [list(column) for column in examples.paragraphs([], ("id", "text")).values] == [[], []]

    def test_values_ascend(self, examples: Engine) -> None:
        assert list(examples.values("city")) == ["临沂市", "合肥市", "淄博市"]
        assert list(examples.values("year")) == [2018, 2019, 2020]
        assert list(examples.values("date")) == [20180101, 20190216, 20200320]
        assert list(examples.values("county")) == []
        assert list(examples.values("doc")) == ["copy", "itself", "news", "nowhere", "report"]

    def test_terms_are_counted(self, examples: Engine) -> None:
        assert examples.term_statistics("text", ["经济", "没有", "改革", "经济"]) == [4, 0, 2, 4]
        assert examples.term_statistics("title", ["报告"]) == [4]
        assert examples.term_statistics("city", ["淄博市", "淄博"]) == [4, 0]
        assert examples.term_statistics("colour", ["红"]) == [0]
        assert examples.term_statistics("text", []) == []

    def test_terms_are_completed(self, examples: Engine) -> None:
        assert examples.complete("text", "经") == [("经济", 4)]
        assert examples.complete("text", "没有") == []
        every = examples.complete("text")
        assert [term for term, _ in every] == sorted(term for term, _ in every)
        assert {"经济", "gdp", "8.5", "改革"} <= {term for term, _ in every}
        assert every == [(term, examples.term_statistics("text", [term])[0]) for term, _ in every]
        assert examples.complete("genre", "") == [("其他", 1), ("政府工作报告", 3), ("新闻报道", 4)]
        assert examples.complete("colour") == []

    def test_everything_is_there(self, examples: Engine) -> None:
        (found,) = examples.scan(Request(copies=True), ("id",), 100)
        assert list(found.column("id")) == IDS
