"""The terms of a field in byte order; a term is its rank.

A term leaves out the bytes that it begins with like the term before. Every sixteenth leaves out none: to look a term up
is to look among these, and then at the fifteen after one.

f.shapes      uint8   [T] upper half: how many bytes are left out; lower half: how many are not, or 15 for 15 and more
f.lexicon     uint8   what is not left out, end to end; 15 bytes and more after a byte that says how many above 15, or
                      after a byte 255 and four that say how many
f.lexicon_at  uint32  [T / 16] where every sixteenth term starts
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import islice, pairwise

import numpy as np

from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, spans

RUN = 16
"""Terms of which the first leaves out nothing."""

LONG, LONGEST = 15, 255

PORTION = 1 << 8
"""Runs spelt out at a time."""


class LexiconEncoder:
    """Collects terms in byte order."""

    def __init__(self) -> None:
        self._terms: list[bytes] = []

    def add(self, terms: Sequence[bytes]) -> None:
        """Append the next terms."""
        self._terms.extend(terms)

    def write(self, file: ArrayFileWriter, field: str) -> None:
        """Write everything added under the names of ``field``."""
        terms = self._terms
        sizes = np.fromiter(map(len, terms), np.int64, len(terms))
        heads = np.array([term[:LONG] for term in terms], f"S{LONG}").view(np.uint8).reshape(-1, LONG)
        alike = np.minimum.accumulate((heads[1:] == heads[:-1]).view(np.uint8), axis=1).sum(axis=1)
        shared = np.zeros(len(terms), np.int64)
        shared[1:] = np.minimum(alike, np.minimum(sizes[1:], sizes[:-1]))
        shared[::RUN] = 0
        rest = [term[out:] for term, out in zip(terms, shared.tolist(), strict=True)]
        left = sizes - shared
        for at in np.flatnonzero(left >= LONG).tolist():
            rest[at] = _encoded_length(len(rest[at])) + rest[at]
        file.add(f"{field}.shapes", (shared << 4 | np.minimum(left, LONG)).astype(np.uint8))
        file.add(f"{field}.lexicon", np.frombuffer(b"".join(rest), np.uint8))
        starts = boundaries(np.fromiter(map(len, rest), np.int64, len(rest)))
        file.add(f"{field}.lexicon_at", starts[:-1:RUN].astype(np.uint32))


def _encoded_length(size: int) -> bytes:
    """A length of 15 bytes or more, as it stands before a long term."""
    return bytes([size - LONG]) if size - LONG < LONGEST else bytes([LONGEST]) + size.to_bytes(4, "little")


class Lexicon:
    """The terms of a field of an open segment."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._shapes, self._bytes, self._heads = (file[f"{field}.{n}"] for n in ("shapes", "lexicon", "lexicon_at"))
        self._shape, self._data, self._at = self._shapes.data, self._bytes.data, self._heads.data

    def __len__(self) -> int:
        return len(self._shapes)

    def text(self, term: int) -> bytes:
        """The bytes of term number ``term``."""
        return next(islice(self._run(term // RUN), term % RUN, None))

    def texts(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """The bytes of terms ``first`` to ``last``, in order."""
        last = len(self) if last is None else last
        run, end, some = first // RUN, -(-last // RUN), 2  # who looks for a few terms pays for a few
        while run < end:
            if some > 1:
                found, some, after = list(self._run(run)), some - 1, run + 1
            else:
                after = min(run + PORTION, end)
                data, starts = self._spelt(run, after)
                found = [data[start:stop] for start, stop in pairwise(starts.tolist())]
            yield from found[max(first - run * RUN, 0) : last - run * RUN]
            run = after

    def seek(self, text: bytes) -> int:
        """The number of the first term that is not before ``text``."""
        return self._sought(text)[0]

    def find(self, text: bytes) -> int | None:
        """The number of the term ``text``, or None."""
        term, found = self._sought(text)
        return term if found == text else None

    def numbers(self, texts: Set[bytes]) -> dict[bytes, int]:
        """The numbers of those of these texts that are terms, in the order of the terms."""
        if len(texts) * RUN > len(self):  # a look-up spells out about a run: all of them take no longer
            return {text: term for term, text in enumerate(self.texts()) if text in texts}
        found = ((text, self.find(text)) for text in sorted(texts))
        return {text: term for text, term in found if term is not None}

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that start with ``prefix``."""
        stem = prefix.rstrip(b"\xff")
        last = self.seek(stem[:-1] + bytes([stem[-1] + 1])) if stem else len(self)
        return range(self.seek(prefix), last)

    def containing(self, part: bytes) -> list[int]:
        """The numbers of the terms that contain ``part`` (whole characters), ascending, by one scan of them all."""
        (data, starts), found = self._all, list[int]()
        at = data.find(part)
        while at >= 0:
            term = int(starts.searchsorted(at, side="right")) - 1
            end = int(starts[term + 1])
            if at + len(part) <= end:
                found.append(term)
                at = data.find(part, end)  # one place in a term is enough
            else:
                at = data.find(part, at + 1)
        return found

    def _sought(self, text: bytes) -> tuple[int, bytes | None]:
        """The number and the bytes of the first term that is not before ``text``; None where all are."""
        run = max(bisect_right(range(len(self._at)), text, key=self._head) - 1, 0)  # where ``text`` would be
        term = run * RUN
        for found in self._run(run):
            if found >= text:
                return term, found
            term += 1
        return term, None if term == len(self) else self.text(term)

    def _head(self, run: int) -> bytes:
        """The first term of a run."""
        at, size = self._at[run], self._shape[run * RUN]
        if size == LONG:
            at, size = self._long(at)
        return bytes(self._data[at : at + size])

    def _run(self, run: int) -> Iterator[bytes]:
        """The terms of a run."""
        data, term = self._data, b""
        at = self._at[run] if len(self._at) else 0
        for shape in self._shape[run * RUN : (run + 1) * RUN]:
            size = shape & LONG
            if size == LONG:
                at, size = self._long(at)
            term = term[: shape >> 4] + bytes(data[at : at + size])
            yield term
            at += size

    def _long(self, at: int) -> tuple[int, int]:
        """Where the bytes of a long term begin, and how many they are; its length stands at ``at``."""
        length = self._data[at]
        return (
            (at + 1, LONG + length)
            if length < LONGEST
            else (at + 5, int.from_bytes(self._data[at + 1 : at + 5], "little"))
        )

    @cached_property
    def _all(self) -> tuple[bytes, Array]:
        return self._spelt(0, len(self._at))

    def _spelt(self, first: int, last: int) -> tuple[bytes, Array]:
        """The terms of runs ``first`` to ``last`` end to end, and where each starts: int64[n + 1]."""
        shapes = self._shapes[first * RUN : last * RUN]
        out, left = (shapes >> 4).astype(np.int64), (shapes & LONG).astype(np.int64)
        at, begins = self._heads[first:last].astype(np.int64), np.empty(len(shapes), np.int64)
        for place in range(RUN):  # those at one place in all runs
            sizes = left[place::RUN]
            at = at[: len(sizes)]
            for long in np.flatnonzero(sizes == LONG).tolist():
                at[long], sizes[long] = self._long(int(at[long]))
            begins[place::RUN] = at
            at = at + sizes
        starts = boundaries(out + left)
        data = np.empty(int(starts[-1]), np.uint8)
        data[spans(starts[:-1] + out, left)] = self._bytes[spans(begins, left)]
        numbers = np.arange(len(shapes))
        for column in range(int(out.max(initial=0))):
            lacking = np.flatnonzero(out > column)
            having = np.maximum.accumulate(np.where(out > column, 0, numbers))[lacking]
            data[starts[lacking] + column] = data[starts[having] + column]
        return data.tobytes(), starts
