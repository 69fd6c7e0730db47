"""The metadata stage: declared values are believed and put into today's names, the rest is inferred."""

from __future__ import annotations

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Article, Evidence, Metadata, Place, RawText
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet
from gongbao.indexer.metadata.dates import find_when
from gongbao.indexer.metadata.declared_metadata import (
    declared_evidence,
    declared_genre,
    declared_place,
    declared_when,
    is_day,
    settles_place,
)
from gongbao.indexer.metadata.genre import find_genre
from gongbao.indexer.metadata.own_year import find_period
from gongbao.indexer.metadata.place import find_place
from gongbao.indexer.metadata.title import Title, find_title

KNOWN = ("id", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "text")


def describe(article: Article, raw: RawText, config: Config) -> Metadata:
    """The metadata of ``article``, which was read from ``raw``; every inferred field has its evidence.

    What is declared is not inferred as well: on a record that declares all, that was most of the work.
    """
    declared = {key: value.strip() for key, value in raw.declared.items() if value and value.strip()}
    sheet = Sheet.of(article, raw)
    evidence: dict[str, Evidence] = {}

    named = declared.get("title")
    title = Title(named, fold(named), declared_evidence(named)) if named else find_title(sheet)
    evidence["title"] = title.evidence

    named = declared.get("genre")
    genre, why = declared_genre(named, config.genres) if named else find_genre(sheet, title, config)
    if why:
        evidence["genre"] = why

    year, date = None, None
    if not is_day(declared.get("date")):
        when = find_when(sheet, title, genre)
        year, date = when.year, when.date
        if when.evidence:
            evidence["year"] = when.evidence
        if when.day_evidence:
            evidence["date"] = when.day_evidence
    year, date = declared_when(declared, year, date, evidence)

    inferred = (Place(), None) if settles_place(declared) else find_place(sheet, title, year)
    place, why = declared_place(declared, *inferred)
    if why:
        evidence["place"] = why

    period = find_period(title.folded)
    if period:
        evidence["period"] = Evidence(period[1], "title", 0.9)

    source = declared.get("source") or sheet.source
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
