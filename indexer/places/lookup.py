"""Names as people type them, full, short, old, traditional or in pinyin, to today's units."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from gongbao.indexer.documents import Place
from gongbao.indexer.folding import fold
from gongbao.indexer.places.table import MUNICIPALITIES, Name, Unit, table

_ORDER = {"province": 0, "prefecture": 1, "direct": 1, "county": 2, "zone": 3}
_SORTS = {"official": 0, "short": 1, "former": 2}
_ROMAN = re.compile(r"[a-z' ]+")


def find(name: str, parents: Iterable[str] = ()) -> list[Unit]:
    """The units that ``name`` may mean, official names before short and old ones, larger units first.

    ``name`` may be a run of names (福建福州鼓楼区). ``parents`` are names of units it must lie in.
    """
    wanted = fold(name).strip()
    found = _named(wanted) or _run(wanted)
    for parent in parents:
        above = _named(fold(parent).strip())
        found = [unit for unit in found if any(unit.within(a) for a in above)] if above else found
    return found


def resolve(name: str) -> Place | None:
    """The one place ``name`` means, or None when it is unknown or its homonyms are of one rank."""
    units = find(name)
    if not units:
        return None
    first = [u for u in units if _ORDER[u.kind] == _ORDER[units[0].kind]]
    return first[0].place if len({u.place for u in first}) == 1 else None


def matches(name: str, kind: Literal["province", "city", "county"]) -> list[str]:
    """The official names of this kind that a filter's value means; homonyms give several, an unknown name none."""
    units = find(name)
    if kind == "city":
        cities = [u for u in units if u.kind in ("prefecture", "direct") or u.name in MUNICIPALITIES]
        exact = [u.name for u in cities]
        return _once(exact or [u.place.city for u in units if u.kind == "zone" and u.place.city])
    if kind == "province":
        return _once(u.name for u in units if u.kind == "province")
    return _once(u.name for u in units if u.kind == "county")


def suggest(prefix: str, limit: int = 10) -> list[str]:
    """Official names whose name, short name or pinyin (full or initials) begins with ``prefix``."""
    wanted = fold(prefix).strip()
    if not wanted:
        return []
    romanised = wanted.replace(" ", "").replace("'", "")
    hits: list[tuple[int, str, str]] = []
    for unit in table().units:
        by_name = fold(unit.name).startswith(wanted)
        by_sound = "".join(unit.pinyin).startswith(romanised)
        by_initials = "".join(s[0] for s in unit.pinyin).startswith(romanised)
        if by_name or by_sound or by_initials:
            hits.append((_ORDER[unit.kind], unit.code, unit.name))
    for text, names in table().names.items():
        if text.startswith(wanted):
            hits += [(_ORDER[n.unit.kind] + 4, n.unit.code, n.unit.name) for n in names if n.sort == "former"]
    return _once(name for _, _, name in sorted(hits))[:limit]


def _named(wanted: str) -> list[Unit]:
    names: Iterable[Name] = table().names.get(wanted, ())
    if not names and _ROMAN.fullmatch(wanted):
        names = _pinyin().get(wanted.replace(" ", "").replace("'", ""), ())
    ranked = sorted(names, key=lambda n: (_ORDER[n.unit.kind], _SORTS[n.sort], n.unit.code))
    official = [n for n in ranked if n.sort != "former"]
    kept = ranked if not official else [n for n in ranked if n.sort != "former" or _outranks(n, official)]
    return list(dict.fromkeys(n.unit for n in kept))


def _outranks(former: Name, living: list[Name]) -> bool:
    """A former name counts beside living ones only where it named something larger (莱芜, 巢湖)."""
    return _ORDER[former.unit.kind] < min(_ORDER[n.unit.kind] for n in living)


def _run(wanted: str) -> list[Unit]:
    """The units of a run of names, each lying in the one before: 福建福州鼓楼区."""
    for cut in range(len(wanted) - 1, 1, -1):
        inner = table().names.get(wanted[cut:], ())
        above = find(wanted[:cut]) if inner else []
        within = [n.unit for n in inner if any(n.unit is not a and n.unit.within(a) for a in above)]
        if within:
            return list(dict.fromkeys(within))
    return []


@functools.cache
def _pinyin() -> Mapping[str, list[Name]]:
    """Toneless pinyin, of the official and the short names."""
    readings: dict[str, list[Name]] = defaultdict(list)
    for names in table().names.values():
        for name in names:
            if name.sort == "former":
                continue
            if fold(name.unit.name).startswith(fold(name.text)):
                readings["".join(name.unit.pinyin[: len(name.text)])].append(name)
    return readings


def _once(names: Iterable[str | None]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]
