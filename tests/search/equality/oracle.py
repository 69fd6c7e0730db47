"""The plain engine made to answer thousands of trees: each leaf is stepped through by Whoosh once and remembered."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh import query as Q

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Answer, Filters
from gongbao.search.engines.whoosh import StockEngine
from tests.search.equality.trees import Options

FACETS = ("city", "year", "genre", "province", "county", "level")


class Oracle(StockEngine):
    """Also knows AndNot, Require and ConstantScoreQuery, whose Whoosh matchers lose or gain paragraphs."""

    def __init__(self, index: Any) -> None:
        super().__init__(index)
        self._remembered: dict[int, tuple[Q.Query, Any]] = {}

    def _evaluate(self, query: Any) -> Any:
        if isinstance(query, Q.AndNot | Q.Require):
            (mask, scores), (other, _) = (self._evaluate(child) for child in query.subqueries)
            mask = mask & ~other if isinstance(query, Q.AndNot) else mask & other
            return mask, np.where(mask, scores, 0.0)
        if isinstance(query, Q.ConstantScoreQuery):
            mask, _ = self._evaluate(query.child)
            return mask, np.where(mask, query.score, 0.0)
        return super()._evaluate(query)

    def _leaf(self, query: Q.Query) -> Any:
        if id(query) not in self._remembered:
            self._remembered[id(query)] = query, super()._leaf(query)  # the query is kept, so that its id stays its own
        return self._remembered[id(query)][1]


def ask(fast: ColumnarEngine, plain: Oracle, query: Q.Query | None, filters: Filters, options: Options) -> None:
    """One question to both engines; fails with the question where the answers differ."""
    asked = f"{query!r} {filters} {options}"
    one = fast.search(query, filters, facets=FACETS, **options)
    other = plain.search(query, filters, facets=FACETS, **options)
    assert (one.total, one.documents, one.rows) == (other.total, other.documents, other.rows), asked
    assert one.facets == other.facets, asked
    assert len(one.numbers) == len(other.numbers), asked
    assert np.allclose(one.scores, other.scores, rtol=1e-9, atol=1e-9), asked
    if one.numbers == other.numbers:
        assert (one.more, one.copies) == (other.more, other.copies), asked
    else:
        assert options["sort"] != "position" and _tied(fast, plain, query, filters, options, one), asked
    if options["limit"] != 10:  # half of the questions: the same nodes are evaluated for each of these again
        assert fast.count(query, filters) == other.total, asked
        assert np.array_equal(fast.ids(query, filters), plain.ids(query, filters)), asked


def _tied(
    fast: ColumnarEngine, plain: Oracle, query: Q.Query | None, filters: Filters, options: Options, page: Answer
) -> bool:
    """Whether the oracle gives every row of the page the score that stands in its place, but for the last bits."""
    whole = plain.search(query, filters, **{**options, "offset": 0, "limit": 10**9})
    known = dict(zip(whole.numbers, whole.scores, strict=True))
    return len(set(page.numbers)) == len(page.numbers) and all(
        number in known and abs(known[number] - score) < 1e-9
        for number, score in zip(page.numbers, page.scores, strict=True)
    )
