"""Printed lines back to paragraphs: running heads and page numbers out, wrapped lines joined."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongbao.indexer.documents import Line
from gongbao.indexer.sources.html.flow import CELL_BREAK
from gongbao.indexer.sources.pdf.lines import TextLine, is_wide

Page = Sequence[TextLine]

_EDGE = 3  # Running heads stand among this many first or last lines of a page.
_HEAD_LONGEST = 60
_PAGE_NUMBER = re.compile(
    r"[-—－–―~·•\s]*(?:第\s*)?(?:[0-9０-９]{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6})(?:\s*页)?"
    r"(?:\s*[/／,，、]?\s*共?\s*[0-9０-９]{1,4}\s*页?)?[-—－–―~·•\s]*"
)
_MARKED_NUMBER = re.compile(r"[-—－–―~·•]\s*[0-9０-９]{1,4}\s*[-—－–―~·•]|第\s*[0-9０-９]+\s*页.*|[0-9]+\s*/\s*[0-9]+")
_DIGITS = re.compile(r"[0-9０-９]+")
_INDENT = 1.2  # In character sizes, as are the next two:
# a first line begins this far in, a full line ends this near the edge, and what is set apart begins this far in.
_FULL = 2.0
_FAR = 4.0
_BIGGER = 0.15
_WIDER_PITCH = 1.6
_SENTENCE_END = "。！？；：.!?;:"
_FIGURE_END = re.compile(r"(?<![A-Za-z])\d+(?:[.,]\d+)*[.,\-~]?$")
_FIGURE_START = re.compile(r"[.,\-~]?\d+(?:[.,]\d+)*|[%‰℃]")
_ROW_OF_FIGURES = re.compile(r"[\d%] +[\d.,%]+$")  # Numbers side by side, as in a table without lines.
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEADER = re.compile(r"[.．…·•⋯_]{4,}\s*[-—0-9０-９]*\s*$")  # A line of a table of contents.
_ENUMERATED = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]+[编章节条款]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[.．、]|——"
)


def without_running_heads(pages: Sequence[Page]) -> list[list[TextLine]]:
    """The pages without what is printed on every page: heads, feet and page numbers."""
    ordered = [sorted(page, key=lambda line: -line.top) for page in pages]
    shapes = Counter(shape for page in ordered for shape in {_shape(line) for line in page[:_EDGE] + page[-_EDGE:]})
    needed = max(3, round(0.3 * len(pages)))
    numbers = _numbers(ordered)
    small = _small_heads(ordered) if 2 <= len(pages) <= needed else frozenset()

    def runs(line: TextLine, page: int) -> bool:
        if shapes[_shape(line)] >= needed and len(line.text) <= _HEAD_LONGEST:
            return True
        if line.text in small:
            return True
        return _MARKED_NUMBER.fullmatch(line.text.strip()) is not None or (page, line) in numbers

    kept = []
    for number, (page, order) in enumerate(zip(pages, ordered, strict=True)):
        out: set[TextLine] = set()
        for edge in (order[:_EDGE], order[: -_EDGE - 1 : -1]):
            # From the edge inwards, as far as it goes: body text is not looked at once a line of it is met.
            for line in edge:
                if not runs(line, number):
                    break
                out.add(line)
        kept.append([line for line in page if line not in out])
    return kept


def _small_heads(ordered: Sequence[Page]) -> frozenset[str]:
    """The line on top of every page of a short file, at one height and smaller than the text."""
    tops = [page[0] for page in ordered if page]
    text = statistics.median(line.size for page in ordered for line in page) if tops else 0.0
    same = len(tops) == len(ordered) and len({(line.text, round(line.top / 6)) for line in tops}) == 1
    alone = same and len(tops[0].cells) == 1 and len(tops[0].text) <= _HEAD_LONGEST
    return frozenset([tops[0].text]) if alone and tops[0].size < (1 - _BIGGER) * text else frozenset()


def _shape(line: TextLine) -> tuple[str, int]:
    """What is the same about a running head on every page: its words without numbers, and its height."""
    return _DIGITS.sub("#", line.text.replace(" ", "")), round(line.top / 6)


def _numbers(pages: Sequence[Page]) -> set[tuple[int, TextLine]]:
    """Bare numbers at the edge of pages, with their page, that count as the pages do."""
    found: dict[int, list[tuple[int, TextLine]]] = {}
    for n, page in enumerate(pages):
        for line in {*page[:1], *page[-1:]}:
            if _PAGE_NUMBER.fullmatch(line.text.strip()) and (digits := _DIGITS.search(line.text)):
                found.setdefault(int(digits[0]) - n, []).append((n, line))
    return {item for items in found.values() if len(items) >= min(2, len(pages)) for item in items}


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a text column is set: its edges, character size, and the distance of its lines, in points."""

    left: float
    right: float
    size: float
    pitch: float


def paragraphs(pages: Sequence[Page]) -> list[Line]:
    """Whole paragraphs, and table rows, of ``pages`` in order; a paragraph may run over a page's end."""
    lines: list[Line] = []
    parts: list[str] = []
    before: tuple[TextLine, _Measure] | None = None
    for line, measure, first in _measured(pages):
        is_row = len(line.cells) > 1
        if parts and (is_row or before is None or _begins(line, measure, *before, first)):
            lines.append(Line(_joined(parts)))
            parts = []
        if is_row:
            lines.append(Line(CELL_BREAK.join(line.cells), kind="row"))
            before = None
        else:
            parts.append(line.text)
            before = (line, measure)
    if parts:
        lines.append(Line(_joined(parts)))
    return lines


def _begins(line: TextLine, measure: _Measure, last: TextLine, then: _Measure, first: bool) -> bool:
    """Whether ``line`` begins a paragraph rather than going on with ``last``, which was measured by ``then``."""
    size = measure.size
    if abs(line.size - last.size) > _BIGGER * size:
        return True
    if _LEADER.search(last.text) or _LEADER.search(line.text):
        return True
    if last.right < then.right - _FULL * size and not _is_ragged(line, measure, last, then):
        return True
    if line.left > measure.left + _INDENT * size and last.left < then.left + 2 * _INDENT * size:
        return True
    if line.left > measure.left + _FAR * size:
        return True  # Signatures and dates at the right, titles in the middle.
    if last.text[-1:] in _SENTENCE_END and _ENUMERATED.match(line.text):
        return True
    return not first and last.bottom - line.bottom > _WIDER_PITCH * measure.pitch


def _is_ragged(line: TextLine, measure: _Measure, last: TextLine, then: _Measure) -> bool:
    """Whether ``last`` is short only since a number or a foreign word did not fit in: it ends in mid-sentence."""
    return (
        last.text[-1:] not in _SENTENCE_END + "”）》"
        and line.text[:1].isascii()
        and line.left < measure.left + 0.5 * measure.size
        and last.right - then.left > 0.6 * (then.right - then.left)
    )


def _measured(pages: Sequence[Page]) -> Iterator[tuple[TextLine, _Measure, bool]]:
    """Every line with the measure of the text column it stands in, and whether it is the column's first."""
    everything = [line for page in pages for line in page]
    if not everything:
        return
    size = statistics.median(line.size for line in everything)
    gaps = [
        above.bottom - below.bottom
        for page in pages
        for above, below in itertools.pairwise(page)
        if 0 < above.bottom - below.bottom < 4 * size
    ]
    pitch = statistics.median(gaps) if gaps else 1.5 * size
    whole = _margins(everything, size)
    for page in pages:
        columns = [_column(line, page, size) for line in page] if _has_columns(page, size) else [0] * len(page)
        margins = {}
        for column in set(columns):
            mine = [line for line, its in zip(page, columns, strict=True) if its == column]
            margins[column] = _margins(mine, size) if len(mine) >= 8 or column else whole
        before = None
        for line, column in zip(page, columns, strict=True):
            yield line, _Measure(*margins[column], size, pitch), column != before
            before = column


def _column(line: TextLine, page: Page, size: float) -> int:
    """1 for the left column, 2 for the right one, 0 for a line across both."""
    middle = (min(other.left for other in page) + max(other.right for other in page)) / 2
    if line.right <= middle + size:
        return 1
    return 2 if line.left >= middle - size else 0


def _has_columns(page: Page, size: float) -> bool:
    columns = Counter(_column(line, page, size) for line in page)
    return columns[1] >= 5 and columns[2] >= 5 and columns[0] < 0.3 * len(page)


def _margins(lines: Sequence[TextLine], size: float) -> tuple[float, float]:
    """Left edge: the leftmost at which a fair share of lines begin; right edge: where the longest ones end."""
    lefts = Counter(round(line.left / (size / 2)) for line in lines)
    common = [place for place, count in lefts.items() if count >= max(2, 0.15 * len(lines))]
    rights = sorted(line.right for line in lines)
    return min(common or lefts) * size / 2, rights[int(0.95 * (len(rights) - 1))]


def _joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        if is_wide(text[-1:]) or is_wide(part[:1]) or _breaks_figure(text, part):
            text += part
        elif text.endswith("-") and part[:1].islower():
            text = text[:-1] + part
        else:
            text += " " + part
    return text


def _breaks_figure(text: str, part: str) -> bool:
    """Whether a figure that a line was too short for goes on in ``part``: 74 | .9%, 74. | 9%, 1 | 234, 2021- | 2025."""
    last, first = _FIGURE_END.search(text), _FIGURE_START.match(part)
    if not (last and first) or _ROW_OF_FIGURES.search(text):
        return False
    return not (_YEAR.fullmatch(last[0]) and _YEAR.fullmatch(first[0]))
