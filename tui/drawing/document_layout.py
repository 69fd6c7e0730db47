"""A document laid out for reading: which line shows which characters of which block, and where the matches are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.wrapping import wrap

Kind = Literal["title", "meta", "heading", "text", "gap"]
Span = tuple[int, int]

INDENT = 4
"""Cells before a paragraph's first line: two characters, as Chinese text is set."""
MEASURE = 96
"""The longest line that reads well, in cells."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an open document. ``matches`` are offsets of ``text``, ordered, not overlapping."""

    id: str
    section: tuple[str, ...]
    text: str
    matches: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document as the reader shows it."""

    id: str
    title: str
    facts: tuple[str, ...]
    passages: tuple[Passage, ...]
    source: Any = None
    """The document as the index gave it."""

    def position_of(self, id: str) -> int:
        """The number of the passage with this id; 0 where there is none."""
        return next((n for n, passage in enumerate(self.passages) if passage.id == id), 0)


class LayoutLine(NamedTuple):
    """One screen line: ``text[start:end]`` of block ``block`` after ``indent`` cells."""

    kind: Kind
    block: int
    start: int
    end: int
    indent: int


class OutlineEntry(NamedTuple):
    """A place to jump to."""

    line: int
    level: int
    text: str


@dataclass(slots=True)
class Layout:
    """``texts`` and ``matches`` per block, ``lines`` from top to bottom; ``passage_lines`` says where each begins.

    ``offsets`` says per block at which character of its passage it begins.
    """

    cells: int
    first: int = 0
    """The passage that ``passage_lines`` begins with; what lies before it has not been laid out."""
    whole: bool = True
    """Whether nothing is left out, neither before nor after."""
    texts: list[str] = field(default_factory=list)
    matches: list[Sequence[Span]] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    lines: list[LayoutLine] = field(default_factory=list)
    passage_lines: list[int] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    found: list[tuple[int, int, int]] = field(default_factory=list)
    """Every match as (line, block, start), from top to bottom."""

    def _block(
        self, kind: Kind, text: str, cells: int, indent: int = 0, matches: Sequence[Span] = (), offset: int = 0
    ) -> None:
        block = len(self.texts)
        self.offsets.append(offset)
        text = showable(text)
        self.texts.append(text)
        self.matches.append(matches)
        first_line = len(self.lines)
        spans = wrap(text, cells, cells - indent)
        for number, (start, end) in enumerate(spans):
            self.lines.append(LayoutLine(kind, block, start, end, indent if number == 0 else 0))
        starts = [start for start, _ in spans]
        for start, _ in matches:
            self.found.append((first_line + bisect_right(starts, start) - 1, block, start))

    def _gap(self) -> None:
        if self.lines and self.lines[-1].kind != "gap":
            self.lines.append(LayoutLine("gap", -1, 0, 0, 0))


def _end_of_heading(text: str, end: int) -> int:
    """Past the mark and space that part a heading from the paragraph it runs into."""
    while end < len(text) and text[end] in " \u3000。．：:\n":
        end += 1
    return end


def _within(matches: Sequence[Span], start: int, end: int) -> list[Span]:
    """The matches, or parts of them, between two offsets, counted from the first."""
    return [(max(s, start) - start, min(e, end) - start) for s, e in matches if s < end and e > start]


def part_around(document: OpenDocument, passage: int, characters: int) -> range:
    """The passages around one, as far as ``characters`` go on either side."""
    sizes = [len(each.text) for each in document.passages]
    first, end = passage, passage + 1
    left = right = characters
    while first > 0 and left > 0:
        first -= 1
        left -= sizes[first]
    while end < len(sizes) and right > 0:
        right -= sizes[end]
        end += 1
    return range(first, min(end, len(sizes)))


def lay_out(
    document: OpenDocument, cells: int, part: range | None = None, between: Callable[[], None] | None = None
) -> Layout:
    """``document``, or some of its passages, for a reader ``cells`` wide: title, facts, headings and paragraphs.

    A heading that its paragraph begins with is shown once, as a heading. The lines of a part are the same as in the
    whole, where they have other numbers. ``between`` is called before each passage.
    """
    part = range(len(document.passages)) if part is None else part
    measure = max(8, min(cells, MEASURE))
    layout = Layout(cells, part.start, len(part) == len(document.passages))
    if not part.start:
        layout._block("title", document.title, measure)
        for fact in document.facts:
            layout._block("meta", fact, measure)
    above = document.passages[part.start - 1].section if part.start else ()
    for passage in document.passages[part.start : part.stop]:
        if between is not None:
            between()
        same = 0
        while same < min(len(above), len(passage.section)) and above[same] == passage.section[same]:
            same += 1
        layout._gap()
        first, done = len(layout.lines), 0
        for level, heading in enumerate(passage.section[same:], same):
            layout.outline.append(OutlineEntry(len(layout.lines), level, heading))
            if heading and passage.text.startswith(heading, done):
                end = _end_of_heading(passage.text, done + len(heading))
                own = _within(passage.matches, done, end)
                layout._block("heading", passage.text[done:end], measure, matches=own, offset=done)
                done = end
            else:
                layout._block("heading", heading, measure)
                first = len(layout.lines)
        above = passage.section
        layout.passage_lines.append(min(first, len(layout.lines) - (done > 0)))
        if done < len(passage.text) or not done:
            rest = _within(passage.matches, done, len(passage.text))
            layout._block("text", passage.text[done:], measure, min(INDENT, measure - 4), rest, done)
    return layout
