"""A whole document as the index holds it: its metadata with the evidence, and every paragraph."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gongbao.indexer.documents import Evidence, Paragraph
from gongbao.indexer.errors import QueryError
from gongbao.indexer.file_names import file_path
from gongbao.indexer.schema import SECTION_MARK, date_text, stored_record
from gongbao.search.engines.protocol import Columns, Engine
from gongbao.search.output.tables import frame


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document; fields as in a Hit. ``copy_of`` is the id of the document it repeats."""

    id: str
    title: str
    city: str | None
    province: str | None
    county: str | None
    level: str | None
    year: int | None
    date: str | None
    genre: str | None
    source: str | None
    path: str
    copy_of: str | None
    period: tuple[int, int] | None
    paragraphs: tuple[Paragraph, ...]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)

    def to_pandas(self) -> Any:
        """The paragraphs as a pandas DataFrame; raises MissingExtra without pandas."""
        return frame(
            [
                {"id": p.id, "position": p.position, "section": " > ".join(p.section), "text": p.text}
                for p in self.paragraphs
            ],
            ("id", "position", "section", "text"),
        )

    def _repr_html_(self) -> str:
        named = ((name, getattr(self, name)) for name in ("city", "province", "year", "date", "genre", "path"))
        head = " · ".join(html.escape(str(value)) for _, value in named if value)
        body = "".join(f"<p>{html.escape(p.text)}</p>" for p in self.paragraphs)
        return f"<h3>{html.escape(self.title)}</h3><p>{head}</p>{body}"

    def to_dict(self) -> dict[str, Any]:
        """The document as ``show --json`` prints it."""
        return asdict(self)


def as_id(name: str) -> str:
    """A name that an index can be asked for: what is no text (bytes typed in another encoding) is no one's id."""
    return name.encode("utf-8", "replace").decode()


_STORED = (
    "id", "doc", "title", "city", "province", "county", "level", "year", "date", "genre", "source", "file", "copy_of",
    "record", "position", "section", "text",
)  # fmt: skip


def paragraphs_of(engine: Engine, name: str, fields: tuple[str, ...]) -> Columns:
    """The paragraphs of the document with this id, or of the one that holds the paragraph with this id, in order.

    Raises QueryError where there is neither.
    """
    identifier = as_id(name)
    paragraph = engine.paragraphs([identifier], ("id", "doc"))
    owner = [*paragraph.column("doc"), identifier][0]
    (found,) = engine.documents([owner], fields)
    if not found.values[0]:
        raise QueryError("document.unknown", id=repr(name))
    return found


def neighbours(engine: Engine, name: str, before: int, after: int, fields: tuple[str, ...]) -> Columns:
    """The paragraphs around the one with this id, in the order of its document, without itself; raises QueryError.

    ``fields`` (``id`` among them) are those wanted; ``before`` and ``after`` count paragraphs.
    """
    whole = paragraphs_of(engine, name, fields)
    names = list(whole.column("id"))
    at = names.index(name) if name in names else 0
    around = [*range(max(0, at - before), at), *range(at + 1, min(at + 1 + after, len(names)))]
    return Columns(whole.names, [[column[row] for row in around] for column in whole.values])


def document(engine: Engine, name: str, index_dir: str | os.PathLike[str]) -> StoredDocument:
    """The document with this id, or the one that holds the paragraph with this id; raises QueryError."""
    rows = list(paragraphs_of(engine, name, _STORED).rows())
    first = rows[0]
    period, custom, evidence = stored_record(first)
    return StoredDocument(
        id=first["doc"],
        title=first.get("title", ""),
        city=first.get("city"),
        province=first.get("province"),
        county=first.get("county"),
        level=first.get("level"),
        year=first.get("year"),
        date=date_text(first.get("date")),
        genre=first.get("genre"),
        source=first.get("source"),
        path=file_path(first["file"], index_dir),
        copy_of=first.get("copy_of"),
        period=period,
        paragraphs=tuple(_paragraph(row) for row in rows),
        evidence=evidence,
        custom=custom,
    )


def _paragraph(row: Mapping[str, Any]) -> Paragraph:
    section = row.get("section")
    return Paragraph(row["id"], row["position"], tuple(section.split(SECTION_MARK)) if section else (), row["text"])
