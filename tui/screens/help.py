"""Help that knows where you are: the keys of this pane first, then the rest, then how to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Static

from gongbao.tui.actions import ACTIONS, Context, cap, keys_of
from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.row_layout import row
from gongbao.tui.drawing.styles import style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.drawing.wrapping import wrap
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.widgets.listing import Listing

_CONTEXTS: tuple[Context, ...] = (
    "query", "results", "facets", "reader", "concordance", "trend", "compare", "screen",
)  # fmt: skip


class HelpLines(Listing):
    """Lines of help: a head, or keys and what they do."""

    def __init__(self, ui: UiContext, own_keys: Mapping[str, str], context: Context) -> None:
        super().__init__(id="help-lines")
        self.ui = ui
        self.own_keys = own_keys
        self.context = context
        self.lines: list[tuple[str, str, str]] = []

    def on_mount(self) -> None:
        """The widgets are there to be filled."""
        self._write(60)

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self._write(self.scrollable_content_region.width)
        super().on_resize()

    def _write(self, cells: int) -> None:
        texts = self.ui.texts
        lines: list[tuple[str, str, str]] = []
        for context in (self.context, *(c for c in _CONTEXTS if c != self.context)):
            lines.append(("head", "", texts(f"help.{context}")))
            if any(action.moving for action in ACTIONS if action.context == context):
                lines.append(("key", "↑ ↓ PgUp PgDn Home End", texts("help.moving")))
            for action in ACTIONS:
                if action.context == context and not action.moving:
                    keys = "  ".join(cap(key) for key in keys_of(action, self.own_keys))
                    lines.append(("key", keys, texts(f"action.{action.id}")))
            lines.append(("gap", "", ""))
        lines.append(("head", "", texts("help.language")))
        for entry in texts("help.queries").strip().splitlines():
            example, _, meaning = entry.partition(" = ")
            lines.append(("key", example, meaning))
        self.lines = []
        for kind, key, text in lines:
            room = max(8, cells - 26) if kind == "key" else max(8, cells - 2)
            for number, (start, end) in enumerate(wrap(showable(text), room)):
                self.lines.append((kind, key if number == 0 else "", text[start:end]))
        self.set_count(len(self.lines))

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        kind, key, text = self.lines[item]
        if kind == "head":
            return row([(" " + text, style_for(self, "help--head"))], cells, self.base)
        key_style = style_for(self, "help--key")
        shown = "  " + key
        shown += " " * max(1, 25 - width(shown)) if kind == "key" else ""
        return row(
            [(shown, key_style), (text, style_for(self, "help--text"))],
            cells,
            self.base,
        )

    def go(self, item: int) -> None:
        """Help has no cursor: moving scrolls."""
        by = item - self.item
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, force=True)


class HelpScreen(Dialog[None]):
    """The keys, those of the pane in use first, and how to write a query."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,？,f1,enter", "dismiss"),
        ("up,k", "move('cursor', -1)"),
        ("down,j", "move('cursor', 1)"),
        ("pageup", "move('page', -1)"),
        ("pagedown,space", "move('page', 1)"),
    ]

    def __init__(self, ui: UiContext, own_keys: Mapping[str, str], context: Context) -> None:
        super().__init__()
        self.ui = ui
        self.lines = HelpLines(ui, own_keys, context)

    def compose(self) -> ComposeResult:
        """The box with its title, what it is about, and the keys that work in it."""
        with Vertical(id="box", classes="chooser"):
            yield Static(self.ui.texts("help.title"), id="box-title", markup=False)
            yield self.lines
            yield Static(self.ui.texts("error.close"), id="box-close")

    def on_mount(self) -> None:
        """The widgets are there to be filled."""
        self.lines.can_focus = False

    def action_move(self, how: str, by: int) -> None:
        """Scroll by lines (``cursor``) or pages (``page``), down for 1."""
        if how == "page":
            self.lines.action_page(by)
        else:
            self.lines.action_cursor(by)
