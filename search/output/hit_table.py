"""Hits as a table to export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongbao.search.output.citations import gbt7714
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.results.results import Hit

COLUMNS = (
    "id", "score", "document", "position", "title", "province", "city", "county", "level", "year", "date",
    "genre", "source", "section", "text", "snippet", "path",
)  # fmt: skip
"""What the table has of each hit, before custom facets and the citation."""
_ATTRIBUTES = tuple(name for name in COLUMNS if name != "section")


@dataclass(frozen=True, slots=True)
class HitTable(Table):
    """Hits as a table: one row a paragraph, with the facets of config.yaml (``custom``) and its GB/T 7714 citation."""

    hits: tuple[Hit, ...]
    manifest: Manifest
    custom: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return (*COLUMNS, *self.custom, "citation")

    def rows(self) -> list[dict[str, Any]]:
        """A row for each hit."""
        return [hit_row(hit, self.custom) for hit in self.hits]


def hit_row(hit: Hit, custom: tuple[str, ...] = ()) -> dict[str, Any]:
    """One hit as a row of plain values."""
    row = {name: getattr(hit, name) for name in _ATTRIBUTES}
    row |= {"section": " > ".join(hit.section), "citation": gbt7714(hit)}
    return row | {name: hit.custom.get(name) for name in custom}
