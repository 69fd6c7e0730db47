"""How near each other words stand in a text, and how that reorders the first rows of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gongbao.search.query.ast import All, Query, Substring
from gongbao.search.query.matching import starts

REACH = 50
"""Words so many characters apart are not near each other."""
WINDOW = 30
"""So many of the best paragraphs are ordered anew by how near the words stand."""
MOST_WORDS = 12
"""Words of a query that nearness and bonuses are looked for."""
NEARNESS = 1.0
"""What two neighbours that touch add to a score; less with every character between, 0 from ``REACH`` on."""
_GAINS = [NEARNESS * (1 - gap / REACH) for gap in range(REACH + 1)]


def near_strings(tree: Query) -> tuple[str, ...]:
    """The strings of the text that an All asks for, in order; none for other queries, or when it is only one."""
    children = tree.children[:MOST_WORDS] if isinstance(tree, All) else ()
    strings = tuple([child.text for child in children if isinstance(child, Substring) and child.field == "text"])
    return strings if len(strings) > 1 else ()


def min_distances(strings: Sequence[str], folded: str) -> list[int]:
    """For each two neighbours among the strings, the fewest characters between them in the text, in either order.

    At most ``REACH``, and that where one of them is missing; int[len(strings) - 1].
    """
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


def contenders(scores: Sequence[float], strings: int, last: int) -> int:
    """How many leading rows nearness may bring among the first ``last``: only their texts need a look.

    ``scores`` are those of the first ``max(last, WINDOW)`` rows of an answer, descending; ``strings`` the number of
    strings sought.
    """
    most = NEARNESS * (strings - 1)
    count = min(WINDOW, len(scores))
    while count > last and scores[count - 1] + most <= scores[last - 1]:  # cannot come so far up
        count -= 1
    return count


def reordered(
    scores: Sequence[float], distances: Sequence[Sequence[int]], first: int, last: int
) -> tuple[list[int], list[float]]:
    """Rows ``first`` to ``last`` of an answer after nearness is added to the scores of its first ``WINDOW`` rows.

    ``scores`` are as for ``contenders``; ``distances[i]`` are the ``min_distances`` of row i, for as many rows as
    there are contenders. Gives the rows as numbers into ``scores``, and their new scores; equal ones stay in order.
    """
    gained = list(scores)
    for row, gaps in enumerate(distances):
        gained[row] += sum(map(_GAINS.__getitem__, gaps))
    window = min(WINDOW, len(gained))
    order = sorted(range(window), key=gained.__getitem__, reverse=True)
    rows = [*order, *range(window, len(gained))][first:last]
    return rows, [gained[row] for row in rows]
