"""What flows through the house: lines, articles, documents, paragraphs. Frozen; ``None`` means unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gongbao.indexer.config import GENRES
from gongbao.indexer.errors import Message

Level = Literal["national", "province", "prefecture", "county"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``heading`` is 1–6 where the format marks headings, else 0; an empty text is a blank line."""

    text: str
    heading: int = 0
    kind: Literal["text", "row", "note"] = "text"


@dataclass(frozen=True, slots=True)
class RawText:
    """One record of one file, decoded, before any cleaning.

    ``declared`` holds metadata the user gave (front matter, .meta.yaml, metadata.csv, CSV/JSONL columns)
    and is believed; ``hints`` holds what the format says of itself (an HTML page's title and meta tags)
    and is only evidence. ``firm`` says that line ends are paragraph ends (HTML, Word), not a
    layout's line breaks.
    """

    path: str
    lines: tuple[Line, ...]
    format: str
    record: str | None = None
    declared: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    firm: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Note:
    """A line that says something about the document and is not part of its text.

    ``key`` is one of source, author, published, issuer, number, index, signed, adopted, title, site,
    crumbs, lead (a portal's words before the document it reprints), break (a mark between articles);
    ``value`` the part after the label; ``text`` the whole line as it stood; ``line`` the index of the clean line
    it stood before: 0 is above the text, ``len(lines)`` below it.
    """

    key: str
    value: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file's clean lines (an empty one is a blank line), the notes taken out, and what each rule removed.

    ``removed`` holds (name of the rule, the text it took out); no Han character of the file is missing
    from ``lines`` and ``removed`` together.
    """

    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article's clean lines, each a whole paragraph, heading or table row, and the notes around it."""

    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()


DOUBTFUL_BELOW = 0.7
"""Evidence of less confidence than this is reported to the user as doubtful."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the words it was taken from, where they stand, and by which rule.

    ``where`` is a stage-like word (declared, session, issuer, number, title, dateline, signature, index,
    path, footer, opening, body); ``confidence`` is 0–1.
    """

    text: str
    where: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place by today's full official names; ``city`` and ``county`` are None where there is none."""

    level: Level | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself. ``date`` is ISO (2021-02-26), ``period`` a plan's years (2021, 2025)."""

    title: str
    place: Place = Place()
    year: int | None = None
    date: str | None = None
    genre: str = GENRES[-1]
    source: str | None = None
    period: tuple[int, int] | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The chunk that is indexed and returned. ``section`` are the headings above it, outermost first."""

    id: str
    position: int
    section: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article or report, ready to be indexed.

    ``id`` is stable for the same file and place in it; ``duplicate_of`` is the id of the document this
    one repeats. ``removed`` is what cleaning took out of the file or record, each piece with the name of its rule; of
    several documents in one file the first has it.
    """

    id: str
    path: str
    meta: Metadata
    paragraphs: tuple[Paragraph, ...]
    duplicate_of: str | None = None
    removed: tuple[tuple[str, str], ...] = ()

    @property
    def characters(self) -> int:
        return sum(len(p.text) for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a record of one, that could not be read, and why: ``message`` says it in English or Chinese."""

    path: str
    message: Message

    @property
    def code(self) -> str:
        """The stable name of the reason, such as ``file.encrypted``."""
        return self.message.code

    @property
    def params(self) -> dict[str, Any]:
        """What the reason speaks of, by name."""
        return self.message.params

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.message.sentence("en")
