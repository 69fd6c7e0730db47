"""What counts as one match of a query in a text: the rule by which every analysis counts and a concordance lists.

1. Each part of the query outside NOT that asks for something in the text is looked for by itself: a word or string
   from left to right, its occurrences not overlapping; a regular expression likewise.
2. ``甲 NEAR/5 乙`` and ``"甲 乙"~5`` count co-occurrences, each once, not the words in them: from left to right, a
   co-occurrence ends at the first character where one can end; of the words that may begin it, those nearest to its
   end are taken; the next one begins behind it. It reaches from the first to the last character of its words.
3. Matches of different parts that overlap are one match, from the first to the last character of them all.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from itertools import chain
from typing import TypeAlias

from gongbao.search.query.ast import Leaf, Near, Query
from gongbao.search.query.matching import Spans, finder, starts
from gongbao.search.results.highlighting import highlight_terms, merged

Matches: TypeAlias = tuple[tuple[int, int], ...]
"""(start, end) offsets of matches in a folded text, ascending and apart."""


def match_finder(tree: Query) -> Callable[[str], Matches]:
    """A function from a folded text to the matches of a tree in it, by the rule of this module.

    >>> from gongbao.search.query.ast import Near
    >>> match_finder(Near("text", ("产业", "振兴"), 5))("产业振兴,产业和乡村振兴")
    ((0, 4), (5, 12))
    """
    finders = [_finder(leaf) for leaf in highlight_terms(tree)]
    if len(finders) == 1:
        find = finders[0]
        return lambda folded: merged(find(folded))
    return lambda folded: merged(sorted(chain.from_iterable([find(folded) for find in finders])))


def cooccurrences(near: Near, folded: str) -> Spans:
    """The co-occurrences of a ``Near`` in a folded text: ascending, none overlapping another.

    >>> cooccurrences(Near("text", ("甲", "乙"), 1), "甲甲丙乙甲")
    [(1, 4)]
    """
    places = {part: starts(folded, part) for part in near.parts}
    orders = [near.parts] if near.ordered else list(dict.fromkeys([near.parts, near.parts[::-1]]))
    found = sorted(chain.from_iterable(_nearest(parts, near.distance, places) for parts in orders))
    found.sort(key=lambda span: (span[1], -span[0]))
    apart: Spans = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _nearest(parts: tuple[str, ...], distance: int, places: dict[str, list[int]]) -> Spans:
    """For each place where the parts in this order can end: the latest place where they can begin, and that end."""
    begins = {start + len(parts[0]): start for start in places[parts[0]]}
    for part in parts[1:]:
        ends = list(begins)
        following: dict[int, int] = {}
        for start in places[part]:
            at = bisect.bisect_right(ends, start) - 1
            if at >= 0 and ends[at] >= start - distance:
                following[start + len(part)] = begins[ends[at]]
        begins = following
    return [(start, end) for end, start in begins.items()]


def _finder(leaf: Leaf) -> Callable[[str], Spans]:
    if isinstance(leaf, Near):
        return lambda folded: cooccurrences(leaf, folded)
    return finder(leaf)
