"""A list by the Line API: rows of equal height, a cursor, and nothing drawn that is not seen."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.row_layout import row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.textual_patches.fixed_size import FixedSizeScroll

_DIMMED = Style(dim=True)


class Listing(FixedSizeScroll, can_focus=True):
    """Subclasses say how many ``items`` there are, how many lines each takes, and draw one line of one.

    A click moves the cursor, and one on the item under the cursor does what Enter does; where ``AT_ONCE``, any click.
    """

    AT_ONCE = False

    class Moved(Message):
        """The cursor stands on another item."""

        can_bubble = True

        def __init__(self, listing: Listing, item: int) -> None:
            super().__init__()
            self.listing = listing
            self.item = item

        @property
        def control(self) -> Listing:
            """What ``@on`` selects these messages by."""
            return self.listing

        def can_replace(self, message: Message) -> bool:
            """A later one of these takes the place of one that waits."""
            return isinstance(message, type(self)) and message.listing is self.listing

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.item = 0
        self.count = 0
        self.dimmed = False
        """Whether what is shown is the answer to an earlier question."""
        self.height_of_item = 1
        self.base = Style()
        self.note = ""
        """What is said where there are no items."""

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        raise NotImplementedError

    def dim(self, dimmed: bool) -> None:
        """What is shown is out of date, or no longer."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.refresh()

    def chosen(self, item: int) -> None:
        """A click on ``item``, which is under the cursor."""

    def set_count(self, count: int, item: int | None = None, note: str = "") -> None:
        """There are now ``count`` items; the cursor stays where it can, or goes to ``item``."""
        self.count, self.note = count, note
        self.item = max(0, min(self.item if item is None else item, count - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, count * self.height_of_item)
        self.refresh()
        self._reveal()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in ``crop``."""
        self.base = self.rich_style  # 0.2 ms each time it is asked for, and every line needs it
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is in sight."""
        cells = self.scrollable_content_region.width
        if not self.count:
            return row([(self._noted(y - 1, cells - 2), style_for(self, "listing--note"))], cells, self.base)
        item, line = divmod(self.scroll_offset.y + y, self.height_of_item)
        if item >= self.count:
            return Strip.blank(cells, self.base)
        strip = self.draw(item, line, cells)
        return strip.apply_style(_DIMMED) if self.dimmed else strip

    def _noted(self, line: int, cells: int) -> str:
        """A line of the note, which stands one cell from the edge."""
        if not self.note or line < 0:
            return ""
        from gongbao.tui.drawing.wrapping import wrap  # its rules take 6 ms to load: not before the first paint

        spans = wrap(showable(self.note), max(2, cells))
        start, end = spans[line] if line < len(spans) else (0, 0)
        return " " + self.note[start:end]

    def go(self, item: int) -> None:
        """Put the cursor on ``item`` (kept within the list), show it, and say so."""
        item = max(0, min(item, self.count - 1))
        if item == self.item or not self.count:
            return
        previous, self.item = self.item, item
        for each in (previous, item):
            self.refresh_lines(each * self.height_of_item, self.height_of_item)
        self._reveal()
        self.post_message(self.Moved(self, item))

    def _reveal(self) -> None:
        if not self.count or not self.size.height:
            return
        region = Region(0, self.item * self.height_of_item, 1, self.height_of_item)
        self.scroll_to_region(region, animate=False, force=True)

    def on_resize(self) -> None:
        """There is another size to draw for."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.count * self.height_of_item)
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; choose the item it was on already."""
        item = (event.get_content_offset_capture(self).y + self.scroll_offset.y) // self.height_of_item
        if 0 <= item < self.count:
            chosen = self.AT_ONCE or item == self.item
            self.go(item)
            if chosen:
                self.chosen(item)

    def action_cursor(self, by: int) -> None:
        """Move the cursor by so many items."""
        self.go(self.item + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by so many windows."""
        self.go(self.item + by * max(1, self.size.height // self.height_of_item))

    def action_edge(self, which: int) -> None:
        """To the first (−1) or last (1) item."""
        self.go(0 if which < 0 else self.count - 1)
