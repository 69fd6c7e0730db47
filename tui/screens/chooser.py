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
    """One line: its words, what choosing it gives, what stands at the right edge, other names to find it by, and why it
    cannot be chosen (empty where it can)."""

    text: str
    value: Any
    detail: str = ""
    aliases: tuple[str, ...] = ()
    why_not: str = ""

    def found_by(self, typed: str) -> bool:
        """Whether ``typed`` stands in one of its names, or sounds like a part of it."""
        return any(sounds_like(typed, name) for name in (self.text, *self.aliases))


class OptionList(Listing):
    """Options, one a line; those that cannot be chosen are less bright and say why."""

    def __init__(self, ui: UiContext, options: Sequence[Option]) -> None:
        super().__init__(id="options")
        self.ui = ui
        self.options = options

    @property
    def option(self) -> Option | None:
        """The option under the cursor, None where there is none."""
        return self.options[self.item] if self.count else None

    def show(self, options: Sequence[Option], item: int = 0) -> None:
        """Show these, the cursor on ``item``."""
        self.options = options
        self.set_count(len(options), item)

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        each = self.options[item]
        here = item == self.item
        cursor = style_for(self, "options--cursor") if here else Style()
        base = self.base + cursor
        text = [(self.ui.glyphs.cursor if here else " ", base)]
        detail = style_for(self, "options--detail", base)
        text.append((each.text, detail if each.why_not else style_for(self, "options--text", base)))
        told = each.why_not or each.detail
        if width(showable(each.text)) + width(showable(told)) + 2 > cells and len(told) > cells // 2:
            return row([*text, ("  " + told, detail)], cells, base)
        return split_row(text, [(told, detail)], cells, base)

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        if not self.options[item].why_not:
            self.screen.dismiss(self.options[item].value)


class KeptList(NamedTuple):
    """What can be done with the options of a list of what is kept.

    ``drop`` takes an option's value away (Del), ``put_back`` brings the last one dropped back (^Z), ``edit`` leaves the
    list to change one (^E), ``look_at`` is told what the cursor is on.
    """

    drop: Callable[[Any], Any]
    put_back: Callable[[Any], Any]
    edit: Callable[[Any], Any] | None = None
    look_at: Callable[[Any], Any] | None = None


AROUND = 10
"""Rows of the box that are not options: its border, title, filter and keys."""


class Chooser(Dialog[Any]):
    """Gives the chosen option's value, or None; with ``kept``, options can be taken away, put back and changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,ctrl+d", "drop", show=False, priority=True),
        Binding("ctrl+z", "put_back", show=False, priority=True),
        Binding("ctrl+e", "edit", show=False, priority=True),
        Binding("escape", "dismiss(None)", show=False),  # a click takes the focus to the list
        Binding("enter", "choose", show=False),
    ]

    def __init__(
        self,
        ui: UiContext,
        title: str,
        options: Sequence[Option],
        item: int = 0,
        kept: KeptList | None = None,
    ) -> None:
        super().__init__()
        self.kept = kept
        self._dropped: list[tuple[int, Option]] = []
        self.ui = ui
        self.heading = title
        self.options = list(options)
        self.first = item

    def compose(self) -> ComposeResult:
        """The box with its title, what it is about, and the keys that work in it."""
        with Vertical(id="box", classes="options") as box:
            box.styles.height = len(self.options) + AROUND
            yield Static(self.heading, id="box-title", markup=False)
            yield FilterBox(self.ui.texts("facets.filter"), id="option-filter")
            yield OptionList(self.ui, self.options)
            keys = "chooser.keys" if not self.kept else "chooser.keys_edit" if self.kept.edit else "chooser.keys_drop"
            yield Static(self.ui.texts(keys), id="box-close")

    def on_mount(self) -> None:
        """The widgets are there to be filled."""
        self.query_one(OptionList).show(self.options, self.first)
        self.query_one(FilterBox).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only options that contain what is typed, or sound like it."""
        self._show(0)

    def _show(self, item: int) -> None:
        typed = self.query_one(FilterBox).value.strip()
        found = [each for each in self.options if each.found_by(typed)] if typed else self.options
        self.query_one(OptionList).show(found, item)

    def on_listing_moved(self) -> None:
        """The cursor stands on another option."""
        option = self.query_one(OptionList).option
        if self.kept is not None and self.kept.look_at is not None and option is not None:
            self.kept.look_at(option.value)

    def action_choose(self) -> None:
        """Give the option under the cursor."""
        option = self.query_one(OptionList).option
        if option is not None and not option.why_not:
            self.dismiss(option.value)

    def action_drop(self) -> None:
        """Take the option under the cursor away."""
        listing = self.query_one(OptionList)
        gone = listing.option
        if self.kept is not None and gone is not None:
            self.kept.drop(gone.value)
            self._dropped.append((self.options.index(gone), gone))
            self.options.remove(gone)
            self._show(listing.item)

    def action_put_back(self) -> None:
        """Bring the option back that was taken away last."""
        if self.kept is not None and self._dropped:
            at, option = self._dropped.pop()
            self.kept.put_back(option.value)
            self.options.insert(at, option)
            self._show(self.query_one(OptionList).item)

    def action_edit(self) -> None:
        """Leave the list, and change the option under the cursor."""
        option = self.query_one(OptionList).option
        if self.kept is not None and self.kept.edit is not None and option is not None:
            edit, value = self.kept.edit, option.value
            self.dismiss(None)
            self.app.call_later(edit, value)

    def on_filter_box_keyed(self, event: FilterBox.Keyed) -> None:
        """A key typed in the box is meant for the list."""
        listing = self.query_one(OptionList)
        if event.run == "escape":
            self.dismiss(None)
        elif event.run == "enter":
            self.action_choose()
        elif event.run in ("up", "down"):
            listing.action_cursor(-1 if event.run == "up" else 1)
        else:
            listing.action_page(-1 if event.run == "pageup" else 1)
