"""Analysing: concordance, trend and comparison of what is asked, each in the middle pane, worked out in a thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from gongbao.tui.model.comparison_group import ComparisonGroup
from gongbao.tui.model.index_session import CONTEXT, LINES, ORDERS
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.screens.views import Views
from gongbao.tui.widgets.listing import Listing
from gongbao.tui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from gongbao.tui.widgets.compare import CompareTable
    from gongbao.tui.widgets.concordance import ConcordanceList
    from gongbao.tui.widgets.trend import TrendChart


class Analysing(Views):
    """Keeps the view in the middle pane in step with the question."""

    _analysis = 0

    class Analysed(Message):
        """An analysis is done. ``number`` tells whether it is still wanted."""

        def __init__(self, number: int, show: Callable[[Any], None], result: Any) -> None:
            super().__init__()
            self.number = number
            self.show = show
            self.result = result

    @property
    def order(self) -> str:
        """How the lines of the concordance are sorted."""
        kept = self.user_data.preferences.now.order
        return kept if kept in ORDERS else ORDERS[0]

    @property
    def looked_at(self) -> Any:
        if self.tab != "concordance":
            return super().looked_at
        listing = self.concordance
        return listing.lines.get(listing.item) if listing.count else None

    def analyse(self) -> None:
        """Work out anew what the view shows, if it is not the results."""
        self._analysis += 1
        question, query, view = self.question, self.question.query.strip(), self.view
        if self.tab == "results":
            return
        self.query_one(TabRow).show(self.tab, "…")
        if isinstance(view, Listing) and not view.count:
            view.set_count(0, note=self.ui.texts("analysis.working"))
        if self.tab == "concordance":
            if query:
                self._start(
                    partial(self.session.concordance, question, self.order, CONTEXT, 0, LINES), self._show_lines
                )
            else:
                self._note("analysis.need_query")
        elif self.tab == "trend":
            trend = self.chart.view
            terms = list(dict.fromkeys([*([query] if query else []), *trend.terms]))
            if terms:
                self._start(partial(self.session.trend, terms, trend.by, question), self._show_trend)
            else:
                self._note("analysis.need_query")
        elif self.tab == "compare":
            self._compare()

    def empty_view(self) -> None:
        """The question is at fault: nothing is shown for it, and what is being worked out is not wanted any more."""
        self._analysis += 1
        listing = self.view
        assert isinstance(listing, Listing)
        listing.set_count(0)
        self.say_place()

    def _say_found(self, lines: int) -> None:
        """Where one is in the view, or that there is nothing in it."""
        self.say_place()
        if not lines:
            self._note("analysis.nothing")

    def _note(self, text: str) -> None:
        """Say in the view why there is nothing in it."""
        listing = self.view
        assert isinstance(listing, Listing)
        listing.set_count(0, note=self.ui.texts(text))
        self.say_place()

    def _start(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        if not self.session.is_open:
            return
        self.run_worker(partial(self._work, self._analysis, work, show), thread=True, exclusive=True, group="analysis")

    def _work(self, number: int, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        worker = get_current_worker()
        try:
            result = work()
        except Exception as error:  # whatever it is, it is shown
            if number == self._analysis and not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Analysed(number, show, result))

    def on_analysing_analysed(self, event: Analysed) -> None:
        if event.number == self._analysis:
            event.show(event.result)

    # --- concordance

    def _show_lines(self, result: Any) -> None:
        self.concordance.show(result.total, list(result.lines))
        self._say_found(result.total)

    def on_concordance_list_page_wanted(self, event: ConcordanceList.PageWanted) -> None:
        work = partial(self.session.concordance, self.question, self.order, CONTEXT, event.offset, LINES)
        listing = self.concordance
        self._start(work, lambda result: listing.add(event.offset, list(result.lines)))

    def on_concordance_list_chosen(self, event: ConcordanceList.Chosen) -> None:
        self.action_pane("reader")
        self.read_place(event.line)

    def choose_order(self) -> None:
        options = [Option(self.ui.texts(f"order.{order}"), order) for order in ORDERS]
        chooser = Chooser(self.ui, self.ui.texts("action.sort"), options, ORDERS.index(self.order))
        self.app.push_screen(chooser, self._ordered)

    def _ordered(self, order: str | None) -> None:
        if order is not None:
            self.keep(order=order)
            self.analyse()

    # --- trend

    def _show_trend(self, trend: Any) -> None:
        self.chart.show(trend)
        self._say_found(len(trend.points))

    def on_trend_chart_changed(self) -> None:
        view = self.chart.view
        self.keep(by=view.by, measure=view.measure)
        self.analyse()

    @on(Listing.Moved, "#trend")
    def _measured(self) -> None:
        self.keep(measure=self.chart.view.measure)

    def on_trend_chart_chosen(self, event: TrendChart.Chosen) -> None:
        self.show_tab("results")
        self.go(self.question.toggled(event.facet, event.value, "include"))
        self.action_pane("results")

    def on_trend_chart_term_wanted(self) -> None:
        self.app.push_screen(Prompt(self.ui, self.ui.texts("action.trend_add")), self._add_term)

    def _add_term(self, term: str | None) -> None:
        chart = self.chart
        if term and term not in chart.view.terms:
            chart.view.terms.append(term)
            self.analyse()

    # --- compare

    def _compare(self) -> None:
        table = self.comparison
        if table.a is None and self.results is not None:
            facets = self.results.facets
            facet = next((f for f in ("city", "year", "genre") if len(facets.get(f, ())) > 1), None)
            if facet is not None:
                (first, _), (second, _) = facets[facet][:2]
                table.a, table.b = ComparisonGroup.of(facet, first), ComparisonGroup.of(facet, second)
        if table.a is None:
            self._note("compare.too_few")
        else:
            self._start(partial(self.session.keyness, table.a, table.b), self._show_keyness)

    def _show_keyness(self, keyness: Any) -> None:
        self.comparison.show(keyness)
        self._say_found(len(keyness.keywords))

    def on_compare_table_group_wanted(self, event: CompareTable.GroupWanted) -> None:
        facets = self.results.facets if self.results is not None else {}
        texts, question = self.ui.texts, self.question
        options = (
            [Option(texts("compare.others"), ComparisonGroup(texts("compare.others")))] if event.which == "b" else []
        )
        if question.filtered:
            chosen = question.asking("")
            options.append(
                Option(self.in_words(chosen), ComparisonGroup(self.in_words(chosen), chosen), texts("compare.filters"))
            )
        if question.query.strip():
            options.append(
                Option(
                    self.in_words(question), ComparisonGroup(self.in_words(question), question), texts("compare.found")
                )
            )
        options += [
            Option(name, ComparisonGroup(name, saved), texts("compare.saved")) for name, saved in self.user_data.saved()
        ]
        options += [
            Option(str(value), ComparisonGroup.of(facet, value), f"{self.ui.texts(f'facet.{facet}')} {count:,}")
            for facet in ("city", "year", "genre", "province")
            for value, count in facets.get(facet, ())
        ]
        chooser = Chooser(self.ui, self.ui.texts(f"compare.choose_{event.which}"), options)
        self.app.push_screen(chooser, lambda side: self._set_side(event.which, side))

    def _set_side(self, which: str, side: ComparisonGroup | None) -> None:
        if side is not None:
            table = self.comparison
            if which == "a":
                table.a = side
            else:
                table.b = side if side.question is not None else None
            self.analyse()

    def on_compare_table_chosen(self, event: CompareTable.Chosen) -> None:
        self.show_tab("results")
        assert event.side.question is not None
        self.restore(event.side.question.asking(event.word))
        self.action_pane("results")

    # --- the line over the pane

    @on(TabRow.Picked)
    def _picked(self, event: TabRow.Picked) -> None:
        self.show_tab(event.tab)
        self.action_pane("results")

    @on(Listing.Moved, "#concordance, #trend, #compare")
    def _moved_in_view(self) -> None:
        self.say_place()

    def say_place(self) -> None:
        """Which line of how many, and how the view is set."""
        texts, view = self.ui.texts, self.view
        parts: list[str] = []
        if isinstance(view, Listing) and view.count:
            parts.append(f"{view.item + 1:,}/{view.count:,}")
        if self.tab == "results":
            parts += self.order_of_results()
        elif self.tab == "concordance":
            parts.append(texts("status.sorted", sort=texts(f"order.{self.order}")))
        else:
            self.query_one("#view-head").refresh()
        self.query_one(TabRow).show(self.tab, f" {self.ui.glyphs.dot} ".join(parts))

    def order_of_results(self) -> list[str]:
        raise NotImplementedError
