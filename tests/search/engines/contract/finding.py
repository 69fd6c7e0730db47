"""Which paragraphs a tree and filters find, and how they score."""

from __future__ import annotations

from collections import Counter
from math import log

import pytest

from gongbao.indexer.analysis import words
from gongbao.indexer.errors import QueryError
from gongbao.search.engines.protocol import DOCUMENT_FIELDS, Engine, Filters, Request
from gongbao.search.query.ast import (
    EVERYTHING,
    NOTHING,
    All,
    Any,
    Boosted,
    Near,
    Not,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Word,
)
from tests.search.engines.contract.examples import EXAMPLES, ORIGINALS
from tests.search.engines.contract.given import Given, ids

ECONOMY, COUNTRY, REFORM = (Substring("text", text) for text in ("经济", "乡村振兴", "改革"))
FOUND: dict[str, tuple[Query | None, list[str]]] = {
    "nothing asked": (None, ORIGINALS),
    "everything": (EVERYTHING, ORIGINALS),
    "nothing": (NOTHING, []),
    "a word as a string": (ECONOMY, ["report-0", "report-1", "nowhere-0"]),
    "across words": (Substring("text", "展数字"), ["report-0"]),
    "one character": (Substring("text", "村"), ["report-0", "news-1"]),
    "a sign": (Substring("text", "%"), ["report-1", "nowhere-0"]),
    "letters are folded": (Substring("text", "gdp"), ["nowhere-0"]),
    "a line's end": (Substring("text", "环境\n改"), ["report-2"]),
    "absent": (Substring("text", "飞碟"), []),
    "in the title": (Substring("title", "乡"), ["news-0", "news-1", "news-2"]),
    "across headings": (Substring("section", "济\n("), ["report-0", "report-1", "report-2"]),
    "an unknown field": (Substring("colour", "红"), []),
    "a token": (Word("text", "经济"), ["report-0", "report-1", "nowhere-0"]),
    "a token must be whole": (Word("text", "村振"), []),
    "a facet's value": (Word("city", "淄博市"), ["report-0", "report-1", "report-2"]),
    "a document": (Word("doc", "news"), ["news-0", "news-1", "news-2"]),
    "a paragraph": (Word("id", "news-1"), ["news-1"]),
    "an unknown field's value": (Word("colour", "红"), []),
    "near in order": (Near("text", ("数字", "推进"), 3, ordered=True), ["report-0"]),
    "too far": (Near("text", ("数字", "推进"), 2, ordered=True), []),
    "the other way round": (Near("text", ("推进", "数字"), 9, ordered=True), []),
    "near in either order": (Near("text", ("推进", "数字"), 3), ["report-0"]),
    "near but overlapping": (Near("text", ("乡村", "村振兴"), 9), []),
    "a pattern": (Regex("text", r"\d+(\.\d+)?%"), ["report-1", "nowhere-0"]),
    "a pattern's alternatives": (Regex("text", "城市|开放$"), ["news-0", "itself-0"]),
    "a range": (Range("year", 2019, 2020), [name for name in ORIGINALS if name[:3] in ("rep", "new")]),
    "an open range": (Range("date", None, 20190216), ["report-0", "report-1", "report-2", "itself-0"]),
    "a range open on both ends": (Range("year", None, None), [name for name in ORIGINALS if name != "nowhere-0"]),
    "an empty range": (Range("year", 2020, 2019), []),
    "a range of what is no number": (Range("city", 0, 9), []),
    "all": (All((ECONOMY, COUNTRY)), ["report-0"]),
    "any": (Any((COUNTRY, REFORM)), ["report-0", "news-0", "news-1"]),
    "not": (Not(Range("year", None, None)), ["nowhere-0"]),
    "all but": (All((ECONOMY, Not(COUNTRY))), ["report-1", "nowhere-0"]),
    "any or not": (Any((COUNTRY, Not(Word("city", "淄博市")))), [n for n in ORIGINALS if n not in ("report-1", "report-2")]),
    "all of one": (All((REFORM,)), ["news-0", "news-1"]),
    "boosted": (Boosted(REFORM, 2.0), ["news-0", "news-1"]),
    "in one document": (SameDocument(All((COUNTRY, Substring("text", "8.5")))), ["report-0", "report-1"]),
    "in no one document": (SameDocument(All((ECONOMY, REFORM))), []),
    "a document without": (SameDocument(All((REFORM, Not(ECONOMY)))), ["news-0", "news-1"]),
    "only without": (SameDocument(Not(ECONOMY)), ["news-0", "news-1", "news-2", "itself-0"]),
    "a document in a document": (SameDocument(All((SameDocument(COUNTRY), REFORM))), ["news-0", "news-1"]),
    "of this city's documents": (SameDocument(All((Word("city", "淄博市"), ECONOMY))), ["report-0", "report-1", "report-2"]),
}  # fmt: skip
FILTERED: dict[str, tuple[Filters, list[str]]] = {
    "a value": (Filters({"city": ("临沂市",)}), ["news-0", "news-1", "news-2"]),
    "any of some": (Filters({"city": ("合肥市", "临沂市", "不存在市")}), ["news-0", "news-1", "news-2", "itself-0"]),
    "a year": (Filters({"year": (2018,)}), ["itself-0"]),
    "two conditions": (Filters({"province": ("山东省",)}, {"year": (2020, None)}), ["news-0", "news-1", "news-2"]),
    "excluded, unknown stays": (
        Filters(excluded={"city": ("淄博市", "临沂市")}),
        ["nowhere-0", "itself-0"],
    ),
    "an open end needs a number": (Filters(ranges={"date": (None, 20180101)}), ["itself-0"]),
    "any number": (Filters(ranges={"year": (None, None)}), [name for name in ORIGINALS if name != "nowhere-0"]),
    "by document": (Filters({"doc": ("itself", "nowhere")}), ["nowhere-0", "itself-0"]),
    "by original": (Filters({"copy_of": ("long gone",)}), ["nowhere-0"]),
    "nothing passes": (Filters({"city": ("淄博市",), "genre": ("新闻报道",)}), []),
}


class Finding(Given):
    """The matched set and its scores."""

    @pytest.mark.parametrize("case", FOUND)
    def test_what_a_tree_finds(self, examples: Engine, case: str) -> None:
        query, expected = FOUND[case]
        assert sorted(ids(examples, query)) == sorted(expected)
        assert examples.count(Request(query)) == len(expected)
        assert examples.search(Request(query, limit=0)).total == len(expected)

    @pytest.mark.parametrize("case", FILTERED)
    def test_what_passes_filters(self, examples: Engine, case: str) -> None:
        filters, expected = FILTERED[case]
        assert sorted(ids(examples, None, filters=filters)) == sorted(expected)
        assert examples.count(Request(None, filters)) == len(expected)

    def test_a_word_scores_by_bm25f(self, examples: Engine) -> None:
        page = examples.search(Request(Word("text", "经济", boost=2.0), fields=("id",), copies=True))
        lengths = {p["id"]: len(list(words(p["text"]))) for p in EXAMPLES}
        average = sum(lengths.values()) / len(EXAMPLES)
        idf = log(len(EXAMPLES) / (4 + 1)) + 1
        counts = {"report-0": 1, "copy-0": 1, "report-1": 2, "nowhere-0": 1}
        expected = {
            name: 2.0 * idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * lengths[name] / average))
            for name, tf in counts.items()
        }
        found = dict(zip(page.hits.column("id"), page.scores, strict=True))
        assert found == pytest.approx(expected, rel=self.scores_within)
        assert page.hits.column("id")[0] == "report-1"

    def test_a_string_counts_what_does_not_overlap(self, examples: Engine) -> None:
        lengths = [len(list(words(p["text"]))) for p in EXAMPLES]
        (score,) = examples.search(Request(Substring("text", "ab"))).scores
        norm = 1.2 * (0.25 + 0.75 * 1 * len(lengths) / sum(lengths))
        assert score == pytest.approx((log(len(EXAMPLES) / 2) + 1) * 3 * 2.2 / (3 + norm), rel=self.scores_within)

    def test_scores_add_up_and_are_multiplied(self, examples: Engine) -> None:
        def score(query: Query, name: str = "report-0") -> float:
            page = examples.search(Request(query, fields=("id",)))
            return dict(zip(page.hits.column("id"), page.scores, strict=True))[name]

        apart = score(ECONOMY) + score(COUNTRY)
        near = pytest.approx(apart, rel=self.scores_within)
        assert score(All((ECONOMY, COUNTRY))) == near
        assert score(Any((ECONOMY, COUNTRY, REFORM))) == near
        assert score(All((ECONOMY, COUNTRY, Not(REFORM), Range("year", 2019, 2019), Word("city", "淄博市")))) == near
        assert score(SameDocument(All((ECONOMY, COUNTRY)))) == near
        assert score(Boosted(All((ECONOMY, Boosted(COUNTRY, 1.0))), 3.0)) == pytest.approx(
            3 * apart, rel=self.scores_within
        )
        boosted = SameDocument(All((Boosted(ECONOMY, 2.0), COUNTRY)))
        assert score(boosted) == pytest.approx(apart + score(ECONOMY), rel=self.scores_within)
        assert score(Word("city", "淄博市")) == score(EVERYTHING) == score(Not(REFORM)) == 0.0

    def test_bonuses_add_scores_but_no_paragraphs(self, examples: Engine) -> None:
        bonus = All((Word("section", "经济"), Word("section", "数字")))
        plain = examples.search(Request(ECONOMY, fields=("id",)))
        raised = examples.search(Request(ECONOMY, bonuses=(bonus, REFORM), fields=("id",)))
        own = examples.search(Request(bonus, fields=("id",)))
        before, after, gains = (dict(zip(p.hits.column("id"), p.scores, strict=True)) for p in (plain, raised, own))
        expected = {name: score + gains.get(name, 0.0) for name, score in before.items()}
        assert after == pytest.approx(expected, rel=self.scores_within)
        assert min(gains.values()) > 0
        by_year = examples.search(Request(ECONOMY, bonuses=(bonus,), sort="year", fields=("id",)))
        assert dict(zip(by_year.hits.column("id"), by_year.scores, strict=True)) == pytest.approx(before)

    @pytest.mark.parametrize("name", ["position", "id", "text", "section", "colour"])
    def test_what_is_no_field_of_a_document_cannot_be_filtered_by_or_counted(self, examples: Engine, name: str) -> None:
        for filters in (Filters({name: ("x",)}), Filters(ranges={name: (0, 1)}), Filters(excluded={name: ("x",)})):
            for ask in (examples.search, examples.count, lambda request: list(examples.scan(request, ("id",)))):
                with pytest.raises(QueryError, match=name):
                    ask(Request(None, filters))  # type: ignore[operator]
            with pytest.raises(QueryError, match=name):
                examples.aggregate(Request(None, filters), ("city",), ("paragraphs",))
        with pytest.raises(QueryError, match=name):
            examples.search(Request(facets=("city", name)))
        with pytest.raises(QueryError, match=name):
            examples.aggregate(Request(), ("city", name), ("paragraphs",))
        with pytest.raises(QueryError, match=name):
            examples.values(name)

    @pytest.mark.parametrize("name", ["city", "doc", "copy_of"])
    def test_only_numbers_can_be_filtered_by_a_range(self, examples: Engine, name: str) -> None:
        with pytest.raises(QueryError, match=f"{name} holds no numbers"):
            examples.search(Request(None, Filters(ranges={name: (0, 1)})))

    def test_every_field_of_a_document_can_be_counted(self, examples: Engine) -> None:
        page = examples.search(Request(copies=True, facets=DOCUMENT_FIELDS))
        for name in DOCUMENT_FIELDS:
            counts = Counter(paragraph[name] for paragraph in EXAMPLES if name in paragraph)
            assert list(page.facets[name]) == sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])), name
