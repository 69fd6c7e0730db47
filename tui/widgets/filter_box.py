"""A line to type into over a list: letters filter, arrows and Enter work on the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from gongbao.tui.textual_patches.fixed_size import FixedSizeInput


class FilterBox(FixedSizeInput):
    """``instead`` maps characters to what they mean to the list instead of being typed."""

    class Keyed(Message):
        """A key meant for the list: up, down, pageup, pagedown, enter, escape, or a value of ``instead``."""

        def __init__(self, box: FilterBox, run: str) -> None:
            super().__init__()
            self.box = box
            self.run = run

        @property
        def control(self) -> FilterBox:
            """What ``@on`` selects these messages by."""
            return self.box

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"pass_on('{key}')", show=False) for key in ("up", "down", "pageup", "pagedown", "enter", "escape")
    ]

    def __init__(self, placeholder: str, instead: Mapping[str, str] | None = None, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, compact=True, id=id)
        self._instead = instead or {}

    def on_key(self, event: events.Key) -> None:
        """Keys that mean something to the list are not typed."""
        run = self._instead.get(event.character or "")
        if run:
            event.stop()
            event.prevent_default()
            self.action_pass_on(run)

    def action_pass_on(self, run: str) -> None:
        """Hand a key on to the list."""
        self.post_message(self.Keyed(self, run))
