"""The leaves Whoosh lacks: strings, nearness and patterns that are verified in the text of each paragraph.

They are Whoosh queries and run on Whoosh's own Searcher; a faster engine reads the same contract.
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import matching, scoring
from whoosh.query import And, Every, Not, Or, Prefix, Query, Term, Wildcard

from gongbao.indexer.analysis import grams
from gongbao.indexer.folding import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

Spans = list[tuple[int, int]]


class Verified(Query):
    """A leaf that is decided by looking at the folded text of a field.

    The matched set is ``certain()`` together with those of ``candidates()`` where ``occurrences() > 0``.
    It is scored like one BM25F term of ``fieldname``: tf is the paragraph's frequency of the ``certain()``
    term where that term stands in it, else ``occurrences()``; df is the size of the matched set over the whole
    index (deleted paragraphs do not count, while they do for terms); N, field length and average length are
    Whoosh's. ``boost`` multiplies.
    """

    fieldname: str
    boost: float = 1.0

    def candidates(self) -> Query:
        """A superset of the matches, over indexed terms only; its scores mean nothing."""
        return Every()

    def certain(self) -> Term | None:
        """A term whose paragraphs all match, so that their text need not be read."""
        return None

    def spans(self, folded: str) -> Spans:
        """Where the text matches: (start, end) pairs to highlight, ascending; empty where it does not."""
        raise NotImplementedError

    def occurrences(self, folded: str) -> int:
        """How often the text matches."""
        return len(self.spans(folded))

    def _state(self) -> tuple[Any, ...]:
        """What makes two of this class equal."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._state()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._state()!r}"

    __str__ = __repr__

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Whoosh's entry point: the matches in this searcher's segment, with their scores."""
        parent = searcher.get_parent()
        numbers, frequencies = matches(parent, self)
        start = next((offset for leaf, offset in parent.leaf_searchers() if leaf is searcher), 0)
        first, last = np.searchsorted(numbers, [start, start + searcher.doc_count_all()])
        if first == last:
            return matching.NullMatcher()
        idf = float(np.log(parent.doc_count_all() / (len(numbers) + 1)) + 1)
        average = parent.avg_field_length(self.fieldname) or 1
        weighting = searcher.weighting
        b, k1 = (weighting.B, weighting.K1) if isinstance(weighting, scoring.BM25F) else (0.75, 1.2)
        ids = array("I", (int(n) - start for n in numbers[first:last]))
        scores = [
            self.boost
            * scoring.bm25(idf, float(tf), searcher.doc_field_length(number, self.fieldname, 1), average, b, k1)
            for number, tf in zip(ids, frequencies[first:last], strict=True)
        ]
        return matching.ListMatcher(ids, scores)


def matches(searcher: Any, query: Verified) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All matches of a Verified leaf in a (whole) Whoosh searcher: paragraph numbers, ascending, and their tf."""
    known = searcher.__dict__.setdefault("_gongbao_verified", {})
    if query in known:
        return known[query]
    found: dict[int, int] = {}
    certain = query.certain()
    for leaf, offset in searcher.leaf_searchers():
        if certain is not None:
            matcher = certain.matcher(leaf, leaf.boolean_context())
            while matcher.is_active():
                found[offset + matcher.id()] = int(matcher.weight())
                matcher.next()
        for number in query.candidates().docs(leaf):
            if offset + number not in found:
                count = query.occurrences(fold(leaf.stored_fields(number).get(query.fieldname) or ""))
                if count:
                    found[offset + number] = count
    numbers = sorted(found)
    result = np.array(numbers, np.int64), np.array([found[n] for n in numbers], np.int64)
    known[query] = result
    return result


def holding(fieldname: str, string: str) -> list[Query]:
    """Conditions on indexed terms that every paragraph whose field contains the folded string fulfils."""
    if fieldname == "text":
        if len(string) == 1:
            return [Prefix("grams", string)]
        return [Term("grams", gram) for gram in dict.fromkeys(grams(string)[:-1])]
    # Titles and headings have no character pairs, but every letter, digit or Han character is in some word.
    return [Wildcard(fieldname, f"*{char}*") for char in dict.fromkeys(string) if char.isalnum()]


def all_of(conditions: list[Query]) -> Query:
    """The conjunction of these; every paragraph when there are none."""
    distinct = list(dict.fromkeys(conditions))
    if not distinct:
        return Every()
    return distinct[0] if len(distinct) == 1 else And(distinct)


def starts(folded: str, string: str) -> list[int]:
    """Every offset where ``string`` stands, overlapping ones too."""
    found = []
    at = folded.find(string)
    while at >= 0:
        found.append(at)
        at = folded.find(string, at + 1)
    return found


class Exact(Verified):
    """Paragraphs whose folded field contains this string, wherever words begin and end."""

    def __init__(self, fieldname: str, string: str, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.string = string
        self.boost = boost

    def _state(self) -> tuple[Any, ...]:
        return self.fieldname, self.string, self.boost

    def candidates(self) -> Query:
        return all_of(holding(self.fieldname, self.string))

    def certain(self) -> Term | None:
        return Term(self.fieldname, self.string)

    def occurrences(self, folded: str) -> int:
        return folded.count(self.string)

    def spans(self, folded: str) -> Spans:
        found: Spans = []
        string, size = self.string, len(self.string)
        at = folded.find(string)
        while at >= 0:
            end = at + size
            found.append((at, end))
            at = folded.find(string, end)
        return found


class Word(Exact):
    """A word typed without quotes: the same set as the quoted string; the language adds synonyms to it."""


class Spread(Verified):
    """The parts in this order, with at most ``distance`` characters between one and the next."""

    def __init__(self, fieldname: str, parts: tuple[str, ...], distance: int, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.parts = parts
        self.distance = distance
        self.boost = boost

    def _state(self) -> tuple[Any, ...]:
        return self.fieldname, self.parts, self.distance, self.boost

    def candidates(self) -> Query:
        return all_of([condition for part in self.parts for condition in holding(self.fieldname, part)])

    def _chains(self, folded: str) -> list[list[int]]:
        """For each part, the offsets of those of its occurrences that a whole chain can be continued from."""
        chains: list[list[int]] = []
        for part in reversed(self.parts):
            here = starts(folded, part)
            if chains:
                following = chains[-1]
                here = [s for s in here if _one_in(following, s + len(part), s + len(part) + self.distance)]
            if not here:
                return []
            chains.append(here)
        return chains[::-1]

    def occurrences(self, folded: str) -> int:
        chains = self._chains(folded)
        return len(chains[0]) if chains else 0

    def spans(self, folded: str) -> Spans:
        spans: Spans = []
        previous: list[int] | None = None
        for part, here in zip(self.parts, self._chains(folded), strict=False):
            if previous is not None:
                here = [s for s in here if _one_in(previous, s - self.distance, s)]
            previous = [s + len(part) for s in here]
            spans += zip(here, previous, strict=True)
        return sorted(set(spans))


class CharNear(Verified):
    """Two strings in either order that do not overlap, at most ``distance`` characters between them."""

    def __init__(self, fieldname: str, first: str, second: str, distance: int, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.first = first
        self.second = second
        self.distance = distance
        self.boost = boost

    def _state(self) -> tuple[Any, ...]:
        return self.fieldname, self.first, self.second, self.distance, self.boost

    def candidates(self) -> Query:
        return all_of(holding(self.fieldname, self.first) + holding(self.fieldname, self.second))

    def _beside(self, folded: str, string: str, other: str) -> Spans:
        """The occurrences of ``string`` that have an occurrence of ``other`` near enough."""
        partners = starts(folded, other)
        ends = [s + len(other) for s in partners]
        return [
            (s, s + len(string))
            for s in starts(folded, string)
            if _one_in(partners, s + len(string), s + len(string) + self.distance)
            or _one_in(ends, s - self.distance, s)
        ]

    def occurrences(self, folded: str) -> int:
        return len(self._beside(folded, self.first, self.second))

    def spans(self, folded: str) -> Spans:
        both = self._beside(folded, self.first, self.second) + self._beside(folded, self.second, self.first)
        return sorted(set(both))


class SameDocument(Query):
    """Paragraphs of documents for which ``child`` holds when each of its leaves may match in another paragraph.

    Of such a document, the paragraphs that match a leaf outside every Not; all of them when there is none.
    """

    def __init__(self, child: Query, boost: float = 1.0) -> None:
        self.child = child
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.child == other.child and self.boost == other.boost

    def __hash__(self) -> int:
        return hash(("SameDocument", self.child))

    def __repr__(self) -> str:
        return f"SameDocument({self.child!r})"

    __str__ = __repr__

    def field(self) -> None:
        return None

    def is_leaf(self) -> bool:
        return False

    def children(self) -> Iterator[Query]:
        yield self.child

    def apply(self, fn: Any) -> SameDocument:
        return SameDocument(fn(self.child), self.boost)

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        raise NotImplementedError(
            "Documents span segments: evaluate SameDocument by gongbao.search.engines.whoosh, not by a Searcher."
        )


def shown_leaves(query: Query) -> list[Query]:
    """The leaves of a tree that stand outside every Not."""
    if isinstance(query, Not):
        return []
    if isinstance(query, And | Or):
        return [leaf for child in query.subqueries for leaf in shown_leaves(child)]
    return [query]


def _one_in(ascending: list[int], low: int, high: int) -> bool:
    """Whether the sorted list has a number between the two, both included."""
    at = bisect.bisect_left(ascending, low)
    return at < len(ascending) and ascending[at] <= high
