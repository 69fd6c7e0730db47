"""How many characters and words each paragraph has: counted once in a generation, when first asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gongbao.indexer.analysis import whole_words
from gongbao.indexer.config import Analysis
from gongbao.indexer.store.arrays import boundaries
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.segments import SegmentReader, Segments
from gongbao.search.engines.columnar.sorted_lists import Ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS_AT_A_TIME = 1 << 10
"""So many are unpacked at once: memory stays flat, and a deadline is seen in time."""

_UNKNOWN = -1
_HIGH, _LOW, _SURROGATES = 0xD800, 0xDC00, 0xE000


class ParagraphLengths:
    """The lengths of the paragraphs of a generation, at four bytes each once one of a segment was asked for.

    An index that stores them would be read here instead.
    """

    def __init__(self, segments: Segments, analysis: Analysis) -> None:
        self._readers, self._analysis = segments.readers, analysis
        self._characters: dict[int, NDArray[np.int32]] = {}
        self._tokens: dict[int, NDArray[np.int32]] = {}

    def characters(self, segment: int, ids: Ids, deadline: Deadline) -> NDArray[np.int32]:
        """Characters without white space in some paragraphs of a segment: int32[len(ids)]. Raises SearchTimeout."""
        reader = self._readers[segment]
        known = self._characters.setdefault(segment, np.full(reader.size, _UNKNOWN, np.int32))
        for portion in _unknown(known, ids, deadline):
            known[portion] = _characters(reader, portion)
        return known.take(ids)

    def tokens(self, segment: int, ids: Ids, deadline: Deadline) -> NDArray[np.int32]:
        """Whole words without punctuation: int32[len(ids)]; segments the texts (3.6 MB a second).

        Raises SearchTimeout.
        """
        reader = self._readers[segment]
        known = self._tokens.setdefault(segment, np.full(reader.size, _UNKNOWN, np.int32))
        for portion in _unknown(known, ids, deadline):
            texts = reader.arrays.stored.texts.all_of(portion.tolist())
            known[portion] = [len(whole_words(text, self._analysis)) for text in texts]
        return known.take(ids)


def _unknown(known: NDArray[np.int32], ids: Ids, deadline: Deadline) -> Iterator[Ids]:
    """Those of ``ids`` whose length is not known, in portions; looks at the deadline before each."""
    left = ids.take((known.take(ids) == _UNKNOWN).nonzero()[0])
    for at in range(0, len(left), TEXTS_AT_A_TIME):
        deadline.check()
        yield left[at : at + TEXTS_AT_A_TIME]


@functools.cache
def _spaces() -> NDArray[np.bool_]:
    """Which UTF-16 units are white space (``str.isspace``): bool[65536]."""
    return np.fromiter((chr(unit).isspace() for unit in range(1 << 16)), bool, 1 << 16)


def _characters(reader: SegmentReader, ids: Ids) -> NDArray[np.int64]:
    """How many characters that are not white space each text has: int64[len(ids)]."""
    raw = reader.arrays.stored.texts.raw(ids.tolist())
    units = np.frombuffer(b"".join(raw), np.uint16)
    counted = ~_spaces().take(units)
    pairs = (units[:-1] >= _HIGH) & (units[:-1] < _LOW) & (units[1:] >= _LOW) & (units[1:] < _SURROGATES)
    counted[1:] &= ~pairs  # two units of one character
    before = np.zeros(len(units) + 1, np.int64)
    np.cumsum(counted, out=before[1:])
    ends = boundaries(np.fromiter(map(len, raw), np.int64, len(raw)) // 2)
    return np.diff(before.take(ends))
