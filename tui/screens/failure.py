"""A modal that says what went wrong in one sentence."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from gongbao.tui.drawing.cells import showable_lines
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.screens.dialog import Dialog


class FailureScreen(Dialog[bool]):
    """Gives True where the user takes up what was offered (key i)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space", "dismiss(False)", show=False),
        Binding("i,ｉ,f5", "take", show=False),
    ]

    def __init__(self, ui: UiContext, message: str, offer: str = "") -> None:
        super().__init__()
        self.ui = ui
        self.message = message
        self.offer = offer

    def compose(self) -> ComposeResult:
        """The box with its title, what it is about, and the keys that work in it."""
        with VerticalScroll(id="box", classes="failure"):
            yield Static(self.ui.texts("error.title"), id="box-title", markup=False)
            yield Static(showable_lines(self.message), id="box-text", markup=False)
            keys = (self.offer, self.ui.texts("error.close"))
            yield Static("  ".join(each for each in keys if each), id="box-close")

    def action_take(self) -> None:
        """Take up what is offered, if something is."""
        if self.offer:
            self.dismiss(True)
