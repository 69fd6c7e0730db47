"""Inversion: tokens in document order become postings in term order, by one sort of packed integers.

One 64-bit integer per token holds the rank of its term, its document and its position, in this order, each in as
many bits as the field needs. Where they need more than 64, the token's number stands for document and position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from gongbao.indexer.store.arrays import Array, boundaries, narrow, spans
from gongbao.indexer.store.postings import Postings
from gongbao.indexer.store.tokens import Tokens, as_text, folded_points

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
        """Whether no token was added."""
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
        packing = _Packing(self._counts, len(texts).bit_length(), self._farthest if self.positional else None)
        rank <<= np.uint64(packing.bits)
        for at in reversed(range(len(self._counts))):  # what was added is let go as soon as it is copied
            packing.put(at, rank[self._tokens.pop()], self._positions.pop() if self._positions else None)
        yield from packing.postings(lambda terms: [texts[term] for term in terms.tolist()])


class GramInverter:
    """Collects texts and inverts their pairs of characters (``gongbao.indexer.analysis.grams``).

    The bytes of pairs are in the order of their code points, so that the characters' ranks give a term's rank: nothing
    is looked up in a dictionary.
    """

    positional = True

    def __init__(self) -> None:
        self._characters: list[Array] = []
        self._counts: list[Array] = []
        self._held = np.zeros(0x110000, bool)

    def add(self, texts: Sequence[str | None]) -> None:
        """Append documents, one for each text; None and "" hold no pairs."""
        joined = "".join([text or "" for text in texts])
        characters = folded_points(joined)
        self._held[characters] = True
        self._characters.append(narrow(characters))
        self._counts.append(np.fromiter((len(text or "") for text in texts), np.int64, len(texts)))

    @property
    def empty(self) -> bool:
        """Whether no text was added but empty ones."""
        return not any(map(len, self._characters))

    def lengths(self) -> Array:
        """How many pairs each document has: int64[N]."""
        return np.concatenate([np.zeros(0, np.int64), *self._counts])

    def postings(self) -> Iterator[Postings]:
        """As ``FieldInverter.postings``."""
        held = np.flatnonzero(self._held)
        size = len(held).bit_length()  # ranks begin with 1; 0 follows a text's last character
        rank = np.zeros(0x110000, np.uint64)
        rank[held] = np.arange(1, len(held) + 1)
        farthest = max((int(counts.max(initial=1)) for counts in self._counts), default=1) - 1
        packing = _Packing(self._counts, 2 * size, farthest)
        for at in reversed(range(len(self._counts))):
            counts = self._counts[at]
            ranks = rank.take(self._characters.pop())
            ends = np.cumsum(counts)
            terms = ranks << np.uint64(size)
            terms[:-1] |= ranks[1:]
            lasts = ends[counts > 0] - 1
            terms[lasts] = ranks[lasts] << np.uint64(size)
            terms <<= np.uint64(packing.bits)
            packing.put(at, terms, np.arange(len(terms)) - np.repeat(ends - counts, counts))
        yield from packing.postings(lambda terms: _pairs(held, terms, size))


def _pairs(held: Array, terms: Array, size: int) -> list[bytes]:
    """The texts of terms made of the ranks (from 1 on) of two of the characters ``held``, each of ``size`` bits."""
    ranks = np.stack([terms >> np.uint64(size), terms & np.uint64((1 << size) - 1)], axis=1).astype(np.int64)
    characters = held[ranks[ranks > 0] - 1]
    text = as_text(characters).encode("utf-8", "surrogatepass")
    sizes = 1 + (characters >= 0x80) + (characters >= 0x800) + (characters >= 0x10000)  # in UTF-8
    ends = boundaries(sizes)[boundaries((ranks > 0).sum(axis=1))]
    return [text[start:end] for start, end in pairwise(ends.tolist())]


class _Packing:
    """Packed tokens of consecutive batches of documents, put there batch by batch in any order."""

    def __init__(self, counts: list[Array], term_bits: int, farthest: int | None) -> None:
        """``counts``: how many tokens each document of each batch has; ``farthest``: the last position, if any are
        kept."""
        self._counts = counts
        self._tokens = [0, *accumulate(int(of.sum()) for of in counts)]
        self._docs = [0, *accumulate(map(len, counts))]
        total = self._tokens[-1]
        self._positional = farthest is not None
        self._place_bits = (farthest or 0).bit_length()
        self.bits = self._place_bits + self._docs[-1].bit_length()
        """A term's rank is shifted by so many bits."""
        self._unpacked: tuple[Array, Array] | None = None
        if self.bits + term_bits > BITS:
            self.bits = total.bit_length()
            self._unpacked = np.empty(total, np.uint32), np.empty(total, np.uint32)
            if self.bits + term_bits > 64:
                raise ValueError(f"{total:,} tokens are too many for one segment")
        self._packed = np.empty(total, np.uint64)

    def put(self, batch: int, terms: Array, positions: Array | None) -> None:
        """A batch's tokens: the ranks of their terms, shifted (uint64, changed in place), and their positions."""
        start, stop = self._tokens[batch : batch + 2]
        counts = self._counts[batch]
        docs = np.arange(self._docs[batch], self._docs[batch + 1], dtype=np.uint64)
        if self._unpacked is not None:
            terms |= np.arange(start, stop, dtype=np.uint64)
            self._unpacked[0][start:stop] = np.repeat(docs, counts)
            self._unpacked[1][start:stop] = 0 if positions is None else positions
        else:
            terms |= np.repeat(docs << np.uint64(self._place_bits), counts)
            if positions is not None:
                terms |= positions.astype(np.uint64)
        self._packed[start:stop] = terms

    def postings(self, texts: Callable[[Array], list[bytes]]) -> Iterator[Postings]:
        """The postings of all; ``texts`` gives the terms of ascending ranks. Can be asked once."""
        self._packed.sort()
        for term, low in _portions(self._packed, self.bits):
            docs = low >> np.uint64(self._place_bits) if self._unpacked is None else self._unpacked[0][low]
            places = None
            if self._positional:
                places = (
                    low & np.uint64((1 << self._place_bits) - 1) if self._unpacked is None else self._unpacked[1][low]
                )
                places = places.astype(np.uint32)
            yield _postings(term, docs.astype(np.uint32), places, texts)


def _portions(packed: Array, bits: int) -> Iterator[tuple[Array, Array]]:
    """Sorted tokens, cut between terms: the ranks of PORTION tokens or so, and the ``bits`` bits below them."""
    shift, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    start = 0
    while start < len(packed):
        last = packed[min(start + PORTION, len(packed)) - 1] | mask
        stop = int(np.searchsorted(packed, last, side="right"))
        yield packed[start:stop] >> shift, packed[start:stop] & mask
        start = stop


def _postings(term: Array, doc: Array, positions: Array | None, texts: Callable[[Array], list[bytes]]) -> Postings:
    """The postings of sorted tokens, each with its term (a rank: ``texts`` gives the terms of ranks), document and
    position: int[n] each."""
    new_term = np.ones(len(term), bool)
    np.not_equal(term[1:], term[:-1], out=new_term[1:])
    new = new_term.copy()
    new[1:] |= doc[1:] != doc[:-1]
    first = np.flatnonzero(new)
    starts = np.append(np.flatnonzero(new_term[first]), len(first))
    terms = texts(term[new_term])
    if positions is None:
        return Postings(terms, starts, doc[first])
    return Postings(terms, starts, doc[first], np.diff(first, append=len(term)).astype(np.uint32), positions)
