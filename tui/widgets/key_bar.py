"""The last row: what the keys do here, as many as fit whole."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.timer import Timer

from tui.actions import ACTIONS, Action, Context, cap, keys_of
from tui.cells import width
from tui.inks import ink
from tui.look import Look
from tui.strips import Part
from tui.widgets.line import Line

SECONDS = 4
"""How long something said in passing stays."""


_IN_BOXES = "-"
"""What works in the box over the facets though it is a character."""


class KeyBar(Line):
    """Shows the actions of the focused context first, then those of the screen; a click runs one."""

    def __init__(self, look: Look, own_keys: Mapping[str, str]) -> None:
        super().__init__()
        self.look = look
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
        here = [a for a in ACTIONS if a.bar and a.context == self.context and a.context != "screen"]
        return here + [a for a in ACTIONS if a.bar and a.context == "screen"]

    def parts(self) -> list[Part]:
        key_style = ink(self, "bar--key")
        text_style = ink(self, "bar--text")
        parts: list[Part] = []
        used = 0
        if self.told:
            self._places = []
            return [(" " + self.told, key_style)]
        self._places = []
        for action in self._shown():
            keys = keys_of(action, self.own_keys)
            # while letters are text, show the twin that works there
            key = next((k for k in keys if not self.typing or len(k) > 1 or k in _IN_BOXES), None)
            if key is None:
                continue
            shown, text = f" {cap(key)} ", self.look.texts(f"action.{action.id}") + " "
            size = width(shown) + width(text)
            if used + size > self.size.width:
                continue
            parts += [(shown, key_style), (text, text_style)]
            self._places.append((used, used + size, action))
            used += size
        return parts

    async def on_click(self, event: events.Click) -> None:
        for start, end, action in self._places:
            if start <= event.x < end:
                node = self.screen if action.context == "screen" else self.screen.focused
                if node is not None:
                    await self.app.run_action(action.run, default_namespace=node)
                return
