"""The part of a paragraph that shows why it matched, in its original glyphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from whoosh.query import Query, Term

from indexer.folding import fold
from search.expansion import leaves
from search.queries import Verified, starts

LENGTH = 120
_STOP = re.compile(r".*[。！？；\n]", re.DOTALL)
_PAUSE = re.compile(r".*[。！？；\n，、：,;:!?—]", re.DOTALL)

Spans = tuple[tuple[int, int], ...]


class Snippet(NamedTuple):
    """``text`` = paragraph[start : start + len(text)]; ``highlights`` are offsets within ``text``, ascending."""

    text: str
    highlights: Spans
    start: int


def markers(query: Query | None) -> tuple[Query, ...]:
    """The leaves of a query whose matches can be marked in a paragraph's text."""
    found = [] if query is None else leaves(query)
    return tuple(leaf for leaf in found if isinstance(leaf, Verified | Term) and leaf.fieldname == "text")


def marked(wanted: Sequence[Query], folded: str) -> list[tuple[int, int, int]]:
    """Where markers match in a folded text: (start, end, number of the marker), ascending."""
    found: list[tuple[int, int, int]] = []
    for number, leaf in enumerate(wanted):
        if isinstance(leaf, Verified):
            found += [(start, end, number) for start, end in leaf.spans(folded)]
        else:
            found += [(start, start + len(leaf.text), number) for start in starts(folded, leaf.text)]
    return found if len(wanted) == 1 else sorted(found)


def merged(spans: Sequence[tuple[int, ...]]) -> Spans:
    """Spans in ascending order with overlapping ones made one."""
    result: list[tuple[int, int]] = []
    for start, end, *_ in spans:
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def snippet(wanted: Sequence[Query], text: str, length: int = LENGTH, folded: str | None = None) -> Snippet:
    """At most ``length`` characters of ``text`` around the window that holds most of the markers.

    Begins and ends at punctuation where there is some near; a single match longer than ``length`` is cut.
    ``folded`` is the folded text, where it is known already.
    """
    marks = marked(wanted, fold(text) if folded is None else folded) if wanted else []
    if len(text) <= length:
        return Snippet(text, merged(marks), 0)
    first, last = _window(marks, length) if marks else (0, 0)
    start, end = _room(text, first, min(last, first + length), length)
    inside = [(max(s, start) - start, min(e, end) - start) for s, e, _ in marks if s < end and e > start]
    return Snippet(text[start:end], merged(sorted(inside)), start)


def _window(marks: list[tuple[int, int, int]], length: int) -> tuple[int, int]:
    """The stretch of at most ``length`` characters with the most different leaves, then the most matches."""
    end = max([end for _, end, _ in marks])
    if end <= marks[0][0] + length:  # all of them fit, as in most paragraphs
        return marks[0][0], end
    best, chosen = (0, 0), (0, 1)
    inside: Counter[int] = Counter()
    right = 0
    for left, (start, _, leaf) in enumerate(marks):
        while right < len(marks) and marks[right][1] <= start + length:
            inside[marks[right][2]] += 1
            right += 1
        value = (len(inside), right - left)
        if value > best:
            best, chosen = value, (left, right)
        if right == left:  # this match alone is longer
            right += 1
        elif inside[leaf] == 1:
            del inside[leaf]
        else:
            inside[leaf] -= 1
    held = marks[slice(*chosen)]
    return held[0][0], max(end for _, end, _ in held)


def _room(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """[first, last) widened to about ``length``, to the nearest punctuation inside that room."""
    spare = length - (last - first)
    start = max(0, min(first - spare // 2, len(text) - length))
    end = min(len(text), start + length)
    if start > 0:
        cut = _STOP.match(text, start, first) or _PAUSE.match(text, start, first)
        if cut:
            start, end = cut.end(), min(len(text), cut.end() + length)
    if end < len(text):
        half = last + (end - last) // 2
        cut = _STOP.match(text, half, end) or _PAUSE.match(text, half, end)
        end = cut.end() if cut else end
    while start > 0 and unicodedata.combining(text[start]):
        start -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    while start < first and text[start].isspace():
        start += 1
    return start, end
