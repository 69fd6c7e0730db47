"""Hits as a table to export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongbao.search.output.citations import gbt7714
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.results.results import Hit


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
        taken = [name for name in self.columns if name in Hit._fields]
        return [
            {name: getattr(one, name) for name in taken}
            | {"section": " > ".join(one.section), "citation": gbt7714(one)}
            | {name: one.custom.get(name) for name in self._custom()}
            for one in self.hits
        ]

    def _custom(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.hits for name in one.custom))
