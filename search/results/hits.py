"""From stored fields to Hits: paragraphs in their places, with the snippets that show why they matched."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from gongbao.indexer.file_names import file_path
from gongbao.indexer.schema import FIELDS, SECTION_MARK, date_text
from gongbao.search.engines.protocol import Columns
from gongbao.search.query.ast import Leaf
from gongbao.search.results.results import Hit
from gongbao.search.results.snippets import LENGTH, snippets

_STORED = (*(spec.name for spec in FIELDS if spec.hit), "folded")


@functools.lru_cache(maxsize=16)
def hit_fields(custom: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The stored fields that ``hits`` makes Hits of; ``custom`` are config.yaml's facets."""
    return tuple(dict.fromkeys([*_STORED, *custom]))


def hits(
    found: Columns,
    index_dir: str | os.PathLike[str],
    custom: tuple[str, ...] = (),
    wanted: Sequence[Leaf] = (),
    length: int = LENGTH,
    scores: Iterable[float] = repeat(0.0),
    more: Iterable[int] = repeat(0),
    copies: Iterable[tuple[str, ...]] = repeat(()),
) -> tuple[Hit, ...]:
    """Paragraphs as Hits, in order; ``found`` holds at least their ``hit_fields``.

    ``wanted`` are the ``highlight_terms`` of the query, ``length`` the most characters of a snippet; ``scores``,
    ``more`` and ``copies`` have one item for each paragraph (see ``protocol.Page``). Paths are seen from
    ``index_dir``.
    """
    stored: Mapping[str, Sequence[Any]] = dict(zip(found.names, found.values, strict=True))
    if not len(stored["id"]):
        return ()
    texts = [text or "" for text in stored["text"]]
    parts, highlights, starts, matches = zip(*snippets(wanted, texts, length, stored["folded"]), strict=True)
    here = os.getcwd()  # noqa: PTH109 - see file_names
    columns: dict[str, Iterable[Any]] = {
        "id": stored["id"],
        "document": stored["doc"],
        "title": [title or "" for title in stored["title"]],
        "city": stored["city"],
        "province": stored["province"],
        "county": stored["county"],
        "level": stored["level"],
        "year": stored["year"],
        "date": map(date_text, stored["date"]),
        "genre": stored["genre"],
        "source": stored["source"],
        "section": map(_path, stored["section"]),
        "text": texts,
        "path": map(file_path, stored["file"], repeat(os.fspath(index_dir)), repeat(here)),
        "position": [position or 0 for position in stored["position"]],
        "custom": _custom(stored, custom) if custom else repeat({}),
        "snippet": parts,
        "highlights": highlights,
        "snippet_start": starts,
        "matches": matches,
        "score": scores,
        "more": more,
        "copies": copies,
    }
    return tuple(map(Hit._make, zip(*[columns[name] for name in Hit._fields])))  # noqa: B905 - some are endless


@functools.lru_cache(maxsize=1 << 10)
def _path(section: str | None) -> tuple[str, ...]:
    """The headings above a paragraph."""
    return tuple(section.split(SECTION_MARK)) if section else ()


def _custom(stored: Mapping[str, Sequence[Any]], names: tuple[str, ...]) -> list[dict[str, str]]:
    """What each paragraph has of config.yaml's facets."""
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*[stored[name] for name in names], strict=True)
    ]
