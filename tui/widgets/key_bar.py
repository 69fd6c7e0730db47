"""The last row: what the keys do here, as many as fit whole."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.timer import Timer

from gongbao.tui.actions import ACTIONS, BY_ID, Action, Context, cap, keys_of
from gongbao.tui.drawing.cells import width
from gongbao.tui.drawing.row_layout import Part
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.widgets.drawn_row import DrawnRow

SECONDS = 4
"""How long something said in passing stays."""


_ALWAYS = ("help", "quit")
"""These stand last, and have their place kept in every window."""
_IN_BOXES = "-"
"""What works in the box over the facets though it is a character."""


class KeyBar(DrawnRow):
    """Shows the actions of the focused context first, then those of the screen; a click runs one."""

    def __init__(self, ui: UiContext, own_keys: Mapping[str, str]) -> None:
        super().__init__()
        self.ui = ui
        self.own_keys = own_keys
        self.context: Context = "screen"
        self.typing = False
        self.told = ""
        self._places: list[tuple[int, int, Action]] = []
        self._telling: Timer | None = None

    def tell(self, text: str) -> None:
        """Show ``text`` in place of the keys for a few seconds (a toast would cut wide characters in half)."""
        if self._telling is not None:
            self._telling.stop()
        self.told = text
        self._telling = self.set_timer(SECONDS, self._done)
        self.refresh()

    def _done(self) -> None:
        self.told = ""
        self.refresh()

    def show(self, context: Context, typing: bool) -> None:
        """The keys of a context; while letters are ``typing`` something, those that are not letters."""
        if (context, typing) != (self.context, self.typing):
            self.context, self.typing = context, typing
            self.refresh()

    def _shown(self) -> list[Action]:
        """What may be shown, the most wanted first; where the query is typed one need not be told how to get there."""
        here = [a for a in ACTIONS if a.bar and a.context == self.context and a.context != "screen"]
        here.sort(key=lambda action: action.run != "leave")  # the way back is never cut off
        anywhere = [a for a in ACTIONS if a.bar and a.context == "screen" and a.id not in _ALWAYS]
        return here + [a for a in anywhere if a.id != "search" or self.context != "query"]

    def _cap(self, action: Action) -> tuple[str, str] | None:
        """A key of the action that works here, and what it does; None where it has none."""
        # while letters are text, the twin that works there
        keys = keys_of(action, self.own_keys)
        key = next((k for k in keys if not self.typing or len(k) > 1 or k in _IN_BOXES), None)
        return None if key is None else (f" {cap(key)} ", self.ui.texts(f"action.{action.id}") + " ")

    def parts(self) -> list[Part]:
        """The parts of the row, from left to right."""
        key_style = style_for(self, "bar--key")
        text_style = style_for(self, "bar--text")
        self._places = []
        if self.told:
            return [(" " + self.told, key_style)]
        parts: list[Part] = []
        always = [BY_ID[name] for name in _ALWAYS]
        room = self.size.width - sum(width("".join(self._cap(action) or "")) for action in always)
        used = 0
        for action in [*self._shown(), *always]:
            caps = self._cap(action)
            if caps is None:
                continue
            size = width("".join(caps))
            if used + size > (self.size.width if action in always else room):
                continue
            parts += [(caps[0], key_style), (caps[1], text_style)]
            self._places.append((used, used + size, action))
            used += size
        return parts

    async def on_click(self, event: events.Click) -> None:
        """A click on one of its parts takes it."""
        for start, end, action in self._places:
            if start <= event.x < end:
                node = self.screen if action.context == "screen" else self.screen.focused
                if node is not None:
                    await self.app.run_action(action.run, default_namespace=node)
                return
