"""Ascending document numbers as the differences between neighbours, a byte each.

The first number counts as a difference from 0. A difference of 255 or more is a byte 255 for each 255 in it, and
a byte for the rest. A term in one of 3 to 370 documents takes less room so than as a Roaring bitmap, whose lists need
2 bytes a document.
"""

from __future__ import annotations

import array
import struct

import numpy as np
from pyroaring import BitMap

from gongbao.indexer.store.arrays import Array, boundaries

WIDE = 255

MANY = 1_000

_CONTAINER = 1 << 16
_LISTED = 1 << 12
"""A Roaring container of more documents is a bit for each of its 65,536."""


def encoded(docs: Array, starts: Array) -> tuple[Array, Array, Array]:
    """The differences of several lists, which start at ``starts`` (int64[n], ascending from 0; no list is empty) in
    ``docs`` (uint32).

    Their bytes end to end (uint8), how many each list has (int64[n]), and how many bytes Roaring would need at least
    for any of its ways to hold the list (int64[n]).
    """
    deltas = np.empty(len(docs), np.uint32)
    np.subtract(docs[1:], docs[:-1], out=deltas[1:])  # from one list to the next it may wrap around
    deltas[starts] = docs[starts]
    wide = deltas // np.uint32(WIDE)
    ends = np.cumsum(wide + np.uint32(1), dtype=np.int64)
    data = np.full(int(ends[-1]), WIDE, np.uint8)
    data[ends - 1] = deltas - wide * np.uint32(WIDE)
    counts = np.diff(starts, append=len(docs))
    runs = np.add.reduceat(deltas != 1, starts, dtype=np.int64)
    containers = docs[starts + counts - 1] // _CONTAINER + 1
    roaring = np.minimum(np.minimum(2 * counts, 4 * runs), _CONTAINER // 8 * containers.astype(np.int64))
    return data, np.diff(ends[starts + counts - 1], prepend=0), roaring


def decoded(data: Array, count: int) -> Array:
    """The numbers whose deltas are ``data`` (uint8): uint32[count]."""
    ends: Array = data.cumsum(dtype=np.uint32)
    docs = ends if len(data) == count else ends.take((data != WIDE).nonzero()[0])
    if len(docs) != count:
        raise ValueError(f"{len(docs)} documents where there should be {count}")
    return docs


def bitmap_of(docs: Array) -> BitMap:
    """Ascending numbers (uint32[n]) as a bitmap. Many are written in its portable form, which is two to four times
    faster than adding them one by one."""
    if len(docs) < MANY:
        return BitMap(array.array("I", docs.tobytes()))
    keys = int(docs[-1]) // _CONTAINER
    cuts = docs.searchsorted(np.arange(1, keys + 1, dtype=np.uint32) * np.uint32(_CONTAINER)) if keys else ()
    edges, low = [0, *map(int, cuts), len(docs)], docs.astype(np.uint16)
    held = [(key, edges[key], edges[key + 1]) for key in range(keys + 1) if edges[key] < edges[key + 1]]
    parts = [_container(low[first:last]) for _, first, last in held]
    offsets = 8 + 8 * len(held) + boundaries(np.array(list(map(len, parts))))
    heads = [number for key, first, last in held for number in (key, last - first - 1)]
    form = f"<II{len(heads)}H{len(held)}I"
    head = struct.pack(form, 12346, len(held), *heads, *offsets[:-1].tolist())  # 12346: bitmaps without runs
    return BitMap.deserialize(head + b"".join(parts))


def _container(low: Array) -> bytes:
    """The low halves of the numbers of one container."""
    if len(low) <= _LISTED:
        return low.astype("<u2", copy=False).tobytes()
    bits = np.zeros(_CONTAINER, bool)
    bits[low.astype(np.intp)] = True
    return np.packbits(bits, bitorder="little").tobytes()
