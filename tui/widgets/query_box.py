"""The query: one line at a fixed place, so that an input method's window follows it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from gongbao.tui.actions import bindings
from gongbao.tui.textual_patches.fixed_size import FixedSizeInput


class QueryBox(FixedSizeInput):
    """Says that the query is being typed (Input.Changed), was entered (Input.Submitted), or was left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("query")]

    class Left(Message):
        """The user wants to be among the results."""

    class CompletionWanted(Message):
        """The user asks what else to type."""

    def __init__(self, placeholder: str, suggester: Suggester) -> None:
        super().__init__(placeholder=placeholder, suggester=suggester, compact=True, select_on_focus=False, id="query")

    def put(self, query: str) -> None:
        """Show ``query`` as if it had been typed, the cursor behind it, without saying that it was."""
        with self.prevent(Input.Changed):
            self.value = query
        self.cursor_position = len(query)

    def action_leave(self) -> None:
        """To the results."""
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Ask what else to type."""
        self.post_message(self.CompletionWanted())
