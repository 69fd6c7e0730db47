"""Which of many paragraphs come first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.columnar.nodes import Ids, Scores

BLOCK = 64


def best(scores: Scores, count: int) -> Ids:
    """Where the ``count`` highest scores stand, highest first, equal ones in the order they stand: int64.

    The count-th highest of the blocks' maxima bounds what can be among them, so that only a few places are sorted.
    """
    blocks = len(scores) // BLOCK
    if count <= 0 or not len(scores):
        return np.zeros(0, np.int64)
    if blocks <= 4 * count:
        chosen = np.arange(len(scores))
    else:
        maxima = scores[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
        threshold = np.partition(maxima, blocks - count)[blocks - count]
        chosen = np.flatnonzero(scores >= threshold)
    order = np.argsort(-scores.take(chosen), kind="stable")[:count]
    return chosen.take(order)


def by_column(numbers: Ids, scores: Scores, codes: NDArray[Any], descending: bool) -> Ids:
    """The paragraphs by their code (−1, unknown, last), then by score, then by number."""
    own = codes[numbers].astype(np.int64)
    return numbers[np.lexsort((numbers, -scores, -own if descending else own, own < 0))]
