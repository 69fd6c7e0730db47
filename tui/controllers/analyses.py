"""Analyses: concordance and trend of what is asked, in the middle pane, worked out in a thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gongbao.tui.controllers.comparison import ComparisonController
from gongbao.tui.controllers.views import ViewController
from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.model.index_session import CONTEXT, LINES, ORDERS
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.prompt import Prompt


class AnalysisController:
    """Keeps the view in the middle pane in step with the question. Only the last analysis started is shown."""

    def __init__(self, workspace: Workspace, views: ViewController) -> None:
        self.workspace = workspace
        self.views = views
        self.comparison = ComparisonController(workspace, views, self._start)
        self._number = 0

    def refresh(self) -> None:
        """Work out anew what the view shows, if it is not the results."""
        self._number += 1
        if self.views.tab == "results":
            return
        self.views.show_working()
        {"concordance": self._concordance, "trend": self._trend, "compare": self.comparison.refresh}[self.views.tab]()

    def stop(self) -> None:
        """The question is at fault: what is being worked out is not wanted any more, what is shown is out of date."""
        self._number += 1
        self.views.view.dim(True)

    def _start(self, work: Callable[[], Any], show: Callable[[Any], int]) -> None:
        """Run ``work`` in a thread; ``show`` puts its result into the view and tells how many lines there are."""
        if not self.workspace.session.is_open:
            return
        number = self._number
        self.workspace.in_background(
            lambda _: work(),
            lambda result: self._show(number, show, result),
            group="analysis",
            failed=lambda error: self.workspace.report(error) if number == self._number else None,
        )

    def _show(self, number: int, show: Callable[[Any], int], result: Any) -> None:
        if number == self._number:
            self.views.view.dim(False)
            lines = show(result)
            self.workspace.show_position()
            if not lines:
                self.views.show_note(self.workspace.ui.texts("analysis.nothing"))

    # --- concordance

    @property
    def order(self) -> str:
        """How the lines of the concordance are sorted."""
        kept = self.workspace.user_data.preferences.now.order
        return kept if kept in ORDERS else ORDERS[0]

    def _lines(self, offset: int) -> Callable[[], Any]:
        session, question = self.workspace.session, self.workspace.question
        return partial(session.concordance, question, self.order, CONTEXT, offset, LINES)

    def _concordance(self) -> None:
        if self.workspace.question.query.strip():
            self._start(self._lines(0), self._show_lines)
        else:
            self.views.show_note(self.workspace.ui.texts("analysis.need_query"))

    def _show_lines(self, result: Any) -> int:
        self.views.concordance.show(result.total, list(result.lines))
        return int(result.total)

    def page_wanted(self, offset: int) -> None:
        """Lines of the concordance from ``offset`` on came into sight."""
        listing = self.views.concordance

        def show(result: Any) -> int:
            listing.add(offset, list(result.lines))
            return listing.count

        self._start(self._lines(offset), show)

    def read_line(self, line: Any) -> None:
        """Open the document at a line of the concordance."""
        self.workspace.show_pane("reader")
        self.workspace.open_place(line)

    def choose_order(self) -> None:
        """Choose how the lines of the concordance are sorted."""
        texts = self.workspace.ui.texts
        options = [Option(texts(f"order.{order}"), order) for order in ORDERS]
        chooser = Chooser(self.workspace.ui, texts("action.sort"), options, ORDERS.index(self.order))
        self.workspace.ask_user(chooser, self._ordered)

    def _ordered(self, order: str | None) -> None:
        if order is not None:
            self.workspace.keep_preferences(order=order)
            self.refresh()

    # --- trend

    def _trend(self) -> None:
        query, view = self.workspace.question.query.strip(), self.views.chart.view
        terms = list(dict.fromkeys([*([query] if query else []), *view.terms]))
        if terms:
            work = partial(self.workspace.session.trend, terms, view.by, self.workspace.question)
            self._start(work, self._show_trend)
        else:
            self.views.show_note(self.workspace.ui.texts("analysis.need_query"))

    def _show_trend(self, trend: Any) -> int:
        self.views.chart.show(trend)
        return len(trend.points)

    def trend_changed(self) -> None:
        """Other terms, or another facet to count by."""
        view = self.views.chart.view
        self.workspace.keep_preferences(by=view.by, measure=view.measure)
        self.refresh()

    def measure_changed(self) -> None:
        """The trend may show another measure."""
        self.workspace.keep_preferences(measure=self.views.chart.view.measure)

    def filter_to(self, facet: str, value: Any) -> None:
        """Only the group of the trend under the cursor."""
        question = self.workspace.question.toggled(facet, value, "include")
        self.workspace.show_view("results")
        self.workspace.go(question)

    def add_term(self) -> None:
        """Ask for another term of the trend."""
        ui = self.workspace.ui
        self.workspace.ask_user(Prompt(ui, ui.texts("action.trend_add")), self._add_term)

    def _add_term(self, term: str | None) -> None:
        terms = self.views.chart.view.terms
        if term and term not in terms:
            terms.append(term)
            self.refresh()

    def setting(self) -> list[str]:
        """How the view is set, in words, where it is not the results."""
        if self.views.tab != "concordance":
            return []
        texts = self.workspace.ui.texts
        return [texts("status.sorted", sort=texts(f"order.{self.order}"))]
