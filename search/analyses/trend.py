"""How often terms are used over years, places or kinds of document, with the denominators to compare by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.search.analyses.counting import match_finder
from gongbao.search.analyses.grouping import Grouping, Key, Size, Ungrouped
from gongbao.search.analyses.selection import all_of
from gongbao.search.analyses.texts import texts
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.query.ast import Query


@dataclass(frozen=True, slots=True)
class Point:
    """One term in one group.

    ``count`` is how often it occurs (``counting`` has the rule), ``documents`` how many documents have it,
    ``paragraphs`` how many paragraphs. They are None where the group holds no document at all, and 0 where
    documents are there and the term is not. ``of_documents``, ``characters`` (without white space) and ``tokens``
    (words without punctuation; None when not counted) are the group's whole. ``share`` = documents /
    of_documents, ``per_10000`` = count per 10,000 characters, ``per_10000_tokens`` = count per 10,000 words; None
    where the whole is 0 or not counted.
    """

    term: str
    group: Key
    count: int | None
    documents: int | None
    paragraphs: int | None
    of_documents: int
    characters: int
    tokens: int | None
    share: float | None
    per_10000: float | None
    per_10000_tokens: float | None


@dataclass(frozen=True, slots=True)
class Trend(Table):
    """Points term by term, groups ascending.

    ``readings``: term → how it was understood. ``left_out`` is what has no value for a facet of ``by``.
    """

    by: tuple[str, ...]
    points: tuple[Point, ...]
    readings: Mapping[str, str]
    left_out: Ungrouped
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """``term``, the facets of ``by``, then the measures of a ``Point``."""
        return ("term", *self.by, *_MEASURED)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each term and group."""
        return [
            {"term": p.term, **dict(zip(self.by, p.group, strict=True))}
            | {name: getattr(p, name) for name in _MEASURED}
            for p in self.points
        ]

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        return {**Table.to_dict(self), "readings": dict(self.readings), "left_out": self.left_out.to_dict()}


_MEASURED = (
    "count", "documents", "paragraphs", "of_documents", "characters", "tokens", "share", "per_10000",
    "per_10000_tokens",
)  # fmt: skip


def points(
    engine: Engine, term: str, tree: Query, chosen: Request, groups: Grouping, keys: Sequence[Key],
    sizes: Mapping[Key, Size],
) -> list[Point]:  # fmt: skip
    """One term's points, in the order of ``keys``: ``tree`` counted in the paragraphs that ``chosen`` matches."""
    counts: dict[Key, int] = {}
    paragraphs: dict[Key, int] = {}
    documents: dict[Key, set[str]] = {}
    matches = match_finder(tree)
    request = chosen._replace(query=all_of((chosen.query, tree)))
    for _, folded, document, *stored in texts(engine, request, ("doc", *groups.fields)):
        key: Any = groups.values(stored)
        counts[key] = counts.get(key, 0) + len(matches(folded))
        paragraphs[key] = paragraphs.get(key, 0) + 1
        documents.setdefault(key, set()).add(document)
    return [
        _point(term, key, sizes.get(key), counts.get(key, 0), len(documents.get(key, ())), paragraphs.get(key, 0))
        for key in keys
    ]


def _point(term: str, key: Key, size: Size | None, count: int, documents: int, paragraphs: int) -> Point:
    if size is None:
        return Point(term, key, None, None, None, 0, 0, None, None, None, None)
    return Point(
        term=term,
        group=key,
        count=count,
        documents=documents,
        paragraphs=paragraphs,
        of_documents=size.documents,
        characters=size.characters,
        tokens=size.tokens,
        share=documents / size.documents,
        per_10000=rate(count, size.characters),
        per_10000_tokens=rate(count, size.tokens),
    )


def rate(count: int, of: int | None) -> float | None:
    """``count`` per 10,000; None where there is nothing to divide by."""
    return count * 10_000 / of if of else None
