"""Folding: the one-to-one character map that makes 營商環境 and 营商环境, ＧＤＰ and gdp the same to a search.

One character always becomes one character, so an offset in folded text is an offset in the shown text.
"""

from __future__ import annotations

import functools
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "data" / "folding.txt"


@functools.cache
def table() -> dict[int, int]:
    """The map from code point to code point, read once (1 ms)."""
    _, source, target, *_ = _TABLE.read_text(encoding="utf-8").split("\n")
    return str.maketrans(source, target)


def fold(text: str) -> str:
    """``text`` with every character replaced by the one that stands for it; same length; idempotent."""
    return text.translate(table())
