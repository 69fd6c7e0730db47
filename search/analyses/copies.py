"""Which documents an analysis left out because they repeat another one of the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongbao.search.engines.protocol import Engine, Request


@dataclass(frozen=True, slots=True)
class LeftOutCopies:
    """``documents`` are the ids of the copies that were left out, ascending; ``paragraphs`` counts theirs.

    ``counted``: copies were asked for, so none was left out.
    """

    counted: bool
    documents: tuple[str, ...] = ()
    paragraphs: int = 0

    def __add__(self, other: LeftOutCopies) -> LeftOutCopies:
        """What two selections leave out together; a paragraph in both counts twice."""
        documents = tuple(sorted({*self.documents, *other.documents}))
        return LeftOutCopies(self.counted, documents, self.paragraphs + other.paragraphs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: ``counted``, ``documents`` (how many), ``paragraphs``, ``ids``."""
        return {
            "counted": self.counted,
            "documents": len(self.documents),
            "paragraphs": self.paragraphs,
            "ids": list(self.documents),
        }


def copies_left_out(engine: Engine, request: Request) -> LeftOutCopies:
    """The copies among the documents that ``request`` matches; none when it asks for copies."""
    if request.copies:
        return LeftOutCopies(counted=True)
    paragraphs = engine.search(request._replace(offset=0, limit=0, sort="position", facets=(), group=None)).left_out
    if not paragraphs:
        return LeftOutCopies(counted=False)
    every = {group.key[0] for group in engine.aggregate(request._replace(copies=True), ("doc",), ("paragraphs",))}
    kept = {group.key[0] for group in engine.aggregate(request, ("doc",), ("paragraphs",))}
    return LeftOutCopies(False, tuple(sorted(str(name) for name in every - kept)), paragraphs)
