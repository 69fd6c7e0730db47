"""Views of the answer in the middle pane: the results, and those that are made when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Vertical
from textual.widget import Widget

from gongbao.tui.screens.filing import Filing
from gongbao.tui.widgets.listing import Listing
from gongbao.tui.widgets.tab_row import TABS

if TYPE_CHECKING:
    from gongbao.tui.widgets.compare import CompareTable
    from gongbao.tui.widgets.concordance import ConcordanceList
    from gongbao.tui.widgets.trend import TrendChart


class Views(Filing):
    """Shows one view at a time."""

    tab = "results"

    def analyse(self) -> None:
        """Work out anew what the view shows, if it is not the results."""
        raise NotImplementedError

    def say_place(self) -> None:
        """Which line of how many, and how the view is set."""
        raise NotImplementedError

    def action_tab(self, tab: str) -> None:
        """Show this view of the answer; once more, and the results are back."""
        self.show_tab("results" if tab == self.tab else tab)
        self.action_pane("results")

    def show_tab(self, tab: str) -> None:
        self.tab = tab
        center = self.query_one("#center", Vertical)
        if not center.query(f"#{tab}"):
            center.mount(self._new_view(tab))
        for each in TABS:
            center.set_class(each == tab, f"-tab-{each}")
        self._head_view(center)
        self.say_place()
        self.analyse()

    def _head_view(self, center: Vertical) -> None:
        """Over a view that says what its columns are, a line where it does."""
        from gongbao.tui.widgets.view_head import ViewHead  # no such view is there at the first paint

        if self.tab in ("trend", "compare"):
            if not center.query(ViewHead):
                center.mount(ViewHead(), after="#center-head")
            center.query_one(ViewHead).view = self.chart if self.tab == "trend" else self.comparison

    @property
    def view(self) -> Widget:
        """The widget of the view that is shown."""
        return self.query_one(f"#{self.tab}")

    def _new_view(self, tab: str) -> Listing:
        """The widget of a view that was not shown before; none of them is there at the first paint, nor imported."""
        if tab == "concordance":
            from gongbao.tui.widgets.concordance import ConcordanceList

            return ConcordanceList(self.ui)
        if tab == "trend":
            from gongbao.tui.widgets.trend import TrendChart

            return TrendChart(self.ui, self.user_data.preferences.now.by, self.user_data.preferences.now.measure)
        from gongbao.tui.widgets.compare import CompareTable

        return CompareTable(self.ui)

    @property
    def concordance(self) -> ConcordanceList:
        return cast("ConcordanceList", self.query_one("#concordance"))

    @property
    def chart(self) -> TrendChart:
        return cast("TrendChart", self.query_one("#trend"))

    @property
    def comparison(self) -> CompareTable:
        return cast("CompareTable", self.query_one("#compare"))

    def on_concordance_list_left(self) -> None:
        self._back_to_results()

    def on_trend_chart_left(self) -> None:
        self._back_to_results()

    def on_compare_table_left(self) -> None:
        self._back_to_results()

    def _back_to_results(self) -> None:
        self.show_tab("results")
        self.action_pane("results")
