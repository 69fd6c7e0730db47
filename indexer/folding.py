"""Folding: the one-to-one character map that makes 營商環境 and 营商环境, ＧＤＰ and gdp the same to a search.

One character always becomes one character, so an offset in folded text is an offset in the shown text.
"""

from __future__ import annotations

import codecs
import functools
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent / "data" / "folding.txt"


@functools.cache
def table() -> dict[int, int]:
    """The map from code point to code point, read once (1 ms)."""
    return str.maketrans(*_lines()[1:3])


@functools.cache
def _lines() -> list[str]:
    return TABLE.read_text(encoding="utf-8").split("\n")


def fold(text: str) -> str:
    """``text`` with every character replaced by the one that stands for it; same length; idempotent."""
    if len(text) < LONG:
        return text.translate(table())
    import numpy as np  # 60 ms to import: only where there is text to fold, and numpy is in use anyway

    units = np.frombuffer(codecs.utf_16_le_encode(text, "surrogatepass")[0], np.uint16)
    try:
        return codecs.utf_16_le_decode(units_table().take(units.astype(np.intp)))[0]
    except UnicodeDecodeError:  # a surrogate: one unit is not enough
        return text.translate(table())


def fold_all(texts: Sequence[str]) -> list[str]:
    """``fold`` of each text, for the price of one."""
    folded = fold("".join(texts))
    ends = list(itertools.accumulate(map(len, texts), initial=0))
    return [folded[a:b] for a, b in itertools.pairwise(ends)]


LONG = 64
"""From this length on, folding by array (4 µs for 235 characters) beats ``str.translate`` (23 µs)."""


@functools.cache
def units_table() -> Any:
    """The map as an array over UTF-16 units: uint16[0x10000]; half a pair, no text, where one unit is too few."""
    import numpy as np

    source, target = (
        np.frombuffer(codecs.utf_32_le_encode(characters)[0], np.uint32) for characters in (_lines()[1], _lines()[2])
    )
    found = np.arange(0x10000, dtype=np.uint16)
    single = source < len(found)
    found[source[single]] = np.where(target < len(found), target, _HALF)[single]
    found[0xD800:0xE000] = _HALF
    return found


_HALF = 0xDC00


@functools.cache
def points() -> Any:
    """The map as an array over code points: uint32[0x110000]; for the indexer, 4 MB and 7 ms to make."""
    import numpy as np

    found = np.arange(0x110000, dtype=np.uint32)
    found[list(table().keys())] = list(table().values())
    return found
