"""Rows for the Line API: styled parts laid out to an exact number of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from gongbao.tui.drawing.cells import clip, showable, width

Part = tuple[str, Style]


def row(parts: Iterable[Part], cells: int, base: Style) -> Strip:
    """``parts`` one after another over ``base``, the last that fits clipped, the rest of ``cells`` filled."""
    segments: list[Segment] = []
    left = cells
    for text, style in parts:
        if left <= 0:
            break
        shown = clip(text, left)
        if shown:
            segments.append(Segment(shown, base + style))
            left -= width(shown)
    if left > 0:
        segments.append(Segment(" " * left, base))
    return Strip(segments, cells)


def split_row(left: Sequence[Part], right: Sequence[Part], cells: int, base: Style) -> Strip:
    """``right`` at the right edge and whole where it fits; ``left`` clipped to what remains, a space between."""
    taken = sum(width(showable(text)) for text, _ in right)
    if taken >= cells:
        return row(right, cells, base)
    start = row(left, max(0, cells - taken - 1), base)
    return Strip([*start, Segment(" ", base), *row(right, taken, base)], cells)


Span = tuple[int, int]


def highlight_spans(
    text: str,
    spans: Iterable[Span],
    plain: Style,
    mark: Style,
    start: int = 0,
    special: tuple[Span, Style] | None = None,
) -> list[Part]:
    """``text``, which begins at offset ``start`` of a longer one, as parts: those inside ``spans`` in ``mark``.

    Spans are offsets of the longer text, ordered, and may reach over either end of ``text``; ``special`` is one
    of them with a style of its own.
    """
    parts: list[Part] = []
    at = 0
    for span in spans:
        begin, end = max(at, span[0] - start), min(len(text), span[1] - start)
        if begin >= len(text):
            break
        if end <= begin:
            continue
        if begin > at:
            parts.append((text[at:begin], plain))
        parts.append((text[begin:end], special[1] if special and special[0] == span else mark))
        at = end
    if at < len(text):
        parts.append((text[at:], plain))
    return parts
