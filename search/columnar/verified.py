"""Strings and patterns that are decided by looking at the text, and how often they occur in each paragraph.

Few paragraphs need a look: those that hold a string as a word are known from its postings, the others from the
places of its pairs of characters. What is left (patterns, single characters, few candidates) is read straight from
the mapped text: 1.2 µs each.
"""

from __future__ import annotations

from codecs import utf_16_le_decode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.folding import fold
from indexer.store.stored import TEXT, Stored, kind
from search.columnar import phrases
from search.columnar.nodes import Ids, Node, Scores, without
from search.columnar.segments import Postings, View
from search.queries import Exact, Verified


class Found:
    """A leaf's matches in one segment: ``ids`` that hold the ``certain`` term or occur in the text.

    ``read`` are those whose text was looked at (int64, ascending), ``counts`` how often the leaf occurs in each.
    """

    def __init__(self, view: View, leaf: Verified, certain: Postings | None, candidates: Node) -> None:
        self.view, self.certain = view, certain
        ids = self._unsettled(candidates)
        pairs = _pairs(view, leaf, ids)
        if pairs is not None:
            self.read, self.counts = phrases.together(pairs, ids)
        else:
            counts = occurrences(view, leaf, ids)
            held = np.flatnonzero(counts)
            self.read, self.counts = ids.take(held), counts.take(held)
        self.size = len(self.read) + (len(self.known) if certain is not None else 0)

    @property
    def known(self) -> Ids:
        """The paragraphs that hold the certain term and are not deleted."""
        if self.certain is None:
            return np.zeros(0, np.int64)
        return self.certain.ids if self.certain.kept is None else self.certain.ids.take(self.certain.kept)

    def _unsettled(self, candidates: Node) -> Ids:
        """The candidates that do not hold the certain term."""
        bitmap = candidates.bitmap
        if self.certain is not None and bitmap is not None:
            rest = bitmap - self.certain.bitmap
            return np.frombuffer(rest.to_array(), np.uint32).astype(np.int64)
        return without(candidates.ids, self.known, self.view.size)


class Matched(Node):
    """A verified leaf as a node, scored like one term of its field."""

    def __init__(self, found: Found, field: str, idf: float, boost: float, known: Node | None, scored: bool) -> None:
        super().__init__(found.view.size)
        self._found, self._field, self._known = found, field, known
        self._weight = idf, boost
        self.scored = scored
        self._at = np.searchsorted(found.known, found.read) if known is not None else np.zeros(0, np.int64)
        if known is None:
            self.ids = found.read
        elif not len(found.read):
            self.ids = found.known
        else:
            self.ids = merged(found.known, self._at, found.read)

    def scores(self, ids: Ids) -> Scores:
        idf, boost = self._weight
        found = self._found
        if self._known is not None and not len(found.read):
            return self._known.scores(ids)
        read = idf * found.view.saturation(self._field, found.read, found.counts) * boost
        every = read if self._known is None else merged(self._known.scores(found.known), self._at, read)
        return every if len(ids) == len(self.ids) else every.take(np.searchsorted(self.ids, ids))


WORTH_READING = 100
"""Decoding so many postings costs what reading one text does (1.2 µs)."""


def _pairs(view: View, leaf: Verified, ids: Ids) -> list[tuple[int, Postings]] | None:
    """The pairs of characters that cover a string of the text, with their distance from its start, when their places
    tell how often it stands in each of ``ids``; None when the texts are to be read instead."""
    if leaf.fieldname != TEXT or not isinstance(leaf, Exact) or not len(ids):
        return None
    string = leaf.string
    size = len(string)
    if size < 2 or any(string.startswith(string[at:]) for at in range(1, size)):
        return None  # occurrences that overlap count once
    offsets = [*range(0, size - 2, 2), size - 2]
    found = [(at, view.term("grams", string[at : at + 2].encode("utf-8", "surrogatepass"))) for at in offsets]
    pairs = [(at, postings) for at, postings in found if postings is not None]
    if len(pairs) < len(offsets) or sum(postings.count for _, postings in pairs) > WORTH_READING * len(ids):
        return None
    return pairs


def merged(long: NDArray[Any], at: Ids, short: NDArray[Any]) -> NDArray[Any]:
    """``np.insert(long, at, short)``, quicker where there is little to insert."""
    if len(short) > 256:
        return np.insert(long, at, short)
    parts, last = [], 0
    for place, number in zip(at.tolist(), range(len(short)), strict=True):
        parts += [long[last:place], short[number : number + 1]]
        last = place
    return np.concatenate([*parts, long[last:]])


def occurrences(view: View, leaf: Verified, ids: Ids) -> Ids:
    """How often the leaf occurs in the text of each paragraph: int64[len(ids)]."""
    if not len(ids):
        return np.zeros(0, np.int64)
    stored = view.arrays.stored
    if leaf.fieldname == TEXT:
        if isinstance(leaf, Exact) and type(leaf).occurrences is Exact.occurrences:
            return _counted(stored, leaf.string, ids)
        texts = (leaf.occurrences(fold(stored.text_of(number))) for number in ids.tolist())
        return np.fromiter(texts, np.int64, len(ids))
    known: dict[str, int] = {}
    counts = np.empty(len(ids), np.int64)
    for at, number in enumerate(ids.tolist()):
        text = stored.value(number, leaf.fieldname) or ""
        if text not in known:
            known[text] = leaf.occurrences(fold(text))
        counts[at] = known[text]
    return counts


def _counted(stored: Stored, string: str, ids: Ids) -> Ids:
    """How often ``string`` stands in each folded text, without folding those where that makes no difference."""
    kinds = 0
    for character in string:
        kinds |= kind(character)
    data, first, last = stored.text.data, (stored.text_at[ids] << 1).tolist(), (stored.text_at[ids + 1] << 1).tolist()
    texts = [utf_16_le_decode(data[a:b], "surrogatepass")[0] for a, b in zip(first, last, strict=True)]
    counts = np.array([text.count(string) for text in texts], np.int64)
    for at in np.flatnonzero(stored.folded[ids] & kinds).tolist():
        counts[at] = fold(stored.text_of(int(ids[at]))).count(string)
    return counts
