"""The line between the tabs and a view that needs one: what its columns are."""

from __future__ import annotations

from typing import Protocol

from textual import events

from gongbao.tui.drawing.row_layout import Part
from gongbao.tui.drawing.styles import StyledWidget
from gongbao.tui.widgets.drawn_row import DrawnRow


class Headed(Protocol):
    """A view that says what its columns are."""

    def head(self, line: StyledWidget, cells: int) -> list[Part]:
        """The parts of the line over its columns, in the inks of ``line``."""
        ...

    def head_clicked(self, x: int, cells: int) -> None:
        """A click ``x`` cells from the left of a line of ``cells``."""
        ...


class ViewHead(DrawnRow):
    """Draws what the view under it says."""

    def __init__(self) -> None:
        super().__init__(id="view-head")
        self.view: Headed | None = None

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        return self.view.head(self, self._cells) if self.view is not None else []

    @property
    def _cells(self) -> int:
        """As wide as the lines of the view, which has a scroll bar."""
        return max(0, self.size.width - 1)

    def on_click(self, event: events.Click) -> None:
        """A click on one of its parts takes it."""
        if self.view is not None:
            self.view.head_clicked(event.x, self._cells)
