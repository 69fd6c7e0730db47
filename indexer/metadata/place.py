"""The place of a document: its issuer's, settled from clues in the order they are believed, or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongbao.indexer.documents import Evidence, Place
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet
from gongbao.indexer.metadata.issuer_wording import wording
from gongbao.indexer.metadata.place_clue import Clue
from gongbao.indexer.metadata.place_clues import OURSELVES, clues, last_clues, numbers
from gongbao.indexer.metadata.title import Title
from gongbao.indexer.places.mentions import mentions, words
from gongbao.indexer.places.table import MUNICIPALITIES, Unit, table

FIRM = 0.7
_KINDS = {"prefecture": ("prefecture", "direct"), "county": ("county", "zone"), "province": ("province",)}
_PROVINCIAL = re.compile(
    r"全省|省委|省政府|我省|省长|省人民政府|省人大|省政协|全区经济|自治区(?:党委|政府|人民政府|主席)"
)
_MUNICIPAL = re.compile(r"全市|市委|市政府|我市|市长|市人民政府|市人大|市政协")
_STATE = re.compile(r"国务院|中共中央|全国人大|全国政协|中央政治局|国家发展改革委|总书记|新华社")
_LISTED_BEFORE = re.compile(r"(?:[与和、同赴比到]|学习|借鉴)$")
_LISTED_AFTER = re.compile(r"[、和与等]|经验")


def find_place(sheet: Sheet, title: Title, year: int | None) -> tuple[Place, Evidence | None]:
    """The place and the evidence for it; Place() and None when nothing settles it."""
    found = list(clues(sheet, title, year))
    level = next((clue for clue in found if clue.level and clue.confidence >= FIRM), None)
    level = level or next((clue for clue in found if clue.level), None)
    homonyms: tuple[Unit, ...] = ()
    for firm in (True, False):
        if not firm and not homonyms and (by_number := _by_number(sheet, level)):
            return by_number
        for clue in found:
            if (clue.confidence >= FIRM) is not firm:
                continue
            if clue.level == "national":
                return Place("national"), _evidence(clue)
            if homonyms and not any(u.within(h) or h.within(u) for u in clue.units for h in homonyms):
                continue
            unit = _settled(clue, found, sheet) if clue.units else None
            if unit is not None and clue.lost:
                above = unit.place
                return Place("county", above.province, above.city), _evidence(clue, FIRM)
            if unit is not None:
                fitted = _fitted(unit, level) if level and found.index(level) < found.index(clue) else unit
                return _of_dateline(fitted, clue, sheet)
            homonyms = homonyms or clue.units
    if homonyms:
        return _by_name_alone(homonyms, found)
    return _by_body(sheet, level) or _by_footer(sheet, year) or (Place(), None)


def _evidence(clue: Clue, confidence: float | None = None) -> Evidence:
    return Evidence(clue.text, clue.where, confidence or clue.confidence)


def _fitted(unit: Unit, level: Clue) -> Unit:
    """The unit of the rank that was said: 市人民政府 about 沂源县 is its city's."""
    if level.level == "prefecture" and unit.kind in ("county", "zone"):
        if level.rank == "市" and unit.name.endswith("市"):
            return unit
        return next((u for u in unit.lineage if u.kind == "prefecture" or u.name in MUNICIPALITIES), unit)
    if level.level == "province":
        return unit.lineage[0]
    return unit


def _of_dateline(unit: Unit, clue: Clue, sheet: Sheet) -> tuple[Place, Evidence]:
    """A capital's dateline may head its province's or the state's news; the words of the head tell."""
    if clue.where == "dateline" and unit.kind in ("prefecture", "province"):
        head = "\n".join(sheet.head)
        if unit.name == "北京市" and _STATE.search(head) and not ("北京市" in head or _MUNICIPAL.search(head)):
            return Place("national"), _evidence(clue, 0.7)
        provincial = len(_PROVINCIAL.findall(head)) > len(_MUNICIPAL.findall(head))
        if provincial and unit.code.endswith("0100"):
            return unit.lineage[0].place, _evidence(clue, 0.7)
    return unit.place, _evidence(clue)


def _settled(clue: Clue, found: Iterable[Clue], sheet: Sheet) -> Unit | None:
    """The one unit a clue means, homonyms told apart by the other clues and then by the text; None if they stay."""
    units = list(clue.units)
    for other in found:
        if len(units) == 1:
            break
        if other.units and other is not clue:
            exact = [u for u in units if len(other.units) == 1 and u in other.units]
            units = exact or [u for u in units if any(u.within(o) or o.within(u) for o in other.units)] or units
        elif other.level:
            units = [u for u in units if u.kind in _KINDS.get(other.level, ())] or units
    return units[0] if len(units) == 1 else _by_company(units, sheet)


def _by_company(units: list[Unit], sheet: Sheet) -> Unit | None:
    """Tells homonyms apart by the parents, siblings and landmarks the text names; None when it is not clear."""
    weights = {unit: _company(unit, sheet.text) for unit in units}
    best, second, *_ = (*sorted(units, key=lambda unit: -weights[unit]), units[0])
    if weights[best] >= 2 and (len(units) == 1 or weights[best] >= 2 * weights[second]):
        return best
    return None


def _company(unit: Unit, text: str) -> float:
    """How much the text speaks for this one of several homonyms."""
    name = fold(unit.name)
    if unit.parent is None or unit.kind == "province":
        return 3.0 if name in text else 0
    parent = fold(unit.parent.name)
    short = re.sub(r"[市州盟]$|地区$", "", parent)
    weight = 6.0 if parent + name in text or short + name in text else 0
    for at in (found.start() for found in re.finditer(re.escape(short), text)):
        end = at + len(parent if text.startswith(parent, at) else short)
        if not _LISTED_BEFORE.search(text[max(0, at - 2) : at]) and not _LISTED_AFTER.match(text[end : end + 2]):
            weight += 3 if text.startswith(parent, at) else 1.5
            break
    siblings = [u for u in table().units if u.parent is unit.parent and u.kind == unit.kind and u is not unit]
    weight += 2 * sum(1 for u in siblings if len(u.name) > 2 and fold(u.name) in text)
    weight += 2 * sum(1 for street in table().inside.get(unit, ()) if street in text)
    weight += 2 * sum(1 for mark in words().landmarks.get(unit.parent.name + unit.name, ()) if mark in text)
    province = unit.lineage[0]
    if province is not unit.parent and fold(province.name) in text:
        weight += 1
    return weight


def _by_number(sheet: Sheet, level: Clue | None) -> tuple[Place, Evidence] | None:
    """The place that the letters of a document number stand for (淄政发), where the text or the letters settle it."""
    known = words().numbers
    for letters in numbers(sheet):
        longest = next((letters[:n] for n in range(len(letters), 0, -1) if letters[:n] in known), None)
        names = known[longest] if longest else ()
        if names == ("全国",):
            return Place("national"), Evidence(letters, "number", 0.8)
        units = [u for u in table().units if u.name in names and u.kind != "county"]
        if level and level.level in _KINDS:
            units = [u for u in units if u.kind in _KINDS[level.level] or u.name in MUNICIPALITIES]
        named = [u for u in units if _occurs(u, sheet.text)]
        if len(named) == 1:
            return named[0].place, Evidence(letters, "number", 0.8)
        if len(units) == 1 and level:
            return units[0].place, Evidence(letters, "number", 0.65)
    return None


def _occurs(unit: Unit, text: str) -> bool:
    name = fold(unit.name)
    return name in text or (len(name) > 2 and name[:-1] in text)


def _by_body(sheet: Sheet, level: Clue | None) -> tuple[Place, Evidence] | None:
    """The one unit that the head and the closing lines name, where the text speaks of itself as one (全市, 我县).

    Units that the text only compares itself with (学习深圳经验) do not count.
    """
    if not OURSELVES.search(sheet.text):
        return None
    known = level is not None and level.level in _KINDS
    kinds = _KINDS[level.level] if level and level.level in _KINDS else ("prefecture", "direct")
    named: dict[Unit, str] = {}
    for line in (*sheet.head, *sheet.tail[:4]) if known else (sheet.text[:20000],):
        for mention in mentions(line):
            before = line[max(0, mention.start - 3) : mention.start]
            if (
                wording().guard.search(before)
                or before.endswith("、")
                or _LISTED_AFTER.match(line[mention.end : mention.end + 2])
            ):
                continue
            for unit in mention.units:
                fit = [u for u in unit.lineage if u.kind in kinds or (u.name in MUNICIPALITIES and "direct" in kinds)]
                if fit:
                    named.setdefault(fit[-1], mention.text)
    if len(named) != 1:
        return None
    ((unit, text),) = named.items()
    return unit.place, Evidence(text, "body", 0.6 if known else 0.5)


def _by_footer(sheet: Sheet, year: int | None) -> tuple[Place, Evidence] | None:
    for clue in last_clues(sheet, year):
        unit = clue.units[0] if len(clue.units) == 1 else _by_company([*clue.units], sheet) if clue.units else None
        if unit is not None:
            return unit.place, _evidence(clue)
    return None


def _by_name_alone(homonyms: tuple[Unit, ...], found: Iterable[Clue]) -> tuple[Place, Evidence | None]:
    """The name of homonyms that nothing tells apart is known; where they lie is not."""
    names = {unit.name for unit in homonyms}
    clue = next(clue for clue in found if clue.units == homonyms)
    if len(names) == 1 and all(unit.kind == "county" for unit in homonyms):
        return Place("county", county=names.pop()), _evidence(clue, 0.4)
    return Place(), None
