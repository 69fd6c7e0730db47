"""How often a leaf occurs in each paragraph: told by the positions of pairs of characters, or read from the texts.

Few paragraphs need to be read: 2 to 3 µs each. Where occurrences follow from positions, no text is unpacked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

import numpy as np

from gongbao.indexer.folding import fold, fold_all
from gongbao.indexer.store.stored import TEXT, Stored
from gongbao.indexer.store.texts import kinds
from gongbao.search.engines.columnar import string_positions
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.decoded_postings import Postings
from gongbao.search.engines.columnar.segments import SegmentReader
from gongbao.search.engines.columnar.sorted_lists import Ids
from gongbao.search.query import regex
from gongbao.search.query.ast import Near, Regex, Substring
from gongbao.search.query.matching import counter

PAIRS = "grams"
"""The field of the pairs of neighbouring characters of a text."""

POSTINGS_PER_TEXT = 300
"""Decoding the positions of so many postings takes as long as reading one text (2 to 5 µs)."""

TEXTS_AT_A_TIME = 1 << 12
"""So many are unpacked at once: memory stays flat."""

TwoPhaseLeaf = Substring | Near | Regex
"""The leaves that are decided by a paragraph's text, after their indexed terms have told the candidates."""


class TextCheck:
    """The second phase of a leaf: ``count(folded)`` tells how often it occurs in a text, and raises SearchTimeout.

    One object serves all segments, as a pattern has ``regex.SECONDS`` for all of them together.
    """

    def __init__(self, leaf: TwoPhaseLeaf, deadline: Deadline) -> None:
        self.leaf, self.deadline = leaf, deadline
        self.count = counter(leaf)
        if isinstance(leaf, Regex):
            self.count = _timed(self.count, Deadline(regex.SECONDS, leaf.pattern), deadline)


def _timed(count: Callable[[str], int], own: Deadline, whole: Deadline) -> Callable[[str], int]:
    """The same function, within its own time limit and that of the whole question."""
    own.pause()

    def timed(folded: str) -> int:
        own.resume()
        found = count(folded)
        own.check()
        own.pause()
        whole.check()
        return found

    return timed


def in_text(leaf: TwoPhaseLeaf) -> TypeGuard[Substring]:
    """Whether the leaf is a string of the text, found wherever it stands."""
    return isinstance(leaf, Substring) and leaf.field == TEXT


def encoded(characters: str) -> bytes:
    """Characters as a term of ``PAIRS``."""
    return characters.encode("utf-8", "surrogatepass")


def pairs_of(reader: SegmentReader, string: str) -> list[tuple[int, Postings]] | None:
    """The pairs of characters that cover a string of two or more, with their distance from its start; None when one of
    them stands nowhere in the segment."""
    offsets = [*range(0, len(string) - 2, 2), len(string) - 2]
    found = [(at, reader.term(PAIRS, encoded(string[at : at + 2]))) for at in offsets]
    pairs = [(at, postings) for at, postings in found if postings is not None]
    return pairs if len(pairs) == len(offsets) else None


def matching(reader: SegmentReader, check: TextCheck, ids: Ids) -> tuple[Ids, Ids]:
    """Those of ``ids`` (ascending candidates) that match the leaf, and how often each does: int64[n], int64[n].

    Raises SearchTimeout.
    """
    leaf, counts = check.leaf, None
    if in_text(leaf) and len(ids):
        pairs = _countable_pairs(reader, leaf.text, len(ids))
        if pairs is not None:
            return string_positions.counts(pairs, ids)
        counts = _counts_of_character(reader, leaf.text, ids)
        if counts is None:
            counts = _counts_of_doubled(reader, leaf.text, check, ids)
    if counts is None:
        counts = read_counts(reader, check, ids)
    matched = np.flatnonzero(counts)
    return ids.take(matched), counts.take(matched)


def _countable_pairs(reader: SegmentReader, string: str, candidates: int) -> list[tuple[int, Postings]] | None:
    """The pairs that cover a string, when their positions tell how often it stands in the candidates; None when reading
    so many texts is cheaper, or tells more."""
    size = len(string)
    if size < 2 or any(string.startswith(string[at:]) for at in range(1, size)):
        return None  # occurrences that overlap count once
    pairs = pairs_of(reader, string)
    if pairs is None:
        return None
    undecoded = sum([pair.count for _, pair in pairs if not pair.positions_known])
    return pairs if undecoded <= POSTINGS_PER_TEXT * candidates else None


def _counts_of_character(reader: SegmentReader, string: str, ids: Ids) -> Ids | None:
    """How often a single character of the text stands in each of ``ids``: so often a pair begins with it, the last
    character of a text being a pair of its own (``analysis.grams``). None where the texts are to be read."""
    postings = reader.arrays.postings(PAIRS)
    if len(string) != 1 or postings is None:
        return None
    terms = postings.prefixed(encoded(string))
    if postings.count(terms) > POSTINGS_PER_TEXT * len(ids):
        return None
    paragraphs, tfs = postings.counted(terms)
    counts: Ids = np.bincount(paragraphs, tfs, reader.size).take(ids).astype(np.int64)
    return counts


def _counts_of_doubled(reader: SegmentReader, string: str, check: TextCheck, ids: Ids) -> Ids | None:
    """How often one character twice stands in each of ``ids``: as often as the pair, but these overlap where there are
    three in a row, and then the text is read. None for other strings."""
    if len(string) != 2:
        return None
    pair = reader.term(PAIRS, encoded(string))
    assert pair is not None, "candidates hold the pair"
    counts: Ids = pair.tfs.take(pair.places(ids)).astype(np.int64)
    (several,) = (counts > 1).nonzero()
    counts[several] = read_counts(reader, check, ids.take(several))
    return counts


def read_counts(reader: SegmentReader, check: TextCheck, ids: Ids) -> Ids:
    """How often the leaf occurs in each paragraph, by reading its field: int64[len(ids)]. Raises SearchTimeout."""
    leaf, stored = check.leaf, reader.arrays.stored
    counts = [np.zeros(0, np.int64)]
    for at in range(0, len(ids), TEXTS_AT_A_TIME):
        check.deadline.check()
        portion = ids[at : at + TEXTS_AT_A_TIME]
        if in_text(leaf):
            counts.append(_counts_of_string(stored, leaf.text, portion))
        else:
            counts.append(_counts_in_field(stored, leaf.field, check.count, portion))
    return np.concatenate(counts)


def _counts_of_string(stored: Stored, string: str, ids: Ids) -> Ids:
    """How often a string stands in each folded text, without folding those where that makes no difference."""
    texts = stored.texts.all_of(ids.tolist())
    changed = np.flatnonzero(stored.texts.folded[ids] & kinds(string)).tolist()
    for at, folded in zip(changed, fold_all([texts[at] for at in changed]), strict=True):
        texts[at] = folded
    return np.array([text.count(string) for text in texts], np.int64)


def _counts_in_field(stored: Stored, field: str, count: Callable[[str], int], ids: Ids) -> Ids:
    """How often a leaf occurs in a field of each paragraph; equal headings and titles are looked at once."""
    if field == TEXT:
        return np.fromiter(map(count, fold_all(stored.texts.all_of(ids.tolist()))), np.int64, len(ids))
    (values,) = stored.values(ids.tolist(), (field,))
    known = {value: count(fold(value or "")) for value in dict.fromkeys(values)}
    return np.fromiter(map(known.__getitem__, values), np.int64, len(ids))
