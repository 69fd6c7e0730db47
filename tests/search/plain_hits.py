"""Snippets and hits made the plain way: one paragraph after the other, every mark on its own."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gongbao.indexer.file_names import file_path
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import SECTION_MARK, date_text
from gongbao.search.query.ast import Leaf
from gongbao.search.query.matching import spans
from gongbao.search.results.highlighting import Highlights
from gongbao.search.results.results import Hit
from gongbao.search.results.snippets import LENGTH

Mark = tuple[int, int, int]
"""Start, end, and the number of the marker."""


class Shown(NamedTuple):
    """A snippet by the names of its parts."""

    text: str
    highlights: Highlights
    start: int
    matches: int


def plain_snippet(wanted: Sequence[Leaf], text: str, length: int = LENGTH) -> Shown:
    marks = _marks(wanted, fold(text))
    if len(text) <= length:
        return Shown(text, _apart(marks), 0, len(_apart(marks)))
    first, last = _window(marks, length) if marks else (0, 0)
    start, end = _room(text, first, min(last, first + length), length)
    inside = [(max(s, start) - start, min(e, end) - start, 0) for s, e, _ in marks if s < end and e > start]
    return Shown(text[start:end], _apart(sorted(inside)), start, len(_apart(marks)))


def plain_hit(values: Mapping[str, Any], index_dir: str, custom: Sequence[str], shown: Shown, score: float) -> Hit:
    section = values.get("section")
    return Hit(
        id=values["id"], score=score, document=values["doc"], title=values.get("title", ""), city=values.get("city"),
        province=values.get("province"), county=values.get("county"), level=values.get("level"),
        year=values.get("year"), date=date_text(values.get("date")), genre=values.get("genre"),
        source=values.get("source"), section=tuple(section.split(SECTION_MARK)) if section else (),
        snippet=shown.text, highlights=shown.highlights, snippet_start=shown.start, text=values.get("text", ""),
        path=file_path(values["file"], index_dir), position=values.get("position", 0),
        custom={name: values[name] for name in custom if name in values},
        matches=shown.matches,
    )  # fmt: skip


def _marks(wanted: Sequence[Leaf], folded: str) -> list[Mark]:
    return sorted((start, end, number) for number, leaf in enumerate(wanted) for start, end in spans(leaf, folded))


def _apart(marks: Sequence[Mark]) -> Highlights:
    result: list[tuple[int, int]] = []
    for start, end, _ in marks:
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _window(marks: list[Mark], length: int) -> tuple[int, int]:
    """Of the stretches of at most ``length`` characters from each mark on, the first with the most different markers,
    then the most marks; the first mark where all are longer."""
    held = [[mark for mark in marks[at:] if mark[1] <= marks[at][0] + length] for at in range(len(marks))]
    best = max(held, key=lambda inside: (len(Counter(number for _, _, number in inside)), len(inside))) or marks[:1]
    return best[0][0], max(end for _, end, _ in best)


def _room(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """[first, last) widened evenly, then to the last sentence's end before it, or the last pause, and likewise behind."""
    spare = length - (last - first)
    start = max(0, min(first - spare // 2, len(text) - length))
    if start > 0:
        start = _cut(text, start, first) or start
    end = min(len(text), start + length)
    if end < len(text):
        end = _cut(text, last + (end - last) // 2, end) or end
    while start > 0 and unicodedata.combining(text[start]):
        start -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    while start < first and text[start].isspace():
        start += 1
    return start, end


def _cut(text: str, low: int, high: int) -> int | None:
    for marks in ("[。！？；\n]", "[，、：,;:!?—]"):
        found = [low + mark.end() for mark in re.finditer(marks, text[low:high])]
        if found:
            return found[-1]
    return None
