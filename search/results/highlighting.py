"""What a query marks in a text: which leaves, and where they match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeAlias

from gongbao.search.query.ast import Leaf, Near, Query, Regex, Substring, Word
from gongbao.search.query.matching import Spans, finder
from gongbao.search.query.visitors import leaves

Highlights: TypeAlias = tuple[tuple[int, int], ...]
"""(start, end) offsets, ascending and apart."""
_MARKED = (Substring, Word, Near, Regex)


def highlight_terms(tree: Query | None) -> tuple[Leaf, ...]:
    """The leaves of a query whose matches can be marked in a paragraph's text: those outside every ``Not``.

    Of an expanded tree (``visitors.expanded``), so that the words a pattern stands for are among them.
    """
    found = [] if tree is None else leaves(tree)
    return tuple([leaf for leaf in found if isinstance(leaf, _MARKED) and leaf.field == "text"])


def highlight_spans(terms: Sequence[Leaf], folded: str) -> Highlights:
    """Where the terms match in a folded text: ascending, overlapping ones made one."""
    return together([find(folded) for find in finders(terms)])


def finders(terms: Sequence[Leaf]) -> list[Callable[[str], Spans]]:
    """For each term, what gives the places in a folded text where it matches."""
    return [finder(term) for term in terms]


def together(found: Sequence[Spans]) -> Highlights:
    """The places where each of some terms matches, as one row of spans."""
    return merged(found[0] if len(found) == 1 else sorted(chain.from_iterable(found)))


def merged(spans: Iterable[tuple[int, int]]) -> Highlights:
    """Spans in ascending order with overlapping ones made one."""
    result: list[tuple[int, int]] = []
    last = 0
    for span in spans:
        if span[0] < last:
            last = max(last, span[1])
            result[-1] = (result[-1][0], last)
        else:
            result.append(span)
            last = span[1]
    return tuple(result)
