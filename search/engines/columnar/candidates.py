"""First phase of strings and patterns: which paragraphs can match a leaf, told by indexed terms alone."""

from __future__ import annotations

from collections.abc import Sequence

from pyroaring import BitMap

from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar.nodes import Bitmapped, Node
from gongbao.search.engines.columnar.segments import SegmentReader
from gongbao.search.engines.columnar.verification import PAIRS, TwoPhaseLeaf, encoded
from gongbao.search.query.matching import required_strings

FEW_TERMS = 64
"""So many terms are decoded one by one and stay so; the postings of more are read in one go."""


def candidates(reader: SegmentReader, leaf: TwoPhaseLeaf, words: bool) -> Node | None:
    """A superset of the paragraphs that match the leaf; None when there are none.

    ``words``: the leaf's field is split into words, each letter, digit or Han character being part of one.
    """
    bitmaps: list[BitMap] = []
    for string in dict.fromkeys(required_strings(leaf)):
        if leaf.field == TEXT:
            held = _holding_in_text(reader, string)
        elif words:
            held = [_any_of(reader, leaf.field, char) for char in dict.fromkeys(string) if char.isalnum()]
        else:
            continue  # whole values as terms, not folded
        if held is None or not all(held):
            return None
        bitmaps += held
    if not bitmaps:
        return Node(reader.size, reader.every)
    return Bitmapped(reader.size, bitmaps[0] if len(bitmaps) == 1 else BitMap.intersection(*bitmaps))


def _holding_in_text(reader: SegmentReader, string: str) -> list[BitMap] | None:
    """Bitmaps whose intersection has every paragraph that holds the string; None where nothing does."""
    if len(string) == 1:
        postings = reader.arrays.postings(PAIRS)
        terms = range(0) if postings is None else postings.prefixed(encoded(string))
        return [_union(reader, PAIRS, terms)] if terms else None
    bitmaps = []
    for at in range(len(string) - 1):
        pair = reader.term(PAIRS, encoded(string[at : at + 2]))
        if pair is None:
            return None
        bitmaps.append(pair.bitmap)
    return bitmaps


def _any_of(reader: SegmentReader, field: str, character: str) -> BitMap:
    """The paragraphs with a word of the field that holds the character."""
    postings = reader.arrays.postings(field)
    return _union(reader, field, [] if postings is None else postings.containing(encoded(character)))


def _union(reader: SegmentReader, field: str, terms: Sequence[int]) -> BitMap:
    """The paragraphs that hold any of these terms of a field."""
    postings = reader.arrays.postings(field)
    if postings is None or not terms:
        return BitMap()
    if len(terms) < FEW_TERMS:
        return BitMap.union(*[reader.decoded(field, term).bitmap for term in terms])
    return postings.union(list(terms)) - reader.deleted
