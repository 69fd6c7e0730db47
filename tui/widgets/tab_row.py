"""The line over the middle pane: which view of the answer is shown, and where one is in it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import showable, width
from tui.look import Look
from tui.strips import Part, ink, row

TABS = ("results", "concordance", "trend", "compare")


class TabRow(Widget):
    """Tabs by name, the chosen one in brackets, then a note."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--tab", "tabs--chosen", "tabs--note"}

    class Picked(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, look: Look) -> None:
        super().__init__(id="center-head")
        self.look = look
        self.tab = "results"
        self.note = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, tab: str, note: str) -> None:
        self.tab, self.note = tab, note
        self.refresh()

    def render_line(self, y: int) -> Strip:
        parts: list[Part] = []
        used = 0
        self._places = []
        for tab in TABS:
            name = self.look.texts(f"tab.{tab}")
            chosen = tab == self.tab
            shown = f"[{name}]" if chosen else f" {name} "
            parts.append((shown, ink(self, "tabs--chosen" if chosen else "tabs--tab")))
            self._places.append((used, used + width(shown), tab))
            used += width(shown)
        parts.append((f" {showable(self.note)}", ink(self, "tabs--note")))
        return row(parts, self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(tab))
                return
