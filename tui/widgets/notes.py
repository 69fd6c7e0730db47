"""The two rows under the query: how it was understood or where it is at fault; totals and active filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rich.style import Style
from textual import events
from textual.message import Message

from gongbao.tui.drawing.cells import clip, showable, width
from gongbao.tui.drawing.row_layout import Part
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.question import Filter
from gongbao.tui.widgets.drawn_row import DrawnRow

Drop = Filter | Literal["years"]


class Interpretation(DrawnRow):
    """How the query was understood and what it may have meant, or the fault with a caret under it."""

    class Suggested(Message):
        """A suggestion was clicked; ``number`` counts from 0."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self.text = ""
        self.suggestions: Sequence[str] = ()
        self.fault: tuple[str, int | None] | None = None
        self._places: list[tuple[int, int]] = []

    def say(self, text: str, suggestions: Sequence[str] = ()) -> None:
        """Show how the query was understood, and before that what else may have been meant."""
        self.text, self.suggestions, self.fault = text, suggestions, None
        self.refresh()

    def blame(self, message: str, column: int | None) -> None:
        """Show ``message``, with a caret in cell ``column`` of the row where given."""
        self.suggestions = ()
        self.fault = (message, column)
        self.refresh()

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        self._places = []
        if self.fault is None:
            return [*self._offers(), (self.text, style_for(self, "note--plain"))]
        message, column = self.fault
        style = style_for(self, "note--fault")
        if column is None or column >= self.size.width:
            return [(message, style)]
        message = showable(message)
        after = self.size.width - column - 2
        if width(message) > after and column - 1 > after:
            shown = clip(message, column - 1)
            return [(shown + " " * (column - width(shown)), style), (self.ui.glyphs.caret, style)]
        return [(" " * column + self.ui.glyphs.caret + " " + message, style)]

    def _offers(self) -> list[Part]:
        """The suggestions, each to be clicked."""
        if not self.suggestions:
            return []
        plain, offer = style_for(self, "note--plain"), style_for(self, "note--offer")
        parts: list[Part] = [(self.ui.texts("note.suggestions"), plain)]
        used = width(parts[0][0])
        for each in self.suggestions:
            shown = showable(each)
            self._places.append((used, used + width(shown)))
            parts += [(shown, offer), ("  ", plain)]
            used += width(shown) + 2
        return parts

    def on_click(self, event: events.Click) -> None:
        """A click on a suggestion takes it."""
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Suggested(number))
                return


class Chip(NamedTuple):
    """One active filter: its words, whether it keeps out, and what to drop when it is closed."""

    text: str
    excluding: bool
    drop: Drop


class StatusRow(DrawnRow):
    """How much was found and how fast, then a chip for each active filter; a click on a chip drops it."""

    class Dropped(Message):
        """A chip was closed."""

        def __init__(self, drop: Drop) -> None:
            super().__init__()
            self.drop = drop

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self.total = ""
        self.chips: Sequence[Chip] = ()
        self._places: list[tuple[int, int, Drop]] = []

    def show(self, total: str, chips: Sequence[Chip]) -> None:
        """Show a total, and a chip for each active filter."""
        self.total, self.chips = total, chips
        self.refresh()

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        cells = self.size.width
        plain = style_for(self, "status--plain")
        parts: list[Part] = [(self.total, style_for(self, "status--total"))]
        used = width(showable(self.total))
        self._places = []
        for number, chip in enumerate(self.chips):
            text = f"[{chip.text} {self.ui.glyphs.close}]"
            rest = len(self.chips) - number
            more = f" +{rest}"
            room = cells - used - 1 - (len(more) if rest > 1 else 0)
            if width(showable(text)) > room:
                parts.append((more, plain))
                break
            style: Style = style_for(self, "status--excluded" if chip.excluding else "status--chip")
            parts += [(" ", plain), (text, style)]
            self._places.append((used + 1, used + 1 + width(showable(text)), chip.drop))
            used += 1 + width(showable(text))
        return parts

    def on_click(self, event: events.Click) -> None:
        """A click on one of its parts takes it."""
        for start, end, drop in self._places:
            if start <= event.x < end:
                self.post_message(self.Dropped(drop))
                return
