"""The places a text names, in the order they stand, each as the units it may mean."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gongbao.indexer.folding import fold
from gongbao.indexer.places.table import Name, Unit, table
from gongbao.indexer.wordlists import word_list

OLDEST_ALIVE = 2000
"""In a text of unknown year, a former name that ended earlier gives way to a living one."""

_LEFT = {"重庆市": "四川省", "海南省": "广东省"}
"""Provinces and the ones they were once part of."""

_PARTS = re.compile(r"关于|[与和、的]|政府|委")
"""Between two mentions, these make them two places rather than one run."""

_ORGAN_FOLLOWS = re.compile(r"[::]|人民|政府|人大|[区县]?委|政协|第.{1,3}届|召开|举行|(?:19|20)\d\d|国民经济|财政局")

_SHORT = 3
"""The longest name of which a part may be taken for the whole by accident."""

_NEAR = 4
_HAN_BEFORE = re.compile("[\u4e00-\u9fff]{1,4}$")
_HAN_BEHIND = re.compile("[\u4e00-\u9fff]{1,4}")

_TOWNSHIP = re.compile(
    r"乡(?![村镇土贤亲愁情音风])|镇(?![村域街区])|苏木|街道(?:办|党|人大|工委|关于|\d|$)|村(?![镇庄民级居里集医])"
)
"""Behind a name without rank, what makes it a township's: 白沙乡, 常德街道办事处; but not 赣州乡村."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of names, 福建省福州市鼓楼区; ``names`` are what its last name may mean, ``short`` if without rank."""

    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    short: bool

    @property
    def units(self) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys(name.unit for name in self.names))

    def units_in(self, year: int | None) -> tuple[Unit, ...]:
        """The units meant in a text of ``year``: of a living name and a former one, those that year allows."""
        living = [n for n in self.names if n.ended is None]
        if len(self.names) == 1:
            return self.units
        if not living:
            valid = [n for n in self.names if n.ended and n.ended > (year or 0)] or list(self.names)
            last = max(n.ended or 0 for n in valid) if year is None else min(n.ended or 0 for n in valid)
            return tuple(dict.fromkeys(n.unit for n in valid if n.ended == last))
        former = [n for n in self.names if n.ended is not None and _stood(n, n.ended, year)]
        if year and any(f.unit.kind == "prefecture" and f.whole for f in former):
            return tuple(dict.fromkeys(n.unit for n in former if n.unit.kind == "prefecture"))
        if year is None:
            former = [f for f in former if not any(n.unit.place.city == f.unit.place.city for n in living)]
        return tuple(dict.fromkeys(n.unit for n in (*living, *former)))


def _stood(name: Name, ended: int, year: int | None) -> bool:
    """Whether a former name was in use in a text of ``year``; a district still was for part of its last year."""
    if year is None:
        return ended > OLDEST_ALIVE
    return ended > year or (ended == year and name.unit.kind == "county")


@dataclass(frozen=True, slots=True)
class Words:
    """place_words.yaml, compiled."""

    weak: frozenset[str]
    never: frozenset[str]
    not_before: Mapping[str, re.Pattern[str]]
    not_after: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, tuple[str, ...]]
    landmarks: Mapping[str, tuple[str, ...]]
    """Parent and name of a district (福州市鼓楼区) to what stands only there."""


@functools.cache
def words() -> Words:
    values = word_list("place_words")
    return Words(
        frozenset(values["weak"]),
        frozenset(values["never"]),
        {name: re.compile(pattern) for name, pattern in values["not_before"].items()},
        {name: re.compile(rf"(?:{pattern})$") for name, pattern in values["not_after"].items()},
        {prefix: tuple(names) for prefix, names in values["numbers"].items()},
        {district: tuple(fold(str(mark)) for mark in marks) for district, marks in values["landmarks"].items()},
    )


def mentions(folded: str, short: bool = True) -> list[Mention]:
    """The mentions in ``folded`` text. Without ``short``, only names that say their rank count.

    A county's short name is not believed on its own, but neither is what stands inside it: no 大连 in 五大连池.
    """
    names, lengths = table().names, table().lengths
    found: list[Mention] = []
    at = shadow = 0
    while at < len(folded):
        for length in lengths.get(folded[at], ()):
            end = at + length
            here = names.get(folded[at:end]) if end <= len(folded) else None
            if not here:
                continue
            mention = _believed(here, folded, at, end, found, short)
            if mention and end > shadow:
                if mention.start < at:
                    found.pop()
                found.append(mention)
                at = end
                break
            if not any(name.whole for name in here):
                shadow = max(shadow, end)
        else:
            at += 1
    return found


def narrowed(named: list[Mention], text: str) -> Mention:
    """The first mention, or the one behind it that lies within it: 山东:淄博市, 兵团第八师石河子市.

    A county that has since moved to another city still belongs to the run: 六安市寿县 lies in 淮南市 today.
    """
    first = named[0]
    for following in named[1:]:
        gap = text[first.end : following.start]
        within = any(
            u is not a and (u.within(a) or (a.kind == "zone" and a.parent is not None and u.within(a.parent)))
            for u in following.units
            for a in first.units
        )
        if not (within or _moved(first, following)) or len(gap) > 4 or _PARTS.search(gap):
            break
        first = following
    return first


def _moved(city: Mention, county: Mention) -> bool:
    """Whether a city's name runs straight into that of the one county so called in its province."""
    if city.end != county.start or county.short or len(county.units) != 1 or county.units[0].kind == "prefecture":
        return False
    return any(a.kind == "prefecture" and a.lineage[0] is county.units[0].lineage[0] for a in city.units)


def _believed(
    names: tuple[Name, ...], text: str, start: int, end: int, found: list[Mention], short: bool
) -> Mention | None:
    """The mention these names make: one that goes on from the last, one of its own, or none."""
    before = found[-1] if found and found[-1].end == start else None
    if before:
        inner = tuple(n for n in names if any(_inside(n.unit, u) for u in before.units))
        if inner:
            return Mention(before.start, end, text[before.start : end], inner, all(not n.whole for n in inner))
    alone = tuple(n for n in names if _stands_alone(n, text, start, end, short))
    return Mention(start, end, text[start:end], alone, all(not n.whole for n in alone)) if alone else None


def _inside(unit: Unit, other: Unit) -> bool:
    left = _LEFT.get(unit.lineage[0].name)
    return unit is not other and (unit.within(other) or left == other.name)


def _stands_alone(name: Name, text: str, start: int, end: int, short: bool) -> bool:
    """Whether a name that follows no larger one can be believed where it stands."""
    if name.text in words().weak:
        return bool(_ORGAN_FOLLOWS.match(text, end))
    after = words().not_before.get(name.text)
    before = words().not_after.get(name.text)
    if (after and after.match(text, end)) or (before and before.search(text[max(0, start - 4) : start])):
        return False
    if len(name.text) <= _SHORT and _cuts_words(name, text, start, end):
        return False
    if name.whole:
        return not (name.text[-1] in "区县" and text.startswith("域", end))
    if name.sort != "official" and _TOWNSHIP.match(text, end):
        return False
    if not short or name.unit.kind in ("county", "zone") or name.text in words().never:
        return name.unit.kind == "zone" and name.sort == "official"
    return True


def _cuts_words(name: Name, text: str, start: int, end: int) -> bool:
    """Whether a short name is but the end of one word and the start of another: 适|应城市, 规|定安|全.

    Where a name ends is doubtful only without its rank, for the rank may be a word with what follows (沂源县委书记).
    """
    left, right = _HAN_BEFORE.search(text, max(0, start - _NEAR), start), _HAN_BEHIND.match(text, end, end + _NEAR)
    before, behind = left[0] if left else "", right[0] if right else ""
    if not before and (name.whole or not behind):
        return False
    return _cut_through(before, text[start:end], behind, not name.whole and name.unit.kind != "province")


@functools.lru_cache(maxsize=4096)
def _cut_through(before: str, name: str, behind: str, ends_too: bool) -> bool:
    from gongbao.indexer.analysis import segmenter  # its dictionary is loaded only where a text names a place

    bounds, at = {0}, 0
    for word in segmenter().cut(before + name + behind):
        at += len(word)
        bounds.add(at)
    first, last = len(before), len(before) + len(name)
    return first not in bounds or (ends_too and last not in bounds)
