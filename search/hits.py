"""From stored fields to Hits: paragraphs in their places, with the snippets that show why they matched."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from itertools import repeat

from whoosh.query import Query

from indexer.names import file_path
from indexer.schema import SECTION_MARK, date_text
from search.engine import Engine
from search.results import Hit
from search.snippets import LENGTH, snippets

_STORED = (
    "text", "id", "doc", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "section",
    "file", "position",
)  # fmt: skip


def hits(
    engine: Engine,
    numbers: Sequence[int],
    index_dir: str | os.PathLike[str],
    custom: tuple[str, ...] = (),
    wanted: Sequence[Query] = (),
    length: int = LENGTH,
    scores: Iterable[float] = repeat(0.0),
    more: Iterable[int] = repeat(0),
    copies: Iterable[tuple[str, ...]] = repeat(()),
) -> tuple[Hit, ...]:
    """Paragraphs by their numbers as Hits; ``wanted`` are the markers of the query."""
    if not numbers:
        return ()
    rows = engine.rows(numbers, _STORED)
    shown = snippets(wanted, [row[0] or "" for row in rows], length)
    own = _custom(engine, numbers, custom) if custom else repeat({})
    folder, here = os.fspath(index_dir), os.getcwd()  # noqa: PTH109 - see names
    return tuple(
        [
            Hit(
                name, score, document, title or "", city, province, county, level, year, date_text(date), genre, source,
                _path(section), snippet, highlights, start, text or "",
                file_path(file, folder, here), position or 0, copied, others, facets,
            )
            for (
                (
                    text, name, document, title, city, province, county, level, year, date, genre, source, section,
                    file, position,
                ),
                (snippet, highlights, start), score, others, copied, facets,
            ) in zip(rows, shown, scores, more, copies, own)  # noqa: B905 - some are endless
        ]
    )  # fmt: skip


@functools.lru_cache(maxsize=1 << 10)
def _path(section: str | None) -> tuple[str, ...]:
    """The headings above a paragraph."""
    return tuple(section.split(SECTION_MARK)) if section else ()


def _custom(engine: Engine, numbers: Sequence[int], names: tuple[str, ...]) -> list[dict[str, str]]:
    """What each paragraph has of config.yaml's facets."""
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in engine.rows(numbers, names)
    ]
