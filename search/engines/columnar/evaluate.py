"""From a query tree to nodes: for every part of the tree, one node a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from gongbao.indexer.store.columns import NONE
from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar import combined
from gongbao.search.engines.columnar import sorted_lists as lists
from gongbao.search.engines.columnar.candidates import candidates
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.decoded_postings import Postings
from gongbao.search.engines.columnar.nodes import Bitmapped, Listed, Node, Term, nothing
from gongbao.search.engines.columnar.segments import SegmentReader, Segments
from gongbao.search.engines.columnar.two_phase import LeafMatches, matched, paired
from gongbao.search.engines.columnar.verification import PAIRS, TextCheck, TwoPhaseLeaf, encoded
from gongbao.search.query.ast import (
    All,
    Any,
    Boosted,
    Near,
    Not,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Synonyms,
    Word,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

Nodes = list[Node]
"""One node for each segment."""


class Evaluation:
    """One evaluation of a question over all segments; two-phase leaves that occur more than once are decided once.

    ``ranked``: whether scores will be asked for. Its methods raise SearchTimeout when the ``deadline`` passes.
    """

    def __init__(self, segments: Segments, deadline: Deadline, ranked: bool = True) -> None:
        self._segments, self._readers = segments, segments.readers
        self._deadline, self._ranked = deadline, ranked
        self._decided: dict[TwoPhaseLeaf, Nodes] = {}

    def nodes(self, query: Query | None) -> Nodes:
        """What a query matches in each segment; None stands for everything.

        Raises TypeError for patterns over the lexicon, which ``visitors.expanded`` replaces by words.
        """
        if query is None:
            return self._every()
        evaluate = self._kinds.get(type(query))
        if evaluate is None:
            raise TypeError(f"{type(query).__name__} does not reach an engine: query.visitors.expanded replaces it")
        return evaluate(self, query)

    def with_bonuses(self, found: Nodes, bonuses: Sequence[Query]) -> Nodes:
        """The same nodes with the scores of bonuses added where these match, too."""
        more = self._any(Any(tuple(bonuses)))
        return [combined.with_bonus(one.size, one, other) for one, other in zip(found, more, strict=True)]

    def _every(self) -> Nodes:
        return [Node(reader.size, reader.every) for reader in self._readers]

    def _nothing(self) -> Nodes:
        return [nothing(reader.size) for reader in self._readers]

    def _word(self, query: Word) -> Nodes:
        known = self._segments.term_info(query.field, query.text)
        if known is None:
            return self._nothing()
        return [
            nothing(reader.size)
            if (postings := reader.term(query.field, known.text)) is None
            else Term(
                reader.size,
                postings,
                reader.impact_table(query.field) if known.scored else None,
                known.idf,
                query.boost,
            )
            for reader in self._readers
        ]

    def _all(self, query: All) -> Nodes:
        if not query.children:
            return self._every()
        return [combined.conjunction(size, parts, self._ranked) for size, parts in self._parts(query.children)]

    def _any(self, query: Any | Synonyms) -> Nodes:
        children = query.children if isinstance(query, Any) else (query.word, *query.others)
        if not children:
            return self._nothing()
        return [combined.disjunction(size, parts) for size, parts in self._parts(children)]

    def _parts(self, children: Sequence[Query]) -> list[tuple[int, tuple[Node, ...]]]:
        """For each segment, its size and the children's nodes."""
        found = [self.nodes(child) for child in children]
        return [(reader.size, parts) for reader, parts in zip(self._readers, zip(*found, strict=True), strict=True)]

    def _not(self, query: Not) -> Nodes:
        return [_none_of(reader, node) for reader, node in zip(self._readers, self.nodes(query.child), strict=True)]

    def _boosted(self, query: Boosted) -> Nodes:
        found = self.nodes(query.child)
        return found if query.factor == 1.0 else [combined.Boosted(node, query.factor) for node in found]

    def _range(self, query: Range) -> Nodes:
        found: Nodes = []
        for reader in self._readers:
            numbers = reader.arrays.columns.numbers.get(query.field)
            if numbers is None:
                found.append(nothing(reader.size))
                continue
            inside = within(numbers, query.low, query.high)
            if reader.alive is not None:
                inside &= reader.alive
            found.append(Node(reader.size, np.flatnonzero(inside)))
        return found

    def _two_phase(self, leaf: TwoPhaseLeaf) -> Nodes:
        known = self._decided.get(leaf)
        if known is None:
            known = self._decided[leaf] = self._decide(leaf)
        return known

    def _decide(self, leaf: TwoPhaseLeaf) -> Nodes:
        spec = self._segments.fields.get(leaf.field)
        if spec is None:
            return self._nothing()
        self._deadline.check()
        certain = self._certain(leaf)
        if isinstance(leaf, Substring) and _is_pair(leaf):
            return self._paired(leaf, certain)
        check, words = TextCheck(leaf, self._deadline), spec.kind == "words"
        found = [
            LeafMatches(reader, check, postings, candidates(reader, leaf, words))
            for reader, postings in zip(self._readers, certain, strict=True)
        ]
        idf = self._segments.idf(sum([part.size for part in found]))
        tables = [reader.impact_table(leaf.field) if spec.scored else None for reader in self._readers]
        return [matched(part, leaf.field, idf, leaf.boost, table) for part, table in zip(found, tables, strict=True)]

    def _certain(self, leaf: TwoPhaseLeaf) -> list[Postings | None]:
        """In each segment the term whose paragraphs all match the leaf: the word that a string is."""
        known = self._segments.term_info(leaf.field, leaf.text) if isinstance(leaf, Substring) else None
        return [known and reader.term(leaf.field, known.text) for reader in self._readers]

    def _paired(self, leaf: Substring, certain: list[Postings | None]) -> Nodes:
        """A string of two characters: its paragraphs are those of the pair."""
        pair = encoded(leaf.text)
        pairs = [reader.term(PAIRS, pair) for reader in self._readers]
        idf = self._segments.idf(sum([postings.live_count for postings in pairs if postings is not None]))
        parts = zip(self._readers, pairs, certain, strict=True)
        return [paired(reader, postings, word, idf, leaf.boost) for reader, postings, word in parts]

    def _same_document(self, query: SameDocument) -> Nodes:
        holds = self._documents(query.child)
        shown = _shown(query.child)
        found = self._any(Any(shown)) if shown else self._every()
        kept: Nodes = []
        for reader, node, held in zip(self._readers, found, holds, strict=True):
            ids = node.ids.take(np.flatnonzero(held.take(reader.document.take(node.ids))))
            kept.append(Listed(reader.size, ids, node.scores(ids)))
        return kept

    def _documents(self, query: Query) -> list[NDArray[np.bool_]]:
        """Which documents of each segment fulfil a query whose leaves may match in different paragraphs: bool[D]."""
        if isinstance(query, All | Any) and query.children:
            combine = np.logical_and if isinstance(query, All) else np.logical_or
            parts = [self._documents(child) for child in query.children]
            return [combine.reduce(masks) for masks in zip(*parts, strict=True)]
        if isinstance(query, Not):
            return [~mask for mask in self._documents(query.child)]
        if isinstance(query, SameDocument | Boosted):
            return self._documents(query.child)
        found = []
        for reader, node in zip(self._readers, self.nodes(query), strict=True):
            held = np.zeros(reader.documents, bool)
            held[reader.document.take(node.ids)] = True
            found.append(held)
        return found

    _kinds: ClassVar[dict[type, Callable[..., Nodes]]] = {
        Word: _word,
        Substring: _two_phase,
        Near: _two_phase,
        Regex: _two_phase,
        Range: _range,
        All: _all,
        Any: _any,
        Synonyms: _any,
        Not: _not,
        Boosted: _boosted,
        SameDocument: _same_document,
    }


def _is_pair(leaf: Substring) -> bool:
    """Whether a string's paragraphs, and how often it stands in each, are those of one pair of characters.

    One character twice is none: its occurrences overlap where there are three in a row.
    """
    return leaf.field == TEXT and len(leaf.text) == 2 and leaf.text[0] != leaf.text[1]


def _shown(query: Query) -> tuple[Query, ...]:
    """The leaves of a tree outside every Not, each with the factors of the Boosted around it."""
    if isinstance(query, Not):
        return ()
    if isinstance(query, All | Any):
        return tuple([leaf for child in query.children for leaf in _shown(child)])
    if isinstance(query, Synonyms):
        return (query.word, *query.others)
    if isinstance(query, SameDocument):
        return _shown(query.child)
    if isinstance(query, Boosted):
        return tuple([Boosted(leaf, query.factor) for leaf in _shown(query.child)])
    return (query,)


def _none_of(reader: SegmentReader, refused: Node) -> Node:
    """The paragraphs that another node does not match."""
    bitmap = refused.bitmap
    if bitmap is None:
        return Node(reader.size, lists.without(reader.every, refused.ids, reader.size))
    return Bitmapped(reader.size, reader.every_bitmap - bitmap)


def within(numbers: NDArray[np.int32], low: int | None, high: int | None) -> NDArray[np.bool_]:
    """Which numbers lie between two ends, both included, None being open; missing numbers never do: bool[n]."""
    held: NDArray[np.bool_] = numbers != NONE
    if low is not None:
        held &= numbers >= low
    if high is not None:
        held &= numbers <= high
    return held
