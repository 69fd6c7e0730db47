"""Hits as a table to export: held in memory, or streamed from the engine however many they are."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.indexer.errors import IndexLocked
from gongbao.search.engines.protocol import Columns, Engine, Request
from gongbao.search.output.citations import gbt7714
from gongbao.search.output.corpus_records import custom_metadata
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.query.ast import Leaf
from gongbao.search.results.hits import hit_fields, hits
from gongbao.search.results.results import Hit
from gongbao.search.results.snippets import LENGTH

COLUMNS = (
    "id", "score", "document", "position", "title", "province", "city", "county", "level", "year", "date",
    "genre", "source", "section", "text", "snippet", "path",
)  # fmt: skip
"""What the table has of each hit, before custom facets and the citation."""
_BATCH = 1_000
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


@dataclass(frozen=True, slots=True)
class StreamedHits(Table):
    """Hits that are read from the engine while the rows are asked for.

    ``in_index_order``: as they stand in the index, without scores, one batch of paragraphs in memory at a time; else
    in the order of the request's ``sort``, with the ids and scores of all of them in memory besides.
    Rows are those of ``HitTable`` with all metadata that the files gave (``metadata``; the address of a page among
    it). The index must not change while they are read: that raises IndexLocked.
    """

    engine: Engine
    request: Request
    terms: tuple[Leaf, ...]
    index_dir: str | os.PathLike[str]
    facets: tuple[str, ...]
    metadata: tuple[str, ...]
    in_index_order: bool
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order; metadata that is called as another column gets an underscore."""
        return (*COLUMNS, *map(_apart, self.metadata), "citation")

    def rows(self) -> list[dict[str, Any]]:
        """All rows, in memory."""
        return list(self.stream())

    def length(self) -> int:
        """How many rows there are."""
        return self.manifest.counts["hits"]

    def stream(self) -> Iterator[dict[str, Any]]:
        """A row for each hit, one after the other."""
        generation = self.manifest.generation
        for found, scores in self._batches():
            made = hits(found, self.index_dir, self.facets, self.terms, LENGTH, scores)
            custom = custom_metadata(self.engine, (hit.document for hit in made)) if self.metadata else {}
            if self.engine.generation != generation:
                raise IndexLocked("index.changing_while_exported")
            for hit in made:
                values = custom.get(hit.document, {})
                yield hit_row(hit) | {_apart(name): values.get(name) for name in self.metadata}

    def _batches(self) -> Iterator[tuple[Columns, Sequence[float]]]:
        fields = hit_fields(self.facets)
        if self.in_index_order:
            left = self.request.limit
            for columns in self.engine.scan(self.request, fields):
                size = len(columns.values[0])
                if size > left:
                    columns = Columns(columns.names, [column[:left] for column in columns.values])
                left -= size
                yield columns, [0.0] * size
                if left <= 0:
                    return
            return
        page = self.engine.search(self.request._replace(fields=("id",)))
        rows = zip(page.hits.column("id"), page.scores, strict=True)
        while batch := list(itertools.islice(rows, _BATCH)):
            names, scores = zip(*batch, strict=True)
            yield self.engine.paragraphs(names, fields), scores


def _apart(name: str) -> str:
    return f"{name}_" if name in COLUMNS or name == "citation" else name


def hit_row(hit: Hit, custom: tuple[str, ...] = ()) -> dict[str, Any]:
    """One hit as a row of plain values."""
    row = {name: getattr(hit, name) for name in _ATTRIBUTES}
    row |= {"section": " > ".join(hit.section), "citation": gbt7714(hit)}
    return row | {name: hit.custom.get(name) for name in custom}
