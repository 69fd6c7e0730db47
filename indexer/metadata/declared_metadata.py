"""What a user declared, put into today's names; kept as given, with doubt, where the names are unknown or disagree."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from gongbao.indexer.config import GENRES
from gongbao.indexer.documents import Evidence, Level, Place
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.calendar import day_or_year, years
from gongbao.indexer.places.lookup import find
from gongbao.indexer.places.table import MUNICIPALITIES, Unit

DOUBTED = 0.5
_KINDS = {"province": ("province",), "city": ("prefecture", "direct"), "county": ("county", "zone", "direct")}


def declared_evidence(value: str, confidence: float = 1.0) -> Evidence:
    return Evidence(value, "declared", confidence)


def declared_genre(value: str, known: Iterable[str]) -> tuple[str, Evidence]:
    """The genre in the facet's spelling; 决议 is 决议决定 where only one genre holds the word."""
    return _given_genre(value, tuple(dict.fromkeys((*GENRES, *known))))


@functools.lru_cache(maxsize=1 << 10)  # the records of one file declare few genres
def _given_genre(value: str, names: tuple[str, ...]) -> tuple[str, Evidence]:
    wanted = fold(value)
    for fitting in (
        [n for n in names if fold(n) == wanted],
        [n for n in names if len(wanted) > 1 and wanted in fold(n)],
    ):
        if len(fitting) == 1:
            return fitting[0], declared_evidence(value)
    return value, declared_evidence(value, DOUBTED)


def declared_place(declared: Mapping[str, str], inferred: Place, why: Evidence | None) -> tuple[Place, Evidence | None]:
    """The declared place, narrowed by ``inferred`` where that lies within it; ``inferred`` when none is declared."""
    given = {key: declared[key] for key in ("province", "city", "county") if key in declared}
    if not given:
        return inferred, why
    said = declared_evidence(" ".join(given.values()))
    places = {unit.place for unit in _units(given)}
    if len(places) > 1:
        places = {place for place in places if _within(inferred, place)} or places
    if len(places) == 1:
        (place,) = places
        return (inferred if _within(inferred, place) else place), said
    named = {key: _official(value, key) for key, value in given.items()}
    level: Level = "county" if "county" in given else "prefecture" if "city" in given else "province"
    kept = Place(level, named.get("province"), named.get("city"), named.get("county"))
    return kept, declared_evidence(said.text, DOUBTED)


def settles_place(declared: Mapping[str, str]) -> bool:
    """Whether the declared place is one unit, and none of its parts can be meant: what the text says adds nothing."""
    given = {key: declared[key] for key in ("province", "city", "county") if key in declared}
    return "county" in given and len({unit.place for unit in _units(given)}) == 1


def _units(given: Mapping[str, str]) -> list[Unit]:
    """The units the narrowest declared name means inside the wider ones."""
    return list(_units_of(tuple(given.items())))


@functools.lru_cache(maxsize=1 << 12)  # and few places
def _units_of(pairs: tuple[tuple[str, str], ...]) -> tuple[Unit, ...]:
    given = dict(pairs)
    last = pairs[-1][0]
    wider = [value for key, value in given.items() if key != last]
    units = find(given[last], wider)
    fitting = [u for u in units if u.kind in _KINDS[last] or (last == "city" and u.name in MUNICIPALITIES)]
    return tuple(fitting or (units if last != "province" else []))


def _official(value: str, key: str) -> str:
    """The official name of one declared value on its own, or the value as given."""
    names = {u.name for u in find(value) if u.kind in _KINDS[key] or u.name in MUNICIPALITIES}
    return names.pop() if len(names) == 1 else value


def _within(inner: Place, outer: Place) -> bool:
    """Whether ``inner`` is ``outer`` or names a part of it."""
    return inner.province == outer.province and all(
        theirs is None or theirs == ours for ours, theirs in ((inner.city, outer.city), (inner.county, outer.county))
    )


def declared_when(
    declared: Mapping[str, str], year: int | None, date: str | None, shown: dict[str, Evidence]
) -> tuple[int | None, str | None]:
    """The declared year and day laid over the inferred ones; ``shown`` is the evidence to bring up to date."""
    if value := declared.get("date"):
        if (found := day_or_year(fold(value))) is not None:
            year, date = found.year, found.iso
            shown["year"] = shown["date"] = declared_evidence(value)
        else:
            shown["date"] = declared_evidence(value, DOUBTED)
    if value := declared.get("year"):
        named = _year_of(value)
        agrees = named is not None and (date is None or int(date[:4]) == named)
        if named is not None:
            year = named
        if not agrees and "date" not in declared:
            date = None
            shown.pop("date", None)
        doubted = named is None or (not agrees and "date" in declared)
        shown["year"] = declared_evidence(value, DOUBTED if doubted else 1.0)
    return year, date


def is_day(value: str | None) -> bool:
    """Whether a declared date is one that can be read, with its year: then nothing else tells when the text is of."""
    return value is not None and day_or_year(fold(value)) is not None


def _year_of(value: str) -> int | None:
    found = day_or_year(fold(value)) or next(years(fold(value) + "年"), None)
    return found.year if found else None
