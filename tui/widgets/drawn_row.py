"""One row of the screen that draws itself."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from gongbao.tui.drawing.row_layout import Part, row


class DrawnRow(Widget):
    """Subclasses give the ``parts`` of the row."""

    base = Style()

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is in sight."""
        self.base = self.rich_style
        return row(self.parts(), self.size.width, self.base)
