"""Widgets whose content grows and shrinks while they themselves stay as large as they are."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.widgets import Input


class FixedSizeScroll(ScrollView):
    """Content of another size moves the scroll bar. Textual's own lays the whole screen out anew: 20 ms and more."""

    DEFAULT_CSS: ClassVar[str] = """
    FixedSizeScroll {
        height: 1fr; background: $background; scrollbar-background: $background; overflow-x: hidden;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; scrollbar-gutter: stable;
    }
    """
    virtual_size = Reactive(Size(0, 0))

    def watch_virtual_size(self, size: Size) -> None:
        """The content has another size: only the scroll bar moves."""
        if self.is_mounted:
            self._scroll_update(size)


class FixedSizeInput(Input):
    """A line to type into, for which the screen is not laid out anew at every key."""

    virtual_size = Reactive(Size(0, 0))

    def on_paste(self, event: events.Paste) -> None:
        """All lines that are pasted become one; Textual's own takes the first and drops the rest."""
        event.stop()
        event.prevent_default()
        self.replace(" ".join(event.text.split()), *self.selection)
