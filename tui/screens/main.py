"""The main screen: what is asked, what was found, what is read. It owns the question; widgets only tell and show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import ScreenResume
from textual.timer import Timer
from textual.widgets import Input, Static

from gongbao.indexer.errors import IndexMissing, QueryError
from gongbao.tui.actions import bindings
from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.ui_context import Look
from gongbao.tui.i18n.catalogue import in_words
from gongbao.tui.model import gc_tuning as pauses
from gongbao.tui.model import pinyin_match as pinyin
from gongbao.tui.model.index_session import Engine
from gongbao.tui.model.question import Question, chips
from gongbao.tui.model.user_data import Notebook
from gongbao.tui.screens.choosing import Choosing
from gongbao.tui.screens.completing import Continuation
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.textual_patches.compositing import NarrowCompositor
from gongbao.tui.widgets.facets import FacetList, FacetPanel
from gongbao.tui.widgets.key_bar import KeyBar
from gongbao.tui.widgets.notes import Chip, Interpretation, StatusRow
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from gongbao.tui.widgets.tab_row import TabRow

COUNTING_PAUSE = 0.03
"""Seconds after the results of an answer at which its counts are shown."""


class MainScreen(Choosing):
    """Three panes under the query, or one at a time where the window is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]

    def __init__(self, engine: Engine, look: Look, notebook: Notebook, own_keys: Mapping[str, str]) -> None:
        super().__init__(engine, look, notebook, own_keys)
        self._compositor = NarrowCompositor()
        self._ready = False
        self._counting: Timer | None = None

    def compose(self) -> ComposeResult:
        texts = self.look.texts
        with Horizontal(id="top"):
            yield Static(texts("query.label"), id="label", markup=False)
            yield QueryBox(
                texts("query.placeholder"), Continuation(self.engine, lambda: self.query_one(QueryBox).value)
            )
        yield Interpretation(self.look)
        yield StatusRow(self.look)
        with Horizontal(id="body"):
            yield FacetPanel(self.look)
            with Vertical(id="center"):
                yield TabRow(self.look)
                yield ResultList(self.look)
            with Vertical(id="right"):
                yield Static(f" {texts('reader.empty')}", id="reader-head", markup=False)
                yield Reader(self.look)
        yield KeyBar(self.look, self.own_keys)

    def on_screen_resume(self, event: ScreenResume) -> None:
        if not self.outer_size:
            event.refresh_styles = False  # every widget was styled as it was made: again, it would take 10 ms

    def _compositor_refresh(self) -> None:
        with pauses.drawing():
            super()._compositor_refresh()

    def on_mount(self) -> None:
        self.query_one(QueryBox).focus()
        self.query_one(StatusRow).show(self.look.texts("status.opening"), ())
        self.call_after_refresh(self.open_index)

    # --- answers

    def show_answer(self, results: Any) -> None:
        texts = self.look.texts
        if not self._ready:
            self._ready = True
            self.set_timer(1, partial(self.run_worker, pinyin.load, thread=True, group="pinyin"))
        question = self.question
        why = "results.none_filtered" if question.filtered else "results.none" if question.query else "results.empty"
        note = texts(why)
        self.query_one(ResultList).show(results.rows, list(results.hits), note)
        if self._counting is None:  # drawing both at once would keep the keys waiting
            self._counting = self.set_timer(COUNTING_PAUSE, self._show_counts)
        self._say_status()
        self.answer_came()
        self.analyse() if self.tab != "results" else self.say_place()
        self.query_one(Interpretation).say(self._understood())
        if results.hits:
            self.browse()
        else:
            self.query_one(Reader).clear()
            self.say_reader()

    def _show_counts(self) -> None:
        self._counting = None
        self.query_one(FacetList).show(self.results.facets, self.question, self.engine.provinces)

    @property
    def busy(self) -> bool:
        return super().busy or self._counting is not None

    def show_page(self, offset: int, results: Any) -> None:
        self.query_one(ResultList).add(offset, list(results.hits))

    def _understood(self) -> str:
        texts, results = self.look.texts, self.results
        if not self.question.query.strip():
            return ""
        parts = [texts("note.understood", query=results.interpretation), *results.notes]
        if results.suggestions:
            parts.insert(0, texts("note.suggestions", terms="  ".join(results.suggestions)))
        return "  ".join(parts)

    def show_failure(self, error: Exception, asked: bool) -> None:
        texts = self.look.texts
        if isinstance(error, QueryError) and asked:
            box = self.query_one(QueryBox)
            column = None
            if error.column is not None:
                before = width(showable(self.question.query[: error.column]))
                column = box.content_region.x - self.region.x + before - int(box.scroll_offset.x)
            self.query_one(Interpretation).blame(self._in_words(error), column)
            self.query_one(ResultList).show(0, [], texts("results.failed"))
            self.query_one(StatusRow).show(texts("results.failed_total"), self._chips())
            if self.tab in ("concordance", "trend"):
                self.empty_view()
            else:
                self.say_place()
            return
        message = self._in_words(error)
        if self.results is None:
            self.query_one(StatusRow).show("", ())
            self.query_one(ResultList).show(0, [], message)
        if isinstance(error, IndexMissing):
            self.offer_indexing(message)
        else:
            self.app.push_screen(FailureScreen(self.look, message))

    def _in_words(self, error: Exception) -> str:
        return in_words(error, self.look.texts)

    def _say_status(self) -> None:
        texts, results = self.look.texts, self.results
        values = {"total": results.total, "documents": results.documents, "ms": results.seconds * 1000}
        total = texts("status.total", **values)
        if results.left_out:
            total += texts("status.hidden", n=results.left_out)
        self.query_one(StatusRow).show(total.replace("·", self.look.glyphs.dot), self._chips())

    def _chips(self) -> list[Chip]:
        texts, question = self.look.texts, self.question
        shown = []
        for facet, drop in chips(question):
            name = texts.get(f"facet.{facet}", facet)
            if drop == "years":
                first, last = question.years or (0, 0)
                text = f"{name} {first}{self.look.glyphs.dash}{last}" if first != last else f"{name} {first}"
                shown.append(Chip(text, False, drop))
            else:
                excluding = drop.choice == "exclude"
                value = texts("chip.not", value=drop.value) if excluding else str(drop.value)
                shown.append(Chip(f"{name} {value}", excluding, drop))
        return shown

    def order_of_results(self) -> list[str]:
        texts, question = self.look.texts, self.question
        parts = [texts("status.sorted", sort=texts(f"sort.{question.sort}"))]
        parts += [texts("status.grouped")] if question.group else []
        return parts + ([texts("status.copies")] if question.copies else [])

    # --- what widgets tell

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        self.ask_after_pause()

    def ask_typed(self) -> None:
        self._typing = None
        typed = self.query_one(QueryBox).value
        if typed != self.question.query:
            self.go(self.question.asking(typed), typing=True)

    @on(Input.Submitted, "#query")
    def _entered(self) -> None:
        self.ask_typed()
        self.remember_answer()
        self.action_pane("results")

    @on(QueryBox.Left)
    @on(FacetList.Left)
    @on(Reader.Left)
    def _back_to_view(self) -> None:
        self.action_pane("results")

    def on_facet_list_toggled(self, event: FacetList.Toggled) -> None:
        self.go(self.question.toggled(event.facet, event.value, event.choice))

    def on_facet_list_years_set(self, event: FacetList.YearsSet) -> None:
        self.go(self.question.between(event.first, event.last))

    def on_status_row_dropped(self, event: StatusRow.Dropped) -> None:
        self.go(self.question.without(event.drop))

    def on_result_list_page_wanted(self, event: ResultList.PageWanted) -> None:
        self.ask_page(event.offset)

    @on(ResultList.Moved, "#results")
    def _moved(self) -> None:
        self.say_place()
        self.browse()

    def on_result_list_chosen(self) -> None:
        self.remember_answer()
        self.action_pane("reader")
        self.read()

    # --- changing the question

    def action_group(self) -> None:
        self.keep(group=not self.question.group)
        self.go(replace(self.question, group=not self.question.group))

    def action_collapse(self) -> None:
        self.go(replace(self.question, copies=not self.question.copies))

    def action_clear(self) -> None:
        self.go(self.question.cleared())

    def action_undo(self) -> None:
        self._restore(self.trail.undo())

    def action_redo(self) -> None:
        self._restore(self.trail.redo())

    def _restore(self, question: Question | None) -> None:
        if question is None:
            return
        with self.prevent(Input.Changed):
            self.query_one(QueryBox).value = question.query
        self.ask()
