"""A Roaring bitmap's bits, and how many of them lie in each of consecutive ranges, without listing its numbers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.arrays import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint64]"

_RUNS, _PLAIN = 12347, 12346
"""The two first numbers a serialized bitmap can have (github.com/RoaringBitmap/RoaringFormatSpec)."""
_SPARSE = 4096
"""A container of more numbers than this is written as its bits, one of fewer as a list."""
_FEW = 4
"""Where there are lists of runs, so many containers or more have a table of where each begins; else all have."""
_CHUNK = 1 << 16
_WORDS = _CHUNK // 64
_ONE = np.uint64(1)


def words(bitmap: BitMap, size: int) -> Words:
    """The bits of numbers below ``size``, 64 a word."""
    data = bitmap.serialize()
    (first,) = struct.unpack_from("<I", data)
    if first == _PLAIN:
        (count,) = struct.unpack_from("<I", data, 4)
        runs = np.zeros(count, bool)
        at = 8
    else:
        count = (first >> 16) + 1
        marks = -(-count // 8)
        runs = np.unpackbits(np.frombuffer(data, np.uint8, marks, 4), bitorder="little").astype(bool)
        at = 4 + marks
    headers = np.frombuffer(data, np.uint16, 2 * count, at).tolist()
    at += 4 * count + (4 * count if first == _PLAIN or count >= _FEW else 0)
    found = np.zeros(-(-size // _CHUNK) * _WORDS, np.uint64)
    for number, (key, last) in enumerate(zip(headers[::2], headers[1::2], strict=True)):
        here = found[key * _WORDS : (key + 1) * _WORDS]
        if runs[number]:
            pairs = np.frombuffer(data, np.uint16, 2 * _length(data, at), at + 2).astype(np.int64)
            here[:] = _packed(spans(pairs[::2], pairs[1::2] + 1))
            at += 2 + 2 * len(pairs)
        elif last >= _SPARSE:
            here[:] = np.frombuffer(data, np.uint64, _WORDS, at)
            at += 8 * _WORDS
        else:
            here[:] = _packed(np.frombuffer(data, np.uint16, last + 1, at))
            at += 2 * (last + 1)
    return found


def _length(data: bytes, at: int) -> int:
    (length,) = struct.unpack_from("<H", data, at)
    return int(length)


def _packed(numbers: NDArray[Any]) -> Words:
    """A container's numbers as its words."""
    bits = np.zeros(_CHUNK, bool)
    bits[numbers] = True
    return np.packbits(bits, bitorder="little").view(np.uint64)


class Ranks:
    """The bits of a bitmap with how many are set before each word: whether a number is in it, and where, at once."""

    def __init__(self, bitmap: BitMap, size: int) -> None:
        self.words = words(bitmap, size)
        self.before = np.zeros(len(self.words) + 1, np.int64)
        np.cumsum(np.bitwise_count(self.words), out=self.before[1:])

    def located(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where those of ``numbers`` that are in the bitmap stand in ``numbers``, and where in the bitmap."""
        word = numbers >> 6
        bits = self.words.take(word)
        bit = _ONE << (numbers & 63).astype(np.uint64)
        (at,) = (bits & bit).nonzero()
        return at, (self.before.take(word) + np.bitwise_count(bits & (bit - _ONE))).take(at)


class Ranges:
    """Consecutive ranges of numbers, ``boundaries`` (int64[n + 1]) being where each starts and the last one ends."""

    def __init__(self, boundaries: NDArray[np.int64]) -> None:
        self._word = boundaries >> 6
        self._below = (np.uint64(1) << (boundaries & 63).astype(np.uint64)) - np.uint64(1)

    def counts(self, ranks: Ranks) -> NDArray[np.int64]:
        """How many bits are set in each range: int64[n]."""
        below: NDArray[np.int64] = ranks.before.take(self._word, mode="clip")
        below += np.bitwise_count(ranks.words.take(self._word, mode="clip") & self._below)
        return below[1:] - below[:-1]
