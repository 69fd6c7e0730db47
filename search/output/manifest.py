"""How a figure came about, so that it can be made again: query, filters, index generation, analysis, date, counts."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from gongbao.indexer.analysis import fingerprint
from gongbao.search.engines.protocol import Engine, Filters, Request
from gongbao.search.query.ast import Range

if TYPE_CHECKING:
    from gongbao.search.analyses.asked import Asked
    from gongbao.search.analyses.copies import LeftOutCopies
    from gongbao.search.analyses.selection import Corpus

_CORPUS: WeakKeyDictionary[Engine, tuple[int, str | None]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Manifest:
    """``kind`` is what was asked (search, trend …), ``query`` as understood, ``options`` the settings of the method.

    ``queries`` holds each query as typed, its reading, and its tree in JSON (``query.json_form``); ``copies`` which
    documents were left out because they repeat another; ``notes`` what a bound cut short. ``generation`` and
    ``analysis`` (a hash of everything that decides which words a text gives) name the state of the index, ``corpus``
    (a hash over its documents; None where it is not known) what it was made of; ``settings`` are config.yaml's that
    decide figures, ``versions`` those of gongbao and of what it runs on; ``made`` is UTC.
    """

    kind: str
    query: str
    filters: Mapping[str, Any]
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    generation: int
    analysis: str
    index: str
    made: str
    version: str
    queries: Sequence[Mapping[str, Any]] = ()
    copies: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    corpus: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The manifest as it stands beside an exported file."""
        return asdict(self)

    def title(self) -> str:
        """One line that names the table."""
        return f"{self.kind}: {self.query}" if self.query else self.kind


def manifest(
    corpus: Corpus, kind: str, asked: Sequence[Asked], filters: Filters, options: Mapping[str, Any],
    counts: Mapping[str, int], left_out: LeftOutCopies,
) -> Manifest:  # fmt: skip
    """The manifest of a table made from an open index as it is now."""
    config = corpus.config
    return Manifest(
        kind=kind,
        query="; ".join(each.reading for each in asked),
        filters=shown(filters),
        options=options,
        counts=counts,
        generation=corpus.engine.generation,
        analysis=fingerprint(config.analysis),
        index=str(corpus.index_dir),
        made=now(),
        version=version(),
        queries=tuple(each.to_json() for each in asked),
        copies=left_out.to_dict(),
        notes=tuple(dict.fromkeys(note for each in asked for note in each.notes)),
        corpus=corpus_hash(corpus.engine),
        settings={
            "analysis": config.analysis._asdict(),
            "synonyms": config.search.synonyms,
            "engine": config.search.engine,
            "facets": list(config.facets),
        },
        versions=versions(),
    )


def corpus_hash(engine: Engine) -> str | None:
    """A hash over the bytes of every file that the index holds, the same for the same files in another folder.

    None where the index does not know them: one that was not made by ``build_index``. Worked out once for each
    generation (a document takes some 20 µs).
    """
    known = _CORPUS.get(engine)
    if known is None or known[0] != engine.generation:
        known = _CORPUS[engine] = (engine.generation, _corpus_hash(engine))
    return known[1]


def _corpus_hash(engine: Engine) -> str | None:
    digests: set[str] = set()
    first = Request(query=Range("position", 0, 0), copies=True)
    for columns in engine.scan(first, ("record",)):
        for record in columns.column("record"):
            digest = json.loads(record or "{}").get("digest")
            if digest is None:
                return None
            digests.add(digest)
    return hashlib.blake2b("\n".join(sorted(digests)).encode(), digest_size=16).hexdigest() if digests else None


def shown(filters: Filters) -> dict[str, Any]:
    """Filters as plain values, as they were resolved."""
    values: dict[str, Any] = {name: list(wanted) for name, wanted in filters.any_of.items()}
    values |= {name: {"from": low, "to": high} for name, (low, high) in filters.ranges.items()}
    values |= {f"not {name}": list(refused) for name, refused in filters.excluded.items()}
    return values


def versions() -> dict[str, str]:
    """The versions of what a figure depends on: gongbao, Python, and the segmenter (jieba's words)."""
    found = {"gongbao": version(), "python": platform.python_version()}
    for name in ("jieba", "rjieba"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def now() -> str:
    """The time of day in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def version() -> str:
    """gongbao's version, "source" when it runs from a source tree."""
    try:
        return importlib.metadata.version("gongbao")
    except importlib.metadata.PackageNotFoundError:
        return "source"
