"""Random query trees of all the classes an engine meets: Whoosh's own and ours, nested and boosted."""

from __future__ import annotations

import random
from typing import Any

from whoosh import query as Q

from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import SORTS, Filters
from gongbao.search.query.queries import CharNear, Exact, SameDocument, Spread, Word
from gongbao.search.query.regex import Pattern
from tests.search.equality.collection import ABSENT, COMMON, LINES, MIDDLE, RARE, TITLES

WORDS = [fold(word) for tier in (COMMON, COMMON, MIDDLE, RARE, ABSENT) for word in tier]
PIECES = ["展经", "济", "村振兴", "推进经济", "8.5%", "，", "a", "aa", "的的", "发展发展", "增长8", *(fold(line[:6]) for line in LINES)]  # fmt: skip
STRINGS = [*WORDS, *PIECES]
BOOSTS = [1.0, 1.0, 1.0, 2.0, 0.5]
FILTERS = [
    Filters(),
    Filters(),
    Filters({"city": ("淄博市", "遵义市")}),
    Filters({"city": ("淄博市",), "genre": ("规划计划", "新闻报道")}, {"year": (2019, 2020)}),
    Filters({"year": (2018, 2021)}, {"date": (20190301, None)}),
    Filters({}, {"year": (None, 2019)}, {"city": ("临沂市",), "genre": ("其他",)}),
    Filters({"province": ("山东省",), "city": ("遵义市",)}),
    Filters({"city": ("不存在市",)}),
    Filters({"year": (2018, 2021)}, {}, {"level": ("province",)}),
]
Options = dict[str, Any]


class Trees:
    """Leaves come from a pool of ``size`` drawn once, so that an oracle need evaluate each only once."""

    def __init__(self, draw: random.Random, size: int = 300) -> None:
        self.draw = draw
        self.pool = [self._leaf() for _ in range(size)]
        self.patterns = [self._pattern() for _ in range(size // 10)]

    def tree(self, depth: int | None = None) -> Q.Query:
        """Any tree that both engines know, at most four deep."""
        if depth is None:
            depth = self.draw.choice([1, 2, 3, 4])
        draw, kind = self.draw, self.draw.randrange(24) if depth else 0
        if kind < 7:
            return self._chosen(self.pool)
        if kind < 11:
            return Q.And(self._several(depth), boost=draw.choice(BOOSTS))
        if kind < 15:
            return Q.Or(self._several(depth), boost=draw.choice(BOOSTS))
        if kind < 17:
            return Q.AndMaybe(self.tree(depth - 1), self.tree(depth - 1))
        if kind < 20:
            return Q.And([self.tree(depth - 1), Q.Not(self.unscored(depth - 1))])
        if kind == 20:
            return draw.choice([Q.AndNot, Q.Require])(self.tree(depth - 1), self.unscored(depth - 1))
        if kind == 21:
            return Q.ConstantScoreQuery(self.unscored(depth - 1), draw.choice([1.0, 0.25, 3.0]))
        if kind == 22:
            return Q.Not(self.unscored(depth - 1))
        return SameDocument(self._plain(2), draw.choice(BOOSTS))

    def unscored(self, depth: int) -> Q.Query:
        """A tree where only the matched set counts: patterns may stand in it."""
        return self._chosen(self.patterns) if self.draw.random() < 0.3 else self.tree(depth)

    def scored(self, depth: int = 3) -> Q.Query:
        """A tree that Whoosh scores as we do: words, phrases and strings joined by And and Or, AndMaybe at the top."""
        if depth == 3 and self.draw.random() < 0.2:
            return Q.AndMaybe(self.scored(2), self.scored(2))
        draw, kind = self.draw, self.draw.randrange(10) if depth else 0
        if kind < 4:
            while True:
                leaf = self._chosen(self.pool)
                if isinstance(leaf, Q.Phrase | Exact | Spread | CharNear | Pattern) or (
                    isinstance(leaf, Q.Term) and leaf.fieldname in ("text", "title", "section")
                ):
                    return leaf
        parts = [self.scored(depth - 1) for _ in range(draw.choice([2, 2, 3, 4]))]
        return draw.choice([Q.And, Q.Or])(parts, boost=draw.choice(BOOSTS))

    def options(self) -> Options:
        draw = self.draw
        return {
            "offset": draw.choice([0, 0, 0, 3, 10, 40, 500]),
            "limit": draw.choice([10, 10, 10, 1, 30, 5_000, 0]),
            "sort": draw.choice(["relevance"] * 6 + list(SORTS)),
            "group": draw.choice([None, None, None, "document"]),
            "collapse": draw.random() < 0.3,
        }

    def filters(self) -> Filters:
        return self.draw.choice(FILTERS)

    def _chosen(self, pool: list[Q.Query]) -> Q.Query:
        return self.draw.choice(pool)

    def _several(self, depth: int) -> list[Q.Query]:
        return [self.tree(depth - 1) for _ in range(self.draw.choice([1, 2, 2, 2, 3, 4]))]

    def _plain(self, depth: int) -> Q.Query:
        """What may stand within SameDocument: And, Or, Not and leaves."""
        kind = self.draw.randrange(5) if depth else 0
        if kind < 2:
            return self._chosen(self.pool)
        if kind == 4:
            return Q.Not(self._plain(depth - 1))
        parts = [self._plain(depth - 1) for _ in range(self.draw.choice([2, 2, 3]))]
        return (Q.And if kind == 2 else Q.Or)(parts)

    def _leaf(self) -> Q.Query:
        draw, kind = self.draw, self.draw.randrange(32)
        boost = draw.choice(BOOSTS)
        if kind < 8:
            return Q.Term(draw.choice(["text", "text", "text", "title", "section"]), draw.choice(WORDS), boost=boost)
        if kind < 15:
            return draw.choice([Exact, Word])("text", draw.choice(STRINGS), boost)
        if kind < 17:
            title = fold(draw.choice(TITLES))
            at = draw.randrange(len(title))
            return Exact(draw.choice(["title", "section"]), title[at : at + draw.choice([1, 2, 4])], boost)
        if kind < 19:
            return Spread("text", tuple(draw.choices(STRINGS, k=draw.choice([2, 3]))), draw.choice([0, 2, 30]), boost)
        if kind < 21:
            return CharNear("text", draw.choice(STRINGS), draw.choice(STRINGS), draw.choice([0, 1, 5, 40]), boost)
        if kind < 24:
            chosen = draw.choices(WORDS[:30], k=draw.choice([2, 2, 3]))
            return Q.Phrase("text", chosen, slop=draw.choice([1, 1, 2, 4]), boost=boost)
        if kind == 24:
            return Pattern("text", draw.choice([r"\d+(?:\.\d+)?%", "改[革善]", "a+|乡村", "发展.{2,5}建设"]), boost)
        if kind == 25:
            return Q.Term("city", draw.choice(["淄博市", "合肥市", "不存在市"]))
        if kind < 29:
            low, high = draw.choice([(2019, 2020), (None, 2019), (2019, None), (2021, 2018), (2020, 2020)])
            return Q.NumericRange("year", low, high, startexcl=draw.random() < 0.3, endexcl=draw.random() < 0.3)
        if kind == 29:
            return Q.NumericRange(
                *draw.choice([("date", 20190401, 20201001), ("position", 0, 3), ("position", 7, None)])
            )
        if kind == 30:
            return draw.choice([Q.Every(), Q.NullQuery, Q.Every("city"), Q.Every("text")])
        return draw.choice(
            [Q.Term("grams", "发展"), Q.Term("grams", "展"), Q.Term("doc", "d00002"), Q.Term("absent", "甲")]
        )

    def _pattern(self) -> Q.Query:
        """Queries for many terms; Whoosh steps slowly through those we do not know."""
        draw, field = self.draw, self.draw.choice(["text", "text", "title"])
        kind = draw.randrange(16)
        if kind < 6:
            return Q.Prefix(field, draw.choice(["发", "经", "工作", "20", "乡村", "没有", ""]))
        if kind < 13:
            return Q.Wildcard(field, draw.choice(["*展", "?作", "发*", "*村*", "??", "*", "8.*", "[*"]))
        if kind == 13:
            return Q.FuzzyTerm(field, draw.choice(["发展", "乡村振新", "gdb"]), maxdist=draw.choice([1, 2]))
        if kind == 14:
            return Q.Regex(field, draw.choice(["[发改].", "g.p", "没有"]))
        return Q.TermRange(field, *draw.choice([("工", "改革"), ("数", "经济"), ("的", None)]))
