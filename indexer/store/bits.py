"""Bits end to end, least significant first in each byte; and numbers of any width among them."""

from __future__ import annotations

import numpy as np

from gongbao.indexer.store.arrays import Array, boundaries, spans

WORD = 64


class BitsEncoder:
    """Collects bits, any number at a time, as bytes."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.uint8)
        self._parts: list[Array] = []

    def add(self, bits: Array) -> None:
        """Append bits: bool[n], or uint8[n] of 0 and 1."""
        bits = np.concatenate([self._rest, bits.view(np.uint8)])
        whole = len(bits) & ~7
        self._parts.append(np.packbits(bits[:whole], bitorder="little"))
        self._rest = bits[whole:]

    @property
    def parts(self) -> list[Array]:
        """All of them, the last byte filled with zeros."""
        return [*self._parts, np.packbits(self._rest, bitorder="little")]


def between(data: Array, first: int, last: int) -> Array:
    """Bits ``first`` to ``last``: bool[last - first]."""
    start = first & 7
    bits = np.unpackbits(data[first >> 3 : (last + 7) >> 3], bitorder="little").view(bool)
    return bits[start : start + last - first]


def gathered(data: Array, begins: Array, ends: Array) -> tuple[Array, Array]:
    """The bytes of ``data`` in which spans of bits lie (begins and ends, int64[n], ascending), and at which of their
    bits each span begins."""
    if np.array_equal(ends[:-1], begins[1:]):
        start = int(begins[0]) >> 3
        return data[start : (int(ends[-1]) + 7) >> 3], begins - 8 * start
    first = begins >> 3
    sizes = (ends + 7 >> 3) - first
    return data[spans(first, sizes)], 8 * boundaries(sizes)[:-1] + (begins & 7)


def of_spans(data: Array, begins: Array, ends: Array) -> Array:
    """The bits of spans, one span after another: bool[sum(ends - begins)]."""
    own, at = gathered(data, begins, ends)
    bits = np.unpackbits(own, bitorder="little").view(bool)
    sizes = ends - begins
    total = int(sizes.sum())
    return bits[at[0] : at[0] + total] if at[-1] + sizes[-1] == at[0] + total else bits[spans(at, sizes)]


def of_numbers(numbers: Array, widths: Array) -> Array:
    """Numbers (uint64[n]), each in so many bits (int64[n], up to 57): uint8[sum(widths)] of 0 and 1."""
    ends = np.cumsum(widths)
    words = np.zeros(int(ends[-1]) // WORD + 2, "<u8")
    word, shift = np.divmod(ends - widths, WORD)
    shift = shift.astype(np.uint64)
    (new,) = np.diff(word, prepend=-1).nonzero()
    words[word[new]] = np.bitwise_or.reduceat(numbers << shift, new)
    rest = numbers >> np.uint64(1) >> (np.uint64(WORD - 1) - shift)  # what reaches into the next word; one does at most
    (reaching,) = rest.nonzero()
    words[word[reaching] + 1] |= rest[reaching]
    return np.unpackbits(words.view(np.uint8), count=int(ends[-1]), bitorder="little")


def numbers(data: Array, at: Array, widths: Array) -> Array:
    """The numbers that begin at some bits (int64[n]), each of so many bits (int64[n], up to 57): uint64[n]."""
    padded = np.concatenate([data, np.zeros(8, np.uint8)])
    windows: Array = np.ndarray(len(data) + 1, "<u8", padded.data, strides=(1,))
    masks = (np.uint64(1) << widths.astype(np.uint64)) - np.uint64(1)
    found: Array = windows[at >> 3] >> (at & 7).astype(np.uint64) & masks
    return found
