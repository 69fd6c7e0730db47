"""A modal list to choose from, found by typing: the command palette, history, outline, orders, saved things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input, Static

from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.row_layout import row, split_row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.pinyin_match import sounds_like
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.widgets.filter_box import FilterBox
from gongbao.tui.widgets.listing import Listing


class Option(NamedTuple):
    """One line: its words, what stands at the right edge, what choosing it gives, and other names to find it by."""

    text: str
    value: Any
    detail: str = ""
    aliases: tuple[str, ...] = ()

    def found_by(self, typed: str) -> bool:
        return any(sounds_like(typed, name) for name in (self.text, *self.aliases))


class OptionList(Listing):
    def __init__(self, ui: UiContext, options: Sequence[Option]) -> None:
        super().__init__(id="options")
        self.ui = ui
        self.options = options

    def show(self, options: Sequence[Option], item: int = 0) -> None:
        self.options = options
        self.set_count(len(options), item)

    def draw(self, item: int, line: int, cells: int) -> Strip:
        each = self.options[item]
        here = item == self.item
        cursor = style_for(self, "options--cursor") if here else Style()
        base = self.base + cursor
        text = [(self.ui.glyphs.cursor if here else " ", base)]
        text.append((each.text, style_for(self, "options--text")))
        detail = style_for(self, "options--detail")
        if width(showable(each.text)) + width(showable(each.detail)) + 2 > cells and len(each.detail) > cells // 2:
            return row([*text, ("  " + each.detail, detail)], cells, base)
        return split_row(text, [(each.detail, detail)], cells, base)

    def chosen(self, item: int) -> None:
        self.screen.dismiss(self.options[item].value)


AROUND = 10
"""Rows of the box that are not options: its border, title, filter and keys."""


class Chooser(Dialog[Any]):
    """Gives the chosen option's value, or None. Where there is a ``drop``, Del takes an option away for good."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,ctrl+d", "drop", show=False, priority=True),
        Binding("escape", "dismiss(None)", show=False),  # a click takes the focus to the list
        Binding("enter", "choose", show=False),
    ]

    def __init__(
        self,
        ui: UiContext,
        title: str,
        options: Sequence[Option],
        item: int = 0,
        drop: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__()
        self.drop = drop
        self.ui = ui
        self.heading = title
        self.options = options
        self.first = item

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="options") as box:
            box.styles.height = len(self.options) + AROUND
            yield Static(self.heading, id="box-title", markup=False)
            yield FilterBox(self.ui.texts("facets.filter"), id="option-filter")
            yield OptionList(self.ui, self.options)
            keys = "chooser.keys_drop" if self.drop else "chooser.keys"
            yield Static(self.ui.texts(keys), id="box-close")

    def on_mount(self) -> None:
        self.query_one(OptionList).show(self.options, self.first)
        self.query_one(FilterBox).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        typed = event.value.strip()
        found = [each for each in self.options if each.found_by(typed)] if typed else self.options
        self.query_one(OptionList).show(found)

    def action_choose(self) -> None:
        listing = self.query_one(OptionList)
        if listing.count:
            self.dismiss(listing.options[listing.item].value)

    def action_drop(self) -> None:
        listing = self.query_one(OptionList)
        if self.drop is not None and listing.count:
            gone = listing.options[listing.item]
            self.drop(gone.value)
            self.options = [each for each in self.options if each is not gone]
            listing.show([each for each in listing.options if each is not gone], listing.item)

    def on_filter_box_keyed(self, event: FilterBox.Keyed) -> None:
        listing = self.query_one(OptionList)
        if event.run == "escape":
            self.dismiss(None)
        elif event.run == "enter":
            self.action_choose()
        elif event.run in ("up", "down"):
            listing.action_cursor(-1 if event.run == "up" else 1)
        else:
            listing.action_page(-1 if event.run == "pageup" else 1)
