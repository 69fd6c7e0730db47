"""Views of the answer in the middle pane: the results, and those that are made when they are first asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual.containers import Vertical

from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.widgets.listing import Listing
from gongbao.tui.widgets.tab_row import TABS, TabRow

if TYPE_CHECKING:
    from gongbao.tui.widgets.compare import CompareTable
    from gongbao.tui.widgets.concordance import ConcordanceList
    from gongbao.tui.widgets.trend import TrendChart

HEADED = ("trend", "compare")
"""Views over which a line says what their columns are."""


class ViewController:
    """Shows one view at a time in ``center``; ``tab`` is its name."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.tab = "results"

    @property
    def center(self) -> Vertical:
        """The middle pane."""
        return cast(Vertical, self.workspace.result_list.parent)

    @property
    def view(self) -> Listing:
        """The widget of the view that is shown."""
        return self.center.query_one(f"#{self.tab}", Listing)

    @property
    def concordance(self) -> ConcordanceList:
        """The concordance, which must have been shown."""
        return cast("ConcordanceList", self.center.query_one("#concordance"))

    @property
    def chart(self) -> TrendChart:
        """The trend, which must have been shown."""
        return cast("TrendChart", self.center.query_one("#trend"))

    @property
    def comparison(self) -> CompareTable:
        """The comparison, which must have been shown."""
        return cast("CompareTable", self.center.query_one("#compare"))

    def show(self, tab: str) -> None:
        """Show this view; what stands in it is worked out anew."""
        self.tab = tab
        center = self.center
        if not center.query(f"#{tab}"):
            center.mount(self._new(tab))
        for each in TABS:
            center.set_class(each == tab, f"-tab-{each}")
        self._show_head(center)
        self.workspace.show_position()
        self.workspace.refresh_view()

    def _show_head(self, center: Vertical) -> None:
        from gongbao.tui.widgets.view_head import ViewHead  # no such view is there at the first paint

        if self.tab in HEADED:
            if not center.query(ViewHead):
                center.mount(ViewHead(), after="#center-head")
            center.query_one(ViewHead).view = self.chart if self.tab == "trend" else self.comparison

    def _new(self, tab: str) -> Listing:
        """The widget of a view that was not shown before; none of them is there at the first paint, nor imported."""
        ui, preferences = self.workspace.ui, self.workspace.user_data.preferences.now
        if tab == "concordance":
            from gongbao.tui.widgets.concordance import ConcordanceList

            return ConcordanceList(ui)
        if tab == "trend":
            from gongbao.tui.widgets.trend import TrendChart

            return TrendChart(ui, preferences.by, preferences.measure)
        from gongbao.tui.widgets.compare import CompareTable

        return CompareTable(ui)

    def toggle(self, tab: str) -> None:
        """Show this view of the answer; once more, and the results are back."""
        self.workspace.show_view("results" if tab == self.tab else tab)

    def place(self) -> Any:
        """What the cursor of the view stands on, as a place to be read; None for none.

        Of a group of the trend, or a word of the comparison, it is a question: its first hit is meant.
        """
        if self.tab == "results":
            return self.workspace.result_list.hit
        if self.tab == "concordance":
            return self.concordance.line
        if self.tab == "trend":
            point, by = self.chart.point, self.chart.view.by
            if point is None:
                return None
            return replace(self.workspace.question.asking(point.term), group=False).only(by, point.group[0])
        word, group = self.comparison.word, self.comparison.group
        return group.question.asking(word) if word and group is not None and group.question is not None else None

    def show_position(self, setting: list[str]) -> None:
        """Say over the view which line of how many the cursor is on, and how the view is set."""
        view, parts = self.view, list(setting)
        if view.count:
            parts.insert(0, f"{view.item + 1:,}/{view.count:,}")
        if self.tab in HEADED:
            self.center.query_one("#view-head").refresh()
        self.center.query_one(TabRow).show(self.tab, f" {self.workspace.ui.glyphs.dot} ".join(parts))

    def show_note(self, text: str) -> None:
        """Say in the view why there is nothing in it."""
        self.view.dim(False)
        self.view.set_count(0, note=text)
        self.workspace.show_position()

    def show_working(self) -> None:
        """Say that the view is being worked out."""
        self.center.query_one(TabRow).show(self.tab, "…")
        if not self.view.count:
            self.view.set_count(0, note=self.workspace.ui.texts("analysis.working"))
