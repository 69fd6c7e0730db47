"""The segments of one generation, as the fast engine sees them: statistics, documents, what stays decoded."""

from __future__ import annotations

import functools
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.impacts import LENGTHS
from gongbao.indexer.store.segment import Segment
from gongbao.search.engines.columnar.bits import Ranges
from gongbao.search.engines.columnar.decoded_postings import Palette, Postings

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.2, 0.75

OFTEN = 16
"""Few terms stand so often in a paragraph."""

DECODED = 1 << 19
"""So many postings of the terms asked for last stay decoded in each segment, at 8 to 110 bytes each."""

APIECE = 16
"""A term counts as so many postings more than it has: in one paragraph, it takes 1 kB."""

EVERYWHERE = 4
"""In a large segment more do: those of so many terms that stand in every paragraph."""


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

    @property
    def document(self) -> NDArray[np.int64]:
        """The document of each paragraph."""
        document: NDArray[np.int64] = self.arrays.columns.document
        return document

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
            self._numbers[name] = self.arrays.columns.of_documents(name)
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
