"""A modal that asks for one line: a note, a name, a file."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.textual_patches.fixed_size import FixedSizeInput


class Prompt(Dialog[str | None]):
    """Gives what was typed, or None if the user thought better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, ui: UiContext, title: str, about: str = "", value: str = "") -> None:
        super().__init__()
        self.ui = ui
        self.heading = title
        self.about = about
        self.value = value

    def compose(self) -> ComposeResult:
        """The box with its title, what it is about, and the keys that work in it."""
        with Vertical(id="box"):
            yield Static(self.heading, id="box-title", markup=False)
            yield Static(self.about, id="box-text", markup=False)
            yield FixedSizeInput(self.value, compact=True, id="answer")
            yield Static(self.ui.texts("prompt.keys"), id="box-close")

    def on_input_submitted(self) -> None:
        """Enter accepts."""
        self.action_accept()

    def action_accept(self) -> None:
        """Give what is typed."""
        self.dismiss(self.query_one(Input).value.strip())
