"""Merging: several segments become one, without the documents that were deleted.

Terms are merged in ranges of a few million postings, so that memory does not grow with the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store.arrays import Array, boundaries, spans
from gongbao.indexer.store.columns import ColumnsBuilder
from gongbao.indexer.store.postings import FieldPostings, Postings
from gongbao.indexer.store.save import Inverted, save
from gongbao.indexer.store.segment import Segment, SegmentArrays
from gongbao.indexer.store.stored import StoredBuilder

LARGEST = 600_000
"""No merge makes a segment of more paragraphs: it bounds what a merge needs. At 1,000,000 paragraphs, questions took
7.5 ms of processor time over two segments, 8.4 over one, and 8.5 over five (geometric mean of the benchmark's)."""

SMALL = 1024
"""Segments of fewer paragraphs are all alike: each costs a question 0.15 ms, and merging eight of them takes 0.1 s."""

FANOUT = 8
"""This many segments of one size class become one of the next."""

EASY = SMALL * FANOUT**2
"""A commit of fewer than SMALL paragraphs merges no more than so many at once, and leaves the rest to a larger one."""

RANGE = 2_000_000
"""Postings merged at a time."""


def plan(segments: Sequence[Segment], optimize: bool, written: int = SMALL) -> list[list[Segment]]:
    """Which segments to merge: groups of segments, each in its given order; segments in no group stay.

    ``optimize`` packs everything into as few segments as LARGEST allows and drops all deleted documents.
    Otherwise segments of one size class (below SMALL; then each FANOUT times the one below) are merged when there are
    FANOUT of them, and a segment more than half deleted is written anew; but not more than EASY paragraphs at once
    when ``written``, how many are new, are fewer than SMALL.
    """
    if optimize:
        return pack(segments)
    most = LARGEST if written >= SMALL else EASY
    classes: dict[int, list[Segment]] = {}
    for segment in segments:
        classes.setdefault(_size_class(segment.live_count), []).append(segment)
    groups: list[list[Segment]] = []
    for members in classes.values():
        if len(members) >= FANOUT and (most == LARGEST or sum(s.live_count for s in members) <= most):
            groups += [group for group in _filled(members, LARGEST) if len(group) > 1]
    grouped = {segment.identifier for group in groups for segment in group}
    stale = [s for s in segments if s.identifier not in grouped and len(s.deleted) * 2 > s.count]
    return groups + [[segment] for segment in stale if segment.live_count <= most]


def pack(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Neighbouring segments in as few groups as LARGEST allows, of sizes as even as can be, without those groups that
    would stay as they are."""
    few, low, high = len(_filled(segments, LARGEST)), 0, LARGEST
    while low < high:
        middle = (low + high) // 2
        if len(_filled(segments, middle)) > few:
            low = middle + 1
        else:
            high = middle
    return [group for group in _filled(segments, low) if len(group) > 1 or group[0].deleted]


def _filled(segments: Sequence[Segment], most: int) -> list[list[Segment]]:
    """Neighbouring segments in groups of up to so many paragraphs; a larger segment is alone."""
    groups: list[list[Segment]] = []
    for segment in segments:
        if groups and sum(s.live_count for s in groups[-1]) + segment.live_count <= most:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return groups


def _size_class(count: int) -> int:
    size_class = 0
    while count >= SMALL:
        size_class, count = size_class + 1, count // FANOUT
    return size_class


def merge(fields: Mapping[str, FieldSpec], group: Sequence[Segment], into: Segment) -> None:
    """Write the live paragraphs of ``group``, in order, as the new segment ``into``, and set its count; raises
    IndexDamaged."""
    arrays = [segment.arrays for segment in group]
    for source in arrays:
        source.file.verify()  # or what has changed would be copied, under a checksum that fits it
        source.file.release()
    live = [segment.live() for segment in group]
    bases = boundaries(np.array([len(kept) for kept in live]))
    renumbered = []
    for segment, kept, base in zip(group, live, bases, strict=False):
        numbers = np.full(segment.count, -1, np.int64)
        numbers[kept] = np.arange(len(kept)) + base
        renumbered.append(numbers)
    columns = ColumnsBuilder(fields)
    stored = StoredBuilder(name for name, spec in fields.items() if spec.stored)
    for source, kept in zip(arrays, live, strict=True):
        columns.add_segment(source.columns, kept)
        stored.add_segment(source.stored, kept)
    into.count = int(bases[-1])
    fields_held = [name for name in fields if any(name in source.fields for source in arrays)]

    def inverted() -> Iterator[tuple[str, Inverted]]:
        for name in fields_held:
            yield name, _field(name, arrays, live, renumbered)
            for source in arrays:
                source.file.release()

    save(into.path, fields, into.count, inverted(), columns, stored)


def _field(name: str, arrays: list[SegmentArrays], live: list[Array], renumbered: list[Array]) -> Inverted:
    sources = [(found, numbers) for a, numbers in zip(arrays, renumbered, strict=True) if (found := a.postings(name))]
    if not any(postings.positional for postings, _ in sources):
        return Inverted(merged(sources))
    lengths = []
    for source, kept in zip(arrays, live, strict=True):
        own = source.lengths(name)
        lengths.append(np.zeros(len(kept), np.uint8) if own is None else own[kept])
    scored = any(name in source.totals for source in arrays)
    return Inverted(merged(sources), np.concatenate(lengths), scored)


def merged(sources: list[tuple[FieldPostings, Array]]) -> Iterator[Postings]:
    """The postings of all sources in order of terms, a range at a time.

    Each source comes with the new number of each of its documents, -1 for those to drop (int64[N]); numbers of
    a later source are all higher.
    """
    lexicons = [list(postings.texts()) for postings, _ in sources]
    terms = sorted(set().union(*lexicons))
    number = {text: at for at, text in enumerate(terms)}
    ranks = [np.fromiter(map(number.__getitem__, lexicon), np.int64, len(lexicon)) for lexicon in lexicons]
    load = np.zeros(len(terms), np.int64)
    for (postings, _), rank in zip(sources, ranks, strict=True):
        load[rank] += postings.document_counts()
    slots = np.cumsum(load) // RANGE
    cuts = [0, *(np.flatnonzero(np.diff(slots)) + 1).tolist(), len(terms)]
    for first, last in pairwise(cuts):
        yield _merged_range(sources, ranks, terms, first, last)


def _merged_range(sources: list[tuple[FieldPostings, Array]], ranks: list[Array], terms: list[bytes],
                  first: int, last: int) -> Postings:  # fmt: skip
    term, docs, tfs, positions = [], [], [], []
    for (source, numbers), rank in zip(sources, ranks, strict=True):
        low, high = np.searchsorted(rank, [first, last]).tolist()
        part = source.run(low, high)
        doc = numbers[part.docs]
        kept = np.flatnonzero(doc >= 0)
        term.append(np.repeat(rank[low:high] - first, np.diff(part.starts))[kept])
        docs.append(doc[kept])
        if part.tfs is not None and part.positions is not None:
            starts = boundaries(part.tfs)[:-1]
            tfs.append(part.tfs[kept])
            positions.append(part.positions[spans(starts[kept], tfs[-1].astype(np.int64))])
    all_terms, all_docs = np.concatenate(term), np.concatenate(docs)
    order = np.sort(all_terms << 32 | np.arange(len(all_terms))) & 0xFFFFFFFF
    counts = np.bincount(all_terms, minlength=last - first)
    held = np.flatnonzero(counts)
    names = [terms[first + at] for at in held.tolist()]
    starts = boundaries(counts[held])
    if not tfs:
        return Postings(names, starts, all_docs[order].astype(np.uint32))
    all_tfs = np.concatenate(tfs)
    places = np.concatenate(positions)[spans(boundaries(all_tfs)[:-1][order], all_tfs[order].astype(np.int64))]
    return Postings(names, starts, all_docs[order].astype(np.uint32), all_tfs[order], places)


def remove_files(segments: Sequence[Segment]) -> None:
    """Delete the files of segments that no table of contents names."""
    for segment in segments:
        segment.path.unlink(missing_ok=True)
