"""The leaves Whoosh lacks: what is verified in the text of each paragraph, and what is asked of whole documents.

They are Whoosh queries over the leaves of ``query.ast`` and run on Whoosh's own Searcher.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import matching, scoring
from whoosh.query import And, Every, Prefix, Query, Term, Wildcard

from gongbao.indexer.analysis import grams
from gongbao.indexer.folding import fold
from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.query.ast import Near, Regex, Substring
from gongbao.search.query.matching import occurrences, required_strings

if TYPE_CHECKING:
    from numpy.typing import NDArray


REMEMBERED = 64


class TwoPhaseQuery(Query):
    """A ``Substring``, ``Near`` or ``Regex``: candidates are found by indexed terms, then their texts are looked at.

    The matched set is ``certain()`` together with those of ``candidates()`` whose folded text the leaf matches.
    It is scored like one BM25F term of its field: tf is the paragraph's frequency of the ``certain()`` term where
    that term stands in it, else ``matching.occurrences``; df is the size of the matched set over the whole index
    (deleted paragraphs do not count, while they do for terms); N, field length and average length are Whoosh's.

    ``deadline`` is looked at before each text; it is no part of what makes two of these equal.
    """

    def __init__(self, leaf: Substring | Near | Regex, deadline: Deadline, factor: float = 1.0) -> None:
        self.leaf = leaf
        self.fieldname = leaf.field
        self.boost = leaf.boost * factor
        self.deadline = deadline

    def candidates(self) -> Query:
        """A superset of the matches, over indexed terms only; its scores mean nothing."""
        return all_of([found for string in required_strings(self.leaf) for found in holding(self.fieldname, string)])

    def certain(self) -> Term | None:
        """A term whose paragraphs all match, so that their text need not be read."""
        return Term(self.fieldname, self.leaf.text) if isinstance(self.leaf, Substring) else None

    def occurrences(self, folded: str) -> int:
        """How often the leaf matches a folded text; raises SearchTimeout when time has run out."""
        self.deadline.check()
        if not isinstance(self.leaf, Regex):
            return occurrences(self.leaf, folded)
        with self.deadline.matching():
            return occurrences(self.leaf, folded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TwoPhaseQuery) and (self.leaf, self.boost) == (other.leaf, other.boost)

    def __hash__(self) -> int:
        return hash((TwoPhaseQuery, self.leaf, self.boost))

    def __repr__(self) -> str:
        return f"TwoPhaseQuery({self.leaf!r}, boost={self.boost!r})"

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


def matches(searcher: Any, query: TwoPhaseQuery) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All matches of a two-phase leaf in a (whole) Whoosh searcher: paragraph numbers, ascending, and their tf.

    The searcher remembers those of the last ``REMEMBERED`` leaves: each segment's matcher asks for them. Raises
    SearchTimeout.
    """
    known = searcher.__dict__.setdefault("_gongbao_two_phase", {})
    if query.leaf in known:
        return known[query.leaf]
    if len(known) >= REMEMBERED:
        known.clear()
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
    known[query.leaf] = result
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


class SameDocumentQuery(Query):
    """Paragraphs that match ``shown``, of documents for which ``holds`` holds when each of its leaves may match in
    another paragraph; scored as ``shown`` is. The engine evaluates it: documents span segments."""

    def __init__(self, holds: Query, shown: Query, boost: float = 1.0) -> None:
        self.holds = holds
        self.shown = shown
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SameDocumentQuery)
            and (self.holds, self.shown, self.boost) == (other.holds, other.shown, other.boost)
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((SameDocumentQuery, self.holds, self.shown, self.boost))

    def __repr__(self) -> str:
        return f"SameDocumentQuery({self.holds!r}, {self.shown!r}, {self.boost!r})"

    __str__ = __repr__

    def field(self) -> None:
        return None

    def is_leaf(self) -> bool:
        return False

    def children(self) -> Iterator[Query]:
        yield self.holds

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        raise NotImplementedError("Documents span segments: WhooshEngine evaluates this, not a Searcher.")
