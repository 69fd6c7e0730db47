"""From stored fields to Hits: paragraphs in their places, with the snippets that show why they matched."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from itertools import repeat

from whoosh.query import Query

from gongbao.indexer.file_names import file_path
from gongbao.indexer.schema import SECTION_MARK, date_text
from gongbao.indexer.store.stored import FOLDED
from gongbao.search.engines.protocol import Engine
from gongbao.search.results.results import Hit
from gongbao.search.results.snippets import LENGTH, snippets

_STORED = (
    "text", "id", "doc", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "section",
    "file", "position", FOLDED,
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
    (
        stored, names, documents, titles, cities, provinces, counties, levels, years, dates, genres, sources, sections,
        files, positions, folded,
    ) = engine.values(numbers, _STORED)  # fmt: skip
    texts = [text or "" for text in stored]
    shown, highlights, starts, matches = zip(*snippets(wanted, texts, length, folded), strict=True)
    paths = map(file_path, files, repeat(os.fspath(index_dir)), repeat(os.getcwd()))  # noqa: PTH109 - see names
    return tuple(
        map(
            Hit._make,
            zip(  # noqa: B905 - some are endless
                names, scores, documents, [title or "" for title in titles], cities, provinces, counties, levels, years,
                map(date_text, dates), genres, sources, map(_path, sections), shown, highlights, starts, texts, paths,
                [position or 0 for position in positions], copies, more,
                _custom(engine, numbers, custom) if custom else repeat({}), matches,
            ),
        )
    )  # fmt: skip


@functools.lru_cache(maxsize=1 << 10)
def _path(section: str | None) -> tuple[str, ...]:
    """The headings above a paragraph."""
    return tuple(section.split(SECTION_MARK)) if section else ()


def _custom(engine: Engine, numbers: Sequence[int], names: tuple[str, ...]) -> list[dict[str, str]]:
    """What each paragraph has of config.yaml's facets."""
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*engine.values(numbers, names), strict=True)
    ]
