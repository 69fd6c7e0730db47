"""The query tree: what a question asks for, as frozen values without behaviour.

Every node is comparable and hashable, so that trees can be dictionary keys. ``json_form`` carries a tree in JSON,
``unparse`` writes it in the query language, ``visitors`` walk and rebuild it, ``matching`` says where a leaf matches a
text; engines compile it to what they run on. Texts in a tree are folded (``indexer.folding``).

Scores: ``All`` and ``Any`` add up the scores of those children that match; ``Not``, ``Range`` and facet values match
without a score; ``boost`` multiplies the score of a leaf, ``Boosted`` that of a whole branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Substring:
    """Paragraphs whose folded field contains ``text``, wherever words begin and end.

    ``quoted``: typed in quotation marks. ``literal``: typed with ``=``, or quoted: synonyms are not added.
    Scored like one BM25F term: tf is that of the indexed word ``text`` where the paragraph holds it as a word, else
    the number of (not overlapping) occurrences; df is the number of paragraphs that contain it.
    """

    field: str
    text: str
    boost: float = 1.0
    quoted: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Paragraphs with exactly this indexed term: a token of a text field, or a value of a facet."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Strings with at most ``distance`` characters between one and the next, not overlapping.

    ``ordered``: in the order given, any number of them. Otherwise two, in either order.
    """

    field: str
    parts: tuple[str, ...]
    distance: int
    ordered: bool = False
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Indexed terms that begin with ``text``."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Indexed terms that fit ``pattern``, where ``*`` stands for any characters and ``?`` for one."""

    field: str
    pattern: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Indexed terms within ``edits`` edits (insert, delete, replace, swap neighbours) of ``text``."""

    field: str
    text: str
    edits: int = 1
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Regex:
    """Paragraphs where the regular expression matches somewhere in the folded field (checked by ``query.regex``)."""

    field: str
    pattern: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """Paragraphs whose number (``year``; ``date`` as ``schema.date_number``) lies between the two, both included.

    None leaves an end open.
    """

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    """What every child matches; without children, every paragraph."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """What at least one child matches; without children, nothing."""

    children: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What the child does not match."""

    child: Query


@dataclass(frozen=True, slots=True)
class SameDocument:
    """Paragraphs of documents for which ``child`` holds when each of its leaves may match in another paragraph.

    Of such a document, the paragraphs that match a leaf outside every ``Not``; all of them when there is none.
    """

    child: Query


@dataclass(frozen=True, slots=True)
class Boosted:
    """What the child matches, its scores multiplied by ``factor``."""

    child: Query
    factor: float


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A word as typed together with the words that the list of synonyms adds to it; matches like ``Any`` of them."""

    word: Substring
    others: tuple[Substring, ...]


Leaf: TypeAlias = Substring | Word | Near | Prefix | Wildcard | Fuzzy | Regex | Range
Query: TypeAlias = Leaf | All | Any | Not | SameDocument | Boosted | Synonyms

EVERYTHING = All(())
"""Matches every paragraph."""
NOTHING = Any(())
"""Matches no paragraph."""
