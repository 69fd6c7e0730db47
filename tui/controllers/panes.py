"""Panes: which of them is in use, which are in sight, and whose keys are listened to."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from gongbao.tui.actions import Context
from gongbao.tui.controllers.workspace import Pane
from gongbao.tui.widgets.filter_box import FilterBox
from gongbao.tui.widgets.key_bar import KeyBar

WIDE = 100
"""Columns from which the panes stand side by side."""
PANES: tuple[Pane, ...] = get_args(Pane)
_HEADS = {"facets": "#facet-filter", "results": "#center-head", "reader": "#reader-head"}
_CONTEXTS: dict[str | None, tuple[Context, Pane | None]] = {
    "query": ("query", None),
    "facet-filter": ("facets", "facets"),
    "facet-list": ("facets", "facets"),
    "results": ("results", "results"),
    "concordance": ("concordance", "results"),
    "trend": ("trend", "results"),
    "compare": ("compare", "results"),
    "reader": ("reader", "reader"),
}
"""A widget's id → whose keys are listened to while it has the focus, and the pane it stands in."""


class PaneController:
    """Three panes side by side in ``screen``, or the one in use where the window is narrow.

    ``view()`` gives the widget of the middle pane, ``widened()`` is called when the reader comes into sight.
    """

    def __init__(self, screen: Screen[None], view: Callable[[], Widget], widened: Callable[[], None]) -> None:
        self.screen = screen
        self.pane: Pane = "results"
        self.context: Context = "query"
        self._view = view
        self._widened = widened
        screen.add_class("-pane-results", update=False)

    def resize(self, columns: int) -> None:
        """The window has so many columns now."""
        narrow = columns < WIDE
        if self.screen.has_class("-narrow") and not narrow and self.context != "reader":
            self._widened()
        self.screen.set_class(narrow, "-narrow")

    def focused(self, widget: Widget | None) -> None:
        """``widget`` has the focus, or nothing has: its pane is shown and its keys are told."""
        self.context, pane = _CONTEXTS.get(widget.id if widget is not None else "", ("screen", None))
        if pane is not None:
            self._show(pane)
        self.screen.query_one(KeyBar).show(self.context, isinstance(widget, Input))
        here = "" if self.context == "query" else self.pane
        for each, head in _HEADS.items():
            # a class of the one line: Textual styles no line anew for a rule with :focus-within on what holds it
            self.screen.query_one(head).set_class(each == here, "-here")

    def _show(self, pane: Pane) -> None:
        if pane == self.pane:
            return  # changing classes styles every widget anew: 10 ms
        self.pane = pane
        for each in PANES:
            self.screen.set_class(each == pane, f"-pane-{each}")

    def focus(self, pane: Pane) -> None:
        """Show this pane and give it the focus."""
        self._show(pane)
        lists = {"facets": "#facet-list", "reader": "#reader"}
        (self.screen.query_one(lists[pane]) if pane in lists else self._view()).focus()

    def focus_query(self) -> None:
        """To the search box."""
        self.screen.query_one("#query").focus()

    def focus_facets(self) -> None:
        """To the box that filters the facets."""
        self._show("facets")
        self.screen.query_one("#facet-filter", FilterBox).focus()

    def maximise(self) -> None:
        """Give the pane in use the whole window, or let the others be seen again."""
        self.screen.toggle_class("-maximised")
