"""Concordance (KWIC): every place where a query matches, with what stands to its left and right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import SECTION_MARK
from gongbao.search.analyses.counting import match_finder
from gongbao.search.analyses.selection import all_of
from gongbao.search.analyses.texts import texts
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.query.ast import Query

Order = Literal["position", "right", "left", "year", "city"]
ORDERS: tuple[Order, ...] = ("position", "right", "left", "year", "city")
_ABOUT = ("id", "doc", "title", "city", "year", "genre", "section")


@dataclass(frozen=True, slots=True)
class Line:
    """One match: ``left``, ``match`` and ``right`` are original text; ``start`` is the match's offset in it.

    The match of a NEAR reaches from the first to the last character of its words.
    """

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
    """``total`` matches in ``paragraphs`` paragraphs; ``lines`` are those of the page asked for.

    ``readings``: query → how it was understood.
    """

    lines: tuple[Line, ...]
    total: int
    paragraphs: int
    readings: Mapping[str, str]
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a ``Line``'s values."""
        return tuple(f.name for f in fields(Line))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each line."""
        return [
            {name: getattr(line, name) for name in self.columns} | {"section": " > ".join(line.section)}
            for line in self.lines
        ]

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``: the lines, and how many there are in all."""
        sizes = {"total": self.total, "paragraphs": self.paragraphs}
        return {**Table.to_dict(self), **sizes, "readings": dict(self.readings)}


def lines(engine: Engine, tree: Query, chosen: Request, width: int, sort: Order) -> list[Line]:
    """All matches of ``tree`` in the paragraphs that ``chosen`` matches, with ``width`` characters on each side.

    "right" and "left" sort by the folded characters after and before the match (the nearest first), "year"
    and "city" by these, then all by where they stand. Raises QueryError for a width or an order there is not.
    """
    if width < 0:
        raise QueryError("concordance.width")
    if sort not in ORDERS:
        raise QueryError("order.unknown", order=sort, known=", ".join(ORDERS))
    found: list[Line] = []
    matches = match_finder(tree)
    request = chosen._replace(query=all_of((chosen.query, tree)))
    for text, folded, name, document, title, city, year, genre, section in texts(engine, request, _ABOUT):
        headings = tuple(section.split(SECTION_MARK)) if section else ()
        found += [
            Line(
                id=name,
                document=document,
                title=title or "",
                city=city,
                year=year,
                genre=genre,
                section=headings,
                start=start,
                left=text[max(0, start - width) : start],
                match=text[start:end],
                right=text[end : end + width],
            )
            for start, end in matches(folded)
        ]
    return sorted(found, key=_KEYS[sort]) if sort in _KEYS else found


_KEYS: Mapping[str, Callable[[Line], Any]] = {
    "right": lambda line: fold(line.right),
    "left": lambda line: fold(line.left)[::-1],
    "year": lambda line: (line.year is None, line.year),
    "city": lambda line: (line.city is None, line.city),
}
