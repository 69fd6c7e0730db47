"""Concordance (KWIC): every place where a query matches, with what stands to its left and right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal

from whoosh.query import Query

from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import SECTION_MARK
from gongbao.search.analyses.texts import rows
from gongbao.search.engines.protocol import Engine, Filters
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.results.snippets import marked, markers

Order = Literal["position", "right", "left", "year", "city"]
ORDERS: tuple[Order, ...] = ("position", "right", "left", "year", "city")


@dataclass(frozen=True, slots=True)
class Line:
    """One match: ``left``, ``match`` and ``right`` are original text; ``start`` is the match's offset in it."""

    id: str
    document: str
    title: str
    city: str | None
    year: int | None
    genre: str | None
    section: tuple[str, ...]
    start: int
    left: str
    match: str
    right: str


@dataclass(frozen=True, slots=True)
class Concordance(Table):
    """``total`` matches in ``paragraphs`` paragraphs; ``lines`` are those of the page asked for."""

    lines: tuple[Line, ...]
    total: int
    paragraphs: int
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(Line))

    def rows(self) -> list[dict[str, Any]]:
        return [
            {name: getattr(line, name) for name in self.columns} | {"section": " > ".join(line.section)}
            for line in self.lines
        ]


def lines(engine: Engine, query: Query, filters: Filters, width: int, sort: Order) -> list[Line]:
    """All matches with ``width`` characters on each side.

    "right" and "left" sort by the folded characters after and before the match (the nearest first), "year"
    and "city" by these, then all by where they stand. Raises QueryError for a width or an order there is not.
    """
    if width < 0:
        raise QueryError("width counts characters from 0 upwards.")
    if sort not in ORDERS:
        raise QueryError(f"There is no order '{sort}'; orders are: {', '.join(ORDERS)}.")
    found: list[Line] = []
    wanted = markers(query)
    for _, stored in rows(engine, engine.ids(query, filters)):
        text = stored["text"]
        section = stored.get("section")
        for start, end in marked(wanted, fold(text)):
            found.append(  # a comprehension of this size hides what it does
                Line(
                    id=stored["id"],
                    document=stored["doc"],
                    title=stored.get("title", ""),
                    city=stored.get("city"),
                    year=stored.get("year"),
                    genre=stored.get("genre"),
                    section=tuple(section.split(SECTION_MARK)) if section else (),
                    start=start,
                    left=text[max(0, start - width) : start],
                    match=text[start:end],
                    right=text[end : end + width],
                )
            )
    keys: dict[str, Callable[[Line], Any]] = {
        "right": lambda line: fold(line.right),
        "left": lambda line: fold(line.left)[::-1],
        "year": lambda line: (line.year is None, line.year),
        "city": lambda line: (line.city is None, line.city),
    }
    return sorted(found, key=keys[sort]) if sort in keys else found
