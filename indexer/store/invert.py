"""Inversion: tokens in document order become postings in term order, by one sort of packed integers.

One 64-bit integer per token holds the rank of its term, its document and its position, in this order, each in as
many bits as the field needs. Where they need more than 64, the token's number stands for document and position.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.store.arrays import Array, narrow, spans
from indexer.store.postings import Postings
from indexer.store.tokens import Tokens

PORTION = 1 << 19
"""Tokens made postings at a time; they fit into the processor's cache."""

BITS = 64


class FieldInverter:
    """Collects one field's tokens over many batches of documents and inverts them at the end."""

    def __init__(self) -> None:
        self._terms: dict[bytes, int] = {}
        self._tokens: list[Array] = []
        self._positions: list[Array] = []
        self._counts: list[Array] = []
        self._farthest = 0

    def add(self, values: Tokens, which: Array) -> None:
        """Append documents: document d of the batch has the tokens of value ``which[d]``, or none if it is -1."""
        terms = self._terms
        numbers = np.array([terms.setdefault(text, len(terms)) for text in values.vocabulary], np.uint32)
        counts, tokens, positions = np.diff(values.starts), values.tokens, values.positions
        if not np.array_equal(which, np.arange(len(counts))):  # else each document has a value of its own
            counts = np.append(counts, 0)[which]
            source = spans(values.starts[which], counts)
            tokens, positions = tokens[source], None if positions is None else positions[source]
        self._tokens.append(numbers[tokens] if len(tokens) else np.zeros(0, np.uint32))
        if positions is not None:
            self._farthest = max(self._farthest, int(positions.max(initial=0)))
            self._positions.append(narrow(positions))
        self._counts.append(counts)

    @property
    def empty(self) -> bool:
        return not self._terms

    def lengths(self) -> Array:
        """How many tokens each document has: int64[N]."""
        return np.concatenate([np.zeros(0, np.int64), *self._counts])

    @property
    def positional(self) -> bool:
        """Whether the tokens have positions."""
        return bool(self._positions)

    def postings(self) -> Iterator[Postings]:
        """Everything added, in byte order of terms, a term's documents ascending; PORTION tokens or so at a time.

        Can be asked once: forgets what was added.
        """
        texts = sorted(self._terms)
        rank = np.empty(len(texts), np.uint64)
        rank[np.fromiter(map(self._terms.__getitem__, texts), np.int64, len(texts))] = np.arange(len(texts))
        positional, place_bits = self.positional, self._farthest.bit_length()
        bits = place_bits + sum(map(len, self._counts)).bit_length()
        told: tuple[Array, Array] | None = None
        if bits + len(texts).bit_length() > BITS:
            bits, counts = BITS // 2, self.lengths()
            told = np.repeat(np.arange(len(counts), dtype=np.uint32), counts), np.concatenate(self._positions)
        packed = self._packed(rank << np.uint64(bits), place_bits, told is not None)
        packed.sort()
        for term, low in _portions(packed, bits):
            if told is not None:
                docs, places = (of[low] for of in told)
            else:
                docs, places = low >> np.uint64(place_bits), low & np.uint64((1 << place_bits) - 1)
            yield _postings(term, docs.astype(np.uint32), places.astype(np.uint32) if positional else None, texts)

    def _packed(self, rank: Array, place_bits: int, numbered: bool) -> Array:
        """The packed tokens: ``rank`` of the term, shifted to its place, with document and position or the number.

        What was added is let go as soon as it is copied.
        """
        whole = np.empty(sum(map(len, self._tokens)), np.uint64)
        end, doc = len(whole), sum(map(len, self._counts))
        for counts in reversed(self._counts):
            tokens = self._tokens.pop()
            end, doc = end - len(tokens), doc - len(counts)
            part = rank[tokens]
            if numbered:
                part |= np.arange(end, end + len(tokens), dtype=np.uint64)
            else:
                docs = np.arange(doc, doc + len(counts), dtype=np.uint64) << np.uint64(place_bits)
                part |= np.repeat(docs, counts)
                if self._positions:
                    part |= self._positions.pop()
            whole[end : end + len(tokens)] = part
        self._positions.clear()
        return whole


def _portions(packed: Array, bits: int) -> Iterator[tuple[Array, Array]]:
    """Sorted tokens, cut between terms: the ranks of PORTION tokens or so, and the ``bits`` bits below them."""
    shift, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    start = 0
    while start < len(packed):
        last = packed[min(start + PORTION, len(packed)) - 1] | mask
        stop = int(np.searchsorted(packed, last, side="right"))
        yield packed[start:stop] >> shift, packed[start:stop] & mask
        start = stop


def _postings(term: Array, doc: Array, positions: Array | None, texts: list[bytes]) -> Postings:
    """The postings of sorted tokens: each one's term (a rank, told by ``texts``), document and position."""
    new_term = np.ones(len(term), bool)
    np.not_equal(term[1:], term[:-1], out=new_term[1:])
    new = new_term.copy()
    new[1:] |= doc[1:] != doc[:-1]
    first = np.flatnonzero(new)
    starts = np.append(np.flatnonzero(new_term[first]), len(first))
    terms = [texts[rank] for rank in term[new_term].tolist()]
    if positions is None:
        return Postings(terms, starts, doc[first])
    return Postings(terms, starts, doc[first], np.diff(first, append=len(term)).astype(np.uint32), positions)
