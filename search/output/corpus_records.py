"""What the records of documents say: metadata that is no facet.

A document's record is JSON on its first paragraph (``indexer.schema``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.query import ast
from gongbao.search.query.ast import All, Range, Word

FIRST = Range("position", 0, 0)
"""Matches the first paragraph of every document."""


_KNOWN: WeakKeyDictionary[Engine, tuple[int, tuple[str, ...]]] = WeakKeyDictionary()


def custom_names(engine: Engine) -> tuple[str, ...]:
    """The names of the metadata besides the built-in fields in the generation that is read.

    Worked out once for each generation (45 µs a document).
    """
    generation = engine.generation
    known = _KNOWN.get(engine)
    if known is None or known[0] != generation:
        names: dict[str, None] = {}
        for columns in engine.scan(Request(query=FIRST, copies=True), ("record",)):
            for text in columns.column("record"):
                names.update(dict.fromkeys(json.loads(text or "{}").get("custom") or ()))
        known = _KNOWN[engine] = (generation, tuple(names))
    return known[1]


def custom_metadata(engine: Engine, documents: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """The metadata besides the built-in fields of these documents, by their ids; facets of config.yaml are part."""
    wanted = ast.Any(tuple(Word("doc", name) for name in dict.fromkeys(documents)))
    found: dict[str, Mapping[str, Any]] = {}
    for columns in engine.scan(Request(query=All((wanted, FIRST)), copies=True), ("doc", "record")):
        for name, record in zip(columns.column("doc"), columns.column("record"), strict=True):
            found[name] = json.loads(record or "{}").get("custom") or {}
    return found
