"""The line over the middle pane: which view of the answer is shown, and where one is in it."""

from __future__ import annotations

from textual import events
from textual.message import Message

from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.row_layout import Part
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.widgets.drawn_row import DrawnRow

TABS = ("results", "concordance", "trend", "compare")


class TabRow(DrawnRow):
    """Tabs by name, the chosen one in brackets, then a note."""

    class Picked(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="center-head")
        self.ui = ui
        self.tab = "results"
        self.note = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, tab: str, note: str) -> None:
        """Show which view is shown, and a note about it."""
        self.tab, self.note = tab, note
        self.refresh()

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        parts: list[Part] = []
        used = 0
        self._places = []
        for tab in TABS:
            name = self.ui.texts(f"tab.{tab}")
            chosen = tab == self.tab
            shown = f"[{name}]" if chosen else f" {name} "
            parts.append((shown, style_for(self, "tabs--chosen" if chosen else "tabs--tab")))
            self._places.append((used, used + width(shown), tab))
            used += width(shown)
        parts.append((f" {showable(self.note)}", style_for(self, "tabs--note")))
        return parts

    def on_click(self, event: events.Click) -> None:
        """A click on one of its parts takes it."""
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(tab))
                return
