"""Lines of Chinese text: breaks between any two characters but those that typesetting keeps together.

The rules are those of GB/T 15834 and W3C's Requirements for Chinese Text Layout: no line begins with a mark
that closes or pauses, none ends with one that opens; Latin words and numbers with their unit stay whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice

from gongbao.tui.drawing.cells import WIDTHS

_NEVER_FIRST = "，。、；：！？）》」』】〕〉”’…—～·％‰℃°,.;:!?)]}%〗〞．"
_NEVER_LAST = "（《「『【〔〈“‘([{〖〝￥¥$#＃@"
_UNITS = (
    "个百分点|百分点|平方公里|平方千米|平方米|立方米|人次|公里|千米|公顷|公斤|千克|千瓦时|千瓦|兆瓦|美元|"
    "元|吨|亩|米|户|人|家|个|项|件|座|条|所|名|位|次|倍|年|月|日|时|分|岁|度|号|章"
)
# What stays whole: Latin words, numbers with thousands, decimals, ranges, a sign and a unit, dashes and dots in pairs.
_WHOLE = re.compile(
    rf"[+\-−]?[0-9０-９]+(?:[.,．，:：/／~～\-—–][0-9０-９]+)*\s?(?:[%％‰℃°]|[百千万亿]{{0,2}}(?:{_UNITS})|[百千万亿]{{1,2}})?"
    r"|[A-Za-zÀ-ɏ]+(?:['’\-][A-Za-zÀ-ɏ0-9]+)*|—+|…+"
)

_MAY_BEGIN = re.compile("[+\\-−0-9０-９A-Za-zÀ-ɏ—…]")
"""What _WHOLE begins with: looking for one character first takes half the time."""
_WIDE = "\u3001-\u3029\u4e00-\u9fff\uff01-\uff60"
_RUNS = re.compile(f"([{_WIDE}]+)|[^{_WIDE}]+")
"""Runs of characters that all take two cells, as nearly all of a Chinese text does, and what lies between them."""


def _kept_together(text: str) -> bytearray:
    """One byte per place between characters: 1 where a line must not break before text[i]."""
    together = bytearray(len(text) + 1)
    end = 0
    while begins := _MAY_BEGIN.search(text, end):
        found = _WHOLE.match(text, begins.start())
        start, end = (found or begins).span()
        if end - start > 1:
            together[start + 1 : end] = b"\x01" * (end - start - 1)
    return together


def _edges(text: str) -> list[int]:
    """The cells before each character, and those of the whole text."""
    edges = [0]
    for run in _RUNS.finditer(text):
        before = edges[-1]
        if run.lastindex:
            edges.extend(range(before + 2, before + 2 * (run.end() - run.start()) + 1, 2))
        else:
            edges.extend(islice(accumulate(map(WIDTHS.__getitem__, run.group()), initial=before), 1, None))
    return edges


_FIRST = re.compile("[" + re.escape(_NEVER_FIRST) + r"\s]")
_LAST = re.compile("[" + re.escape(_NEVER_LAST) + "]")


def wrap(text: str, cells: int, first: int | None = None) -> list[tuple[int, int]]:
    """Where the lines of showable ``text`` start and end: spans that follow one another and cover it all.

    No line takes more than ``cells`` (the first one ``first``, where given, to leave room for an indent), which
    must be at least 2. What is longer than a line itself is cut where the line is full.
    """
    if not text:
        return [(0, 0)]
    edges = _edges(text)
    room = cells if first is None else max(2, first)
    if edges[-1] <= room:
        return [(0, len(text))]
    together = _kept_together(text)
    for found in _FIRST.finditer(text):
        together[found.start()] = 1
    for found in _LAST.finditer(text):
        together[found.end()] = 1
    spans: list[tuple[int, int]] = []
    start = 0
    while edges[-1] - edges[start] > room:
        # bisect_right keeps characters of no width (combining marks) with the one before them
        full = bisect_right(edges, edges[start] + room) - 1
        end = full
        while end > start and together[end]:
            end -= 1
        if end <= start:
            end = max(full, start + 1)
        spans.append((start, end))
        start = end
        room = cells
    spans.append((start, len(text)))
    return spans
