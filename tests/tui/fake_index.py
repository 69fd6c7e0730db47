"""An index of made-up documents with the shape of search.Index, answering by plain string search."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongbao.indexer.documents import Evidence
from gongbao.indexer.errors import QueryError

CITIES = ["淄博市", "遵义市", "济源市", "临沂市", "黔东南苗族侗族自治州", "湘潭市"]
GENRES = ["政府工作报告", "规划计划", "新闻报道"]


@dataclass
class Hit:
    id: str
    document: str
    position: int
    title: str
    city: str | None
    year: int | None
    genre: str
    section: tuple[str, ...]
    text: str
    snippet: str = ""
    highlights: tuple[tuple[int, int], ...] = ()
    province: str | None = "山东省"
    county: str | None = None
    date: str | None = None
    source: str | None = None
    path: str = "files/a.txt"
    score: float = 1.0
    more: int = 0
    copies: tuple[str, ...] = ()
    matches: int = 0


class Document:
    def __init__(self, paragraphs: list[Hit]) -> None:
        self.paragraphs = paragraphs
        first = paragraphs[0]
        self.id, self.title, self.path, self.genre = first.document, first.title, first.path, first.genre
        self.city, self.province, self.county = first.city, first.province, first.county
        self.year, self.date, self.source = first.year, first.date, first.source
        self.level, self.evidence, self.custom = (
            "prefecture",
            {"year": Evidence("2021年2月26日", "session", 0.6)},
            {"部门": "统计局"},
        )


@dataclass
class Results:
    total: int
    documents: int
    rows: int
    hits: list[Hit]
    facets: dict[str, list[tuple[Any, int]]]
    seconds: float = 0.001
    interpretation: str = ""
    left_out: int = 0
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def paragraphs(documents: int = 12, each: int = 8) -> Iterator[Hit]:
    for d in range(documents):
        for p in range(each):
            text = f"第{d}篇第{p}段：全市上下坚持“稳中求进”，深入实施乡村振兴战略，完成投资{d * 100 + p}.5亿元，增长{p}.{d}%。"
            text += "要加快新旧动能转换，优化营商环境（包括政务服务），着力保障和改善民生。" * (1 + p % 3)
            yield Hit(
                id=f"{d}-{p}", document=str(d), position=p, title=f"{CITIES[d % 6]}二〇{d + 10}年政府工作报告[第{d}号]",
                city=CITIES[d % 6], year=2010 + d % 8, date=f"20{10 + d % 8}-01-1{d % 9}", genre=GENRES[d % 3],
                section=("一、工作回顾", f"（{p}）经济发展") if p % 2 else ("一、工作回顾",), text=text,
            )  # fmt: skip


@dataclass
class Index:
    rows: list[Hit] = field(default_factory=lambda: list(paragraphs()))
    asked: list[str | None] = field(default_factory=list)
    gate: threading.Event | None = None
    """Where set, a search waits for it."""

    def search(self, query: str | None, *, exclude: dict[str, list[Any]] | None = None, limit: int = 10, offset: int = 0,
               sort: str = "relevance", group: str | None = None, copies: bool = False, **filters: Any) -> Results:  # fmt: skip
        self.asked.append(query)
        if self.gate is not None:
            self.gate.wait(180)
        if query and "(" in query:
            raise QueryError("这里的括号没有闭合，请补上 )。", query, query.index("("))

        def passes(hit: Hit, but: str = "") -> bool:
            for name, wanted in filters.items():
                if name != but:
                    value = getattr(hit, name)
                    ok = wanted[0] <= value <= wanted[1] if isinstance(wanted, tuple) else value in wanted
                    if not ok:
                        return False
            return all(getattr(hit, n) not in values for n, values in (exclude or {}).items() if n != but)

        found = [h for h in self.rows if not query or query in h.text]
        hits = [h for h in found if passes(h)]
        rows = list({h.document: h for h in reversed(hits)}.values())[::-1] if group else hits
        page = rows[offset : offset + limit]
        for hit in page:
            hit.snippet = hit.text[:80]
            at = hit.snippet.find(query) if query else -1
            hit.matches = hit.text.count(query) if query else 0
            hit.highlights = ((at, at + len(query or "")),) if at >= 0 else ()
        facets = {
            name: sorted(Counter(getattr(h, name) for h in found if passes(h, name)).items(), key=lambda p: -p[1])
            for name in ("city", "genre", "year", "province")
        }
        documents = len({h.document for h in hits})
        return Results(len(hits), documents, len(rows), page, facets, interpretation=query or "")

    def document(self, id: str) -> Document:
        return Document([h for h in self.rows if h.document == id])

    def matches(self, query: str | None, texts: list[str]) -> list[list[tuple[int, int]]]:
        return [[m.span() for m in re.finditer(re.escape(query), text)] if query else [] for text in texts]

    def close(self) -> None:
        pass
