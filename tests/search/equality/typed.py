"""Random questions as a user types them, each with the tree that it means."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongbao.indexer.folding import fold
from gongbao.search.query.ast import (
    All,
    Fuzzy,
    Near,
    Not,
    Prefix,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Wildcard,
    Word,
)
from gongbao.search.query.ast import Any as AnyOf
from tests.search.equality.collection import ABSENT, COMMON, LINES, MIDDLE, RARE, TITLES


def together(kind: type[All] | type[AnyOf], parts: list[Query]) -> Query:
    """These as one; parts of the same kind are laid flat, as 甲 (乙 丙) is 甲 乙 丙."""
    flat: list[Query] = []
    for part in parts:
        flat += part.children if isinstance(part, kind) else [part]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters: ``options`` as given to search, and what they mean."""

    options: Mapping[str, Any] = field(default_factory=dict)
    any_of: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    excluded: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


NARROWINGS = [
    Narrowing({"city": "淄博"}, {"city": ("淄博市",)}),
    Narrowing({"city": ["遵義", "临沂市"]}, {"city": ("遵义市", "临沂市")}),
    Narrowing({"province": "山东", "year": 2020}, {"province": ("山东省",)}, {"year": (2020, 2020)}),
    Narrowing({"year": (2019, 2020)}, {}, {"year": (2019, 2020)}),
    Narrowing({"year": (None, 2019), "genre": "规划"}, {"genre": ("规划计划",)}, {"year": (None, 2019)}),
    Narrowing({"genre": ["政府工作报告", "新闻报道"]}, {"genre": ("政府工作报告", "新闻报道")}),
    Narrowing({"exclude": {"city": "淄博", "genre": "其他"}}, {}, {}, {"city": ("淄博市",), "genre": ("其他",)}),
    Narrowing({"level": "市", "date": (2020, None)}, {"level": ("prefecture",)}, {"date": (20200101, None)}),
    Narrowing({"city": "济源"}, {"city": ("济源市",)}),
]
_TRADITIONAL = str.maketrans("发经济设进改乡兴数财项产业长", "發經濟設進改鄉興數財項產業長")
_BARE = re.compile(r"[0-9a-z\u4e00-\u9fff]+")
PATTERNS: list[tuple[str, Query]] = [
    ("发*", Prefix("text", "发")),
    ("建*", Prefix("text", "建")),
    ("没有*", Prefix("text", "没有")),
    ("*展", Wildcard("text", "*展")),
    ("*兴", Wildcard("text", "*兴")),
    ("工?", Wildcard("text", "工?")),
    ("?济", Wildcard("text", "?济")),
    ("乡村振新~", Fuzzy("text", "乡村振新")),
    ("营商环~", Fuzzy("text", "营商环")),
]
EXPRESSIONS: list[tuple[str, Query]] = [
    (r"/\d+(?:\.\d+)?%/", Regex("text", r"\d+(?:\.\d+)?%")),
    ("/发展[^，。]{2,5}建设/", Regex("text", "发展[^,。]{2,5}建设")),
    ("/改[革善]/", Regex("text", "改[革善]")),
    ("/a+|乡村/", Regex("text", "a+|乡村")),
]
_WITH_SYNONYMS = {"gdp": ("地区生产总值", "国内生产总值")}


class Typing:
    """Draws questions: ``question()`` gives what is typed and what it means."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def question(self) -> tuple[str, Query]:
        """Mostly two to five words joined by And or Or, sometimes anything nested."""
        kind = self.draw.randrange(10)
        if kind < 4:
            return self._row(All)
        if kind < 6:
            return self._row(AnyOf)
        return self._any(3)

    def _row(self, kind: type[All] | type[AnyOf]) -> tuple[str, Query]:
        parts = [self._text() for _ in range(self.draw.choice([2, 2, 2, 3, 3, 4, 5]))]
        return self._joined(kind, parts)

    def _joined(self, kind: type[All] | type[AnyOf], parts: list[tuple[str, Query]]) -> tuple[str, Query]:
        signs = [" ", " AND ", " 且 ", "，"] if kind is All else [" OR ", " 或 ", "｜"]
        text = parts[0][0]
        for typed, _ in parts[1:]:
            text += self.draw.choice(signs) + typed
        return text, together(kind, [meaning for _, meaning in parts])

    def _any(self, depth: int) -> tuple[str, Query]:
        draw = self.draw
        kind = draw.randrange(10) if depth else 0
        if kind < 3:
            return self._leaf()
        if kind < 7:
            inner = [self._any(depth - 1) for _ in range(draw.choice([2, 2, 3]))]
            return self._joined(draw.choice([All, AnyOf]), [self._bracketed(one) for one in inner])
        if kind < 9:
            first, (typed, meaning) = self._bracketed(self._any(depth - 1)), self._bracketed(self._any(depth - 1))
            excluded = draw.choice(["NOT ", "非 ", "-"]) + typed, Not(meaning)
            return self._joined(All, [first, excluded])
        if depth == 3 and draw.random() < 0.7:
            typed, meaning = self._joined(draw.choice([All, AnyOf]), [self._text(), self._leaf()])
            return f"doc:({typed})", SameDocument(meaning)
        typed, meaning = self._bracketed(self._any(depth - 1))
        return "NOT " + typed, Not(meaning)

    def _bracketed(self, one: tuple[str, Query]) -> tuple[str, Query]:
        typed, meaning = one
        return (f"({typed})" if self.draw.random() < 0.5 else f"（{typed}）"), meaning

    def string(self) -> str:
        """A string of the collection: words common and rare, and any piece of a line."""
        draw = self.draw
        kind = draw.randrange(20)
        if kind < 14:
            return draw.choice(draw.choices((COMMON, MIDDLE, RARE, ABSENT), (8, 8, 3, 1))[0])
        line = draw.choice(LINES)
        at = draw.randrange(len(line))
        return line[at : at + draw.choice([1, 2, 2, 3, 4, 6])]

    def _text(self) -> tuple[str, Query]:
        draw, string = self.draw, self.string()
        boost = draw.choice([1.0] * 9 + [2.5])
        raised = f"^{boost:g}" if boost != 1.0 else ""
        folded = fold(string)
        if draw.random() < 0.2:
            string = string.translate(_TRADITIONAL)
        if not _BARE.fullmatch(folded) or folded in _OPERATORS or draw.random() < 0.2:
            return f"「{string}」{raised}", Substring("text", folded, boost)
        others = _WITH_SYNONYMS.get(folded, ())
        if others and draw.random() < 0.3:
            return f"={string}{raised}", Substring("text", folded, boost)
        return string + raised, together(AnyOf, [Substring("text", one, boost) for one in (folded, *others)])

    def _leaf(self) -> tuple[str, Query]:
        draw, kind = self.draw, self.draw.randrange(24)
        if kind < 12:
            return self._text()
        if kind < 14:
            name, field = draw.choice([("title", "title"), ("标题", "title"), ("section", "section")])
            title = draw.choice(TITLES if field == "title" else ["一、经济发展", "二、工作", "（一）数字项目"])
            at = draw.randrange(len(title))
            string = title[at : at + draw.choice([1, 2, 4])]
            return f'{name}:"{string}"', Substring(field, fold(string))
        if kind < 16:
            first, second, most = self.string(), self.string(), draw.choice([0, 1, 3, 10, 40])
            return f"「{first}」 NEAR/{most} 「{second}」", Near("text", (fold(first), fold(second)), most)
        if kind < 18:
            strings = [self.string() for _ in range(draw.choice([2, 2, 3]))]
            most = draw.choice([0, 2, 5, 20])
            return f"「{' '.join(strings)}」~{most}", Near("text", tuple(map(fold, strings)), most, ordered=True)
        if kind < 20:
            return draw.choice(PATTERNS)
        if kind == 20:
            return draw.choice(EXPRESSIONS)
        if kind < 23:
            return draw.choice(
                [
                    ("year:2019", Range("year", 2019, 2019)),
                    ("年份:2019..2020", Range("year", 2019, 2020)),
                    ("year:>2019", Range("year", 2020, None)),
                    ("year:..2020", Range("year", None, 2020)),
                    ("date:2020-03..2020-09", Range("date", 20200301, 20200930)),
                ]
            )
        return draw.choice(
            [
                ("city:淄博", Word("city", "淄博市")),
                ("省:贵州", Word("province", "贵州省")),
                ("genre:规划", Word("genre", "规划计划")),
                ("level:省", Word("level", "province")),
            ]
        )

    def narrowing(self) -> Narrowing:
        """No filters half of the time."""
        return self.draw.choice(NARROWINGS) if self.draw.random() < 0.5 else Narrowing()


_OPERATORS = {"且", "或", "非"}
