"""A term's postings in one segment, decoded when they are first asked for, and what its impact bytes stand for."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store import delta_codes as gaps
from gongbao.indexer.store.arrays import spans
from gongbao.indexer.store.impacts import ESCAPE
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.sorted_lists import located, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gongbao.search.engines.columnar.segments import View

DENSE = 32
"""From one paragraph in so many, a term's bits are looked at instead of its list."""

ROOM = 32
"""Bits for a position in the key of a place."""

MARKED = 32
"""From one paragraph for so many places (and some more paragraphs, for the start), marking the paragraphs beats
searching for each: a place costs 3 ns, a search 100."""

HANDFUL = 64
"""So many paragraphs are sought in a list one by one, and so many terms of a pattern stay decoded."""

ABSENT = ESCAPE
"""The row of a term's saturations where it is missing; no posting has it, as escapes have rows of their own."""


class Postings:
    """The postings of one term in one segment, decoded as far as they are asked for."""

    def __init__(self, view: View, field: str, postings: FieldPostings, number: int) -> None:
        self._view, self._field, self._postings, self._number = view, field, postings, number
        self.count = postings.document_count(number)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Every paragraph that holds the term, deleted or not: int64, ascending."""
        ids: NDArray[np.int64] = self._postings.docs(self._number)
        return ids

    @cached_property
    def live(self) -> NDArray[np.int64]:
        """Those of ``ids`` that are not deleted."""
        return self.ids if self.kept is None else self.ids.take(self.kept)

    @property
    def live_count(self) -> int:
        """How many of ``ids`` are not deleted."""
        return len(self.bitmap) if self._view.deleted else self.count

    @cached_property
    def kept(self) -> NDArray[np.int64] | None:
        """Which of ``ids`` are not deleted; None when all are."""
        alive = self._view.alive
        if alive is None:
            return None
        kept = np.flatnonzero(alive.take(self.ids))
        return None if len(kept) == len(self.ids) else kept

    @cached_property
    def bitmap(self) -> BitMap:
        """The paragraphs that hold the term and are not deleted."""
        bitmap = self._postings.bitmap(self._number)
        return bitmap - self._view.deleted if self._view.deleted else bitmap

    @cached_property
    def ranks(self) -> Ranks:
        """Where each paragraph is among ``ids``."""
        held = self._postings.bitmap(self._number) if self._view.deleted else self.bitmap
        return Ranks(held, self._view.size)

    @property
    def dense(self) -> bool:
        """Whether arrays of all paragraphs are worth keeping for the term."""
        return self.count * DENSE > self._view.size

    @cached_property
    def saturations(self) -> NDArray[np.float64]:
        """The saturations that ``rows`` speak of: those of the impact bytes, that of the escape byte being 0.0, then
        those of the escapes: float64[256 + E]."""
        return np.concatenate([self._view.palette(self._field).saturation, self.escapes[1]])

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Where in ``saturations`` that of each of ``ids`` is: intp[count], as numpy indexes four times faster by
        integers of its own size than by bytes."""
        rows = self.impacts.astype(np.intp)
        rows[self.escapes[0]] = self._escape_rows
        return rows

    def rows_at(self, places: NDArray[np.int64]) -> NDArray[np.intp]:
        """``rows`` of some of ``ids``, given where these are among them."""
        rows = self.impacts.take(places, mode="clip").astype(np.intp)
        (escaped,) = (rows == ESCAPE).nonzero()
        if len(escaped):
            rows[escaped] = self._escape_rows.take(self.escapes[0].searchsorted(places.take(escaped)))
        return rows

    @cached_property
    def spread(self) -> NDArray[Any]:
        """``rows`` for every paragraph of the segment, ``ABSENT`` where the term is missing: uint16[size], or uint32
        where there are that many escapes."""
        spread = np.full(self._view.size, ABSENT, np.min_scalar_type(max(len(self.saturations), 1 << 8)))
        spread[self.ids] = self.impacts
        spread[self.ids.take(self.escapes[0])] = self._escape_rows
        return spread

    @property
    def _escape_rows(self) -> NDArray[np.intp]:
        return np.arange(ABSENT + 1, ABSENT + 1 + len(self.escapes[0]))

    @cached_property
    def standings(self) -> NDArray[np.uint8]:
        """Where the impact byte of each of ``ids`` comes in the order of scores: uint8[count]."""
        order = self._view.palette(self._field).ranks
        return self.impacts if order is None else order.take(self.impacts.astype(np.intp), mode="clip")

    @cached_property
    def chances(self) -> NDArray[np.uint8]:
        """The same, but an escape stands with the last byte that scores more: where that is too little, so is it."""
        where, saturations = self.escapes
        if not len(where):
            return self.standings
        chances = self.standings.copy()
        chances[where] = self._view.palette(self._field).above(saturations)
        return chances

    @cached_property
    def best(self) -> float:
        """The highest saturation that the term has anywhere."""
        known = self._view.palette(self._field).descending[self.standings.min(initial=ESCAPE)]
        return max(known, float(self.escapes[1].max(initial=0.0)))

    def located(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where those of some ascending paragraphs that hold the term stand among them, and where in ``self.ids``."""
        if self.dense and len(ids) > HANDFUL:
            return self.ranks.located(ids)
        return located(ids, self.ids, self._view.size)

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where some ascending paragraphs that all hold the term are in ``self.ids``."""
        return self.ranks.located(ids)[1] if self.dense and len(ids) > HANDFUL else self.ids.searchsorted(ids)

    @property
    def impacts(self) -> NDArray[np.uint8]:
        """The palette row of each of ``ids``."""
        return self._postings.impacts(self._number)

    @cached_property
    def tfs(self) -> NDArray[np.uint32]:
        """How often the term stands in each of ``ids``."""
        return self._postings.tfs(self._number)

    def tfs_at(self, places: NDArray[np.int64]) -> NDArray[np.uint32]:
        """How often the term stands in some of ``ids``, given where these are among them."""
        if not self._postings.scored:
            return self.tfs.take(places)
        codes = self.impacts.take(places, mode="clip")
        tfs: NDArray[np.uint32] = self._postings.frequencies.take(codes.astype(np.intp), mode="clip")
        escaped = np.flatnonzero(codes == ESCAPE)
        if len(escaped):
            where, own = self._postings.escapes(self._number)
            tfs[escaped] = own.take(np.searchsorted(where, places.take(escaped)))
        return tfs

    @cached_property
    def as_text(self) -> NDArray[np.float64]:
        """Of a pair of characters, its saturation as a string of the text in each of ``ids``, which is the word's where
        the string is one: float64[count]."""
        saturations = self._view.saturation(TEXT, self.ids, self.tfs)
        word = self._view.term(TEXT, self._postings.text(self._number))
        if word is not None:
            saturations[places(self.ids, word.ids, self._view.size)] = word.saturations.take(word.rows)
        return saturations

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Every place of the term, as ascending numbers: paragraph << ``ROOM`` | position."""
        keys = (self.ids << ROOM).repeat(self.tfs)
        keys |= self._postings.positions(self._number)
        return keys

    @property
    def placed(self) -> bool:
        """Whether ``keys`` are known already."""
        return "keys" in self.__dict__

    def keys_in(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of ``keys`` that lie in some ascending paragraphs, which all hold the term."""
        keys = self.keys
        if len(ids) == self.count:
            return keys
        if (len(ids) + HANDFUL) * MARKED > len(keys):
            wanted = np.zeros(self._view.size, bool)
            wanted[ids] = True
            return keys.take(wanted.take(keys >> ROOM, mode="clip").nonzero()[0])
        edges = ids << ROOM
        first = keys.searchsorted(edges)
        return keys.take(spans(first, keys.searchsorted(edges + (1 << ROOM)) - first))

    @cached_property
    def escapes(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Which of ``ids`` the palette does not tell, and their saturation (see ``View.saturation``)."""
        where, tfs = self._postings.escapes(self._number)
        return where, self._view.saturation(self._field, self.ids.take(where), tfs)


class Palette:
    """What the impact bytes of a field stand for in a segment.

    ``saturation`` (float64[256]) of each byte; ``descending`` the same numbers, highest first; ``ranks`` (uint8[256])
    where each byte comes then, None where the bytes are in that order already. Bytes that no posting has come last;
    they and the escape byte give 0.
    """

    def __init__(self, saturation: NDArray[np.float64]) -> None:
        self.saturation = np.zeros(256)
        self.saturation[: len(saturation)] = saturation
        order = np.argsort(-self.saturation, kind="stable")
        self.descending: list[float] = self.saturation[order].tolist()
        self._negated = [-number for number in self.descending]
        self.ranks: NDArray[np.uint8] | None = None
        if (np.diff(order) != 1).any():
            self.ranks = np.empty(256, np.uint8)
            self.ranks[order] = np.arange(256)

    def reaching(self, saturation: float) -> int:
        """Bytes of a rank from this one on (1 to ``ESCAPE``) give less; some before may, too."""
        return min(max(bisect_right(self._negated, ROUNDED - saturation), 1), ESCAPE)

    def above(self, saturations: NDArray[np.float64]) -> NDArray[np.int64]:
        """The ranks of the last bytes that give more than each of some saturations; 0 where none does."""
        return np.maximum(np.searchsorted(self._negated, -saturations) - 1, 0)


ROUNDED = 1e-9


def bitmap_of(ids: NDArray[np.int64]) -> BitMap:
    """Ascending paragraphs as a bitmap."""
    return gaps.bitmap_of(ids.astype(np.uint32))
