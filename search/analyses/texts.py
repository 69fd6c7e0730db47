"""The texts of chosen paragraphs, batch by batch, and how long they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gongbao.indexer.analysis import whole_words
from gongbao.indexer.config import Analysis
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Engine

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 1_000


def rows(engine: Engine, numbers: NDArray[np.int64]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number, stored fields) of each paragraph, in this order, a batch in memory at a time."""
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH].tolist()
        yield from zip(batch, engine.stored(batch), strict=True)


def texts(engine: Engine, numbers: NDArray[np.int64]) -> Iterator[tuple[int, str]]:
    """(number, folded text) of each paragraph."""
    for number, stored in rows(engine, numbers):
        yield number, fold(stored["text"])


def characters(text: str) -> int:
    """How many characters a text has, spaces left out."""
    return len(text) - sum(map(str.isspace, text))


def tokens(text: str, analysis: Analysis) -> list[str]:
    """The whole words of a text, in order, without punctuation."""
    return whole_words(text, analysis)


class Lengths:
    """How many characters and words the paragraphs of one generation have; each is counted once, when asked for."""

    def __init__(self, engine: Engine, analysis: Analysis) -> None:
        self._engine = engine
        self._analysis = analysis
        size = len(engine.column("doc").codes)
        self._characters = np.full(size, -1, np.int64)
        self._tokens = np.full(size, -1, np.int64)

    def characters(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Characters without spaces, int64 of the shape of ``numbers``."""
        for number, text in texts(self._engine, numbers[self._characters[numbers] < 0]):
            self._characters[number] = characters(text)
        return self._characters[numbers]

    def tokens(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Words without punctuation, int64 of the shape of ``numbers``; segments the text (3.6 MB a second)."""
        for number, text in texts(self._engine, numbers[self._tokens[numbers] < 0]):
            self._tokens[number] = len(tokens(text, self._analysis))
        return self._tokens[numbers]
