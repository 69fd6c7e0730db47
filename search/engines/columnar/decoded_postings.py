"""A term's postings in one segment, decoded when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store import delta_codes
from gongbao.indexer.store.arrays import spans
from gongbao.indexer.store.impacts import ESCAPE
from gongbao.indexer.store.postings import FieldPostings
from gongbao.indexer.store.stored import TEXT
from gongbao.search.engines.columnar.bits import Ranks
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.sorted_lists import located, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gongbao.search.engines.columnar.segments import SegmentReader

DENSE_TERM = 32
"""A term in one paragraph of so many, or more, is looked up in an array of all paragraphs instead of in its list."""

POSITION_BITS = 32
"""Bits of a position within an occurrence (``paragraph << POSITION_BITS | position``)."""

MARKING_SHARE = 32
"""From one paragraph for so many occurrences (and some more paragraphs, for the start), marking the paragraphs beats
searching for each: an occurrence costs 3 ns, a search 100."""

FEW_LOOKUPS = 64
"""So many paragraphs are searched for in a list one by one, even where the term has an array of all paragraphs."""

ABSENT = ESCAPE
"""The row of ``Postings.saturations`` for paragraphs without the term; no posting has it, as escapes have their own."""


class Postings:
    """The postings of one term in one segment, decoded as far as they are asked for."""

    def __init__(self, reader: SegmentReader, field: str, postings: FieldPostings, number: int) -> None:
        self._reader, self._field, self._postings, self._number = reader, field, postings, number
        self.count = postings.document_count(number)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Every paragraph that holds the term, deleted or not: int64, ascending."""
        ids: NDArray[np.int64] = self._postings.docs(self._number)
        return ids

    @cached_property
    def live(self) -> NDArray[np.int64]:
        """Those of ``ids`` that are not deleted."""
        return self.ids if self.live_places is None else self.ids.take(self.live_places)

    @property
    def live_count(self) -> int:
        """How many of ``ids`` are not deleted."""
        return len(self.bitmap) if self._reader.deleted else self.count

    @cached_property
    def live_places(self) -> NDArray[np.int64] | None:
        """Which of ``ids`` are not deleted; None when all are."""
        alive = self._reader.alive
        if alive is None:
            return None
        live_places = np.flatnonzero(alive.take(self.ids))
        return None if len(live_places) == len(self.ids) else live_places

    @cached_property
    def bitmap(self) -> BitMap:
        """The paragraphs that hold the term and are not deleted."""
        bitmap = self._postings.bitmap(self._number)
        return bitmap - self._reader.deleted if self._reader.deleted else bitmap

    @cached_property
    def ranks(self) -> Ranks:
        """Where each paragraph is among ``ids``."""
        held = self._postings.bitmap(self._number) if self._reader.deleted else self.bitmap
        return Ranks(held, self._reader.size)

    @property
    def dense(self) -> bool:
        """Whether arrays of all paragraphs are worth keeping for the term."""
        return self.count * DENSE_TERM > self._reader.size

    @cached_property
    def saturations(self) -> NDArray[np.float64]:
        """The saturations that ``rows`` speak of: those of the impact bytes, that of the escape byte being 0.0, then
        those of the escapes: float64[256 + E]."""
        return np.concatenate([self._reader.impact_table(self._field).saturation, self.escapes[1]])

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
    def row_of_paragraph(self) -> NDArray[Any]:
        """``rows`` for every paragraph of the segment, ``ABSENT`` where the term is missing: uint16[size], or uint32
        where there are that many escapes."""
        row_of_paragraph = np.full(self._reader.size, ABSENT, np.min_scalar_type(max(len(self.saturations), 1 << 8)))
        row_of_paragraph[self.ids] = self.impacts
        row_of_paragraph[self.ids.take(self.escapes[0])] = self._escape_rows
        return row_of_paragraph

    @property
    def _escape_rows(self) -> NDArray[np.intp]:
        return np.arange(ABSENT + 1, ABSENT + 1 + len(self.escapes[0]))

    @cached_property
    def impact_ranks(self) -> NDArray[np.uint8]:
        """Where the impact byte of each of ``ids`` comes in the order of scores: uint8[count]."""
        order = self._reader.impact_table(self._field).ranks
        return self.impacts if order is None else order.take(self.impacts.astype(np.intp), mode="clip")

    @cached_property
    def upper_ranks(self) -> NDArray[np.uint8]:
        """The same, but an escape stands with the last byte that scores more: where that is too little, so is it."""
        where, saturations = self.escapes
        if not len(where):
            return self.impact_ranks
        upper_ranks = self.impact_ranks.copy()
        upper_ranks[where] = self._reader.impact_table(self._field).above(saturations)
        return upper_ranks

    @cached_property
    def best_saturation(self) -> float:
        """The highest saturation that the term has anywhere."""
        known = self._reader.impact_table(self._field).descending[self.impact_ranks.min(initial=ESCAPE)]
        return max(known, float(self.escapes[1].max(initial=0.0)))

    def located(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where those of some ascending paragraphs that hold the term stand among them, and where in ``self.ids``."""
        if self.dense and len(ids) > FEW_LOOKUPS:
            return self.ranks.located(ids)
        return located(ids, self.ids, self._reader.size)

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where some ascending paragraphs that all hold the term are in ``self.ids``."""
        return self.ranks.located(ids)[1] if self.dense and len(ids) > FEW_LOOKUPS else self.ids.searchsorted(ids)

    @property
    def impacts(self) -> NDArray[np.uint8]:
        """The row of the impact table of each of ``ids``."""
        return self._postings.impacts(self._number)

    @cached_property
    def tfs(self) -> NDArray[np.uint32]:
        """How often the term stands in each of ``ids``."""
        return self._postings.tfs(self._number)

    @cached_property
    def as_text_saturations(self) -> NDArray[np.float64]:
        """Of a pair of characters, its saturation as a string of the text in each of ``ids``, which is the word's where
        the string is one: float64[count]."""
        saturations = self._reader.saturation(TEXT, self.ids, self.tfs)
        word = self._reader.term(TEXT, self._postings.text(self._number))
        if word is not None:
            saturations[places(self.ids, word.ids, self._reader.size)] = word.saturations.take(word.rows)
        return saturations

    @cached_property
    def occurrences(self) -> NDArray[np.int64]:
        """Every place of the term, as ascending numbers: paragraph << ``POSITION_BITS`` | position."""
        occurrences = (self.ids << POSITION_BITS).repeat(self.tfs)
        occurrences |= self._postings.positions(self._number)
        return occurrences

    @property
    def positions_known(self) -> bool:
        """Whether ``occurrences`` are known already."""
        return "occurrences" in self.__dict__

    def occurrences_in(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of ``occurrences`` that lie in some ascending paragraphs, which all hold the term."""
        occurrences = self.occurrences
        if len(ids) == self.count:
            return occurrences
        if (len(ids) + FEW_LOOKUPS) * MARKING_SHARE > len(occurrences):
            wanted = np.zeros(self._reader.size, bool)
            wanted[ids] = True
            return occurrences.take(wanted.take(occurrences >> POSITION_BITS, mode="clip").nonzero()[0])
        edges = ids << POSITION_BITS
        first = occurrences.searchsorted(edges)
        return occurrences.take(spans(first, occurrences.searchsorted(edges + (1 << POSITION_BITS)) - first))

    @cached_property
    def escapes(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Which of ``ids`` the impact table does not tell, and their saturation (see ``SegmentReader.saturation``)."""
        where, tfs = self._postings.overflow(self._number)
        return where, self._reader.saturation(self._field, self.ids.take(where), tfs)


def bitmap_of(ids: NDArray[np.int64]) -> BitMap:
    """Ascending paragraphs as a bitmap."""
    return delta_codes.bitmap_of(ids.astype(np.uint32))
