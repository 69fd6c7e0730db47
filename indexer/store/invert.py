"""Inversion: tokens in document order become postings in term order, by one sort of packed integers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import numpy as np

from indexer.store.arrays import Array, spans
from indexer.store.postings import Postings
from indexer.store.tokens import Tokens

PORTION = 1 << 21
"""Tokens inverted at a time."""


class FieldInverter:
    """Collects one field's tokens over many batches of documents and inverts them at the end."""

    def __init__(self) -> None:
        self._terms: dict[bytes, int] = {}
        self._tokens: list[Array] = [np.zeros(0, np.uint32)]
        self._positions: list[Array] = []
        self._counts: list[Array] = [np.zeros(0, np.int64)]

    def add(self, values: Tokens, which: Array) -> None:
        """Append documents: document d of the batch has the tokens of value ``which[d]``, or none if it is -1."""
        terms = self._terms
        numbers = np.array([terms.setdefault(text, len(terms)) for text in values.vocabulary], np.uint32)
        sizes = np.append(np.diff(values.starts), 0)
        counts = sizes[which]
        source = spans(values.starts[which], counts)
        self._tokens.append(numbers[values.tokens[source]] if len(source) else np.zeros(0, np.uint32))
        if values.positions is not None:
            positions = values.positions[source]
            self._positions.append(positions.astype(np.uint16 if positions.max(initial=0) < 1 << 16 else np.uint32))
        self._counts.append(counts)

    @property
    def empty(self) -> bool:
        return not self._terms

    def lengths(self) -> Array:
        """How many tokens each document has: int64[N]."""
        return np.concatenate(self._counts)

    @property
    def positional(self) -> bool:
        """Whether the tokens have positions."""
        return bool(self._positions)

    def postings(self) -> Iterator[Postings]:
        """Everything added, in byte order of terms, a term's documents ascending; PORTION tokens or so at a time.

        Can be asked once: forgets what was added.
        """
        texts = list(self._terms)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(order), np.uint64)
        rank[order] = _numbers(0, len(order)) << np.uint64(32)
        # One 64-bit integer per token, term rank above token number, sorts both at once.
        packed = _emptied(self._tokens, np.dtype(np.uint64), lambda part, at: rank[part] | _numbers(at, len(part)))
        packed.sort()
        counts = np.concatenate(self._counts)
        doc = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        positions = None
        if self._positions:
            positions = _emptied(self._positions, max(part.dtype for part in self._positions), lambda part, _: part)
        ranked = [texts[at] for at in order]
        start = 0
        while start < len(packed):
            last = packed[min(start + PORTION, len(packed)) - 1] >> np.uint64(32)
            stop = int(np.searchsorted(packed, (last + np.uint64(1)) << np.uint64(32)))
            yield _inverted(packed[start:stop], doc, positions, ranked)
            start = stop


def _numbers(first: int, count: int) -> Array:
    return np.arange(first, first + count, dtype=np.uint64)


def _emptied(parts: list[Array], kind: np.dtype[Any], change: Callable[[Array, int], Array]) -> Array:
    """The parts end to end, changed (told where each starts); each is let go as soon as it is copied."""
    whole = np.empty(sum(map(len, parts)), kind)
    end = len(whole)
    while parts:
        part = parts.pop()
        end -= len(part)
        whole[end : end + len(part)] = change(part, end)
    return whole


def _inverted(packed: Array, doc: Array, positions: Array | None, texts: list[bytes]) -> Postings:
    """The postings of sorted tokens: ``packed`` uint64[n] (rank of the term << 32 | number of the token), ``doc`` and
    ``positions`` of every token, ``texts`` of every rank."""
    term, token = (packed >> np.uint64(32)).astype(np.int64), packed.astype(np.uint32)
    docs = doc[token]
    new_term = np.ones(len(term), bool)
    new_term[1:] = term[1:] != term[:-1]
    new = new_term.copy()
    new[1:] |= docs[1:] != docs[:-1]
    first = np.flatnonzero(new)
    starts = np.append(np.flatnonzero(new_term[first]), len(first))
    terms = [texts[rank] for rank in term[new_term].tolist()]
    if positions is None:
        return Postings(terms, starts, docs[first])
    tfs = np.diff(first, append=len(term)).astype(np.uint32)
    return Postings(terms, starts, docs[first], tfs, positions[token].astype(np.uint32))


def distinct(values: Sequence[Hashable | None]) -> tuple[list[Any], Array]:
    """The distinct values and which one stands in each place: (values, int64[N]); -1 where there is none."""
    known: dict[Hashable, int] = {}
    which = np.fromiter(
        (-1 if value is None else known.setdefault(value, len(known)) for value in values), np.int64, len(values)
    )
    return list(known), which
