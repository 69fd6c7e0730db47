"""The reader: a whole document in well-set Chinese, every match marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events, work
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.worker import get_current_worker

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.row_layout import highlight_spans, row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.gc_tuning import yield_to_render
from gongbao.tui.textual_patches.fixed_size import FixedSizeScroll

if TYPE_CHECKING:
    from gongbao.tui.drawing.document_layout import Layout, OpenDocument

LONG = 20_000
"""Characters of a document from which what is in sight is laid out first, and the rest after it is shown."""
AROUND = 3_000
"""Characters laid out first on either side of the place that is opened."""


class Reader(FixedSizeScroll, can_focus=True):
    """Shows one document; laying it out happens in a thread, so that a long one never stops the app."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reader")]

    class LaidOut(Message):
        """A layout is ready."""

        def __init__(self, document: OpenDocument, layout: Layout) -> None:
            super().__init__()
            self.document = document
            self.layout = layout

    class Moved(Message):
        """Another match, or another part of the document, is in sight."""

    class PastEnd(Message):
        """There is no further match this way in this document."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Left(Message):
        """The user goes back to the results."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="reader")
        self.ui = ui
        self.document: OpenDocument | None = None
        self.laid: Layout | None = None
        self.passage = 0
        self.current: int | None = None
        self.base = Style()
        self._enter_by = 0
        self._start: int | None = None
        self._steps = 0
        self._top = 0
        self._marked = range(0)
        self._placed = True

    def show(self, document: OpenDocument, passage: int, enter_by: int = 0, start: int | None = None) -> None:
        """Open ``document`` at ``passage``, at its match that begins at ``start`` or at its first one.

        ``enter_by`` 1 or −1 takes the document's first or last match instead.
        """
        same = self.document is not None and self.document == document and self.laid is not None
        if enter_by:
            holding = [n for n, each in enumerate(document.passages) if each.matches]
            passage = (holding[0 if enter_by > 0 else -1]) if holding else passage
        self.document, self.passage, self._enter_by, self._start = document, passage, enter_by, start
        self._steps = 0
        if same:
            self._place()
        else:
            self.laid = None
            self._lay_out()

    def clear(self) -> None:
        """Show no document."""
        self.document = self.laid = self.current = None
        self.virtual_size = Size(0, 0)
        self.refresh()

    def on_resize(self) -> None:
        """There is another size to draw for."""
        if self.document is not None and (self.laid is None or self.laid.cells != self._cells):
            if self.laid is not None:
                seen = self.current is not None and self.match_in_sight
                self.passage = self.passage_looked_at() if seen else self.passage_in_sight()
                self._start = self._offset(self.current) if self.current is not None and seen else None
            self._lay_out()

    @property
    def _cells(self) -> int:
        # a cell free on either side; the scroll bar's gutter is always kept, so a layout never changes its own width
        return max(4, self.scrollable_content_region.width - 2)

    def _lay_out(self) -> None:
        from gongbao.tui.drawing.document_layout import (
            part_around,  # with the rules of wrapping 10 ms, and loaded with the index
        )

        document = self.document
        if document is not None and self.size.width:
            part = None
            if sum(len(each.text) for each in document.passages) > LONG:
                part = part_around(document, min(self.passage, len(document.passages) - 1), AROUND)
            self._lay_out_in_thread(document, self._cells, part)

    def _lay_out_rest(self, part: Layout) -> None:
        if self.laid is part and self.document is not None:
            self._lay_out_in_thread(self.document, part.cells, None)

    # without a description Textual makes one in the app's own thread: the repr of the whole document
    @work(thread=True, exclusive=True, group="layout", description="lay_out")
    def _lay_out_in_thread(self, document: OpenDocument, cells: int, part: range | None) -> None:
        from gongbao.tui.drawing.document_layout import lay_out

        worker = get_current_worker()
        layout = lay_out(document, cells, part, yield_to_render)
        if not worker.is_cancelled:
            self.post_message(self.LaidOut(document, layout))

    def on_reader_laid_out(self, event: LaidOut) -> None:
        """A layout is ready: show it, if it is of the document and width that are wanted."""
        event.stop()
        if event.document is not self.document:
            return
        if event.layout.cells != self._cells:
            self._lay_out()
            return
        before, self.laid = self.laid, event.layout
        self._placed = False  # the current match is one of the layout before
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.laid.lines))
        self._placed = True
        if before is not None and not before.whole and self.laid.whole and before.cells == self.laid.cells:
            self._take_place_of(before, self.laid)
        else:
            self._place()
        if not self.laid.whole:
            # once the part is drawn: a thread at work beside the drawing makes it take twice as long
            self.call_after_refresh(self._lay_out_rest, self.laid)
        elif self._steps:
            by, self._steps = self._steps, 0
            for _ in range(abs(by)):
                self.action_match(1 if by > 0 else -1)

    def _take_place_of(self, part: Layout, whole: Layout) -> None:
        """Show the same lines and the same match in the whole document as in the part of it that was there first."""
        shift = whole.passage_lines[part.first] - part.passage_lines[0]
        if self.current is not None:
            line, _, start = part.found[self.current]
            first = bisect_left(whole.found, (line + shift, 0, 0))
            self.current = next(n for n in range(first, len(whole.found)) if whole.found[n][2] == start)
        # the part may have been too short to bring its line as far up as it should stand
        last = max(0, len(part.lines) - self.size.height)
        top = self._top if self.scroll_offset.y == min(self._top, last) else self.scroll_offset.y
        self._see(top + shift, 0)

    def _place(self) -> None:
        """Go where ``show`` was told to."""
        assert self.laid is not None
        found = self.laid.found
        if not self.laid.passage_lines:
            self.current = None
            self.refresh()
            return
        passage = max(0, min(self.passage - self.laid.first, len(self.laid.passage_lines) - 1))
        line = self.laid.passage_lines[passage]
        self.current = None
        if found and self._enter_by:
            self.current = 0 if self._enter_by > 0 else len(found) - 1
        elif found:
            at = bisect_left(found, (line, 0, 0))
            following = self.laid.passage_lines[passage + 1 : passage + 2] or [len(self.laid.lines)]
            here = [n for n in range(at, len(found)) if found[n][0] < following[0]]
            self.current = next((n for n in here if self._offset(n) == self._start), here[0] if here else None)
        self._enter_by, self._start = 0, None
        target = found[self.current][0] if self.current is not None else line
        self._see(0 if target < self.size.height // 2 and self.passage == 0 else target)

    def go(self, line: int) -> None:
        """To a line of the layout, and from there on to matches."""
        self.current = None
        self._see(line, 0)

    def _offset(self, match: int) -> int:
        """Where a match begins in its passage."""
        assert self.laid is not None
        _, block, start = self.laid.found[match]
        return self.laid.offsets[block] + start

    def _see(self, line: int, margin: int = 3) -> None:
        self._top = max(0, line - margin)
        self.scroll_to(y=self._top, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def passage_in_sight(self) -> int:
        """The passage at the top of the window."""
        if self.laid is None:
            return self.passage
        return self.laid.first + max(0, bisect_right(self.laid.passage_lines, self.scroll_offset.y) - 1)

    @property
    def match_in_sight(self) -> bool:
        """Whether the current match is in the window."""
        if self.laid is None or self.current is None:
            return False
        return 0 <= self.laid.found[self.current][0] - self.scroll_offset.y < max(1, self.size.height)

    def passage_looked_at(self) -> int:
        """The passage of the current match if that is in sight, else the first that begins in the window."""
        if self.laid is None:
            return self.passage
        if self.current is not None and self.match_in_sight:
            line = self.laid.found[self.current][0]
        else:
            at = bisect_left(self.laid.passage_lines, self.scroll_offset.y)
            line = self.laid.passage_lines[min(at, len(self.laid.passage_lines) - 1)]
        return self.laid.first + max(0, bisect_right(self.laid.passage_lines, line) - 1)

    @property
    def passage_marked(self) -> int:
        """The current passage: the one looked at where the reader has the focus, else the one it was opened at."""
        return self.passage_looked_at() if self.has_focus else self.passage

    def _marked_lines(self) -> range:
        """The lines of the current passage, with its headings left out."""
        laid = self.laid
        if laid is None or not 0 <= self.passage_marked - laid.first < len(laid.passage_lines):
            return range(0)
        first = laid.passage_lines[self.passage_marked - laid.first]
        end = next((n for n in range(first, len(laid.lines)) if laid.lines[n].kind == "gap"), len(laid.lines))
        return range(first, end)

    def section_in_sight(self) -> str:
        """The innermost heading above what is seen."""
        if self.laid is None:
            return ""
        stops = [stop.line for stop in self.laid.outline]
        at = bisect_right(stops, self.scroll_offset.y + 3) - 1
        return self.laid.outline[at].text if at >= 0 else ""

    def action_match(self, by: int) -> None:
        """To the next (1) or previous (−1) match, once the whole document is laid out; past the end, say so."""
        if self.laid is None or not self.laid.whole:
            self._steps += by
            return
        found = self.laid.found
        if self.current is None:
            at = bisect_left(found, (self.scroll_offset.y, 0, 0))
            target = at if by > 0 else at - 1
        else:
            target = self.current + by
        if not 0 <= target < len(found):
            self.post_message(self.PastEnd(by))
            return
        self.current = target
        line = found[target][0]
        top, height = self.scroll_offset.y, self.size.height
        if top <= line < top + height:
            self.refresh()
            self.post_message(self.Moved())
        else:
            self._see(line)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in ``crop``."""
        self.base = self.rich_style  # 0.2 ms each time it is asked for, and every line needs it
        self._marked = self._marked_lines()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is in sight."""
        cells = self.scrollable_content_region.width
        base = self.base
        at = self.scroll_offset.y + y
        if self.laid is None or at >= len(self.laid.lines):
            return Strip.blank(cells, base)
        laid, line = self.laid, self.laid.lines[at]
        if line.kind == "gap":
            return Strip.blank(cells, base)
        plain = style_for(self, f"reader--{line.kind}")
        mark = style_for(self, "reader--match")
        text = laid.texts[line.block][line.start : line.end]
        special = None
        if self.current is not None and laid.found[self.current][1] == line.block:
            start = laid.found[self.current][2]
            span = next(span for span in laid.matches[line.block] if span[0] == start)
            special = (span, style_for(self, "reader--current"))
        parts = highlight_spans(text, laid.matches[line.block], plain, mark, line.start, special)
        edge = self.ui.glyphs.cursor if at in self._marked else " "
        return row([(edge, style_for(self, "reader--edge")), (" " * line.indent, Style()), *parts], cells, base)

    def action_line(self, by: int) -> None:
        """Scroll by so many lines."""
        self.scroll_relative(y=by, animate=False)
        self.call_after_refresh(self.post_message, self.Moved())

    def action_page(self, by: int) -> None:
        """Scroll by so many windows."""
        self.scroll_relative(y=by * max(1, self.size.height - 2), animate=False)
        self.call_after_refresh(self.post_message, self.Moved())

    def action_edge(self, which: int) -> None:
        """To the beginning (−1) or end (1) of the document."""
        self.scroll_to(y=0 if which < 0 else self.virtual_size.height, animate=False)
        self.call_after_refresh(self.post_message, self.Moved())

    def action_leave(self) -> None:
        """Back to the results."""
        self.post_message(self.Left())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Where one has scrolled away from the current match, the first one in sight is current, if there is one."""
        super().watch_scroll_y(old_value, new_value)
        if self.laid is None or not (self.laid.whole and self._placed) or round(old_value) == round(new_value):
            return
        if not self.match_in_sight:
            at = bisect_left(self.laid.found, (self.scroll_offset.y, 0, 0))
            there = at < len(self.laid.found) and self.laid.found[at][0] < self.scroll_offset.y + self.size.height
            self.current = at if there else None
        self.post_message(self.Moved())

    def on_focus(self) -> None:
        """Another passage may be the current one."""
        self.refresh()

    def on_blur(self) -> None:
        """Another passage may be the current one."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click gives the reader the focus."""
        self.focus()
