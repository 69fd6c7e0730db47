"""How a figure came about, so that it can be made again: query, filters, index generation, analysis, date, counts."""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from gongbao.indexer.analysis import fingerprint
from gongbao.indexer.known import corpus_hash
from gongbao.search.analyses.copies import LeftOutCopies, copies_left_out
from gongbao.search.engines.protocol import Filters, Request

if TYPE_CHECKING:
    from gongbao.search.analyses.asked import Asked
    from gongbao.search.analyses.grouping import Ungrouped
    from gongbao.search.analyses.selection import Corpus


@dataclass(frozen=True, slots=True)
class Manifest:
    """``kind`` is what was asked (search, trend …), ``query`` as understood, ``options`` the settings of the method.

    ``queries`` holds each query as typed, its reading, and its tree in JSON (``query.json_form``); ``readings`` each
    counted term and what counts as it. ``copies`` says which documents were left out because they repeat another,
    ``left_out`` what is in no group (``grouping.Ungrouped``), ``notes`` what a bound cut short. ``generation`` and
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
    readings: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, Any] = field(default_factory=dict)
    left_out: Mapping[str, Any] = field(default_factory=dict)
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


def manifest_of(
    corpus: Corpus, kind: str, asked: Sequence[Asked], request: Request, options: Mapping[str, Any],
    counts: Mapping[str, int], *, copies: LeftOutCopies | None = None, ungrouped: Ungrouped | None = None,
    readings: Mapping[str, str] | None = None,
) -> Manifest:  # fmt: skip
    """The manifest of a table made from an open index as it is now.

    ``request`` is what the figures are made of; ``copies`` those that are not among it (looked for when None);
    ``ungrouped`` what is in no group; ``readings`` those of the terms where they are no queries.
    """
    if copies is None:
        copies = copies_left_out(corpus.engine, request)
    config = corpus.config
    return Manifest(
        kind=kind,
        query="; ".join(each.reading for each in asked),
        filters=shown(request.filters),
        options={**options, "copies": request.copies},
        counts=counts,
        generation=corpus.engine.generation,
        analysis=fingerprint(config.analysis),
        index=str(corpus.index_dir),
        made=now(),
        version=version(),
        queries=tuple(each.to_json() for each in asked),
        readings={each.typed: each.reading for each in asked} if readings is None else readings,
        copies=copies.to_dict(),
        left_out={} if ungrouped is None else ungrouped.to_dict(),
        notes=tuple(dict.fromkeys(note for each in asked for note in each.notes)),
        corpus=corpus_hash(corpus.index_dir, corpus.engine.generation),
        settings={
            "analysis": config.analysis._asdict(),
            "synonyms": config.search.synonyms,
            "engine": config.search.engine,
            "facets": list(config.facets),
        },
        versions=versions(),
    )


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
