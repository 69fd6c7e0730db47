"""The table of the word-frequency method (词频法): groups × terms, with denominators and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.concept_lexicon import Term
from gongbao.search.analyses.grouping import Grouping, Key, Size, Ungrouped
from gongbao.search.analyses.joining import Joined
from gongbao.search.analyses.selection import all_of
from gongbao.search.analyses.texts import texts
from gongbao.search.analyses.trend import rate
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import PlainTable, Table
from gongbao.search.query import ast
from gongbao.search.query.ast import Near

PanelMeasure = Literal["count", "per_10000", "per_10000_tokens"]
MEASURES: tuple[PanelMeasure, ...] = ("count", "per_10000", "per_10000_tokens")
_SIZES = ("documents", "characters", "tokens")
NO_JOIN = Joined((), (), {}, (), 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a term of a concept stands in a group; None where the group holds no document."""

    group: Key
    concept: str
    term: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Panel(Table):
    """One row for each group and term: the groups that hold documents, or all combinations where asked for.

    Terms are written as in the user's lexicon. ``sizes`` holds each group that has documents, ``groups`` every
    combination of the values that occur. ``rule`` says how terms were counted, ``readings`` (term → text) what counts
    as each term. ``left_out`` is what has no value for a facet of ``by``. ``joined`` are the user's own variables.
    """

    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    sizes: Mapping[Key, Size]
    groups: tuple[Key, ...]
    rule: str
    readings: Mapping[str, str]
    left_out: Ungrouped
    manifest: Manifest
    joined: Joined = NO_JOIN

    @property
    def columns(self) -> tuple[str, ...]:
        """The facets of ``by``, concept, term, count, the group's sizes, the rates, the joined columns."""
        return (*self.by, "concept", "term", "count", *_SIZES, "per_10000", "per_10000_tokens", *self.joined.columns)

    @property
    def labels(self) -> Mapping[str, str]:
        """What each column holds, for formats that keep labels."""
        return LABELS

    def rows(self) -> list[dict[str, Any]]:
        """A row for each group and term."""
        return [self._row(c.group, c.concept, c.term, c.count) for c in self.cells]

    def with_variables(self, joined: Joined, file: str) -> Panel:
        """The same panel with the user's own variables, which stand in ``file``, beside each row."""
        said = {
            "file": file, "on": list(joined.on), "columns": list(joined.columns),
            "unmatched": [list(group) for group in joined.unmatched], "unused": joined.unused,
        }  # fmt: skip
        manifest = replace(self.manifest, options={**self.manifest.options, "join": said})
        return replace(self, joined=joined, manifest=manifest)

    def by_concept(self) -> PlainTable:
        """The panel summed over the terms of each concept, a row for each group and concept."""
        columns = tuple(name for name in self.columns if name != "term")
        rows = tuple(self._row(group, concept, "", count) for (group, concept), count in self._concepts().items())
        return self._table("by concept", columns, rows)

    def wide(self, measure: PanelMeasure = "count", concepts: bool = False) -> PlainTable:
        """One row for each group with a column for each term, or for each concept; raises QueryError for a measure.

        A name that would stand twice (a term of two concepts, or one called as another column) is written
        ``concept: term``.
        """
        if measure not in MEASURES:
            raise QueryError("panel.measure", measure=measure, known=", ".join(MEASURES))
        cells = [Cell(*key, "", count) for key, count in self._concepts().items()] if concepts else self.cells
        pairs = dict.fromkeys((c.concept, c.term) for c in cells)
        used = Counter([*self.by, *_SIZES, *self.joined.columns, *(term or concept for concept, term in pairs)])
        names = {
            pair: name if used[name := pair[1] or pair[0]] == 1 else f"{pair[0]}: {pair[1] or '*'}" for pair in pairs
        }
        found: dict[Key, dict[str, Any]] = {}
        for cell in cells:
            row = found.setdefault(cell.group, self._group(cell.group))
            row[names[cell.concept, cell.term]] = self._measures(cell.group, cell.count)[measure]
        columns = (*self.by, *_SIZES, *names.values(), *self.joined.columns)
        return self._table(f"wide, {measure}", columns, tuple(found.values()))

    def coverage(self) -> PlainTable:
        """Every combination of the values that occur, with its documents, paragraphs, characters and words."""
        columns = (*self.by, "documents", "paragraphs", "characters", "tokens", *self.joined.columns)
        rows = tuple(self._group(key) | {"paragraphs": self._size(key).paragraphs} for key in self.groups)
        return self._table("coverage", columns, rows)

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        return {
            **Table.to_dict(self),
            "rule": self.rule,
            "readings": dict(self.readings),
            "left_out": self.left_out.to_dict(),
            "concepts": self.by_concept().rows(),
            "coverage": self.coverage().rows(),
        }

    def _concepts(self) -> dict[tuple[Key, str], int | None]:
        totals: dict[tuple[Key, str], int | None] = {}
        for cell in self.cells:
            key = (cell.group, cell.concept)
            totals[key] = None if cell.count is None else (totals.get(key) or 0) + cell.count
        return totals

    def _table(self, table: str, columns: tuple[str, ...], rows: tuple[dict[str, Any], ...]) -> PlainTable:
        manifest = replace(self.manifest, options={**self.manifest.options, "table": table})
        return PlainTable(columns, rows, manifest, LABELS)

    def _size(self, group: Key) -> Size:
        return self.sizes.get(group, Size(0, 0, 0, None))

    def _group(self, group: Key) -> dict[str, Any]:
        size = self._size(group)
        values = dict(zip(self.by, group, strict=True))
        sizes = {"documents": size.documents, "characters": size.characters, "tokens": size.tokens}
        return {**values, **sizes, **self.joined.row(values)}

    def _measures(self, group: Key, count: int | None) -> dict[str, Any]:
        if count is None:
            return dict.fromkeys(MEASURES)
        size = self._size(group)
        return {
            "count": count,
            "per_10000": rate(count, size.characters),
            "per_10000_tokens": rate(count, size.tokens),
        }

    def _row(self, group: Key, concept: str, term: str, count: int | None) -> dict[str, Any]:
        return {**self._group(group), "concept": concept, "term": term, **self._measures(group, count)}


LABELS = {
    "count": "次数 occurrences, empty where the group has no document",
    "documents": "文档数 documents of the group",
    "paragraphs": "段落数 paragraphs of the group",
    "characters": "字数 characters of the group, without white space",
    "tokens": "词数 words of the group, without punctuation",
    "per_10000": "每万字次数 occurrences per 10,000 characters",
    "per_10000_tokens": "每万词次数 occurrences per 10,000 words",
    "concept": "概念 concept of the lexicon",
    "term": "词 term as written in the lexicon",
    "city": "城市 city",
    "province": "省份 province",
    "county": "区县 county",
    "level": "级别 level",
    "genre": "文种 genre",
    "year": "年份 year",
    "month": "月份 month",
    "quarter": "季度 quarter",
    "source": "来源 publisher",
    "doc": "文档 document id",
}
"""Column → what it holds."""


def cells(
    engine: Engine, terms: Sequence[Term], count: Callable[[str], Counter[str | Near]], chosen: Request,
    groups: Grouping, keys: Sequence[Key], sizes: Mapping[Key, Size],
) -> tuple[Cell, ...]:  # fmt: skip
    """The counts in the paragraphs that ``chosen`` matches, in the order of ``keys`` and of the terms."""
    parts = dict.fromkeys(part for term in terms for part in term.counted)
    holding = ast.Any(tuple(part if isinstance(part, Near) else ast.Substring("text", part) for part in parts))
    counts: dict[Any, Counter[str | Near]] = {key: Counter() for key in keys}
    for _, folded, *stored in texts(engine, chosen._replace(query=all_of((chosen.query, holding))), groups.fields):
        key = groups.values(stored)
        if key in counts:
            counts[key].update(count(folded))
    return tuple(
        Cell(key, term.concept, term.term, sum(counts[key][part] for part in term.counted) if key in sizes else None)
        for key in keys
        for term in terms
    )
