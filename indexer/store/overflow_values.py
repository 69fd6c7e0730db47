"""Numbers that need more than the code that stands for each: their codes escape to a row of whole numbers.

NAME         uint8 or wider  the numbers whose codes are escapes, in the order of the codes
NAME_before  uint32          how many of them belong before each block of 1024 codes
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries

BLOCK = 1024


def write(file: ArrayFileWriter, name: str, numbers: Array, at: Array, count: int) -> None:
    """Write the numbers behind the escape codes at the places ``at`` (int64[n], ascending) of ``count`` codes."""
    file.add(name, numbers.astype(np.min_scalar_type(int(numbers.max(initial=0)))))
    file.add(f"{name}_before", boundaries(np.bincount(at // BLOCK, minlength=-(-count // BLOCK))).astype(np.uint32))


class OverflowValues:
    """The numbers behind the escape codes of an array; ``escaped(first, last)`` says which of its codes ``first`` to
    ``last`` are escapes: bool[last - first]."""

    def __init__(self, file: ArrayFile, name: str, escaped: Callable[[int, int], Array]) -> None:
        self._numbers, self._before = file[name], file[f"{name}_before"].data
        self._escaped = escaped

    def within(self, first: int, last: int) -> tuple[Array, Array]:
        """Which of the codes ``first`` to ``last`` are escapes, counted from ``first``, and their numbers: int64[n],
        uint[n]."""
        (where,) = self._escaped(first, last).nonzero()
        if not len(where):
            return where, self._numbers[:0]
        block = first // BLOCK
        start = self._before[block] + np.count_nonzero(self._escaped(block * BLOCK, first))
        return where, self._numbers[start : start + len(where)]
