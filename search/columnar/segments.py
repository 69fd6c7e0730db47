"""The segments of one generation, as the fast engine sees them: postings, statistics, and documents."""

from __future__ import annotations

import functools
import math
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from indexer.store import gaps
from indexer.store.arrays import boundaries
from indexer.store.postings import ESCAPE, LENGTHS, FieldPostings
from indexer.store.segment import Segment
from indexer.store.stored import TEXT
from search.columnar.bits import Ranges, Ranks
from search.columnar.lists import located

K1, B = 1.2, 0.75

DENSE = 32
"""From one paragraph in so many, a term's bits are looked at instead of its list."""

HANDFUL = 64
"""So many paragraphs are sought in a list one by one, and so many terms of a pattern stay decoded."""

OFTEN = 16
"""Few terms stand so often in a paragraph."""

DECODED = 1 << 19
"""So many postings of the terms asked for last stay decoded in each segment, at 8 to 110 bytes each."""

APIECE = 16
"""A term counts as so many postings more than it has: in one paragraph, it takes 1 kB."""

ABSENT = ESCAPE
"""The row of a term's saturations where it is missing; no posting has it, as escapes have rows of their own."""

EVERYWHERE = 4
"""In a large segment more do: those of so many terms that stand in every paragraph."""


class Postings:
    """The postings of one term in one segment, decoded as far as they are asked for."""

    def __init__(self, view: View, field: str, postings: FieldPostings, number: int) -> None:
        self._view, self._field, self._postings, self._number = view, field, postings, number
        self.count = postings.document_count(number)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Every paragraph that holds the term, deleted or not: int64, ascending."""
        return self._postings.docs(self._number).astype(np.int64)

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
        """Of a pair of characters, its saturation as a string of the text in each of ``live``: float64."""
        tfs = self.tfs if self.kept is None else self.tfs.take(self.kept)
        return self._view.saturation(TEXT, self.live, tfs)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where the places in each of ``ids`` start, and where the last ones end: int64[count + 1]."""
        return boundaries(self.tfs)

    @cached_property
    def positions(self) -> NDArray[np.uint32]:
        """Its places in each of ``ids``, end to end."""
        return self._postings.positions(self._number)

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
        return min(max(bisect_right(self._negated, _ROUNDED - saturation), 1), ESCAPE)

    def above(self, saturations: NDArray[np.float64]) -> NDArray[np.int64]:
        """The ranks of the last bytes that give more than each of some saturations; 0 where none does."""
        return np.maximum(np.searchsorted(self._negated, -saturations) - 1, 0)


_ROUNDED = 1e-9


class View:
    """One segment: ``base`` is the number of its first paragraph in the whole index."""

    def __init__(self, segment: Segment, storage: Any, base: int, average: Callable[[str], float]) -> None:
        self.arrays = segment.arrays(storage)
        self.deleted: BitMap = segment.deleted
        self.base, self.size = base, segment.doc_count_all()
        self._average = average
        self._palettes: dict[str, Palette] = {}
        self._grids: dict[str, NDArray[np.float64]] = {}
        self._numbers: dict[str, NDArray[np.int32]] = {}
        self.find = functools.lru_cache(maxsize=1 << 14)(self._find)
        self._decoded: OrderedDict[tuple[str, int], Postings] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def _find(self, field: str, text: bytes) -> int | None:
        postings = self.arrays.postings(field)
        return None if postings is None else postings.find(text)

    def term(self, field: str, text: bytes) -> Postings | None:
        """The postings of a term, None when no paragraph of the segment holds it."""
        number = self.find(field, text)
        return None if number is None else self.decoded(field, number)

    def decoded(self, field: str, number: int) -> Postings:
        """The postings of a term of the segment by its number."""
        key = field, number
        with self._lock:
            known = self._decoded.get(key)
            if known is None:
                postings = self.arrays.postings(field)
                assert postings is not None
                known = self._decoded[key] = Postings(self, field, postings, number)
                self._held += known.count + APIECE
                while self._held > max(DECODED, EVERYWHERE * self.size) and len(self._decoded) > 1:
                    self._held -= self._decoded.popitem(last=False)[1].count + APIECE
            else:
                self._decoded.move_to_end(key)
        return known

    def prepare(self) -> None:
        """Work out now what every answer needs."""
        for field in self.arrays.totals:
            self.palette(field)
        _ = self.ranges, self.profiles
        self.arrays.stored.texts.prepare()

    @cached_property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which paragraphs are not deleted; None when none is deleted."""
        if not self.deleted:
            return None
        alive = np.ones(self.size, bool)
        alive[np.frombuffer(self.deleted.to_array(), np.uint32)] = False
        return alive

    @cached_property
    def every(self) -> NDArray[np.int64]:
        """All paragraphs that are not deleted."""
        return np.arange(self.size) if self.alive is None else np.flatnonzero(self.alive)

    @cached_property
    def every_bitmap(self) -> BitMap:
        """The same as a bitmap."""
        return BitMap(range(self.size)) - self.deleted

    @cached_property
    def document(self) -> NDArray[np.int64]:
        """The document of each paragraph; int64 because numpy indexes fastest by it."""
        return self.arrays.columns.document.astype(np.int64)

    @cached_property
    def boundaries(self) -> NDArray[np.int64]:
        """Where each document's paragraphs start, and where the last ones end: int64[documents + 1]."""
        return np.append(self.arrays.columns.first.astype(np.int64), self.size)

    @cached_property
    def ranges(self) -> Ranges:
        """The same, to count bits by."""
        return Ranges(self.boundaries)

    def numbers(self, name: str) -> NDArray[np.int32]:
        """The numbers that each document has in a field: int32[documents]."""
        if name not in self._numbers:
            self._numbers[name] = self.arrays.columns.numbers[name].take(self.boundaries[:-1])
        return self._numbers[name]

    @cached_property
    def profile(self) -> NDArray[np.int64]:
        """The profile of each document."""
        return self.arrays.columns.profile.astype(np.int64)

    @cached_property
    def profiles(self) -> int:
        """How many profiles there are."""
        return int(self.profile.max(initial=-1)) + 1

    @cached_property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.arrays.columns.first)

    def saturation(self, field: str, ids: NDArray[np.int64], tfs: NDArray[Any]) -> NDArray[np.float64]:
        """BM25F without its idf for some paragraphs of a scored field: float64[len(ids)]."""
        lengths = self.arrays.lengths(field)
        if lengths is None:
            return saturation(tfs, np.ones(len(ids)), self._average(field))
        tfs, sizes = tfs.astype(np.int64, copy=False), lengths.take(ids, mode="clip")
        if tfs.max(initial=0) < OFTEN:
            return self._grid(field).take(tfs << 8 | sizes, mode="clip")
        return saturation(tfs, LENGTHS[sizes], self._average(field))

    def _grid(self, field: str) -> NDArray[np.float64]:
        """The saturation of each tf below ``OFTEN`` with each length byte: float64[OFTEN * 256]."""
        if field not in self._grids:
            tfs, sizes = np.repeat(np.arange(OFTEN), 256), np.tile(LENGTHS, OFTEN)
            self._grids[field] = saturation(tfs, sizes, self._average(field))
        return self._grids[field]

    def palette(self, field: str) -> Palette:
        """``saturation`` of each impact byte of a field."""
        if field not in self._palettes:
            postings = self.arrays.postings(field)
            pairs = np.zeros((0, 2), np.uint32) if postings is None else postings.palette
            self._palettes[field] = Palette(saturation(pairs[:, 0], LENGTHS[pairs[:, 1]], self._average(field)))
        return self._palettes[field]


def bitmap_of(ids: NDArray[np.int64]) -> BitMap:
    """Ascending paragraphs as a bitmap."""
    return gaps.bitmap_of(ids.astype(np.uint32))


def saturation(tf: NDArray[Any], length: NDArray[Any], average: float) -> NDArray[np.float64]:
    """The part of BM25F that depends on the paragraph (Whoosh's scoring.bm25, in its order of operations)."""
    tf = tf.astype(np.float64)
    result: NDArray[np.float64] = tf * (K1 + 1) / (tf + K1 * ((1 - B) + B * length / average))
    return result


class Lexeme(NamedTuple):
    """A term as its field's lexicon has it, its inverse document frequency, and whether it is scored."""

    text: bytes
    idf: float
    scored: bool


class Segments:
    """All segments of a generation, with the statistics that scores depend on (deleted paragraphs included)."""

    def __init__(self, index: Any) -> None:
        contents = index._read_toc()
        self.contents: list[Segment] = contents.segments
        self.generation = int(contents.generation)
        self.schema = contents.schema
        self.average = functools.lru_cache(maxsize=None)(self._average)
        self.views: list[View] = []
        self.size = 0
        for segment in contents.segments:
            self.views.append(View(segment, index.storage, self.size, self.average))
            self.size += segment.doc_count_all()
        self.frequency = functools.lru_cache(maxsize=1 << 14)(self._frequency)
        self.lexeme = functools.lru_cache(maxsize=1 << 14)(self._lexeme)
        self.scored = functools.lru_cache(maxsize=None)(self._scored)

    @cached_property
    def first_documents(self) -> list[int]:
        """The number in the whole index of each segment's first document."""
        return np.cumsum([0, *(view.documents for view in self.views)]).tolist()

    def _average(self, field: str) -> float:
        """Whoosh's average length of a field over all paragraphs."""
        return sum(view.arrays.totals.get(field, 0) for view in self.views) / (self.size or 1) or 1

    def _frequency(self, field: str, text: bytes) -> int:
        """In how many paragraphs a term stands."""
        found = ((view.arrays.postings(field), view.find(field, text)) for view in self.views)
        return sum(p.document_count(number) for p, number in found if p is not None and number is not None)

    def idf(self, frequency: int) -> float:
        """Whoosh's inverse document frequency."""
        return math.log(self.size / (frequency + 1)) + 1 if self.size else 0.0

    def _lexeme(self, field: str, text: str) -> Lexeme | None:
        """What is known of a term of a field; None when there is no such field."""
        if field not in self.schema:
            return None
        encoded: bytes = self.schema[field].to_bytes(text)
        return Lexeme(encoded, self.idf(self.frequency(field, encoded)), self.scored(field))

    def _scored(self, field: str) -> bool:
        """Whether a field's terms have scores."""
        return field in self.schema and bool(self.schema[field].scorable)
