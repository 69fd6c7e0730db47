"""Orders, pages, groups, copies and facets."""

from __future__ import annotations

import pytest

from gongbao.search.engines.protocol import Engine, Filters, Request, Sort
from gongbao.search.query.ast import All, Any, Not, Query, Range, Substring, Word
from tests.search.engines.contract.examples import EXAMPLES, ORIGINALS
from tests.search.engines.contract.given import Given, ids

ECONOMY = Substring("text", "经济")
ALIKE = Word("province", "山东省")
ORDERS: dict[Sort, list[str]] = {
    "relevance": ORIGINALS,
    "position": ["itself-0", "news-0", "news-1", "news-2", "nowhere-0", "report-0", "report-1", "report-2"],
    "date": ["itself-0", "report-0", "report-1", "report-2", "news-0", "news-1", "news-2", "nowhere-0"],
    "-date": ["news-0", "news-1", "news-2", "report-0", "report-1", "report-2", "itself-0", "nowhere-0"],
    "year": ["itself-0", "report-0", "report-1", "report-2", "news-0", "news-1", "news-2", "nowhere-0"],
    "-year": ["news-0", "news-1", "news-2", "report-0", "report-1", "report-2", "itself-0", "nowhere-0"],
    "city": ["news-0", "news-1", "news-2", "itself-0", "report-0", "report-1", "report-2", "nowhere-0"],
}


class Pages(Given):
    """What of the matched set is shown, and in which order."""

    @pytest.mark.parametrize("sort", ORDERS)
    def test_orders_with_unknown_values_last(self, examples: Engine, sort: Sort) -> None:
        assert ids(examples, None, sort=sort) == ORDERS[sort]

    def test_equal_values_are_ordered_by_score(self, examples: Engine) -> None:
        query = Any((ALIKE, ECONOMY))
        assert ids(examples, query, sort="year") == [
            "report-1", "report-0", "report-2", "news-0", "news-1", "news-2", "nowhere-0",
        ]  # fmt: skip

    def test_the_pages_are_the_whole(self, examples: Engine) -> None:
        whole = ids(examples, ALIKE)
        assert len(whole) == 6
        for size in (1, 2, 4, 6, 7):
            pages = [ids(examples, ALIKE, offset=at, limit=size) for at in range(0, 8, size)]
            assert [name for page in pages for name in page] == whole
        assert ids(examples, ALIKE, offset=-3, limit=2) == whole[:2]
        assert ids(examples, ALIKE, limit=-1) == []

    def test_nearer_words_come_first(self, examples: Engine) -> None:
        query = Any((Substring("text", "经济"), Substring("text", "增长")))
        page = examples.search(Request(query, near=("经济", "增长"), fields=("id",)))
        plain = examples.search(Request(query, fields=("id",)))
        gains = {"report-1": 1.0, "nowhere-0": 1 - 5 / 50, "report-0": 0.0}
        before = dict(zip(plain.hits.column("id"), plain.scores, strict=True))
        expected = {name: before[name] + gain for name, gain in gains.items()}
        assert dict(zip(page.hits.column("id"), page.scores, strict=True)) == pytest.approx(
            expected, rel=self.scores_within
        )
        assert list(page.scores) == sorted(page.scores, reverse=True)
        assert ids(examples, query, near=("经济", "增长"), sort="year") == ids(examples, query, sort="year")

    def test_nearness_reorders_the_whole_answer_not_a_page(self, examples: Engine) -> None:
        query = Any((Substring("text", "经济"), Substring("text", "增长")))
        whole = ids(examples, query, near=("经济", "增长"))
        assert [ids(examples, query, near=("经济", "增长"), offset=at, limit=1) for at in range(3)] == [
            [name] for name in whole
        ]

    def test_a_group_is_a_documents_best_paragraph(self, examples: Engine) -> None:
        query = Any((ECONOMY, Substring("text", "改革")))
        page = examples.search(Request(query, group="document", fields=("id",)))
        assert sorted(page.hits.column("id")) == ["news-0", "nowhere-0", "report-1"]
        assert dict(zip(page.hits.column("id"), page.more, strict=True)) == {"report-1": 1, "news-0": 1, "nowhere-0": 0}
        assert (page.total, page.documents, page.rows) == (5, 3, 3)
        assert examples.search(Request(query)).more == [0] * 5 or not any(examples.search(Request(query)).more)
        assert ids(examples, query, group="document", offset=1, limit=1) == [page.hits.column("id")[1]]

    def test_copies_are_left_out_of_everything_and_named(self, examples: Engine) -> None:
        page = examples.search(Request(ECONOMY, facets=("city", "genre"), fields=("id",)))
        assert (page.total, page.documents, page.rows, page.left_out) == (3, 2, 3, 1)
        named = dict(zip(page.hits.column("id"), map(tuple, page.copies), strict=True))
        assert named == {"report-0": ("copy",), "report-1": ("copy",), "nowhere-0": ()}
        assert dict(page.facets) == {"city": (("淄博市", 2),), "genre": (("政府工作报告", 2), ("其他", 1))}

    def test_copies_are_taken_in_when_asked_for(self, examples: Engine) -> None:
        page = examples.search(Request(ECONOMY, copies=True, facets=("city",), fields=("id",)))
        assert (page.total, page.documents, page.rows, page.left_out) == (4, 3, 4, 0)
        assert sorted(page.hits.column("id")) == ["copy-0", "nowhere-0", "report-0", "report-1"]
        assert [tuple(names) for names in page.copies] == [()] * 4
        assert dict(page.facets) == {"city": (("淄博市", 3),)}
        assert examples.count(Request(ECONOMY, copies=True)) == 4

    def test_a_copy_is_left_out_even_where_its_original_does_not_match(self, examples: Engine) -> None:
        page = examples.search(Request(Word("title", "报告"), Filters({"genre": ("新闻报道",)})))
        assert (page.total, page.left_out) == (0, 1)

    def test_a_facet_ignores_its_own_filter_alone(self, examples: Engine) -> None:
        filters = Filters({"city": ("淄博市",)}, {"year": (2019, 2020)})
        page = examples.search(Request(None, filters, facets=("city", "year", "genre", "county")))
        assert page.total == 3
        assert dict(page.facets) == {
            "city": (("临沂市", 3), ("淄博市", 3)), "year": ((2019, 3),), "genre": (("政府工作报告", 3),), "county": (),
        }  # fmt: skip

    def test_nothing_found_is_a_page_too(self, examples: Engine) -> None:
        page = examples.search(Request(Substring("text", "飞碟"), facets=("city",), fields=("id", "text")))
        assert (page.total, page.documents, page.rows, page.left_out) == (0, 0, 0, 0)
        assert (list(page.scores), list(page.more), list(page.copies)) == ([], [], [])
        assert page.hits.names == ("id", "text")
        assert [list(column) for column in page.hits.values] == [[], []]
        assert dict(page.facets) == {"city": ()}

    def test_a_row_has_the_fields_asked_for(self, examples: Engine) -> None:
        by_id = {paragraph["id"]: paragraph for paragraph in EXAMPLES}
        fields = ("text", "city", "id", "year", "date", "section", "position", "copy_of", "county")
        page = examples.search(Request(None, fields=fields, copies=True, limit=100))
        assert page.hits.names == fields
        assert [list(row) for row in zip(*page.hits.values, strict=True)] == [
            [by_id[name].get(field) for field in fields] for name in page.hits.column("id")
        ]
        assert examples.search(Request(None)).hits.names == ()

    def test_no_limit_holds_the_rest_back(self, examples: Engine) -> None:
        query: Query = All((ALIKE, Not(Range("year", 2020, None))))
        assert ids(examples, query, limit=2**31) == ["report-0", "report-1", "report-2"]
