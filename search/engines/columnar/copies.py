"""Which documents repeat another one of the index: they are left out of answers unless these are asked for."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

import numpy as np

from gongbao.indexer.store.columns import GROUP, PRESENCE
from gongbao.search.engines.columnar.segments import SegmentReader, Segments
from gongbao.search.engines.columnar.tallies import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Copies:
    """The copies of a generation: documents whose ``copy_of`` names another document that the index holds.

    For each segment, ``documents`` (int64, ascending) are its copies' numbers and ``masks`` (bool[D]) the same;
    ``kept`` (bool[D]) are the other documents. ``any`` tells whether there is a copy at all.
    """

    def __init__(self, segments: Segments) -> None:
        self._readers = segments.readers
        named = [_named_originals(reader) for reader in self._readers]
        held = self._held({name for names, _, _ in named for name in names})
        self.documents: list[NDArray[np.int64]] = []
        self.masks: list[Mask] = []
        self.kept: list[Mask] = []
        self._of: dict[int, list[tuple[SegmentReader, int]]] = {}
        for reader, (names, documents, which) in zip(self._readers, named, strict=True):
            numbers = np.array([held.get(name, -1) for name in names], np.int64)
            originals = numbers.take(which)
            (copying,) = ((originals >= 0) & (originals != documents + reader.first_document)).nonzero()
            mask = np.zeros(reader.documents, bool)
            mask[documents.take(copying)] = True
            self.masks.append(mask)
            self.kept.append(~mask)
            self.documents.append(mask.nonzero()[0])
            pairs = zip(originals.take(copying).tolist(), documents.take(copying).tolist(), strict=True)
            for original, document in pairs:
                self._of.setdefault(original, []).append((reader, document))
        self.any = bool(self._of)

    def of(self, document: int) -> tuple[str, ...]:
        """The ids of the copies of a document, ascending; it is given by its number in the whole index."""
        copies = self._of.get(document, ())
        firsts = [(reader, int(reader.boundaries[number])) for reader, number in copies]
        return tuple(sorted({reader.arrays.stored.value(first, GROUP) for reader, first in firsts}))

    def _held(self, ids: Set[bytes]) -> dict[bytes, int]:
        """Those of these documents that the index holds, with their numbers in the whole index."""
        numbers: dict[bytes, int] = {}
        for reader in self._readers:
            postings = reader.arrays.postings(GROUP)
            sought = ids - numbers.keys()
            if postings is None or not sought:
                continue
            terms = postings.numbers(sought)
            paragraphs, starts = postings.lists(list(terms.values()))
            whose = np.repeat(np.arange(len(terms)), np.diff(starts))
            if reader.alive is not None:
                live = reader.alive[paragraphs]
                paragraphs, whose = paragraphs[live], whose[live]
            which, first = np.unique(whose, return_index=True)
            documents = reader.first_document + reader.document.take(paragraphs[first])
            names = list(terms)
            numbers.update(zip([names[at] for at in which.tolist()], documents.tolist(), strict=True))
        return numbers


def _named_originals(reader: SegmentReader) -> tuple[list[bytes], NDArray[np.int64], NDArray[np.int64]]:
    """The ids that the documents of a segment say they repeat; which documents do (int64[n], without deleted ones), and
    which id each names (int64[n])."""
    postings = reader.arrays.postings(PRESENCE)
    if postings is None:
        return [], np.zeros(0, np.int64), np.zeros(0, np.int64)
    run = postings.run(0, len(postings))
    paragraphs, which = run.docs.astype(np.int64), np.repeat(np.arange(len(postings)), np.diff(run.starts))
    if reader.alive is not None:
        (live,) = reader.alive.take(paragraphs).nonzero()
        paragraphs, which = paragraphs.take(live), which.take(live)
    documents = reader.document.take(paragraphs)
    distinct, first = np.unique(documents, return_index=True)
    return list(postings.texts()), distinct, which.take(first)
