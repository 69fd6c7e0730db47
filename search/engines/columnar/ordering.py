"""Which of many paragraphs come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from gongbao.search.engines.columnar.sorted_lists import Ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_SIZE = 64
"""Of at most so many numbers, only the highest is compared with others."""

SORTED_WHOLE = 384
"""So many scores are sorted as a whole: the best of them would not be found sooner (7 and 12 µs)."""

Scores: TypeAlias = "NDArray[np.float64]"


def best(scores: Scores, count: int) -> Ids:
    """Where the ``count`` highest scores stand, highest first, equal ones in the order they stand: int64."""
    if len(scores) <= SORTED_WHOLE:
        return (-scores).argsort(kind="stable")[: max(count, 0)]
    (chosen,) = (scores >= low_bound(scores, count)).nonzero()
    return chosen.take((-scores.take(chosen)).argsort(kind="stable")[: max(count, 0)])


def low_bound(values: NDArray[Any], count: int) -> Any:
    """A number that ``count`` of the values reach, not far below the ``count``-th highest; the lowest possible when
    there are fewer values (−inf, or 0 of unsigned numbers).

    Taken from the highest of each block, so that few numbers are sorted; blocks are strided, as numpy finds the
    highest of many at once faster than of each in turn.
    """
    size = len(values)
    if size < count or count <= 0:
        return -np.inf if values.dtype.kind == "f" else 0
    block = min(BLOCK_SIZE, size // (4 * count))
    if block > 1:
        size //= block
        values = values[: size * block].reshape(block, size).max(axis=0)
    values = values.copy()
    values.partition(size - count)
    return values[size - count]
