"""The segments of one generation, open for questions: documents, statistics, and what stays decoded."""

from __future__ import annotations

import functools
import math
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.impacts import LENGTHS
from gongbao.search.engines.columnar.bits import Ranges
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import Postings
from gongbao.search.engines.columnar.impact_table import ImpactTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gongbao.indexer.schema import FieldSpec
    from gongbao.indexer.store.segment import Segment, SegmentArrays

K1, B = 1.2, 0.75
"""The parameters of BM25F, as Whoosh has them."""

GRID_TFS = 16
"""Below this tf, saturations are looked up in a table; few terms stand in a paragraph as often."""

DECODED_POSTINGS = 1 << 19
"""So many postings of the terms asked for last stay decoded in each segment, at 8 to 110 bytes each."""

TERM_OVERHEAD = 16
"""A term counts as so many postings more than it has: in one paragraph, it takes 1 kB."""

DECODED_PER_PARAGRAPH = 4
"""In a large segment more do: so many for each of its paragraphs."""


class SegmentReader:
    """One segment, open for questions; its paragraphs are numbered from 0, deleted ones included.

    ``base`` is the number of its first paragraph in the whole index, ``first_document`` that of its first document;
    ``average(field)`` gives the average length of a field over the whole index.
    """

    def __init__(self, segment: Segment, base: int, first_document: int, average: Callable[[str], float]) -> None:
        self.arrays: SegmentArrays = segment.arrays
        self.deleted: BitMap = segment.deleted
        self.base, self.first_document, self.size = base, first_document, segment.count
        self._average = average
        self._impact_tables: dict[str, ImpactTable] = {}
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
                self._held += known.count + TERM_OVERHEAD
                while self._held > max(DECODED_POSTINGS, DECODED_PER_PARAGRAPH * self.size) and len(self._decoded) > 1:
                    self._held -= self._decoded.popitem(last=False)[1].count + TERM_OVERHEAD
            else:
                self._decoded.move_to_end(key)
        return known

    def prepare(self) -> None:
        """Work out now what every answer needs."""
        for field in self.arrays.totals:
            self.impact_table(field)
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

    def saturation(self, field: str, ids: NDArray[np.int64], tfs: NDArray[np.integer]) -> NDArray[np.float64]:
        """BM25F without its idf for some paragraphs of a scored field: float64[len(ids)]."""
        lengths = self.arrays.lengths(field)
        if lengths is None:
            return saturation(tfs, np.ones(len(ids)), self._average(field))
        tfs, sizes = tfs.astype(np.int64, copy=False), lengths.take(ids, mode="clip")
        if tfs.max(initial=0) < GRID_TFS:
            return self._grid(field).take(tfs << 8 | sizes, mode="clip")
        return saturation(tfs, LENGTHS[sizes], self._average(field))

    def _grid(self, field: str) -> NDArray[np.float64]:
        """The saturation of each tf below ``GRID_TFS`` with each length byte: float64[GRID_TFS * 256]."""
        if field not in self._grids:
            tfs, sizes = np.repeat(np.arange(GRID_TFS), 256), np.tile(LENGTHS, GRID_TFS)
            self._grids[field] = saturation(tfs, sizes, self._average(field))
        return self._grids[field]

    def impact_table(self, field: str) -> ImpactTable:
        """``saturation`` of each impact byte of a field."""
        if field not in self._impact_tables:
            postings = self.arrays.postings(field)
            pairs = np.zeros((0, 2), np.uint32) if postings is None else postings.palette
            tfs, sizes = pairs[:, 0], LENGTHS[pairs[:, 1]]
            self._impact_tables[field] = ImpactTable(saturation(tfs, sizes, self._average(field)))
        return self._impact_tables[field]


def saturation(tf: NDArray[np.number], length: NDArray[np.number], average: float) -> NDArray[np.float64]:
    """The part of BM25F that depends on the paragraph (in the order of operations of Whoosh's scoring.bm25)."""
    tfs: NDArray[np.float64] = tf.astype(np.float64)
    result: NDArray[np.float64] = tfs * (K1 + 1) / (tfs + K1 * ((1 - B) + B * length / average))
    return result


class TermInfo(NamedTuple):
    """A term as its field's lexicon has it, its inverse document frequency, and whether it is scored."""

    text: bytes
    idf: float
    scored: bool


class Segments:
    """All segments of a generation, with the statistics that scores depend on (deleted paragraphs included)."""

    def __init__(self, segments: Sequence[Segment], fields: Mapping[str, FieldSpec]) -> None:
        self.fields = fields
        self.average = functools.lru_cache(maxsize=None)(self._average)
        self.readers: list[SegmentReader] = []
        self.size = self.documents = 0
        for segment in segments:
            reader = SegmentReader(segment, self.size, self.documents, self.average)
            self.readers.append(reader)
            self.size += reader.size
            self.documents += reader.documents
        self.bases = [reader.base for reader in self.readers]
        self.frequency = functools.lru_cache(maxsize=1 << 14)(self._frequency)
        self.term_info = functools.lru_cache(maxsize=1 << 14)(self._term_info)

    def place(self, number: int) -> int:
        """Which segment holds this paragraph of the whole index: its place in ``readers``."""
        return bisect_right(self.bases, number) - 1

    def scored(self, field: str) -> bool:
        """Whether a field's terms have scores."""
        spec = self.fields.get(field)
        return spec is not None and spec.scored

    def idf(self, frequency: int) -> float:
        """The inverse document frequency of what stands in so many paragraphs, as Whoosh computes it."""
        return math.log(self.size / (frequency + 1)) + 1 if self.size else 0.0

    def _average(self, field: str) -> float:
        """The average length of a field over all paragraphs, as Whoosh computes it."""
        return sum(reader.arrays.totals.get(field, 0) for reader in self.readers) / (self.size or 1) or 1

    def _frequency(self, field: str, text: bytes) -> int:
        """In how many paragraphs a term stands."""
        found = ((reader.arrays.postings(field), reader.find(field, text)) for reader in self.readers)
        return sum(p.document_count(number) for p, number in found if p is not None and number is not None)

    def _term_info(self, field: str, text: str) -> TermInfo | None:
        """What is known of a term of a field; None when there is no such field, or it cannot have such a term."""
        spec = self.fields.get(field)
        if spec is None:
            return None
        try:
            encoded = spec.encode(text)
        except ValueError:  # no number, in a field of numbers
            return None
        return TermInfo(encoded, self.idf(self.frequency(field, encoded)), spec.scored)
