"""Panes: which of them is in use, which are in sight, and whose keys are listened to."""

from __future__ import annotations

from textual.events import DescendantFocus, Resize
from textual.widgets import Input

from gongbao.tui.actions import Context
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.user_data import UserData
from gongbao.tui.screens.completing import Completing
from gongbao.tui.widgets.filter_box import FilterBox
from gongbao.tui.widgets.key_bar import KeyBar
from gongbao.tui.widgets.query_box import QueryBox

WIDE = 100
"""Columns from which the panes stand side by side."""
PANES = ("facets", "results", "reader")
_HEADS = {"facets": "#facet-filter", "results": "#center-head", "reader": "#reader-head"}
_CONTEXTS: dict[str | None, Context] = {
    "query": "query", "facet-filter": "facets", "facet-list": "facets", "results": "results",
    "concordance": "concordance", "trend": "trend", "compare": "compare", "reader": "reader",
}  # fmt: skip
"""A widget's id → whose keys are listened to while it has the focus."""


class Panes(Completing):
    """Three side by side, or the one in use where the window is narrow."""

    def __init__(self, session: IndexSession, ui: UiContext, user_data: UserData) -> None:
        super().__init__(session, ui, user_data)
        self.pane = "results"
        self.add_class("-pane-results", update=False)
        self.context: Context = "query"

    def on_resize(self, event: Resize) -> None:
        narrow = event.size.width < WIDE
        if self.has_class("-narrow") and not narrow and self.context != "reader":
            self.browse()  # the reader has come into sight
        self.set_class(narrow, "-narrow")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        widget = event.widget
        self.context = _CONTEXTS.get(widget.id, "screen")
        if self.context in ("concordance", "trend", "compare"):
            self._show_pane("results")
        elif self.context in PANES:
            self._show_pane(self.context)
        self.query_one(KeyBar).show(self.context, isinstance(widget, Input))
        here = "" if self.context == "query" else self.pane
        for pane, head in _HEADS.items():
            # a class of the one line: Textual styles no line anew for a rule with :focus-within on what holds it
            self.query_one(head).set_class(pane == here, "-here")

    def _show_pane(self, pane: str) -> None:
        if pane == self.pane:
            return  # changing classes styles every widget anew: 10 ms
        self.pane = pane
        for each in PANES:
            self.set_class(each == pane, f"-pane-{each}")

    def action_focus_query(self) -> None:
        self.query_one(QueryBox).focus()

    def action_focus_facets(self) -> None:
        self._show_pane("facets")
        self.query_one("#facet-filter", FilterBox).focus()

    def action_pane(self, pane: str) -> None:
        self._show_pane(pane)
        widget = self.view if pane == "results" else self.query_one("#facet-list" if pane == "facets" else "#reader")
        widget.focus()

    def action_maximise(self) -> None:
        self.toggle_class("-maximised")
