"""The table of divisions in memory: units, and every name that leads to one."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gongbao.indexer.documents import Level, Place
from gongbao.indexer.folding import fold

PLACES = Path(__file__).resolve().parent.parent / "data" / "places.tsv"

Kind = Literal["province", "prefecture", "direct", "county", "zone"]
"""``direct`` is a county-level unit right under a province (济源市); a ``zone`` is no division at all."""

MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One unit of today. ``pinyin`` are the syllables of the official name."""

    code: str
    kind: Kind
    name: str
    parent: Unit | None
    pinyin: tuple[str, ...]

    @property
    def lineage(self) -> tuple[Unit, ...]:
        """The unit and what it belongs to, outermost first."""
        return (*(self.parent.lineage if self.parent else ()), self)

    @property
    def place(self) -> Place:
        """The unit as the place of a document it issued."""
        if self.kind == "zone" and self.parent:
            above = self.parent.place
            level: Level = "province" if above.city is None else "county"
            return Place(level, above.province, above.city, above.county)
        province = self.lineage[0].name
        if self.kind == "province":
            return Place("province", province, province if self.name in MUNICIPALITIES else None)
        if self.kind == "county":
            return Place("county", province, self.lineage[-2].name, self.name)
        return Place("prefecture", province, self.name)

    def within(self, other: Unit) -> bool:
        """Whether this is ``other`` or lies in it."""
        return other in self.lineage


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a unit: its official one, a short one (湘西), or a former one with the year it ended."""

    unit: Unit
    text: str
    sort: Literal["official", "short", "former"]
    ended: int | None = None
    bare: bool = False
    """Whether it only ends like one that says its rank: 南市 of 南市区, 红旗 of 红旗区."""

    @property
    def whole(self) -> bool:
        """Whether the name says its rank, so that it can be believed anywhere in a text: 湘西州, but not 杭州."""
        if self.bare:
            return False
        if self.text[-1] == "州":
            return self.unit.name.endswith("自治州")
        if self.text[-1] in "市区":
            return self.sort != "short" or self.unit.name.endswith(self.text[-1])
        return self.text[-1] in "省县旗盟"


@dataclass(frozen=True, slots=True)
class Table:
    units: tuple[Unit, ...]
    names: Mapping[str, tuple[Name, ...]]
    """Folded name to the names that are written so."""
    lengths: Mapping[str, tuple[int, ...]]
    """First character to the lengths of the names that begin with it, longest first."""
    inside: Mapping[Unit, tuple[str, ...]]
    """Streets and townships, folded, of a district that shares its name with another, where no other has them."""


@functools.cache
def table() -> Table:
    """The whole table; read once, about 30 ms."""
    units: dict[str, Unit] = {}
    inside: dict[Unit, tuple[str, ...]] = {}
    names: dict[str, list[Name]] = defaultdict(list)
    with PLACES.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            code, kind, name, parent, others, pinyin, streets = line.rstrip("\n").split("\t")
            unit = Unit(code, kind, name, units.get(parent), tuple(pinyin.split()))  # type: ignore[arg-type]
            units[code] = unit
            if streets:
                inside[unit] = tuple(fold(streets).split("|"))
            names[fold(name)].append(Name(unit, name, "official"))
            spelled = [other.partition("~") for other in others.split("|")] if others else []
            ranked = {name, *(text for text, _, _ in spelled)}
            for text, _, ended in spelled:
                sort: Literal["short", "former"] = "former" if ended else "short"
                bare = text[-1] in "市区旗盟" and any(text + rank in ranked for rank in "市县区旗")
                names[fold(text)].append(Name(unit, text, sort, int(ended) if ended else None, bare))
    lengths: dict[str, set[int]] = defaultdict(set)
    for text in names:
        lengths[text[0]].add(len(text))
    return Table(
        tuple(units.values()),
        {text: tuple(found) for text, found in names.items()},
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        inside,
    )
