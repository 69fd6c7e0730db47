"""What was found: any number of hits, fetched as they come into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.row_layout import Part, Span, highlight_spans, row, split_row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import PAGE
from gongbao.tui.widgets.listing import Listing

SNIPPET_LINES = 2


def snippet_in_view(text: str, highlights: Sequence[Span], cells: int) -> tuple[str, Sequence[Span], list[Span]]:
    """A snippet that may begin with … so that its first match stands in the lines shown: the text, the matches in it,
    and its lines."""
    from gongbao.tui.drawing.wrapping import wrap  # its rules are not needed before the first paint

    lines = wrap(text, cells)
    if not highlights or _shown(highlights[0], lines):
        return text, highlights, lines
    at = next(number for number, (_, end) in enumerate(lines) if highlights[0][0] < end)
    rest, moved, wrapped = text, highlights, lines
    for cut, _ in lines[max(1, at - SNIPPET_LINES + 1) : at + 1]:  # as much before the match as there is room for
        rest = "…" + text[cut:]
        moved = [(start - cut + 1, end - cut + 1) for start, end in highlights]
        wrapped = wrap(rest, cells)
        if _shown(moved[0], wrapped):
            break
    return rest, moved, wrapped


def _shown(span: Span, lines: Sequence[Span]) -> bool:
    """Whether a span ends within the lines shown."""
    return span[1] <= lines[min(len(lines), SNIPPET_LINES) - 1][1]


class ResultList(Listing):
    """Each hit takes a line for its title, one for its place in the world, two for its snippet."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("results")]

    class PageWanted(Message):
        """A hit came into sight that has not been fetched."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Chosen(Message):
        """The user opens the hit under the cursor."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="results")
        self.ui = ui
        self.hits: dict[int, Any] = {}
        self.marked: dict[int, Any] = {}
        self._asked: set[int] = set()

    @property
    def hit(self) -> Any:
        """The hit under the cursor, or None."""
        return self.hits.get(self.item)

    def show(self, total: int, hits: list[Any], note: str = "", item: int = 0) -> None:
        """A new answer: ``total`` hits, of which these are the first; ``note`` is shown where there are none.

        The cursor stands on ``item``.
        """
        self.hits = dict(enumerate(hits))
        self._asked = {0}
        self.marked = {}
        self.height_of_item = 5 if self.size.height >= 30 else 4
        self.set_count(total, item, note)

    def go_quietly(self, item: int) -> None:
        """Put the cursor on ``item`` without a message: whoever moves it knows."""
        with self.prevent(self.Moved):
            self.go(item)

    def add(self, offset: int, hits: list[Any]) -> None:
        """A page that was wanted."""
        self.hits.update(enumerate(hits, offset))
        self.refresh()
        if offset <= self.item < offset + len(hits):
            self.post_message(self.Moved(self, self.item))

    def on_resize(self) -> None:
        """There is another size to draw for."""
        self.height_of_item = 5 if self.size.height >= 30 else 4
        super().on_resize()

    def _style(self, name: str, under: Style | None = None) -> Style:
        return style_for(self, f"results--{name}", under)

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        glyphs = self.ui.glyphs
        here = item == self.item and line < 2 + SNIPPET_LINES  # the gap under it is nobody's
        base = self.base + (self._style("cursor") if here else Style())
        edge = (glyphs.cursor if here else " ", base)
        hit = self.hits.get(item)
        if hit is None:
            page = item // PAGE * PAGE
            if page not in self._asked:
                self._asked.add(page)
                self.post_message(self.PageWanted(page))
            return row([edge, ("…" if line == 0 else "", self._style("meta", base))], cells, base)
        if line == 0:
            right = [(f"{item + 1:,}", self._style("meta", base))]
            if hit.matches > 1:
                right.insert(0, (self.ui.texts("results.matches", n=hit.matches) + "  ", self._style("meta", base)))
            if hit.copies:
                right.insert(0, (self.ui.texts("results.copies", n=len(hit.copies)) + "  ", self._style("meta", base)))
            if hit.more:
                right.insert(0, (self.ui.texts("results.more", n=hit.more) + "  ", self._style("meta", base)))
            mark = "[x] " if item in self.marked else ""
            return split_row([edge, (mark + (hit.title or ""), self._style("title", base))], right, cells, base)
        if line == 1:
            facts = [hit.county or hit.city or hit.province, hit.date or hit.year, hit.genre]
            where = f" {glyphs.dot} ".join(str(fact) for fact in facts if fact)
            section = f" {glyphs.crumb} ".join(hit.section)
            text = f"{where}  {section}" if section else where
            return row([edge, (text, self._style("meta", base))], cells, base)
        return row([edge, *self._snippet(hit, line - 2, cells - 2, base)], cells, base)

    def _snippet(self, hit: Any, number: int, cells: int, base: Style) -> list[Part]:
        """Line ``number`` of the snippet; the last one ends in … where text is left over."""
        text, highlights, lines = snippet_in_view(showable(hit.snippet), hit.highlights, max(2, cells))
        if number >= min(len(lines), SNIPPET_LINES):
            return []
        start, end = lines[number]
        line = text[start:end]
        if number == SNIPPET_LINES - 1 and end < len(text):
            while line and width(line) > cells - 1:
                line = line[:-1]
            line += "…"
        return highlight_spans(line, highlights, self._style("snippet", base), self._style("match", base), start)

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        self.post_message(self.Chosen())

    def action_mark(self) -> None:
        """Mark the hit under the cursor, or no longer, and go on to the next."""
        hit = self.hits.get(self.item)
        if hit is not None and self.marked.pop(self.item, None) is None:
            self.marked[self.item] = hit
        self.refresh_lines(self.item * self.height_of_item, self.height_of_item)
        self.go(self.item + 1)

    def action_read(self) -> None:
        """Open the hit under the cursor."""
        if self.hit is not None:
            self.post_message(self.Chosen())
