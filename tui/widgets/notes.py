"""The two rows under the query: how it was understood or where it is at fault; totals and active filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import clip, showable, width
from tui.look import Look
from tui.question import Filter
from tui.strips import Part, ink, row

Drop = Filter | Literal["years"]


class Interpretation(Widget):
    """How the query was understood, or the fault with a caret under it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"note--plain", "note--fault"}

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.text = ""
        self.fault: tuple[str, int | None] | None = None

    def say(self, text: str) -> None:
        self.text, self.fault = text, None
        self.refresh()

    def blame(self, message: str, column: int | None) -> None:
        """Show ``message``, with a caret in cell ``column`` of the row where given."""
        self.fault = (message, column)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if self.fault is None:
            return row([(self.text, ink(self, "note--plain"))], self.size.width, base)
        message, column = self.fault
        style = ink(self, "note--fault")
        if column is None or column >= self.size.width:
            return row([(message, style)], self.size.width, base)
        message = showable(message)
        after = self.size.width - column - 2
        if width(message) > after and column - 1 > after:
            shown = clip(message, column - 1)
            parts: list[Part] = [(shown + " " * (column - width(shown)), style), (self.look.glyphs.caret, style)]
        else:
            parts = [(" " * column + self.look.glyphs.caret + " " + message, style)]
        return row(parts, self.size.width, base)


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: its words, whether it keeps out, and what to drop when it is closed."""

    text: str
    excluding: bool
    drop: Drop


class StatusRow(Widget):
    """How much was found and how fast, then a chip for each active filter; a click on a chip drops it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--total", "status--chip", "status--excluded", "status--plain"}

    class Dropped(Message):
        """A chip was closed."""

        def __init__(self, drop: Drop) -> None:
            super().__init__()
            self.drop = drop

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.total = ""
        self.chips: Sequence[Chip] = ()
        self._places: list[tuple[int, int, Drop]] = []

    def show(self, total: str, chips: Sequence[Chip]) -> None:
        self.total, self.chips = total, chips
        self.refresh()

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        plain = ink(self, "status--plain")
        parts: list[Part] = [(self.total, ink(self, "status--total"))]
        used = width(showable(self.total))
        self._places = []
        for number, chip in enumerate(self.chips):
            text = f"[{chip.text} {self.look.glyphs.close}]"
            rest = len(self.chips) - number
            more = f" +{rest}"
            room = cells - used - 1 - (len(more) if rest > 1 else 0)
            if width(showable(text)) > room:
                parts.append((more, plain))
                break
            style: Style = ink(self, "status--excluded" if chip.excluding else "status--chip")
            parts += [(" ", plain), (text, style)]
            self._places.append((used + 1, used + 1 + width(showable(text)), chip.drop))
            used += 1 + width(showable(text))
        return row(parts, cells, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        for start, end, drop in self._places:
            if start <= event.x < end:
                self.post_message(self.Dropped(drop))
                return
