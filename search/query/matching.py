"""Where a leaf of a query matches a folded text: pure functions of a leaf and a string, no engine."""

from __future__ import annotations

import bisect
import functools
import re
import warnings
from collections.abc import Callable
from typing import TypeAlias

from gongbao.search.query.ast import Near, Query, Regex, Substring, Word
from gongbao.search.query.regex import required

Spans: TypeAlias = list[tuple[int, int]]
"""(start, end) offsets within a folded text, ascending by start."""
TextLeaf: TypeAlias = Substring | Word | Near | Regex
"""The leaves that a text alone decides."""


def spans(leaf: TextLeaf, folded: str) -> Spans:
    """Where the leaf matches the text: what to highlight, ascending; empty where it does not.

    A ``Substring`` gives occurrences that do not overlap, a ``Word`` every place where its letters stand, whether or
    not the text was segmented so; a ``Near`` each of its parts that belongs to a match; a ``Regex`` its matches that
    are not empty. Raises TypeError for another node.

    >>> spans(Near("text", ("甲", "乙"), 1), "乙甲丙乙")
    [(0, 1), (1, 2), (3, 4)]
    """
    return finder(leaf)(folded)


def occurrences(leaf: TextLeaf, folded: str) -> int:
    """How often the leaf matches the text: its tf. Raises TypeError for a node that a text does not decide.

    Of a ``Near``, the number of places of its first part that belong to a match.
    """
    return counter(leaf)(folded)


def finder(leaf: Query) -> Callable[[str], Spans]:
    """``spans`` for one leaf, to be called for many texts. Raises TypeError for a node that a text does not decide."""
    if isinstance(leaf, Substring):
        return functools.partial(_apart, leaf.text)
    if isinstance(leaf, Word):
        return functools.partial(_everywhere, leaf.text)
    if isinstance(leaf, Near):
        return functools.partial(_chain_spans if leaf.ordered else _pair_spans, leaf)
    if isinstance(leaf, Regex):
        return functools.partial(_pattern_spans, compiled(leaf.pattern))
    raise TypeError(f"a text alone does not decide {leaf!r}")


def counter(leaf: Query) -> Callable[[str], int]:
    """``occurrences`` for one leaf, to be called for many texts; raises TypeError as ``finder`` does."""
    if isinstance(leaf, Substring):
        string = leaf.text
        return lambda folded: folded.count(string)
    if isinstance(leaf, Near):
        return functools.partial(_chain_count if leaf.ordered else _pair_count, leaf)
    find = finder(leaf)
    return lambda folded: len(find(folded))


def required_strings(leaf: TextLeaf) -> tuple[str, ...]:
    """Strings that stand in every text the leaf matches; none where a pattern fixes none."""
    if isinstance(leaf, Substring | Word):
        return (leaf.text,)
    if isinstance(leaf, Near):
        return leaf.parts
    return required(leaf.pattern)


@functools.lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that ``regex.check`` has let pass, compiled; raises re.error for one that is not valid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about signs that may mean something else one day
        return re.compile(pattern)


def starts(folded: str, string: str) -> list[int]:
    """Every offset where ``string`` stands, overlapping ones too."""
    found = []
    at = folded.find(string)
    while at >= 0:
        found.append(at)
        at = folded.find(string, at + 1)
    return found


def _apart(string: str, folded: str) -> Spans:
    found: Spans = []
    size = len(string)
    at = folded.find(string)
    while at >= 0:
        end = at + size
        found.append((at, end))
        at = folded.find(string, end)
    return found


def _everywhere(string: str, folded: str) -> Spans:
    size = len(string)
    return [(start, start + size) for start in starts(folded, string)]


def _pattern_spans(pattern: re.Pattern[str], folded: str) -> Spans:
    return [found.span() for found in pattern.finditer(folded) if found.end() > found.start()]


def _chains(leaf: Near, folded: str) -> list[list[int]]:
    """For each part in order, the offsets of those of its occurrences that a whole chain can be continued from."""
    chains: list[list[int]] = []
    for part in reversed(leaf.parts):
        here = starts(folded, part)
        if chains:
            following = chains[-1]
            here = [s for s in here if _one_in(following, s + len(part), s + len(part) + leaf.distance)]
        if not here:
            return []
        chains.append(here)
    return chains[::-1]


def _chain_count(leaf: Near, folded: str) -> int:
    chains = _chains(leaf, folded)
    return len(chains[0]) if chains else 0


def _chain_spans(leaf: Near, folded: str) -> Spans:
    found: Spans = []
    previous: list[int] | None = None
    for part, here in zip(leaf.parts, _chains(leaf, folded), strict=False):
        if previous is not None:
            here = [s for s in here if _one_in(previous, s - leaf.distance, s)]
        previous = [s + len(part) for s in here]
        found += zip(here, previous, strict=True)
    return sorted(set(found))


def _beside(folded: str, string: str, other: str, distance: int) -> Spans:
    """The occurrences of ``string`` that have an occurrence of ``other`` near enough, before or after."""
    partners = starts(folded, other)
    ends = [s + len(other) for s in partners]
    return [
        (s, s + len(string))
        for s in starts(folded, string)
        if _one_in(partners, s + len(string), s + len(string) + distance) or _one_in(ends, s - distance, s)
    ]


def _pair_count(leaf: Near, folded: str) -> int:
    first, second = leaf.parts
    return len(_beside(folded, first, second, leaf.distance))


def _pair_spans(leaf: Near, folded: str) -> Spans:
    first, second = leaf.parts
    both = _beside(folded, first, second, leaf.distance) + _beside(folded, second, first, leaf.distance)
    return sorted(set(both))


def _one_in(ascending: list[int], low: int, high: int) -> bool:
    """Whether the sorted list has a number between the two, both included."""
    at = bisect.bisect_left(ascending, low)
    return at < len(ascending) and ascending[at] <= high
