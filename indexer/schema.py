"""The Whoosh schema: one Whoosh document per paragraph."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from gongbao.indexer.analysis import GramAnalyzer, WordAnalyzer
from gongbao.indexer.config import Config
from gongbao.indexer.errors import ConfigError

if TYPE_CHECKING:
    from gongbao.indexer.documents import Document, Paragraph

FACETS = ("city", "year", "genre", "province", "county", "level")
"""Facets every index has; config.yaml's ``facets`` adds custom ones."""

SECTION_MARK = "\n"
"""Stands between the headings of a stored section path."""


class GRAMS(fields.FieldType):
    """Which character pairs a paragraph holds: documents only, never scored."""

    def __init__(self) -> None:
        self.analyzer = GramAnalyzer()
        self.format = formats.Existence()
        self.indexed = True
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = None
        self.multitoken_query = "and"


def schema(config: Config) -> fields.Schema:
    """The fields of a paragraph; raises ConfigError where a custom facet takes a name already used."""
    known: dict[str, Any] = {
        "id": fields.ID(stored=True, unique=True),
        "doc": fields.ID(stored=True),
        "file": fields.ID(stored=True),
        "position": fields.NUMERIC(int, stored=True, sortable=True),
        "text": fields.TEXT(WordAnalyzer(config.analysis), phrase=True, stored=True),
        "grams": GRAMS(),
        "title": fields.TEXT(WordAnalyzer(config.analysis), phrase=True, stored=True),
        "section": fields.TEXT(WordAnalyzer(config.analysis), phrase=True, stored=True),
        "city": _facet(),
        "province": _facet(),
        "county": _facet(),
        "level": _facet(),
        "genre": _facet(),
        "year": fields.NUMERIC(int, stored=True, sortable=True),
        "date": fields.NUMERIC(int, stored=True, sortable=True),
        "source": fields.ID(stored=True),
        "copy_of": fields.ID(stored=True),
        "record": fields.STORED(),
    }
    for name in config.facets:
        if name in known:
            message = f"config.yaml: facets names '{name}', which every index already has; remove it."
            raise ConfigError(message)
        if name.startswith("_") or not name.isidentifier():
            raise ConfigError(f"config.yaml: facets: '{name}' cannot name a field; use letters and digits.")
        known[name] = _facet()
    return fields.Schema(**known)


def _facet() -> fields.ID:
    return fields.ID(stored=True, sortable=columns.RefBytesColumn())


def date_number(date: str | None) -> int | None:
    """An ISO date as a number that sorts: 2021-02-26 → 20210226."""
    return int(date.replace("-", "")) if date else None


@functools.lru_cache(maxsize=1 << 12)
def date_text(number: int | None) -> str | None:
    """The ISO date of ``date_number``."""
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else None


def paragraph_fields(
    document: Document, paragraph: Paragraph, facets: tuple[str, ...] = (), state: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What is written for one paragraph; unknown fields are left out.

    The document's whole record (evidence, period, custom metadata, and ``state``, what the indexer must know
    of the file at its next run) rides on its first paragraph as JSON.
    """
    meta = document.meta
    values: dict[str, Any] = {
        "id": paragraph.id,
        "doc": document.id,
        "file": document.path,
        "position": paragraph.position,
        "text": paragraph.text,
        "grams": paragraph.text,
        "title": meta.title,
        "section": SECTION_MARK.join(paragraph.section),
        "city": meta.place.city,
        "province": meta.place.province,
        "county": meta.place.county,
        "level": meta.place.level,
        "genre": meta.genre,
        "year": meta.year,
        "date": date_number(meta.date),
        "source": meta.source,
        "copy_of": document.duplicate_of,
    }
    for name in facets:
        values[name] = meta.custom.get(name)
    if paragraph.position == 0:
        from dataclasses import asdict  # 1 ms, and a search writes nothing

        values["record"] = json.dumps(
            {
                "period": meta.period,
                "custom": dict(meta.custom),
                "evidence": {name: asdict(found) for name, found in meta.evidence.items()},
                **(state or {}),
            },
            ensure_ascii=False,
        )
    return {name: value for name, value in values.items() if value not in (None, "")}
