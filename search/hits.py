"""From stored fields to a Hit: the paragraph in its place, with the snippet that shows why it matched."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.query import Query

from indexer.names import file_path
from indexer.schema import SECTION_MARK, date_text
from search.citations import gbt7714
from search.provenance import Manifest
from search.results import Hit
from search.snippets import LENGTH, snippet
from search.tables import Table


def hit(
    values: Mapping[str, Any],
    index_dir: str | os.PathLike[str],
    custom: Sequence[str] = (),
    wanted: Sequence[Query] = (),
    length: int = LENGTH,
    score: float = 0.0,
    more: int = 0,
    copies: tuple[str, ...] = (),
    folded: str | None = None,
) -> Hit:
    """One paragraph's stored fields as a Hit; ``wanted`` are the markers of the query.

    ``folded`` is the folded text, where it is known already.
    """
    text = values.get("text", "")
    shown = snippet(wanted, text, length, folded)
    section = values.get("section")
    return Hit(
        id=values["id"],
        score=score,
        document=values["doc"],
        title=values.get("title", ""),
        city=values.get("city"),
        province=values.get("province"),
        county=values.get("county"),
        level=values.get("level"),
        year=values.get("year"),
        date=date_text(values.get("date")),
        genre=values.get("genre"),
        source=values.get("source"),
        section=tuple(section.split(SECTION_MARK)) if section else (),
        snippet=shown.text,
        highlights=shown.highlights,
        snippet_start=shown.start,
        text=text,
        path=file_path(values["file"], index_dir),
        position=values.get("position", 0),
        copies=copies,
        more=more,
        custom={name: values[name] for name in custom if name in values},
    )


@dataclass(frozen=True, slots=True)
class HitTable(Table):
    """Hits as a table to export: one row a paragraph, with its citation after GB/T 7714."""

    hits: tuple[Hit, ...]
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return (
            "id", "score", "document", "position", "title", "province", "city", "county", "level", "year", "date",
            "genre", "source", "section", "text", "snippet", "path", *self._custom(), "citation",
        )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        taken = [name for name in self.columns if name in Hit.__dataclass_fields__]
        return [
            {name: getattr(one, name) for name in taken}
            | {"section": " > ".join(one.section), "citation": gbt7714(one)}
            | {name: one.custom.get(name) for name in self._custom()}
            for one in self.hits
        ]

    def _custom(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.hits for name in one.custom))
