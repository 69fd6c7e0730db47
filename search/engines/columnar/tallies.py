"""How many matches each document has: few as a list of documents, many as a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.segments import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE = 16
"""From one match in so many paragraphs, counting bits beats counting numbers."""

APART = 1.5
"""Fewer than one match for so many documents: going from match to match beats going from document to document."""

Mask: TypeAlias = "NDArray[np.bool_]"
Counts: TypeAlias = "NDArray[np.int64]"


class Few:
    """The document of each match in a segment: ``listed``, int64, ascending, once for each match."""

    def __init__(self, view: View, listed: Counts) -> None:
        self._view, self._listed = view, listed

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
        """Those whose document is in the mask (bool[D])."""
        return Few(self._view, self._listed.take(mask.take(self._listed).nonzero()[0]))

    @cached_property
    def histogram(self) -> Counts:
        """How many matches each document of the segment has: int64[D]."""
        return np.bincount(self._listed, minlength=self._view.documents)

    def values(self, codes: NDArray[np.int64], size: int) -> Counts:
        """How many matches have each of ``size`` values: int64[size]. ``codes`` (int64[F, C]) are the values of each
        profile; what is not below ``size`` is not counted."""
        profiles = self._view.profile.take(self._listed)
        return np.bincount(codes.take(profiles, axis=1, mode="clip").ravel(), minlength=size)[:size]


class Many:
    """The same as a ``histogram`` over the documents of a segment: int64[D]."""

    def __init__(self, view: View, histogram: Counts) -> None:
        self._view, self.histogram = view, histogram

    @cached_property
    def total(self) -> int:
        return int(np.add.reduce(self.histogram))

    @property
    def documents(self) -> int:
        return int(np.count_nonzero(self.histogram))

    def within(self, mask: Mask) -> Many:
        return Many(self._view, self.histogram * mask)

    def values(self, codes: NDArray[np.int64], size: int) -> Counts:
        profiles = np.bincount(self._view.profile, self.histogram, self._view.profiles)
        (some,) = profiles.nonzero()
        if len(some) * 2 < len(profiles):
            codes, profiles = codes.take(some, axis=1, mode="clip"), profiles.take(some)
        counts: NDArray[Any] = np.bincount(codes.ravel(), np.concatenate([profiles] * len(codes)), size)[:size]
        return counts.astype(np.int64)


Tally = Few | Many


def tally(view: View, node: Node) -> Tally:
    """The matches of a node in its segment."""
    matching = node.count
    if matching * APART < view.documents:
        return Few(view, view.document.take(node.ids, mode="clip"))
    if node.bitmap is not None and matching * DENSE > view.size:
        return Many(view, view.ranges.counts(node.ranks))
    return Many(view, np.bincount(view.document.take(node.ids, mode="clip"), minlength=view.documents))
