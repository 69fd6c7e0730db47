"""What the records of documents say: the files they were made of, and metadata that is no facet.

A document's record is JSON on its first paragraph (``indexer.schema``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.query import ast
from gongbao.search.query.ast import All, Range, Word

FIRST = Range("position", 0, 0)
"""Matches the first paragraph of every document."""


@dataclass(frozen=True, slots=True)
class CorpusRecords:
    """Of a generation: ``hash`` over the bytes of its files (None: not known), and the names of ``custom`` metadata."""

    hash: str | None
    custom: tuple[str, ...]


_KNOWN: WeakKeyDictionary[Engine, tuple[int, CorpusRecords]] = WeakKeyDictionary()


def corpus_records(engine: Engine) -> CorpusRecords:
    """What the records of the generation that is read say, worked out once for each (45 µs a document).

    The hash is the same for the same files in another folder; None where the index does not know its files: one that
    was not made by ``build_index``.
    """
    generation = engine.generation
    known = _KNOWN.get(engine)
    if known is None or known[0] != generation:
        known = _KNOWN[engine] = (generation, _read(engine))
    return known[1]


def _read(engine: Engine) -> CorpusRecords:
    digests: set[str | None] = set()
    custom: dict[str, None] = {}
    for columns in engine.scan(Request(query=FIRST, copies=True), ("record",)):
        for text in columns.column("record"):
            record = json.loads(text or "{}")
            digests.add((record.get("file") or {}).get("digest"))
            custom.update(dict.fromkeys(record.get("custom") or ()))
    known = sorted(digest for digest in digests if digest is not None)
    whole = hashlib.blake2b("\n".join(known).encode(), digest_size=16).hexdigest()
    return CorpusRecords(whole if known and None not in digests else None, tuple(custom))


def custom_metadata(engine: Engine, documents: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """The metadata besides the built-in fields of these documents, by their ids; facets of config.yaml are part."""
    wanted = ast.Any(tuple(Word("doc", name) for name in dict.fromkeys(documents)))
    found: dict[str, Mapping[str, Any]] = {}
    for columns in engine.scan(Request(query=All((wanted, FIRST)), copies=True), ("doc", "record")):
        for name, record in zip(columns.column("doc"), columns.column("record"), strict=True):
            found[name] = json.loads(record or "{}").get("custom") or {}
    return found
