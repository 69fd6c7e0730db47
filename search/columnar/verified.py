"""Strings and patterns that are decided by looking at the text, and how often they occur in each paragraph.

Few paragraphs need a look: those that hold a string as a word are known from its postings, the others from the
places of its pairs of characters. What is left (patterns, single characters, few candidates) is read straight from
the mapped text: 1.2 µs each.
"""

from __future__ import annotations

import array
from codecs import utf_16_le_decode
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from indexer.folding import fold, fold_all
from indexer.store.stored import TEXT, Stored, kind
from search.columnar import phrases
from search.columnar.nodes import SPARSE, Ids, Node, Scores, places, without
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

    @cached_property
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
    """A verified leaf as a node, scored like one term of its field.

    ``known`` scores the paragraphs that hold the certain term.
    """

    def __init__(self, found: Found, field: str, idf: float, boost: float, known: Node | None, scored: bool) -> None:
        super().__init__(found.view.size)
        self._found, self._field, self._known = found, field, known
        self._weight = idf, boost
        self.scored = scored

    @property
    def bound(self) -> int:
        return self._found.size

    @cached_property
    def ids(self) -> Ids:
        if self._known is None:
            return self._found.read
        if not len(self._found.read):
            return self._found.known
        if len(self._found.read) * SPARSE < len(self._found.known):
            return np.insert(self._found.known, np.searchsorted(self._found.known, self._found.read), self._found.read)
        return np.sort(np.concatenate([self._found.known, self._found.read]), kind="stable")

    @cached_property
    def bitmap(self) -> BitMap | None:
        read = BitMap(array.array("I", self._found.read.astype(np.uint32).tobytes()))
        return read if self._found.certain is None else self._found.certain.bitmap | read

    def scores(self, ids: Ids) -> Scores:
        idf, boost = self._weight
        found = self._found
        if self._known is not None and not (len(found.read) and len(ids)):
            return self._known.scores(ids)
        read = idf * found.view.saturation(self._field, found.read, found.counts) * boost
        if self._known is None:
            return read if len(ids) == len(read) else read.take(places(found.read, ids, self.size))
        at = np.searchsorted(ids, found.read)  # the few that were read stand among the known ones
        among = np.flatnonzero(ids.take(at, mode="clip") == found.read)
        at = at.take(among)
        others = np.ones(len(ids), bool)
        others[at] = False
        scores = np.empty(len(ids))
        scores[others] = self._known.scores(ids[others])
        scores[at] = read.take(among)
        return scores


WORTH_READING = 300
"""Decoding so many postings costs what reading one text does (1.2 to 4 µs)."""


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


PORTION = 1 << 12
"""Texts read at a time, so that memory stays flat."""


def occurrences(view: View, leaf: Verified, ids: Ids) -> Ids:
    """How often the leaf occurs in the text of each paragraph: int64[len(ids)]."""
    if not len(ids):
        return np.zeros(0, np.int64)
    stored = view.arrays.stored
    if leaf.fieldname == TEXT:
        if isinstance(leaf, Exact) and type(leaf).occurrences is Exact.occurrences:
            portions = [ids[at : at + PORTION] for at in range(0, len(ids), PORTION)]
            return np.concatenate([_counted(stored, leaf.string, portion) for portion in portions])
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
    changed = np.flatnonzero(stored.folded[ids] & kinds).tolist()
    for at, folded in zip(changed, fold_all([texts[at] for at in changed]), strict=True):
        texts[at] = folded
    return np.array([text.count(string) for text in texts], np.int64)
