"""How near each other words stand in a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gongbao.search.query.queries import starts

REACH = 50
"""Words so many characters apart are not near each other."""


def gaps(strings: Sequence[str], folded: str) -> list[int]:
    """For each two neighbours among the strings, the fewest characters between them in the text, in either order; at
    most ``REACH``, and that where one of them is missing."""
    places = [starts(folded, string) for string in strings]
    return [
        min(_gap(first, len(one), second), _gap(second, len(other), first))
        for (one, first), (other, second) in pairwise(zip(strings, places, strict=True))
    ]


def _gap(first: Sequence[int], size: int, second: Sequence[int]) -> int:
    """The fewest characters between the end of one of ``first`` and the next of ``second``; at most ``REACH``."""
    gap = REACH
    at = 0
    for start in first:
        while at < len(second) and second[at] < start + size:
            at += 1
        if at == len(second):
            break
        gap = min(gap, second[at] - start - size)
    return gap
