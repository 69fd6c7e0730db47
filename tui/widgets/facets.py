"""Facets: values with their counts, to ask for or to keep out, found by typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.glyphs import bar
from gongbao.tui.drawing.row_layout import Part, split_row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.facet_rows import Counts, FacetRow, FacetRows
from gongbao.tui.model.question import Choice, Question, Value
from gongbao.tui.widgets.filter_box import FilterBox
from gongbao.tui.widgets.listing import Listing

_MARKS = {"include": "[x]", "exclude": "[~]", None: "[ ]"}
_IN_FILTER = {" ": "include", "\u3000": "include", "-": "exclude", "－": "exclude"}
"""What these do while a value's name is typed: names hold neither."""


class FacetList(Listing):
    """The values of all facets in one list."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("facets")]
    AT_ONCE = True

    class Toggled(Message):
        """A value was asked for, kept out, or neither any more."""

        def __init__(self, facet: str, value: Value, choice: Choice) -> None:
            super().__init__()
            self.facet = facet
            self.value = value
            self.choice: Choice = choice

    class YearsSet(Message):
        """A range of years was chosen."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    class Left(Message):
        """The user wants to be among the results."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="facet-list")
        self.ui = ui
        self.model = FacetRows()
        self.rows: list[FacetRow] = []
        self._dragged_from: int | None = None
        self._dragged = False

    def show(self, counts: Counts, question: Question, provinces: Mapping[str, str]) -> None:
        """New counts; the cursor stays on the value it is on."""
        self.model.counts, self.model.question, self.model.provinces = counts, question, provinces
        self._rebuild()

    def filter(self, typed: str) -> None:
        """Only values that contain what was typed, or sound like it."""
        self.model.typed = typed
        self._rebuild()
        if typed:
            first = next((n for n, row in enumerate(self.rows) if row.kind in ("value", "province")), 0)
            self.set_count(len(self.rows), first)

    def _rebuild(self, under: FacetRow | None = None) -> None:
        if under is None and self.item < len(self.rows):
            under = self.rows[self.item]
        self.rows = self.model.rows()
        at = next((n for n, row in enumerate(self.rows) if under and row.place == under.place), None)
        self.set_count(len(self.rows), at)

    def _style(self, name: str, under: Style | None = None) -> Style:
        return style_for(self, f"facets--{name}", under)

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        each = self.rows[item]
        here = item == self.item and (self.has_focus or self.model.typed != "")
        base = self.base + (self._style("cursor") if here else Style())
        edge = (self.ui.glyphs.cursor if here else " ", base)
        left, right = self._parts(each, cells - 1, base)
        return split_row([edge, *left], right, cells, base)

    def _parts(self, each: FacetRow, cells: int, base: Style) -> tuple[list[Part], list[Part]]:
        """What stands at the left and at the right edge of a line."""
        glyphs, texts = self.ui.glyphs, self.ui.texts
        fold = glyphs.closed if self.model.folded(each) else glyphs.opened
        if each.kind == "more":
            return [(texts("facets.more", n=each.count), self._style("count", base))], []
        if each.kind == "head":
            head = f"{fold} {texts.get(f'facet.{each.facet}', each.facet)}"
            return [(head, self._style("head", base))], [(str(each.count), self._style("count", base))]
        choice = self.model.question.mark(each.facet, each.value)
        style = self._style({"include": "included", "exclude": "excluded", None: "value"}[choice], base)
        mark: Part = ("  " * each.depth + _MARKS[choice] + " ", style)
        count: Part = (f"{each.count:,}", self._style("count", base))
        if each.facet == "year":
            most = max((count for _, count in self.model.values("year")), default=1) or 1
            room = cells - len("[ ] 2020 ") - len(f"{most:,}") - 1
            if room >= 3:
                drawn = (bar(glyphs, each.count / most, room), self._style("bar", base))
                return [mark, (f"{each.value} ", style), drawn], [count]
        name = texts.get(f"value.{each.value}", str(each.value)) if each.facet == "level" else str(each.value)
        if each.kind == "province":
            name = f"{fold} {name}"
        return [mark, (name, style)], [count]

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        self.action_choose("include")

    def action_choose(self, choice: Choice) -> None:
        """Ask for the value under the cursor, or keep it out; fold or unfold what heads others."""
        if not self.rows:
            return
        each = self.rows[self.item]
        if each.kind in ("value", "province"):
            self.post_message(self.Toggled(each.facet, each.value, choice))
        else:
            self.action_fold(not self.model.folded(each))

    def action_fold(self, fold: bool) -> None:
        """Fold or unfold what the cursor is on or in."""
        if not self.rows or self.model.typed:
            return
        under = self.rows[self.item]
        self.model.fold(under, fold)
        if fold and under.kind in ("value", "more"):
            heads = [row for row in self.rows[: self.item] if row.kind == ("province" if under.depth else "head")]
            under = heads[-1] if heads else under
        self._rebuild(under)

    def action_year(self, end: int) -> None:
        """Make the year under the cursor the first (−1) or the last (1) of the range, or begin one."""
        each = self.rows[self.item] if self.rows else None
        if each is None or not isinstance(each.value, int):
            return
        first, last = self.model.question.years or (each.value, each.value)
        first, last = (each.value, max(last, each.value)) if end < 0 else (min(first, each.value), each.value)
        self.post_message(self.YearsSet(first, last))

    def _year_at(self, event: events.MouseEvent) -> int | None:
        item = event.y + self.scroll_offset.y
        value = self.rows[item].value if 0 <= item < len(self.rows) else None
        return value if isinstance(value, int) else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A drag over years may begin."""
        self._dragged_from, self._dragged = self._year_at(event), False

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A drag from one year to another chooses the years between."""
        first, last = self._dragged_from, self._year_at(event)
        self._dragged_from = None
        if first is not None and last is not None and first != last:
            self._dragged = True
            self.post_message(self.YearsSet(min(first, last), max(first, last)))

    def on_click(self, event: events.Click) -> None:
        """No choice of the year where a drag ends, though Textual takes that for a click on the list."""
        if self._dragged:
            event.prevent_default()

    def action_leave(self) -> None:
        """Back to the results."""
        self.post_message(self.Left())


class FacetPanel(Vertical):
    """The filter line over the list."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__(id="facets")
        self.filter_box = FilterBox(ui.texts("facets.filter"), _IN_FILTER, id="facet-filter")
        self.list = FacetList(ui)

    def compose(self) -> ComposeResult:
        """The box over the list."""
        yield self.filter_box
        yield self.list

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show only values that fit what is typed."""
        event.stop()
        self.list.filter(event.value.strip())

    def on_filter_box_keyed(self, event: FilterBox.Keyed) -> None:
        """A key typed in the box is meant for the list."""
        event.stop()
        # in the list's own context: what it says while its parent handles a message stops at the parent
        run = self.list.call_next
        if event.run == "escape":
            self.filter_box.value = ""
            self.list.focus()
        elif event.run in ("up", "down"):
            run(self.list.action_cursor, -1 if event.run == "up" else 1)
        elif event.run in ("pageup", "pagedown"):
            run(self.list.action_page, -1 if event.run == "pageup" else 1)
        else:
            run(self.list.action_choose, "exclude" if event.run == "exclude" else "include")
