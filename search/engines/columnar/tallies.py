"""How many matches each document has: few as a list of documents, many as a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.segments import SegmentReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_MATCHES = 16
"""From one match in so many paragraphs, counting bits beats counting numbers."""

FOLLOWED_RATIO = 1.5
"""Fewer than one match for so many documents: going from match to match beats going from document to document."""

Mask: TypeAlias = "NDArray[np.bool_]"
"""Some of the documents of a segment: bool[D]."""
Counts: TypeAlias = "NDArray[np.int64]"


class Few:
    """The document of each match in a segment: ``listed``, int64, ascending, once for each match."""

    def __init__(self, reader: SegmentReader, listed: Counts) -> None:
        self._reader, self._listed = reader, listed

    @property
    def total(self) -> int:
        """How many matches there are."""
        return len(self._listed)

    @property
    def documents(self) -> int:
        """How many documents have any."""
        listed = self._listed
        return int(np.count_nonzero(listed[1:] != listed[:-1])) + 1 if len(listed) else 0

    def within(self, mask: Mask) -> Few:
        """Those whose document is in the mask."""
        return Few(self._reader, self._listed.take(mask.take(self._listed).nonzero()[0]))

    def parted(self, documents: Counts, mask: Mask) -> tuple[Few, Few]:
        """Those of other documents, and those of these, given as ascending numbers and as a mask."""
        inside = mask.take(self._listed)
        there = self._listed.take(inside.nonzero()[0])
        if not len(there):
            return self, Few(self._reader, there)
        return Few(self._reader, self._listed.take((~inside).nonzero()[0])), Few(self._reader, there)

    @cached_property
    def histogram(self) -> Counts:
        """How many matches each document of the segment has: int64[D]."""
        return np.bincount(self._listed, minlength=self._reader.documents)

    def values(self, codes: NDArray[np.int64], size: int) -> Counts:
        """How many matches have each of ``size`` values: int64[size]. ``codes`` (int64[F, C]) are the values of each
        profile; what is not below ``size`` is not counted."""
        profiles = self._reader.profile.take(self._listed)
        return np.bincount(codes.take(profiles, axis=1, mode="clip").ravel(), minlength=size)[:size]


class Many:
    """The same as a ``histogram`` over the documents of a segment: int64[D]; together they have ``total`` matches."""

    def __init__(self, reader: SegmentReader, histogram: Counts, total: int) -> None:
        self._reader, self.histogram, self.total = reader, histogram, total

    @property
    def documents(self) -> int:
        """How many documents have any."""
        return int(np.count_nonzero(self.histogram))

    def within(self, mask: Mask) -> Many:
        """Those whose document is in the mask."""
        histogram = self.histogram * mask
        return Many(self._reader, histogram, int(np.add.reduce(histogram)))

    def parted(self, documents: Counts, mask: Mask) -> tuple[Many, Few]:
        """Those of other documents, and those of these, given as ascending numbers and as a mask."""
        there = Few(self._reader, documents.repeat(self.histogram.take(documents)))
        if not there.total:
            return self, there
        histogram = self.histogram.copy()
        histogram[documents] = 0
        return Many(self._reader, histogram, self.total - there.total), there

    def values(self, codes: NDArray[np.int64], size: int) -> Counts:
        """How many matches have each value; see ``Few.values``."""
        profiles = np.bincount(self._reader.profile, self.histogram, self._reader.profiles)
        (some,) = profiles.nonzero()
        if len(some) * 2 < len(profiles):
            codes, profiles = codes.take(some, axis=1, mode="clip"), profiles.take(some)
        counts = np.bincount(codes.ravel(), np.concatenate([profiles] * len(codes)), size)[:size]
        return counts.astype(np.int64)


Tally = Few | Many


def tally(reader: SegmentReader, node: Node) -> Tally:
    """The matches of a node in its segment."""
    matching = node.count
    if matching * FOLLOWED_RATIO < reader.documents:
        return Few(reader, reader.document.take(node.ids, mode="clip"))
    if node.bitmap is not None and matching * DENSE_MATCHES > reader.size:
        return Many(reader, reader.ranges.counts(node.ranks), matching)
    histogram = np.bincount(reader.document.take(node.ids, mode="clip"), minlength=reader.documents)
    return Many(reader, histogram, matching)
