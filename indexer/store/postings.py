"""Postings of one field: which documents hold which terms, how often, and where.

In memory while writing, a run of terms is a ``Postings``. In the file, a field ``f`` of T terms and P postings is the
documents of each term (see ``holders``), and

    f.lexicon     uint8    the terms' bytes, in byte order, end to end
    f.lexicon_at  uint32   [T + 1] where each term's bytes start

and, when the field keeps positions and is scored,

    f.impacts     uint8    [P] the posting's row in the palette; 255 = an escape
    f.palette     uint32   [≤ 255, 2] (tf, length byte) pairs, those that score best first
    f.escapes     uint32   [E, 2] (posting, tf) of the postings whose pair is not in the palette

(tfs of one that is not scored: see ``often``), and, when the field keeps positions,

    f.positions   uint8    word positions in posting order; 255 stands for the next one in f.far
    f.positions_at uint32  [T + 1] where each term's positions start
    f.far         uint16 or 32  positions from 255 on, in posting order
    f.far_before  uint32   how many of f.far belong before each block of 1024 positions
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, narrow
from indexer.store.holders import Holders, HoldersEncoder
from indexer.store.often import Often, OftenEncoder

ESCAPE = 255
BLOCK = 1024
"""Positions between two counts of far positions."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Consecutive terms of one field.

    ``terms`` in byte order; ``starts`` int64[T + 1]; ``docs`` uint32[P] ascending within a term; with
    positions also ``tfs`` uint32[P] and ``positions`` uint32[sum(tfs)].
    """

    terms: Sequence[bytes]
    starts: Array
    docs: Array
    tfs: Array | None = None
    positions: Array | None = None


class PostingsEncoder:
    """Takes a field's Postings in order of terms and writes them as arrays.

    ``lengths`` uint8[N] are Whoosh's length bytes of the documents, None for a field without positions; they matter
    for a ``scored`` field. ``total`` is the sum of all tfs so far.
    """

    def __init__(self, lengths: Array | None = None, scored: bool = True) -> None:
        self._lexicon: list[bytes] = []
        self._holders = HoldersEncoder()
        self._postings = 0
        self.total = 0
        self._lengths = lengths
        self._often = OftenEncoder() if lengths is not None and not scored else None
        if lengths is not None:
            self._pairs: list[Array] = [np.zeros(0, np.uint16)]
            self._pair_counts = np.zeros(1 << 16, np.int64)
            self._frequent: list[Array] = [np.zeros((0, 2), np.uint32)]
            self._positions: list[Array] = [np.zeros(0, np.uint8)]
            self._position_counts: list[Array] = [np.zeros(0, np.int64)]
            self._far: list[Array] = [np.zeros(0, np.uint32)]
            self._far_at: list[Array] = [np.zeros(0, np.int64)]

    def add(self, postings: Postings) -> None:
        """Append the next terms."""
        if not len(postings.terms):
            return
        self._lexicon.extend(postings.terms)
        self._holders.add(postings.docs, postings.starts)
        if self._lengths is not None and postings.tfs is not None and postings.positions is not None:
            if self._often is not None:
                self._often.add(postings.tfs)
            else:
                self._add_pairs(postings.tfs, self._lengths[postings.docs])
            self._add_positions(postings.positions)
            self._position_counts.append(np.add.reduceat(postings.tfs.astype(np.int64), postings.starts[:-1]))
        self._postings += len(postings.docs)

    def _add_pairs(self, tfs: Array, lengths: Array) -> None:
        """Keep tf << 8 | length byte of each posting, and apart the tfs that need more than 8 bits."""
        pairs = np.minimum(tfs, 255).astype(np.uint16) << np.uint16(8) | lengths
        self._pair_counts += np.bincount(pairs, minlength=1 << 16)
        self._pairs.append(pairs)
        frequent = np.flatnonzero(tfs >= 255)
        self._frequent.append(np.stack([frequent + self._postings, tfs[frequent]], axis=1).astype(np.uint32))

    def _add_positions(self, positions: Array) -> None:
        far = np.flatnonzero(positions >= 255)
        self._far.append(positions[far])
        self._far_at.append(far + self.total)
        self._positions.append(np.minimum(positions, 255).astype(np.uint8))
        self.total += len(positions)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        sizes = np.fromiter(map(len, self._lexicon), np.int64, len(self._lexicon))
        file.add(f"{field}.lexicon", np.frombuffer(b"".join(self._lexicon), np.uint8))
        file.add(f"{field}.lexicon_at", boundaries(sizes).astype(np.uint32))
        self._holders.write(file, field)
        if self._lengths is not None:
            if self._often is not None:
                self._often.write(file, field)
            else:
                self._write_impacts(file, field)
            file.add(f"{field}.positions", self._positions)
            file.add(f"{field}.positions_at", boundaries(np.concatenate(self._position_counts)).astype(np.uint32))
            file.add(f"{field}.far", narrow(np.concatenate(self._far)))
            file.add(f"{field}.far_before", far_before(np.concatenate(self._far_at), self.total))

    def _write_impacts(self, file: ArrayFileWriter, field: str) -> None:
        rows = palette(self._pair_counts)
        codes = np.full(1 << 16, ESCAPE, np.uint8)
        codes[rows[:, 0] << 8 | rows[:, 1]] = np.arange(len(rows))
        impacts, escapes, start = [], [np.zeros((0, 2), np.uint32)], 0
        for pairs in self._pairs:
            impacts.append(codes[pairs])
            escaped = np.flatnonzero(impacts[-1] == ESCAPE)
            escapes.append(np.stack([escaped + start, pairs[escaped] >> np.uint16(8)], axis=1).astype(np.uint32))
            start += len(pairs)
        self._pairs.clear()
        escape, frequent = np.concatenate(escapes), np.concatenate(self._frequent)
        escape[np.searchsorted(escape[:, 0], frequent[:, 0]), 1] = frequent[:, 1]  # all of them are escapes
        file.add(f"{field}.impacts", impacts)
        file.add(f"{field}.palette", rows.astype(np.uint32).reshape(-1))
        file.add(f"{field}.escapes", escape.reshape(-1))


def far_before(far: Array, count: int) -> Array:
    """How many of the far positions (ascending numbers, of ``count``) stand before each block: uint32[blocks + 1]."""
    return boundaries(np.bincount(far // BLOCK, minlength=-(-count // BLOCK))).astype(np.uint32)


def palette(pairs: Array) -> Array:
    """The up to 255 commonest (tf, length byte) pairs, int64[n, 2], best BM25F score first.

    Score order depends on the average length, which later commits shift a little: readers put the rows in their
    own order where it differs.
    """
    held = np.flatnonzero(pairs > 0)
    held = held[held >> 8 < 255]
    common = held[np.argsort(-pairs[held], kind="stable")[:ESCAPE]]
    tf, length = common >> 8, LENGTHS[common & 255]
    average = max(1.0, float((pairs[common] * length).sum()) / max(1, int(pairs[common].sum())))
    score = tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average))
    order = np.lexsort((common, -score))
    return np.stack([tf[order], (common & 255)[order]], axis=1)


def _lengths() -> Array:
    from whoosh.util.numeric import byte_to_length

    return np.array([byte_to_length(byte) for byte in range(256)], np.int64)


LENGTHS = _lengths()
"""int64[256]: the field length that each of Whoosh's length bytes stands for."""


def length_bytes(lengths: Array) -> Array:
    """Whoosh's length byte of each field length (rounds up): uint8[N]."""
    return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)


class FieldPostings(Holders):
    """One field of an open segment. Terms are numbers: their rank in the lexicon's byte order."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        super().__init__(file, field)
        self.lexicon = file[f"{field}.lexicon"].data
        self._lexicon_at = file[f"{field}.lexicon_at"].data
        self.positional = f"{field}.positions" in file
        self.scored = f"{field}.impacts" in file
        if self.scored:
            self._impacts = file[f"{field}.impacts"]
            self.palette = file[f"{field}.palette"].reshape(-1, 2)
            self.frequencies = np.zeros(256, np.uint32)
            """The tf of each impact byte: uint32[256]."""
            self.frequencies[: len(self.palette)] = self.palette[:, 0]
            self._escapes = file[f"{field}.escapes"].reshape(-1, 2)
            self._escaped = np.ascontiguousarray(self._escapes[:, 0])
        elif self.positional:
            self._often = Often(file, field)
        if self.positional:
            self._positions = file[f"{field}.positions"]
            self._positions_at = file[f"{field}.positions_at"].data
            self._far = file[f"{field}.far"]
            self._far_before = file[f"{field}.far_before"].data

    def text(self, term: int) -> bytes:
        """The bytes of term number ``term``."""
        return bytes(self.lexicon[self._lexicon_at[term] : self._lexicon_at[term + 1]])

    def texts(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """The bytes of terms ``first`` to ``last``, in order."""
        last, step = len(self) if last is None else last, 16
        while first < last:
            at = self._lexicon_at[first : min(first + step, last) + 1].tolist()
            data = bytes(self.lexicon[at[0] : at[-1]])
            for start, end in pairwise(at):
                yield data[start - at[0] : end - at[0]]
            first, step = first + step, min(step * 4, 1 << 12)  # who looks for a few terms pays for a few

    def seek(self, text: bytes) -> int:
        """The number of the first term that is not before ``text``."""
        return bisect_left(range(len(self)), text, key=self.text)

    def find(self, text: bytes) -> int | None:
        """The number of the term ``text``, or None."""
        term = self.seek(text)
        return term if term < len(self) and self.text(term) == text else None

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that start with ``prefix``."""
        first = self.seek(prefix)
        last = bisect_left(range(len(self)), True, lo=first, key=lambda term: not self.text(term).startswith(prefix))
        return range(first, last)

    def containing(self, part: bytes) -> list[int]:
        """The numbers of the terms that contain ``part`` (whole characters), by one scan of the lexicon."""
        blob, ends, found = bytes(self.lexicon), np.asarray(self._lexicon_at)[1:], set()
        at = blob.find(part)
        while at >= 0:
            term = int(np.searchsorted(ends, at, side="right"))
            if at + len(part) <= ends[term]:
                found.add(term)
            at = blob.find(part, at + 1)
        return sorted(found)

    def impacts(self, term: int) -> Array:
        """The palette row of each posting of a term: uint8[df]; ESCAPE where ``escapes`` tells more."""
        return self._impacts[self._starts[term] : self._starts[term + 1]]

    def escapes(self, term: int) -> tuple[Array, Array]:
        """Which postings of a term are escapes, and their tf: int64[n], uint32[n]."""
        first, last = self._starts[term], self._starts[term + 1]
        low, high = np.searchsorted(self._escaped, np.array([first, last], np.uint32)).tolist()
        return self._escaped[low:high].astype(np.int64) - first, self._escapes[low:high, 1]

    def tfs(self, term: int) -> Array:
        """How often the term stands in each of its documents: uint32[df]."""
        return self._tfs(self._starts[term], self._starts[term + 1])

    def _tfs(self, first: int, last: int) -> Array:
        """The tfs of postings ``first`` to ``last``: uint32[last - first]."""
        if not self.positional:
            return np.ones(last - first, np.uint32)
        if not self.scored:
            return self._often.tfs(first, last)
        counts: Array = self.frequencies.take(self._impacts[first:last].astype(np.intp), mode="clip")
        low, high = np.searchsorted(self._escaped, np.array([first, last], np.uint32)).tolist()
        counts[self._escaped[low:high].astype(np.int64) - first] = self._escapes[low:high, 1]
        return counts

    def positions(self, term: int) -> Array:
        """Where the term stands, document after document: uint32[sum(tfs)]."""
        return self._places(self._positions_at[term], self._positions_at[term + 1])

    def _places(self, first: int, last: int) -> Array:
        near = self._positions[first:last]
        places = near.astype(np.uint32)
        where = np.flatnonzero(near == 255)
        if len(where):
            block = first // BLOCK
            start = self._far_before[block] + np.count_nonzero(self._positions[block * BLOCK : first] == 255)
            places[where] = self._far[start : start + len(where)]
        return places

    def run(self, first: int, last: int) -> Postings:
        """Terms ``first`` to ``last`` as Postings, for merging; their texts are left out."""
        starts = np.asarray(self._starts[first : last + 1]).astype(np.int64)
        tfs = positions = None
        if self.positional:
            tfs = self._tfs(int(starts[0]), int(starts[-1]))
            positions = self._places(self._positions_at[first], self._positions_at[last])
        starts -= starts[0]
        docs = self._documents(np.arange(first, last), np.diff(starts))
        return Postings((), starts, docs, tfs, positions)

    def counted(self, terms: range) -> tuple[Array, Array]:
        """The documents of consecutive terms, term after term, and how often it stands in each: uint32[P] both."""
        starts = np.asarray(self._starts[terms.start : terms.stop + 1]).astype(np.int64)
        docs = self._documents(np.arange(terms.start, terms.stop), np.diff(starts))
        return docs, self._tfs(int(starts[0]), int(starts[-1]))
