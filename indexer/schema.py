"""The fields of a paragraph: one table that the index, filters, command line and results are made from."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gongbao.indexer.errors import ConfigError

if TYPE_CHECKING:
    from gongbao.indexer.documents import Document, Evidence, Metadata, Paragraph

SECTION_MARK = "\n"
"""Stands between the headings of a stored section path."""

Kind = Literal["words", "pairs", "id", "facet", "number", "stored"]
"""What the index keeps of a field.

- ``words``: the words of a text with their positions, and its length: scored.
- ``pairs``: every pair of neighbouring characters of a text, with positions: finds exact strings, never scored.
- ``id``: the whole value as one term.
- ``facet``: the whole value as one term, and a column of values, so that it can be counted and sorted by.
- ``number``: a signed 32-bit integer as terms of falling precision (``number_terms``), and a column of numbers.
- ``stored``: no terms; it can only be read back.
"""


class FieldSpec(NamedTuple):
    """One field: what the index keeps of it, how people name it, and where it is in a hit.

    ``unique``: an update replaces the paragraph with the same value. ``facet``: its values are counted by default.
    ``aliases``: what the query language calls it besides ``name``, in folded Chinese; the first is its title. A field
    that people cannot name has none. ``filterable``: it can narrow a search besides the query; one that is built in is
    a keyword of ``Index.search`` and an option of the command line (``option``). ``sortable``: hits can be ordered by
    it. ``hit``: the attribute of a ``Hit`` that shows it, "" for none. ``custom``: a facet of config.yaml; hits show it
    in ``custom``, and searches take it in ``where``.
    """

    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    stored: bool = True
    unique: bool = False
    facet: bool = False
    filterable: bool = False
    sortable: bool = False
    hit: str = ""
    custom: bool = False

    @property
    def indexed(self) -> bool:
        """Whether it has terms."""
        return self.kind != "stored"

    @property
    def scored(self) -> bool:
        """Whether its terms have scores: then the index keeps the lengths of its texts."""
        return self.kind == "words"

    @property
    def positional(self) -> bool:
        """Whether the index keeps where in a text each term stands."""
        return self.kind in ("words", "pairs")

    @property
    def option(self) -> str:
        """Its option on the command line, "" where it has none."""
        return f"--{self.name}" if self.filterable and not self.custom else ""

    def encode(self, value: str | int) -> bytes:
        """The term that stands for a value (a word of a text, a pair of characters, a whole value, a number).

        Raises ValueError for what is no number of 32 bits in a field of numbers.
        """
        if self.kind == "number":
            return number_term(int(value))
        return str(value).encode("utf-8", "surrogatepass")

    def terms(self, value: str | int) -> list[bytes]:
        """Every term that a value has in a field of ids, of a facet or of numbers; raises as ``encode``."""
        return number_terms(int(value)) if self.kind == "number" else [self.encode(value)]


FIELDS = (
    FieldSpec("text", "words", ("正文", "内容"), hit="text"),
    FieldSpec("title", "words", ("标题", "题名"), hit="title"),
    FieldSpec("section", "words", ("章节", "小节"), hit="section"),
    FieldSpec("city", "facet", ("城市", "地市", "市"), facet=True, filterable=True, sortable=True, hit="city"),
    FieldSpec("year", "number", ("年份", "年"), facet=True, filterable=True, sortable=True, hit="year"),
    FieldSpec("genre", "facet", ("文种", "体裁"), facet=True, filterable=True, hit="genre"),
    FieldSpec("province", "facet", ("省份", "省"), facet=True, filterable=True, hit="province"),
    FieldSpec("county", "facet", ("区县", "县"), facet=True, filterable=True, hit="county"),
    FieldSpec("level", "facet", ("层级", "级别"), facet=True, filterable=True, hit="level"),
    FieldSpec("date", "number", ("日期",), filterable=True, sortable=True, hit="date"),
    FieldSpec("source", "id", ("来源",), filterable=True, hit="source"),
    FieldSpec("doc", "id", ("文档", "同文"), hit="document"),
    FieldSpec("id", "id", unique=True, hit="id"),
    FieldSpec("position", "number", sortable=True, hit="position"),
    FieldSpec("file", "id", hit="path"),
    FieldSpec("copy_of", "id"),
    FieldSpec("record", "stored"),
    FieldSpec("grams", "pairs", stored=False),
)
"""The fields every index has.

``grams`` is the text once more, as pairs of characters. ``date`` is a ``date_number``, ``section`` the headings above
a paragraph joined by SECTION_MARK, ``position`` the paragraph's number in its document, ``doc`` the document's id,
``file`` the name of the file it comes from, ``copy_of`` the id of the document it repeats, ``record`` JSON on a
document's first paragraph (see ``paragraph_fields``).
"""

FACETS = tuple(spec.name for spec in FIELDS if spec.facet)
"""Facets every index has; config.yaml's ``facets`` adds custom ones."""


def field_specs(facets: tuple[str, ...] = ()) -> dict[str, FieldSpec]:
    """The fields of an index with these custom facets, by name; raises ConfigError for a name that cannot be one."""
    specs = {spec.name: spec for spec in FIELDS}
    for name in facets:
        if name in specs:
            raise ConfigError("facet.taken", facet=name)
        if name.startswith("_") or not name.isidentifier():
            raise ConfigError("facet.no_name", facet=name)
        specs[name] = FieldSpec(name, "facet", facet=True, filterable=True, custom=True)
    return dict(sorted(specs.items()))


# --- numbers ----------------------------------------------------------------------------------------------------------

_BITS, _STEP = 32, 4


def number_term(number: int, shift: int = 0) -> bytes:
    """A signed 32-bit integer as a term of five bytes that sorts like the number, without its lowest ``shift`` bits.

    The first byte is the shift, the others the number plus 2³¹, big-endian: what Whoosh's field NUMERIC writes.
    Raises ValueError for a number of more bits.
    """
    if not -(1 << _BITS - 1) <= number < 1 << _BITS - 1:
        raise ValueError(f"{number} has more than {_BITS} bits")
    return bytes([shift]) + (number + (1 << _BITS - 1) >> shift).to_bytes(_BITS // 8, "big")


def number_terms(number: int) -> list[bytes]:
    """The eight terms of a number, each four bits less precise than the one before: a range of numbers is a union of
    few of them. Raises as ``number_term``."""
    return [number_term(number, shift) for shift in range(0, _BITS, _STEP)]


def date_number(date: str | None) -> int | None:
    """An ISO date as a number that sorts: 2021-02-26 → 20210226."""
    return int(date.replace("-", "")) if date else None


@functools.lru_cache(maxsize=1 << 12)
def date_text(number: int | None) -> str | None:
    """The ISO date of ``date_number``."""
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else None


# --- a paragraph's values ---------------------------------------------------------------------------------------------


def _record(meta: Metadata) -> str | None:
    """What only the whole document shows, as JSON; ``told`` are the fields whose evidence is their declared value."""
    told = [name for name, found in meta.evidence.items() if found.where == "declared" and found.confidence >= 0.9]
    inferred = {name: found for name, found in meta.evidence.items() if name not in told}
    parts = {
        "period": meta.period,
        "custom": dict(meta.custom),
        "evidence": {name: [found.text, found.where, found.confidence] for name, found in inferred.items()},
        "told": told,
    }
    held = {name: part for name, part in parts.items() if part}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")) if held else None


def stored_record(values: Mapping[str, Any]) -> tuple[tuple[int, int] | None, dict[str, str], dict[str, Evidence]]:
    """Period, custom metadata and evidence, from the stored fields of a document's first paragraph.

    Evidence of a declared value is not stored: it is the value as it stands in the index.
    """
    from gongbao.indexer.documents import Evidence  # here, since most who read a schema read no document

    held = json.loads(values.get("record") or "{}")
    evidence = {name: Evidence(*found) for name, found in held.get("evidence", {}).items()}
    for name in held.get("told", ()):
        parts = ("province", "city", "county") if name == "place" else (name,)
        texts = dict.fromkeys(_shown(part, values[part]) for part in parts if values.get(part) is not None)
        evidence[name] = Evidence(" ".join(texts), "declared", 1.0)
    period = held.get("period")
    return (period[0], period[1]) if period else None, held.get("custom", {}), evidence


def _shown(name: str, value: Any) -> str:
    return date_text(value) or "" if name == "date" else str(value)


def paragraph_fields(document: Document, paragraph: Paragraph, facets: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is written for one paragraph; unknown fields are left out.

    The document's whole record (evidence, period, custom metadata) rides on its first paragraph as JSON.
    """
    meta = document.meta
    values: dict[str, Any] = {
        "id": paragraph.id,
        "doc": document.id,
        "file": document.path,
        "position": paragraph.position,
        "text": paragraph.text,
        "grams": paragraph.text,
        "title": meta.title,
        "section": SECTION_MARK.join(paragraph.section),
        "city": meta.place.city,
        "province": meta.place.province,
        "county": meta.place.county,
        "level": meta.place.level,
        "genre": meta.genre,
        "year": meta.year,
        "date": date_number(meta.date),
        "source": meta.source,
        "copy_of": document.duplicate_of,
    }
    for name in facets:
        values[name] = meta.custom.get(name)
    if paragraph.position == 0:
        values["record"] = _record(meta)
    return {name: value for name, value in values.items() if value not in (None, "")}
