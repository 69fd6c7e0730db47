"""Concordance: every match on a line of its own, the matches under one another by cell width."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.cells import WIDTHS, clip, pad, showable, width
from gongbao.tui.drawing.row_layout import Part, row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import LINES
from gongbao.tui.widgets.listing import Listing

STEP = 4
"""Cells that the matches move by when one side is given more room."""


def tail(text: str, cells: int) -> str:
    """The end of ``text`` that fits ``cells``, pushed to the right edge of exactly so many."""
    text = showable(text)
    used, start = 0, len(text)
    while start and used + WIDTHS[text[start - 1]] <= cells:
        start -= 1
        used += WIDTHS[text[start]]
    return " " * (cells - used) + text[start:]


class ConcordanceList(Listing):
    """Lines of context with the match in the middle; place and year at the edge where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("concordance")]

    class PageWanted(Message):
        """A line came into sight that has not been fetched."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Chosen(Message):
        """The user opens the document at the match under the cursor."""

        def __init__(self, line: Any) -> None:
            super().__init__()
            self.line = line

    class Left(Message):
        """The user goes back to the results."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="concordance")
        self.ui = ui
        self.lines: dict[int, Any] = {}
        self.shift = 0
        self._asked: set[int] = set()

    @property
    def line(self) -> Any:
        """The line under the cursor, or None where there is none or it is not fetched yet."""
        return self.lines.get(self.item) if self.count else None

    def show(self, total: int, lines: list[Any]) -> None:
        """A new concordance: ``total`` lines, of which these are the first."""
        self.lines = dict(enumerate(lines))
        self._asked = {0}
        self.set_count(total, 0)

    def add(self, offset: int, lines: list[Any]) -> None:
        """A page that was wanted."""
        self.lines.update(enumerate(lines, offset))
        self.refresh()

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        here = item == self.item
        style = self._style
        base = self.base + (style("cursor") if here else Style())
        edge: Part = (self.ui.glyphs.cursor if here else " ", base)
        each = self.lines.get(item)
        if each is None:
            page = item // LINES * LINES
            if page not in self._asked:
                self._asked.add(page)
                self.post_message(self.PageWanted(page))
            return row([edge, ("…", style("about", base))], cells, base)
        about = 18 if cells >= 70 else 0
        room = cells - 1 - about
        match = clip(each.match, max(2, room // 2))
        left = max(2, min(room - width(match) - 2, (room - width(match)) // 2 + self.shift))
        right = room - width(match) - left
        parts: list[Part] = [edge, (tail(each.left, left), style("context", base)), (match, style("match", base))]
        parts.append((pad(each.right, right), style("context", base)))
        if about:
            told = f"  {each.year or '':<4} {clip(each.city or '', about - 8)}"
            parts.append((told, style("about", base)))
        return row(parts, cells, base)

    def _style(self, name: str, under: Style | None = None) -> Style:
        return style_for(self, f"concordance--{name}", under)

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        self.action_read()

    def action_read(self) -> None:
        """Open the document at the line under the cursor."""
        if self.line is not None:
            self.post_message(self.Chosen(self.line))

    def action_shift(self, by: int) -> None:
        """More room on the left (1) or on the right (−1)."""
        most = self.size.width // 2
        self.shift = max(-most, min(most, self.shift + by * STEP))
        self.refresh()

    def action_leave(self) -> None:
        """Back to the results."""
        self.post_message(self.Left())
