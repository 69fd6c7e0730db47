"""The place of a document: its issuer's, settled from clues in the order they are believed, or unknown."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.documents import Evidence, Level, Place
from indexer.metadata.clues import Clue, clues, numbers
from indexer.metadata.sheet import Sheet
from indexer.metadata.title import Title
from indexer.places.mentions import words
from indexer.places.table import MUNICIPALITIES, Unit, table

_ACROSS = {"prefecture": ("prefecture", "direct"), "county": ("county", "zone"), "province": ("province",)}


def find_place(sheet: Sheet, title: Title) -> tuple[Place, Evidence | None]:
    """The place and the evidence for it; Place() and None when nothing settles it."""
    found = list(clues(sheet, title))
    level = next((clue for clue in found if clue.level), None)
    wanted = level.level if level else None
    for clue in found:
        if clue is level and wanted == "national" and clue.confidence > 0.6:
            return Place("national"), _evidence(clue)
        if not clue.units:
            continue
        unit = _settled(clue, found, sheet)
        if unit is None:
            continue
        fitted = _fitted(unit, level) if level and found.index(level) < found.index(clue) else unit
        return fitted.place, _evidence(clue)
    return _by_number(sheet, found)


def _evidence(clue: Clue, confidence: float | None = None) -> Evidence:
    return Evidence(clue.text, clue.where, confidence or clue.confidence)


def _fitted(unit: Unit, level: Clue) -> Unit:
    """The unit of the rank that was said: 市人民政府 about 沂源县 is its city's."""
    if level.rank == "市" or level.level == "prefecture":
        if unit.kind in ("county", "zone") and not (level.rank == "市" and unit.name.endswith("市")):
            return next((u for u in unit.lineage if u.kind == "prefecture" or u.name in MUNICIPALITIES), unit)
    elif level.level == "province":
        return unit.lineage[0]
    return unit


def _settled(clue: Clue, found: Iterable[Clue], sheet: Sheet) -> Unit | None:
    """The one unit a clue means, homonyms told apart by the other clues and then by the text; None if they stay."""
    units = list(clue.units)
    if len(units) == 1:
        return units[0]
    for other in found:
        if other is clue:
            if other.level:
                units = _kept(units, [u for u in units if u.kind in _ACROSS.get(other.level, ())])
            continue
        if other.units:
            units = _kept(units, [u for u in units if any(u.within(o) or o.within(u) for o in other.units)])
        elif other.level:
            units = _kept(units, [u for u in units if u.kind in _ACROSS.get(other.level, ())])
        if len(units) == 1:
            return units[0]
    return _by_company(units, sheet)


def _kept(units: list[Unit], narrowed: list[Unit]) -> list[Unit]:
    return narrowed or units


def _by_company(units: list[Unit], sheet: Sheet) -> Unit | None:
    """Tells homonyms apart by the parents and siblings the text names; None when that says nothing or both."""
    text = sheet.text
    for test in (_names_parent, _names_sibling):
        named = [unit for unit in units if test(unit, text)]
        if len(named) == 1:
            return named[0]
        units = named or units
    return None


def _names_parent(unit: Unit, text: str) -> bool:
    return unit.parent is not None and any(_occurs(above, text) for above in unit.lineage[:-1])


def _occurs(unit: Unit, text: str) -> bool:
    from indexer.folding import fold

    name = fold(unit.name)
    return name in text or (len(name) > 2 and name[:-1] in text)


def _names_sibling(unit: Unit, text: str) -> bool:
    siblings = [u for u in table().units if u.parent is unit.parent and u is not unit and u.kind == unit.kind]
    return any(u.name in text for u in siblings)


def _by_number(sheet: Sheet, found: list[Clue]) -> tuple[Place, Evidence | None]:
    known = words().numbers
    for letters in numbers(sheet):
        longest = next((letters[:n] for n in range(len(letters), 0, -1) if letters[:n] in known), None)
        names = known[longest] if longest else ()
        if names == ("全国",):
            return Place("national"), Evidence(letters, "number", 0.8)
        units = [u for u in table().units if u.name in names and u.kind != "county"]
        named = [u for u in units if _occurs(u, sheet.text)]
        if len(named) == 1:
            return named[0].place, Evidence(letters, "number", 0.8)
        if len(units) == 1:
            return units[0].place, Evidence(letters, "number", 0.65)
    return Place(), None


def level_of(found: Iterable[Clue]) -> Level | None:
    return next((clue.level for clue in found if clue.level), None)
