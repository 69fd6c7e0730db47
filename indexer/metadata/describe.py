"""The metadata stage: declared values are believed and put into today's names, the rest is inferred."""

from __future__ import annotations

import re
from collections.abc import Mapping

from indexer.config import Config
from indexer.documents import GENRES, Article, Evidence, Metadata, Place, RawText
from indexer.folding import fold
from indexer.metadata.calendar import dates, years
from indexer.metadata.dates import find_period, find_when
from indexer.metadata.genre import find_genre
from indexer.metadata.place import find_place
from indexer.metadata.sheet import Sheet
from indexer.metadata.title import Title, find_title
from indexer.places.lookup import find

KNOWN = ("id", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "text")


def describe(article: Article, raw: RawText, config: Config) -> Metadata:
    """The metadata of ``article``, which was read from ``raw``; every inferred field has its evidence."""
    declared = {key: value.strip() for key, value in raw.declared.items() if value and value.strip()}
    sheet = Sheet.of(article, raw)
    evidence: dict[str, Evidence] = {}

    title = find_title(sheet)
    evidence["title"] = title.evidence
    if named := declared.get("title"):
        title = Title(named, fold(named), _declared(named))
        evidence["title"] = title.evidence

    genre, why = find_genre(sheet, title, config)
    if given := declared.get("genre"):
        genre, why = _genre(given, config)
    if why:
        evidence["genre"] = why

    when = find_when(sheet, title, genre)
    year, date = when.year, when.date
    if when.evidence:
        evidence["year"] = when.evidence
    if when.day_evidence:
        evidence["date"] = when.day_evidence
    year, date = _when(declared, year, date, evidence)

    place, why = find_place(sheet, title, year)
    place, why = _place(declared, place, why)
    if why:
        evidence["place"] = why

    period = find_period(title.folded)
    if period:
        evidence["period"] = Evidence(period[1], "title", 0.9)

    source = declared.get("source") or next((n.value for n in article.notes if n.key == "source" and n.value), None)
    source = source or raw.hints.get("source") or None
    if source:
        evidence["source"] = Evidence(source, "declared" if "source" in declared else "source", 0.9)

    return Metadata(
        title=title.text,
        place=place,
        year=year,
        date=date,
        genre=genre,
        source=source,
        period=period[0] if period else None,
        custom={key: value for key, value in declared.items() if key not in KNOWN},
        evidence=evidence,
    )


def _declared(value: str, confidence: float = 1.0) -> Evidence:
    return Evidence(value, "declared", confidence)


def _genre(given: str, config: Config) -> tuple[str, Evidence]:
    """A declared genre in the spelling of the facet; an unknown one is kept, with doubt."""
    wanted = fold(given)
    for name in (*GENRES, *config.genres):
        if fold(name) == wanted:
            return name, _declared(given)
    return given, _declared(given, 0.5)


def _place(declared: Mapping[str, str], inferred: Place, why: Evidence | None) -> tuple[Place, Evidence | None]:
    """The declared place in today's names, its missing parts filled from the table."""
    given = [declared[key] for key in ("province", "city", "county") if key in declared]
    if not given:
        return inferred, why
    narrowest = given[-1]
    units = find(narrowest, given[:-1]) or find(narrowest)
    kinds = {"city": ("prefecture", "direct"), "province": ("province",), "county": ("county", "zone", "direct")}
    last = next(key for key in ("county", "city", "province") if key in declared)
    fitting = [u for u in units if u.kind in kinds[last]] or [
        u for u in units if last == "city" and u.place.city == u.name
    ]
    places = {u.place for u in fitting}
    if len(places) != 1 and inferred.city and any(p.city == inferred.city for p in places):
        places = {p for p in places if p.city == inferred.city}
    if len(places) == 1:
        (place,) = places
        return place, _declared("".join(given))
    return Place(
        "county" if "county" in declared else "prefecture" if "city" in declared else "province",
        declared.get("province"),
        declared.get("city"),
        declared.get("county"),
    ), _declared("".join(given), 0.5)


def _when(
    declared: Mapping[str, str], year: int | None, date: str | None, evidence: dict[str, Evidence]
) -> tuple[int | None, str | None]:
    if given := declared.get("date"):
        found = next(dates(fold(given)), None)
        if found and found.iso:
            year, date = found.year, found.iso
            evidence["date"] = evidence["year"] = _declared(given)
        else:
            evidence["date"] = _declared(given, 0.5)
    if given := declared.get("year"):
        bare = re.fullmatch(r"((?:19|20)\d\d)(?:\.0)?年?", fold(given))
        named = int(bare[1]) if bare else next((y.year for y in years(fold(given) + "年")), None)
        if named:
            agrees = not date or int(date[:4]) == named
            if not agrees and "date" not in declared:
                date = None
                evidence.pop("date", None)
            year = named
            evidence["year"] = _declared(given, 1.0 if agrees or "date" not in declared else 0.6)
    return year, date
