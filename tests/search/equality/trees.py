"""Random query trees of every node an engine meets, nested and boosted, and random requests about them."""

from __future__ import annotations

import random

from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import SORTS, Filters, Request
from gongbao.search.query.ast import (
    EVERYTHING,
    NOTHING,
    All,
    Any,
    Boosted,
    Leaf,
    Near,
    Not,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Word,
)
from tests.search.equality.collection import ABSENT, COMMON, LINES, MIDDLE, RARE, TITLES

WORDS = [fold(word) for tier in (COMMON, COMMON, MIDDLE, RARE, ABSENT) for word in tier]
FREQUENT = [fold(word) for word in (*COMMON, *COMMON, *MIDDLE)]
PIECES = ["展经", "济", "村振兴", "推进经济", "8.5%", "，", "a", "aa", "的的", "发展发展", "增长8", *(fold(line[:6]) for line in LINES)]  # fmt: skip
STRINGS = [*WORDS, *map(fold, PIECES)]
BOOSTS = [1.0, 1.0, 1.0, 2.0, 0.5]
FACETS = ("city", "year", "genre", "province", "county", "level")
KEYS = [(), ("city",), ("city", "year"), ("genre", "level", "date"), ("doc",), ("copy_of",), ("file", "province")]
"""What to group by."""
FIELDS = ("id", "doc", "text", "title", "year", "city", "section", "position", "copy_of", "date")
FILTERS = [
    Filters({"city": ("淄博市", "遵义市")}),
    Filters({"city": ("淄博市",), "genre": ("规划计划", "新闻报道")}, {"year": (2019, 2020)}),
    Filters({"year": (2018, 2021)}, {"date": (20190301, None)}),
    Filters({}, {"year": (None, 2019)}, {"city": ("临沂市",), "genre": ("其他",)}),
    Filters({}, {"date": (None, None)}),
    Filters({"province": ("山东省",), "city": ("遵义市",)}),
    Filters({"city": ("不存在市",)}),
    Filters({"year": (2018, 2021)}, {}, {"level": ("province",)}),
    Filters({"doc": ("d00001", "d00002", "d00003")}),
    Filters({"copy_of": ("d00000", "d00001", "d00002")}),
]


class Trees:
    """Leaves come from a pool of ``size`` drawn once, so that a slow engine need evaluate each only once."""

    def __init__(self, draw: random.Random, size: int = 300) -> None:
        self.draw = draw
        self.pool = [self._leaf() for _ in range(size)]

    def tree(self, depth: int | None = None) -> Query:
        """Any tree, at most four deep."""
        if depth is None:
            depth = self.draw.choice([1, 2, 3, 4])
        draw, kind = self.draw, self.draw.randrange(24) if depth else 0
        if kind < 7:
            return draw.choice(self.pool)
        if kind < 11:
            return All(self._several(depth))
        if kind < 15:
            return Any(self._several(depth))
        if kind < 19:
            return All((self.tree(depth - 1), Not(self.tree(depth - 1))))
        if kind < 21:
            return Boosted(self.tree(depth - 1), draw.choice([2.0, 0.5, 3.0]))
        if kind == 21:
            return Not(self.tree(depth - 1))
        if kind == 22:
            return draw.choice([EVERYTHING, NOTHING, Any((Not(NOTHING), self.tree(depth - 1)))])
        return SameDocument(self.tree(2))

    def scored(self, depth: int = 3) -> Query:
        """A tree that Whoosh's own Searcher scores as we do: words and strings joined by All and Any."""
        draw, kind = self.draw, self.draw.randrange(10) if depth else 0
        if kind < 4:
            while True:
                leaf = draw.choice(self.pool)
                if leaf.field in ("text", "title", "section"):
                    return leaf
        parts = tuple(self.scored(depth - 1) for _ in range(draw.choice([2, 2, 3, 4])))
        joined = draw.choice([All, Any])(parts)
        return Boosted(joined, draw.choice([2.0, 0.5])) if draw.random() < 0.3 else joined

    def request(self) -> Request:
        """Any request about any tree."""
        draw = self.draw
        near = tuple(draw.choices(FREQUENT, k=draw.choice([2, 2, 3]))) if draw.random() < 0.25 else ()
        query = None if draw.random() < 0.02 else self.tree()
        if near and draw.random() < 0.8:
            query = draw.choice([All, Any])(tuple(Substring("text", string) for string in near))
        return Request(
            query=query,
            filters=self.filters(),
            bonuses=self.bonuses(),
            near=near,
            offset=draw.choice([0, 0, 0, 0, 0, 0, 0, 3, 10, 29, 40, 500]),
            limit=draw.choice([10, 10, 10, 10, 10, 1, 30, 30, 5_000, 0]),
            sort=draw.choice(["relevance"] * 6 + list(SORTS)),
            facets=draw.choice([FACETS, FACETS, ("year",), ()]),
            fields=FIELDS,
            group=draw.choice([None, None, None, "document"]),
            copies=draw.random() < 0.3,
        )

    def bonuses(self) -> tuple[Query, ...]:
        """What adds to scores, mostly nothing."""
        return tuple(self._bonus() for _ in range(self.draw.choice([0, 0, 1, 2])))

    def filters(self) -> Filters:
        """No filters half of the time."""
        return Filters() if self.draw.random() < 0.5 else self.draw.choice(FILTERS)

    def _several(self, depth: int) -> tuple[Query, ...]:
        return tuple(self.tree(depth - 1) for _ in range(self.draw.choice([1, 2, 2, 2, 3, 4])))

    def _bonus(self) -> Query:
        """What ``ranking.bonuses`` gives: words of titles and headings, one or all of some, and strings."""
        draw = self.draw
        if draw.random() < 0.3:
            return Substring("text", draw.choice(STRINGS), 1.5)
        words = [
            Word(draw.choice(["title", "section"]), draw.choice(WORDS), draw.choice([2.0, 0.75])) for _ in range(2)
        ]
        return words[0] if draw.random() < 0.6 else All(tuple(words))

    def _word(self) -> str:
        return self.draw.choice(FREQUENT if self.draw.random() < 0.6 else WORDS)

    def _string(self) -> str:
        return self.draw.choice(FREQUENT if self.draw.random() < 0.5 else STRINGS)

    def _leaf(self) -> Leaf:
        draw, kind = self.draw, self.draw.randrange(32)
        boost = draw.choice(BOOSTS)
        if kind < 8:
            return Word(draw.choice(["text", "text", "text", "text", "title", "section"]), self._word(), boost)
        if kind < 15:
            return Substring("text", self._string(), boost, draw.random() < 0.2, draw.random() < 0.2)
        if kind < 17:
            title = fold(draw.choice(TITLES))
            at = draw.randrange(len(title))
            return Substring(draw.choice(["title", "section"]), title[at : at + draw.choice([1, 2, 4])], boost)
        if kind < 19:
            parts = tuple(self._string() for _ in range(draw.choice([2, 2, 3])))
            return Near("text", parts, draw.choice([0, 2, 30]), True, boost)
        if kind < 21:
            parts = (self._string(), self._string())
            return Near("text", parts, draw.choice([0, 1, 5, 40]), False, boost)
        if kind < 23:
            return Regex("text", draw.choice([r"\d+(?:\.\d+)?%", "改[革善]", "a+|乡村", "发展.{2,5}建设"]), boost)
        if kind < 25:
            return Word("city", draw.choice(["淄博市", "合肥市", "不存在市"]), boost)
        if kind < 28:
            return Range("year", *draw.choice([(2019, 2020), (None, 2019), (2020, None), (2021, 2018), (None, None)]))
        if kind < 30:
            return Range(*draw.choice([("date", 20190401, 20201001), ("position", 0, 3), ("position", 7, None)]))
        return draw.choice(
            [
                Word("grams", "发展"), Word("grams", "展"), Word("doc", "d00002"), Word("id", "d00001-0"),
                Word("absent", "甲"), Substring("absent", "甲"), Range("absent", 1, 2),
            ]
        )  # fmt: skip
