"""Inversion: tokens in document order become postings in term order, by one sort of packed integers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from indexer.store.arrays import Array, boundaries, spans
from indexer.store.postings import Postings
from indexer.store.tokens import Tokens


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
            self._positions.append(values.positions[source])
        self._counts.append(counts)

    @property
    def empty(self) -> bool:
        return not self._terms

    def lengths(self) -> Array:
        """How many tokens each document has: int64[N]."""
        return np.concatenate(self._counts)

    def postings(self) -> Postings:
        """Everything added, in byte order of terms; a term's documents ascending. Forgets what was added."""
        texts = list(self._terms)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(order), np.uint64)
        rank[order] = np.arange(len(order), dtype=np.uint64)
        # One 64-bit integer per token, term rank above token number, sorts both at once.
        packed = rank[np.concatenate(self._tokens)]
        self._tokens.clear()
        packed <<= np.uint64(32)
        packed |= np.arange(len(packed), dtype=np.uint64)
        packed.sort()
        term = (packed >> np.uint64(32)).astype(np.uint32)
        token = packed.astype(np.uint32)
        del packed
        counts = np.concatenate(self._counts)
        doc = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)[token]
        new = np.ones(len(term), bool)
        new[1:] = (term[1:] != term[:-1]) | (doc[1:] != doc[:-1])
        first = np.flatnonzero(new)
        starts = boundaries(np.bincount(term[first], minlength=len(texts)))
        terms = [texts[number] for number in order]
        if not self._positions:
            return Postings(terms, starts, doc[first])
        tfs = np.diff(first, append=len(term)).astype(np.uint32)
        positions = np.concatenate(self._positions)[token]
        return Postings(terms, starts, doc[first], tfs, positions)


def distinct(values: Sequence[Hashable | None]) -> tuple[list[Any], Array]:
    """The distinct values and which one stands in each place: (values, int64[N]); -1 where there is none."""
    known: dict[Hashable, int] = {}
    which = np.fromiter(
        (-1 if value is None else known.setdefault(value, len(known)) for value in values), np.int64, len(values)
    )
    return list(known), which
