"""Whoosh's own Searcher, sorting all matches, on an index of ours and on one that Whoosh wrote."""

from __future__ import annotations

from typing import Any

from whoosh.query import AndNot, Query, Require

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters
from gongbao.search.query.queries import SameDocument


class Sorted:
    """Every match of a query, by paragraph id, with its score; ``name`` says whose index it is."""

    def __init__(self, name: str, index: Any) -> None:
        self.name = name
        self.searcher = index.searcher()
        self.ids = {
            offset + number: leaf.stored_fields(number)["id"]
            for leaf, offset in self.searcher.leaf_searchers()
            for number in leaf.reader().all_doc_ids()
        }

    def whole(self, query: Query) -> dict[str, float]:
        results = self.searcher.search(query, limit=None)
        # A Not at the top brings deleted paragraphs back, on Whoosh's own index too.
        return {self.ids[number]: score for score, number in results.top_n if number in self.ids}


class Fast:
    """The same from the fast engine."""

    def __init__(self, engine: ColumnarEngine) -> None:
        self.engine = engine
        numbers = engine.ids(None, Filters()).tolist()
        self.ids = {n: values["id"] for n, values in zip(numbers, engine.stored(numbers), strict=True)}

    def whole(self, query: Query) -> dict[str, float]:
        answer = self.engine.search(query, Filters(), limit=10**9)
        assert answer.total == len(answer.numbers)
        return {self.ids[n]: score for n, score in zip(answer.numbers, answer.scores, strict=True)}


def compare(fast: Fast, theirs: Sorted, query: Query, scores: bool) -> None:
    """The same paragraphs, and on request the same scores to nine places."""
    ours, whole = fast.whole(query), theirs.whole(query)
    assert ours.keys() == whole.keys(), (theirs.name, query)
    if scores:
        assert all(abs(ours[name] - score) < 1e-9 * max(1.0, abs(score)) for name, score in whole.items()), (
            theirs.name,
            query,
        )


def is_for_whoosh(query: Query) -> bool:
    """Whether a Searcher answers a tree rightly: it cannot ask about whole documents, and what its AndNot and Require
    give can hold a paragraph too many or run beyond the end of a list."""
    return not isinstance(query, SameDocument | AndNot | Require) and all(map(is_for_whoosh, query.children()))
