"""Which lines the facet list shows: heads, values, cities under their provinces, and what is folded away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gongbao.tui.model.pinyin_match import sounds_like
from gongbao.tui.model.question import Question, Value

Counts = Mapping[str, Sequence[tuple[Value, int]]]

FIRST = ("city", "genre", "year")
"""These stand first, in this order, and open; other facets start folded."""
SHORT = 8
"""Values shown of a long facet until it is unfolded; more cities than these stand under their provinces."""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One line: a facet's head, one of its values, a province that cities stand under, or the line for the rest."""

    kind: Literal["head", "value", "province", "more"]
    facet: str
    value: Value = ""
    count: int = 0
    depth: int = 0

    @property
    def place(self) -> tuple[str, str, Value]:
        """What tells this line from others when counts change."""
        return self.kind, self.facet, self.value


@dataclass(slots=True)
class FacetRows:
    """The state behind the lines: counts, what is chosen, what is typed, what is folded."""

    counts: Counts = field(default_factory=dict)
    question: Question = field(default_factory=Question)
    provinces: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""
    folds: dict[str, bool] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def values(self, facet: str) -> list[tuple[Value, int]]:
        """The facet's values with their counts, chosen ones that no longer occur among them with 0."""
        values = list(self.counts.get(facet, ()))
        known = {value for value, _ in values}
        chosen = [f.value for f in self.question.filters if f.facet == facet and f.value not in known]
        values += [(value, 0) for value in chosen]
        return sorted(values, key=lambda pair: str(pair[0])) if facet == "year" else values

    def folded(self, row: FacetRow) -> bool:
        """Whether what stands under this head or province is hidden."""
        if self.typed:
            return False
        if row.kind == "province":
            return self.folds.get(f"province:{row.value}", not self._holds_chosen(str(row.value)))
        return self.folds.get(row.facet, row.facet not in FIRST)

    def fold(self, row: FacetRow, fold: bool) -> None:
        """Fold or unfold what ``row`` heads or stands in."""
        if row.kind == "province" or (row.facet == "city" and row.depth):
            province = str(row.value) if row.kind == "province" else self.provinces.get(str(row.value), "")
            self.folds[f"province:{province}"] = fold
        elif fold and row.facet in self.whole and row.kind != "head":
            self.whole.discard(row.facet)
        elif not fold and not self.folded(row):
            self.whole.add(row.facet)
        else:
            self.folds[row.facet] = fold

    def _holds_chosen(self, province: str) -> bool:
        return any(f.facet == "city" and self.provinces.get(str(f.value)) == province for f in self.question.filters)

    @property
    def _by_province(self) -> bool:
        return len(self.counts.get("city", ())) > SHORT and len(self.counts.get("province", ())) > 1

    def rows(self) -> list[FacetRow]:
        """The lines as they are shown, from top to bottom."""
        facets = [f for f in FIRST if f in self.counts] + [f for f in self.counts if f not in FIRST]
        if self._by_province:
            facets.remove("province")
        return [row for facet in facets for row in self._facet(facet)]

    def _facet(self, facet: str) -> Iterator[FacetRow]:
        values = self.values(facet)
        if self.typed:
            values = [pair for pair in values if sounds_like(self.typed, str(pair[0]))]
            if facet == "city" and self._by_province:
                yield from self._found_provinces(len(values))
            elif values:
                yield FacetRow("head", facet, count=len(values))
            yield from (FacetRow("value", facet, value, count) for value, count in values)
            return
        if not values:
            return
        head = FacetRow("head", facet, count=len(values))
        yield head
        if self.folded(head):
            return
        if facet == "city" and self._by_province:
            yield from self._provinces(values)
            return
        shown = values
        if facet != "year" and facet not in self.whole and len(values) > SHORT + 1:
            shown = [p for n, p in enumerate(values) if n < SHORT or self.question.mark(facet, p[0])]
        yield from (FacetRow("value", facet, value, count) for value, count in shown)
        if len(shown) < len(values):
            yield FacetRow("more", facet, count=len(values) - len(shown))

    def _found_provinces(self, cities: int) -> Iterator[FacetRow]:
        found = [pair for pair in self.values("province") if sounds_like(self.typed, str(pair[0]))]
        if found or cities:
            yield FacetRow("head", "city", count=len(found) + cities)
        yield from (FacetRow("province", "province", value, count) for value, count in found)

    def _provinces(self, cities: Sequence[tuple[Value, int]]) -> Iterator[FacetRow]:
        """Provinces, most frequent first, with their cities; cities of no known province at the end."""
        under: dict[str, list[tuple[Value, int]]] = {}
        for pair in cities:
            under.setdefault(self.provinces.get(str(pair[0]), ""), []).append(pair)
        for name, count in self.values("province"):
            row = FacetRow("province", "province", name, count)
            yield row
            if not self.folded(row):
                yield from (FacetRow("value", "city", city, n, depth=1) for city, n in under.get(str(name), ()))
        yield from (FacetRow("value", "city", city, n) for city, n in under.get("", ()))
