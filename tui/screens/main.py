"""The main screen: what is asked, what was found, what is read. It owns the question; widgets only tell and show."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Label, Static
from textual.worker import get_current_worker

from indexer.errors import GongbaoError, QueryError
from tui.actions import Context, bindings
from tui.cells import showable, width
from tui.engine import Engine
from tui.look import Look
from tui.question import SORTS, Question, Trail, chips
from tui.reading import Opened
from tui.screens.failure import FailureScreen
from tui.widgets.facets import FacetFilter, FacetList, FacetPanel
from tui.widgets.key_bar import KeyBar
from tui.widgets.notes import Chip, Interpretation, StatusRow
from tui.widgets.query_box import QueryBox
from tui.widgets.reader import Reader
from tui.widgets.results import ResultList

TYPING_PAUSE = 0.15
"""Seconds after the last key before a search starts."""
BROWSING_PAUSE = 0.08
"""Seconds the cursor rests on a result before its document is opened beside it."""
WIDE = 100
"""Columns from which the panes stand side by side."""

Pane = str


class MainScreen(Screen[None]):
    """Answers carry the number of the question they belong to; those of an earlier question are dropped."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("screen")]

    class IndexOpened(Message):
        """The index is open."""

    class Answered(Message):
        """One page of an answer."""

        def __init__(self, number: int, offset: int, results: Any) -> None:
            super().__init__()
            self.number = number
            self.offset = offset
            self.results = results

    class Failed(Message):
        """Something in a worker went wrong. ``number`` is the question's, None outside of asking."""

        def __init__(self, error: Exception, number: int | None = None) -> None:
            super().__init__()
            self.error = error
            self.number = number

    class DocumentRead(Message):
        """A document that was to be read."""

        def __init__(self, hit: Any, document: Opened, passage: int, enter_by: int) -> None:
            super().__init__()
            self.hit = hit
            self.document = document
            self.passage = passage
            self.enter_by = enter_by

    def __init__(self, engine: Engine, look: Look, own_keys: dict[str, str]) -> None:
        super().__init__()
        self.engine = engine
        self.look = look
        self.own_keys = own_keys
        self.trail = Trail()
        self.number = 0
        self.results: Any = None
        self.pane: Pane = "results"
        self._typing: Timer | None = None
        self._browsing: Timer | None = None
        self._enter_by = 0

    def compose(self) -> ComposeResult:
        texts = self.look.texts
        with Horizontal(id="top"):
            yield Label(texts("query.label"), id="label")
            yield QueryBox(texts("query.placeholder"))
        yield Interpretation(self.look)
        yield StatusRow(self.look)
        with Horizontal(id="body"):
            yield FacetPanel(self.look)
            with Vertical(id="center"):
                yield Static("", id="center-head", markup=False)
                yield ResultList(self.look)
            with Vertical(id="right"):
                yield Static(texts("reader.empty"), id="reader-head", markup=False)
                yield Reader(self.look)
        yield KeyBar(self.look, self.own_keys)

    def on_mount(self) -> None:
        self._show_pane("results")
        self.query_one(QueryBox).focus()
        self.query_one(StatusRow).show(self.look.texts("status.opening"), ())
        self.call_after_refresh(self._open_index)

    # --- asking

    @property
    def question(self) -> Question:
        return self.trail.here

    @work(thread=True, group="open")
    def _open_index(self) -> None:
        try:
            self.engine.open()
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.IndexOpened())

    def on_main_screen_index_opened(self) -> None:
        self._ask()

    def _go(self, question: Question, typing: bool = False) -> None:
        """Ask ``question`` now."""
        self.trail.go(question, typing)
        self._ask()

    def _ask(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        self.number += 1
        if self.engine.is_open:
            ask = partial(self._answer, self.question, self.number, 0)
            self.run_worker(ask, thread=True, exclusive=True, group="ask")

    def _answer(self, question: Question, number: int, offset: int) -> None:
        worker = get_current_worker()
        message: Message
        try:
            results = self.engine.ask(question, offset, lambda: worker.is_cancelled or number != self.number)
        except Exception as error:  # whatever it is, it is shown
            message = self.Failed(error, number)
        else:
            if results is None:
                return
            message = self.Answered(number, offset, results)
        if not worker.is_cancelled:
            self.post_message(message)

    def on_main_screen_answered(self, event: Answered) -> None:
        if event.number != self.number:
            return
        results = event.results
        listing = self.query_one(ResultList)
        if event.offset:
            listing.add(event.offset, list(results.hits))
            return
        self.results = results
        texts = self.look.texts
        note = texts("results.none") if self.question.query or self.question.filtered else texts("results.empty")
        listing.show(results.rows, list(results.hits), note)
        self.query_one(FacetList).show(results.facets, self.question)
        self._say_status()
        self.query_one(Interpretation).say(self._understood())
        if results.hits:
            self._browse()
        else:
            self.query_one(Reader).clear()
            self._say_reader()

    def _understood(self) -> str:
        texts, results = self.look.texts, self.results
        if not results.hits and results.suggestions:
            return texts("note.suggestions", terms="  ".join(str(each) for each in results.suggestions))
        if not self.question.query.strip():
            return ""
        return "  ".join([texts("note.understood", query=results.interpretation), *results.notes])

    def on_main_screen_failed(self, event: Failed) -> None:
        error, texts = event.error, self.look.texts
        if event.number is None:
            self.query_one(StatusRow).show("", ())
        elif event.number != self.number:
            return
        if isinstance(error, QueryError):
            box = self.query_one(QueryBox)
            column = None
            if error.column is not None:
                before = width(showable(self.question.query[: error.column]))
                column = box.content_region.x - self.region.x + before - int(box.scroll_offset.x)
            self.query_one(Interpretation).blame(str(error), column)
            self.query_one(ResultList).show(0, [], texts("results.failed"))
            return
        message = str(error) if isinstance(error, GongbaoError) else texts("error.unexpected", error=repr(error))
        self.query_one(ResultList).show(0, [], message)
        self.app.push_screen(FailureScreen(self.look, message))

    def _say_status(self) -> None:
        texts, dash = self.look.texts, self.look.glyphs.dash
        total = texts(
            "status.total",
            total=self.results.total,
            documents=self.results.documents,
            ms=self.results.seconds * 1000,
        ).replace("·", self.look.glyphs.dot)
        shown = []
        for facet, drop in chips(self.question):
            name = texts.get(f"facet.{facet}", facet)
            if drop == "years":
                first, last = self.question.years or (0, 0)
                text = f"{name} {first}{dash}{last}" if first != last else f"{name} {first}"
                shown.append(Chip(text, False, drop))
            else:
                excluding = drop.choice == "exclude"
                text = texts("chip.not", value=drop.value) if excluding else str(drop.value)
                shown.append(Chip(f"{name} {text}", excluding, drop))
        self.query_one(StatusRow).show(total, shown)
        order = texts("status.sorted", sort=texts(f"sort.{self.question.sort}"))
        self.query_one("#center-head", Static).update(f" {order}")

    @property
    def busy(self) -> bool:
        """Whether something waits for a pause in typing or moving to end."""
        return self._typing is not None or self._browsing is not None

    # --- what widgets tell

    @on(Input.Changed, "#query")
    def _typed(self) -> None:
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self._ask_typed)

    def _ask_typed(self) -> None:
        self._typing = None
        typed = self.query_one(QueryBox).value
        if typed != self.question.query:
            self._go(self.question.asking(typed), typing=True)

    @on(Input.Submitted, "#query")
    def _entered(self) -> None:
        self._ask_typed()
        self.action_pane("results")

    def on_query_box_left(self) -> None:
        self.action_pane("results")

    def on_facet_list_left(self) -> None:
        self.action_pane("results")

    def on_facet_list_toggled(self, event: FacetList.Toggled) -> None:
        self._go(self.question.toggled(event.facet, event.value, event.choice))

    def on_facet_list_years_set(self, event: FacetList.YearsSet) -> None:
        self._go(self.question.between(event.first, event.last))

    def on_status_row_dropped(self, event: StatusRow.Dropped) -> None:
        self._go(self.question.without(event.drop))

    def on_result_list_page_wanted(self, event: ResultList.PageWanted) -> None:
        ask = partial(self._answer, self.question, self.number, event.offset)
        self.run_worker(ask, thread=True, group="page")

    @on(ResultList.Moved, "#results")
    def _moved(self) -> None:
        self._browse()

    def on_result_list_chosen(self) -> None:
        self.action_pane("reader")
        self._read()

    def _browse(self) -> None:
        """Open the document under the cursor beside the results, once the cursor rests."""
        if self._browsing is not None:
            self._browsing.stop()
        if self.pane == "reader" or not self.has_class("-narrow"):
            self._browsing = self.set_timer(BROWSING_PAUSE, self._read)

    def _read(self, enter_by: int = 0) -> None:
        if self._browsing is not None:
            self._browsing.stop()
            self._browsing = None
        hit = self.query_one(ResultList).hit
        if hit is not None:
            read = partial(self._read_in_thread, hit, self.question, enter_by)
            self.run_worker(read, thread=True, exclusive=True, group="read")

    def _read_in_thread(self, hit: Any, question: Question, enter_by: int) -> None:
        worker = get_current_worker()
        try:
            document = self.engine.read(hit, question, lambda: worker.is_cancelled)
        except Exception as error:  # whatever it is, it is shown
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if document is not None and not worker.is_cancelled:
            self.post_message(self.DocumentRead(hit, document, hit.position, enter_by))

    def on_main_screen_document_read(self, event: DocumentRead) -> None:
        if event.hit is self.query_one(ResultList).hit:
            self.query_one(Reader).show(event.document, event.passage, event.enter_by)

    def on_reader_moved(self) -> None:
        self._say_reader()

    def on_reader_past_end(self, event: Reader.PastEnd) -> None:
        self.action_document(event.by, event.by)

    def on_reader_left(self) -> None:
        self.action_pane("results")

    def _say_reader(self) -> None:
        reader, texts = self.query_one(Reader), self.look.texts
        if reader.laid is None:
            text = texts("reader.empty")
        else:
            found = len(reader.laid.found)
            at = "–" if reader.current is None else str(reader.current + 1)
            text = texts("reader.match", n=at, all=found) if found else ""
            text = f"{text}  {reader.section_in_sight() or (reader.document.title if reader.document else '')}"
        self.query_one("#reader-head", Static).update(f" {showable(text)}")

    # --- panes

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < WIDE, "-narrow")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        context: Context = "screen"
        widget = event.widget
        if isinstance(widget, QueryBox):
            context = "query"
        elif isinstance(widget, FacetList | FacetFilter):
            context, pane = "facets", "facets"
            self._show_pane(pane)
        elif isinstance(widget, ResultList):
            context = "results"
            self._show_pane("results")
        elif isinstance(widget, Reader):
            context = "reader"
            self._show_pane("reader")
        self.query_one(KeyBar).show(context)

    def _show_pane(self, pane: Pane) -> None:
        self.pane = pane
        for each in ("facets", "results", "reader"):
            self.set_class(each == pane, f"-pane-{each}")

    # --- actions

    def action_focus_query(self) -> None:
        self.query_one(QueryBox).focus()

    def action_focus_facets(self) -> None:
        self._show_pane("facets")
        self.query_one(FacetFilter).focus()

    def action_pane(self, pane: Pane) -> None:
        self._show_pane(pane)
        self.query_one({"facets": "#facet-list", "results": "#results", "reader": "#reader"}[pane]).focus()

    def action_maximise(self) -> None:
        self.toggle_class("-maximised")

    def action_match(self, by: int) -> None:
        if self.has_class("-narrow") and self.pane != "reader":
            self.action_pane("reader")
            self._read(by)
        else:
            self.query_one(Reader).action_match(by)

    def action_document(self, by: int, enter_by: int = 0) -> None:
        """To the next (1) or previous (−1) hit that lies in another document."""
        listing = self.query_one(ResultList)
        here = listing.hit
        item = listing.item + by
        while 0 <= item < listing.count and item in listing.hits and here is not None:
            if listing.hits[item].document != here.document:
                break
            item += by
        if not 0 <= item < listing.count:
            self.notify(self.look.texts("reader.no_more"), markup=False)
            return
        with self.prevent(ResultList.Moved):
            listing.go(item)
        self._read(enter_by)

    def action_sort(self) -> None:
        following = SORTS[(SORTS.index(self.question.sort) + 1) % len(SORTS)]
        self._go(replace(self.question, sort=following))

    def action_clear(self) -> None:
        self._go(self.question.cleared())

    def action_undo(self) -> None:
        self._restore(self.trail.undo())

    def action_redo(self) -> None:
        self._restore(self.trail.redo())

    def _restore(self, question: Question | None) -> None:
        if question is None:
            return
        with self.prevent(Input.Changed):
            self.query_one(QueryBox).value = question.query
        self._ask()
