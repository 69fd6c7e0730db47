"""From stored fields to a Hit: the paragraph in its place, with the snippet that shows why it matched."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from whoosh.query import Query

from indexer.names import file_path
from indexer.schema import SECTION_MARK, date_text
from search.results import Hit
from search.snippets import LENGTH, snippet


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
    here: str | None = None,
) -> Hit:
    """One paragraph's stored fields as a Hit; ``wanted`` are the markers of the query.

    ``folded`` is the folded text and ``here`` the working directory, where they are known already.
    """
    text = values.get("text", "")
    shown = snippet(wanted, text, length, folded)
    section = values.get("section")
    get = values.get
    return Hit(
        values["id"],
        score,
        values["doc"],
        get("title", ""),
        get("city"),
        get("province"),
        get("county"),
        get("level"),
        get("year"),
        date_text(get("date")),
        get("genre"),
        get("source"),
        tuple(section.split(SECTION_MARK)) if section else (),
        *shown,
        text,
        file_path(values["file"], index_dir, here),
        get("position", 0),
        copies,
        more,
        {name: values[name] for name in custom if name in values},
    )
