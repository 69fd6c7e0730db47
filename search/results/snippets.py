"""The part of a paragraph that shows why it matched, in its original glyphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias
from unicodedata import combining

from gongbao.indexer.folding import fold_all
from gongbao.indexer.store.texts import kinds
from gongbao.search.query.ast import Leaf, Substring, Word
from gongbao.search.query.matching import Spans
from gongbao.search.results.highlighting import Highlights, finders, together

LENGTH = 120
_STRINGS = (Substring, Word)
_CUT = re.compile(r".*[。！？；\n]|.*[，、：,;:!?—]", re.DOTALL)
"""Up to the last end of a sentence, or else to the last pause."""

Snippet: TypeAlias = tuple[str, Highlights, int, int]
"""``paragraph[start : start + len(text)]``; the highlights in it, ascending offsets; that start; and how many
highlights the whole paragraph would have."""


def snippets(
    wanted: Sequence[Leaf], texts: Sequence[str], length: int = LENGTH, changed: Sequence[int | None] = (None,)
) -> list[Snippet]:
    """Of each text at most ``length`` characters around the window that holds most of the terms ``wanted``.

    Begins and ends at punctuation where there is some near; a single match longer than ``length`` is cut.
    ``changed`` are the kinds of characters that folding would change in the texts; None where that is not known.
    """
    searches = finders(wanted)
    apart = len(wanted) == 1 and isinstance(wanted[0], Substring)
    folded = fold_all(texts) if _differ(wanted, changed) else texts
    made: list[Snippet] = []
    for text, plain in zip(texts, folded, strict=True):
        found = [find(plain) for find in searches]
        spans = tuple(found[0]) if apart else together(found)
        shown = (text, spans, 0) if len(text) <= length else _snippet(found, spans, text, length)
        made.append((*shown, len(spans)))
    return made


def _differ(wanted: Sequence[Leaf], changed: Sequence[int | None]) -> bool:
    """Whether folding texts, of which it would change these kinds of characters, may change where terms match."""
    if None in changed:
        return bool(wanted)
    strings = [leaf.text for leaf in wanted if isinstance(leaf, _STRINGS)]
    if len(strings) < len(wanted):
        return True
    sought = kinds("".join(strings))
    return any(sought & of_text for of_text in changed if of_text)


def _snippet(found: Sequence[Spans], spans: Highlights, text: str, length: int) -> tuple[str, Highlights, int]:
    """The snippet of a longer text where each term's matches are known, and all of them together are ``spans``."""
    first, last = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    if last - first <= length:
        start, end = _room(text, first, last, length)
        return text[start:end], tuple([(s - start, e - start) for s, e in spans]), start
    first, last = _window(found, length)
    start, end = _room(text, first, min(last, first + length), length)
    inside = [(max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start]
    return text[start:end], tuple(inside), start


def _window(found: Sequence[Spans], length: int) -> tuple[int, int]:
    """The stretch of at most ``length`` characters with the most different terms, then the most matches."""
    marks = sorted([(start, end, number) for number, spans in enumerate(found) for start, end in spans])
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
    size = len(text)
    start = min(first - (length - last + first) // 2, size - length)
    if start <= 0:
        start = 0
    elif cut := _CUT.match(text, start, first):
        start = cut.end()
    end = min(start + length, size)
    if end < size and (cut := _CUT.match(text, last + (end - last) // 2, end)):
        end = cut.end()
    while start > 0 and combining(text[start]):
        start -= 1
    while end < size and combining(text[end]):
        end += 1
    while start < first and text[start].isspace():
        start += 1
    return start, end
