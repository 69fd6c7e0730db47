"""Strings and patterns that are decided by looking at the text, and how often they occur in each paragraph.

Few paragraphs need a look: those that hold a string as a word are known from its postings, the others from the
places of its pairs of characters. What is left (patterns, few candidates) is read from the texts: 2 to 3 µs each.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeGuard

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.folding import fold, fold_all
from gongbao.indexer.store.stored import TEXT, Stored
from gongbao.indexer.store.texts import kinds
from gongbao.search.engines.columnar import phrases
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import ROUNDED, Palette, Postings, bitmap_of
from gongbao.search.engines.columnar.nodes import FEW, Listed, Node, Term, Top
from gongbao.search.engines.columnar.ordering import Scores, low_bound
from gongbao.search.engines.columnar.segments import K1, View
from gongbao.search.engines.columnar.sorted_lists import Ids, listed, places, union, without
from gongbao.search.query.queries import Exact, Verified
from gongbao.search.ranking.proximity import REACH

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Found:
    """A leaf's matches in one segment, ``size`` of them: those that hold the ``certain`` term, and ``read``.

    ``read`` are the others (int64, ascending), ``counts`` how often the leaf occurs in each.
    """

    def __init__(self, view: View, leaf: Verified, certain: Postings | None, candidates: Node | None) -> None:
        self.view, self.certain, self._leaf = view, certain, leaf
        self.read, self.counts = _NOTHING if candidates is None else self._decided(self._unsettled(candidates))
        self.size = len(self.read) + (certain.live_count if certain is not None else 0)

    def _decided(self, ids: Ids) -> tuple[Ids, Ids]:
        """Those of ``ids`` that match, and how often."""
        pairs = _pairs(self.view, self._leaf, ids)
        if pairs is not None:
            return phrases.together(pairs, ids)
        counts = _begun(self.view, self._leaf, ids)
        if counts is None:
            counts = _doubled(self.view, self._leaf, ids)
        if counts is None:
            counts = occurrences(self.view, self._leaf, ids)
        held = np.flatnonzero(counts)
        return ids.take(held), counts.take(held)

    def _unsettled(self, candidates: Node) -> Ids:
        """The candidates that do not hold the certain term."""
        bitmap = candidates.bitmap
        if self.certain is not None and bitmap is not None:
            return listed(bitmap - self.certain.bitmap)
        known = np.zeros(0, np.int64) if self.certain is None else self.certain.live
        return without(candidates.ids, known, self.view.size)


_NOTHING = np.zeros(0, np.int64), np.zeros(0, np.int64)


def matched(found: Found, field: str, idf: float, boost: float, palette: Palette | None) -> Node:
    """A verified leaf as a node, scored like one term of its field when there is a palette."""
    size, certain = found.view.size, found.certain
    if certain is None:
        return Matched(found, field, idf, boost, None, palette is not None)
    known = Term(size, certain, palette, idf, boost)
    return known if certain.live_count == found.size else Matched(found, field, idf, boost, known, palette is not None)


def paired(view: View, pair: Postings | None, certain: Postings | None, idf: float, boost: float) -> Node:
    """A string of the text that is one pair of characters as a node: what holds the pair needs no look."""
    if pair is None:
        return Node(view.size, _NOTHING[0])
    if certain is not None and certain.live_count == pair.live_count:
        return Term(view.size, certain, view.palette(TEXT), idf, boost)
    return Paired(view.size, pair, idf, boost)


class Paired(Node):
    """The paragraphs that hold a pair of characters, scored like one term of the text."""

    scored = True

    def __init__(self, size: int, postings: Postings, idf: float, boost: float) -> None:
        self.size = size
        self._postings, self._idf, self._boost = postings, idf, boost
        self.positive = idf * boost > 0
        self.most = idf * (K1 + 1) * boost

    @property
    def bound(self) -> int:
        return self._postings.live_count

    @cached_property
    def ids(self) -> Ids:
        return self._postings.live

    @property
    def bitmap(self) -> BitMap:
        return self._postings.bitmap

    @property
    def ranks(self) -> Ranks:  # kept with the postings
        return self._postings.ranks if self._postings.kept is None else super().ranks

    def scores(self, ids: Ids) -> Scores:
        return self._weighed(self._saturations) if len(ids) == self.bound else self._few(ids)

    @property
    def _saturations(self) -> Scores:
        """Of each of ``ids``."""
        postings = self._postings
        return postings.as_text if postings.kept is None else postings.as_text.take(postings.kept)

    def _weighed(self, saturations: Scores) -> Scores:
        return self._idf * saturations * self._boost

    def _few(self, ids: Ids) -> Scores:
        at, there = self._postings.located(ids)
        scores = np.zeros(len(ids))
        scores[at] = self._weighed(self._postings.as_text.take(there))
        return scores

    def among(self, ids: Ids) -> Ids:
        return self._postings.located(ids)[0]

    def above(self, count: int, margin: float = 0.0) -> Top:
        """Found by comparing saturations; scores are made for the few that are kept."""
        if not self.positive or self.bound < FEW:
            return super().above(count, margin)
        saturations = self._saturations
        limit = float(low_bound(saturations, count)) * self._idf * self._boost - margin
        (chosen,) = (saturations >= limit / (self._idf * self._boost) - ROUNDED).nonzero()
        return Top(self.ids.take(chosen), self._weighed(saturations.take(chosen)), limit)


class Matched(Node):
    """A verified leaf as a node, scored like one term of its field.

    ``known`` scores the paragraphs that hold the certain term.
    """

    def __init__(self, found: Found, field: str, idf: float, boost: float, known: Node | None, scored: bool) -> None:
        self.size = found.view.size
        self._found, self._field, self._known = found, field, known
        self._weight = idf, boost
        self.scored = scored
        self.positive = scored and idf * boost > 0
        self.most = idf * (K1 + 1) * boost if scored else 0.0

    @property
    def bound(self) -> int:
        return self._found.size

    @cached_property
    def ids(self) -> Ids:
        found = self._found
        return union([found.read] if found.certain is None else [found.certain.live, found.read], self.size)

    @cached_property
    def bitmap(self) -> BitMap:  # kept, as it takes work
        found = self._found
        read = bitmap_of(found.read)
        return read if found.certain is None else found.certain.bitmap | read

    @cached_property
    def _parts(self) -> list[Node]:
        """The known paragraphs and the read ones, no paragraph being in both; together where they are few."""
        found, known = self._found, self._known
        if found.size < FEW:
            return [Listed(self.size, self.ids, self._all_scores)]
        read = Listed(self.size, found.read, self._read_scores)
        return [read] if known is None else [known, read]

    @property
    def _all_scores(self) -> Scores:
        """The scores of ``ids``."""
        found = self._found
        if self._known is None:
            return self._read_scores
        scores = np.empty(found.size)
        scores[places(self.ids, found.read, self.size)] = self._read_scores
        scores[places(self.ids, self._known.ids, self.size)] = self._known.scores(self._known.ids)
        return scores

    @property
    def _read_scores(self) -> Scores:
        """The scores of those that were read."""
        found, (idf, boost) = self._found, self._weight
        scores: Scores = idf * found.view.saturation(self._field, found.read, found.counts) * boost
        return scores

    def scores(self, ids: Ids) -> Scores:
        if not self.scored:
            return np.zeros(len(ids))
        return self._parts[0].scores(ids) if len(self._parts) == 1 else self._few(ids)

    def add_to(self, total: Scores) -> None:
        if self.scored:
            for part in self._parts:
                part.add_to(total)

    def _few(self, ids: Ids) -> Scores:
        return functools.reduce(np.add, [part.bonus(ids) for part in self._parts])

    def above(self, count: int, margin: float = 0.0) -> Top:
        if not self.scored:
            return super().above(count, margin)
        tops = [part.above(count, margin) for part in self._parts]
        if len(tops) == 1:
            return tops[0]
        ids = np.concatenate([top.ids for top in tops])
        order = ids.argsort()
        scores = np.concatenate([top.scores for top in tops])
        return Top(ids.take(order), scores.take(order), max(top.limit for top in tops))

    def over(self, limit: float) -> Ids:
        if not self.scored:
            return super().over(limit)
        ids = [part.over(limit) for part in self._parts]
        return ids[0] if len(ids) == 1 else np.sort(np.concatenate(ids))


def plain(leaf: Verified) -> TypeGuard[Exact]:
    """Whether the leaf is a string of the text, found wherever it stands."""
    return leaf.fieldname == TEXT and isinstance(leaf, Exact) and type(leaf).occurrences is Exact.occurrences


def is_pair(leaf: Verified) -> TypeGuard[Exact]:
    """Whether the leaf is a string of two characters of the text."""
    return plain(leaf) and len(leaf.string) == 2


def as_bytes(characters: str) -> bytes:
    return characters.encode("utf-8", "surrogatepass")


WORTH_READING = 300
"""Finding the places of so many postings costs what reading one text does (2 to 5 µs)."""


def pairs_of(view: View, string: str) -> list[tuple[int, Postings]] | None:
    """The pairs of characters that cover a string, with their distance from its start; None when one stands nowhere."""
    offsets = [*range(0, len(string) - 2, 2), len(string) - 2]
    found = [(at, view.term("grams", as_bytes(string[at : at + 2]))) for at in offsets]
    pairs = [(at, postings) for at, postings in found if postings is not None]
    return pairs if len(pairs) == len(offsets) else None


def _doubled(view: View, leaf: Verified, ids: Ids) -> Ids | None:
    """How often one character twice stands in each of ``ids``: as often as the pair, but these overlap where there are
    three in a row, and then the text is read. None for other strings."""
    if not is_pair(leaf):
        return None
    pair = view.term("grams", as_bytes(leaf.string))
    assert pair is not None
    counts: Ids = pair.tfs.take(pair.places(ids)).astype(np.int64)
    (several,) = (counts > 1).nonzero()
    counts[several] = occurrences(view, leaf, ids.take(several))
    return counts


def _rarest(string: tuple[int, Sequence[tuple[int, Postings]]]) -> int:
    """In how many paragraphs the rarest pair of characters of a string stands, given with its size."""
    return min([postings.count for _, postings in string[1]])


def _pairs(view: View, leaf: Verified, ids: Ids) -> list[tuple[int, Postings]] | None:
    """The pairs of characters that cover a string of the text, with their distance from its start, when their places
    tell how often it stands in each of ``ids``; None when the texts are to be read instead."""
    if not plain(leaf) or not len(ids):
        return None
    string = leaf.string
    size = len(string)
    if size < 2 or any(string.startswith(string[at:]) for at in range(1, size)):
        return None  # occurrences that overlap count once
    pairs = pairs_of(view, string)
    if pairs is None or sum([pair.count for _, pair in pairs if not pair.placed]) > WORTH_READING * len(ids):
        return None
    return pairs


def _begun(view: View, leaf: Verified, ids: Ids) -> Ids | None:
    """How often a single character of the text stands in each of ``ids``: so often a pair begins with it, the last
    character of a text being a pair of its own (``analysis.grams``). None where the texts are to be read."""
    postings = view.arrays.postings("grams")
    if not plain(leaf) or len(leaf.string) != 1 or postings is None:
        return None
    terms = postings.prefixed(as_bytes(leaf.string))
    if postings.count(terms) > WORTH_READING * len(ids):
        return None
    docs, tfs = postings.counted(terms)
    counts: Ids = np.bincount(docs, tfs, view.size).take(ids).astype(np.int64)
    return counts


def nearness(view: View, strings: Sequence[str], ids: Ids) -> NDArray[np.int64] | None:
    """How far apart each two neighbours among the strings are in each of some ascending paragraphs that hold them all
    (see ``ranking.proximity.gaps``): int64[len(strings) - 1, len(ids)]; None when a string is a single character."""
    if min(map(len, strings)) < 2:
        return None
    held = [pairs for string in strings if (pairs := pairs_of(view, string)) is not None]
    found = []
    for one, other in pairwise(zip(map(len, strings), held, strict=True)):
        (size, few), (other_size, many) = sorted((one, other), key=_rarest)
        places = many[0][1].keys if len(many) == 1 else phrases.begun(many, ids)
        found.append(phrases.gaps(phrases.begun(few, ids), size, places, other_size, ids, REACH))
    return np.array(found)


PORTION = 1 << 12
"""Texts read at a time, so that memory stays flat."""


def occurrences(view: View, leaf: Verified, ids: Ids) -> Ids:
    """How often the leaf occurs in the text of each paragraph: int64[len(ids)]."""
    if not len(ids):
        return np.zeros(0, np.int64)
    stored = view.arrays.stored
    if leaf.fieldname == TEXT:
        portions = [ids[at : at + PORTION] for at in range(0, len(ids), PORTION)]
        if plain(leaf):
            return np.concatenate([_counted(stored, leaf.string, portion) for portion in portions])
        texts = (text for portion in portions for text in fold_all(stored.texts.all_of(portion.tolist())))
        return np.fromiter(map(leaf.occurrences, texts), np.int64, len(ids))
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
    texts = stored.texts.all_of(ids.tolist())
    changed = np.flatnonzero(stored.texts.folded[ids] & kinds(string)).tolist()
    for at, folded in zip(changed, fold_all([texts[at] for at in changed]), strict=True):
        texts[at] = folded
    return np.array([text.count(string) for text in texts], np.int64)
