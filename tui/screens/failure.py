"""A modal that says what went wrong in one sentence."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.look import Look


class FailureScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,space", "dismiss")]

    def __init__(self, look: Look, message: str) -> None:
        super().__init__()
        self.look = look
        self.message = message

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", classes="failure"):
            yield Static(self.look.texts("error.title"), id="box-title", markup=False)
            yield Static(self.message, id="box-text", markup=False)
            yield Static(self.look.texts("error.close"), id="box-close", markup=False)
