"""The workspace of the main screen: its widgets, its controllers, and how these reach one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from gongbao.indexer.errors import IndexMissing, QueryError
from gongbao.tui.actions import Action
from gongbao.tui.controllers.analyses import AnalysisController
from gongbao.tui.controllers.answers import AnswerController
from gongbao.tui.controllers.bookmarks import BookmarkController
from gongbao.tui.controllers.completion import CompletionController, Continuation
from gongbao.tui.controllers.current_paragraph import CurrentParagraphController
from gongbao.tui.controllers.exporting import ExportController
from gongbao.tui.controllers.history import HistoryController
from gongbao.tui.controllers.indexing import IndexingController
from gongbao.tui.controllers.menus import MenuController
from gongbao.tui.controllers.panes import PaneController
from gongbao.tui.controllers.questions import QuestionController
from gongbao.tui.controllers.reading import ReadingController
from gongbao.tui.controllers.views import ViewController
from gongbao.tui.controllers.workspace import Cancelled, Pane
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.i18n.catalogue import in_words
from gongbao.tui.model import pinyin_match
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question
from gongbao.tui.model.user_data import UserData
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.widgets.facets import FacetPanel
from gongbao.tui.widgets.key_bar import KeyBar
from gongbao.tui.widgets.notes import Interpretation, StatusRow
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList

Given = TypeVar("Given")
Result = TypeVar("Result")


FRESHNESS = 2.0
"""Seconds between two looks whether the index has changed: one system call each."""


class BackgroundDone(Message):
    """Work in the background is done; ``call`` shows what came of it."""

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__()
        self.call = call


class MainWorkspace:
    """What the controllers work on (controllers.workspace.Workspace); ``screen`` shows its widgets."""

    def __init__(
        self,
        screen: Screen[None],
        session: IndexSession,
        ui: UiContext,
        user_data: UserData,
        own_keys: Mapping[str, str],
    ) -> None:
        self.screen = screen
        self.session = session
        self.ui = ui
        self.user_data = user_data
        self.results: Any = None
        self._staying = False
        """Whether the next answer is one to the same question, of a newer generation."""
        self.query_box = QueryBox(ui.texts("query.placeholder"), Continuation(session, lambda: self.query_box.value))
        self.note, self.status, self.facet_panel = Interpretation(ui), StatusRow(ui), FacetPanel(ui)
        self.result_list, self.reader, self.key_bar = ResultList(ui), Reader(ui), KeyBar(ui, own_keys)
        self.reader_head = Static(f" {ui.texts('reader.empty')}", id="reader-head", markup=False)
        kept = user_data.preferences.now
        first = Question(sort=kept.sort, group=kept.group)
        self.questions = QuestionController(self, first, self._answered, self._failed)
        self.answers = AnswerController(self, self.note, self.status, self.facet_panel.list)
        self.reading = ReadingController(self)
        self.views = ViewController(self)
        self.analyses = AnalysisController(self, self.views)
        self.history = HistoryController(self)
        self.current = CurrentParagraphController(self, self.views.place)
        self.bookmarks = BookmarkController(self, self.current)
        self.indexing = IndexingController(self, self.current, self._refreshed)
        self.exports = ExportController(self, self.analyses)
        self.completion = CompletionController(self)
        self.panes = PaneController(screen, lambda: self.views.view, lambda: self.reading.browse(self.views.place()))
        self.menus = MenuController(self, screen, own_keys, lambda: self.panes.context, self._run)

    def start(self) -> None:
        """Open the index once the first frame is drawn."""
        self.query_box.focus()
        self.status.show(self.ui.texts("status.opening"), ())
        opening = partial(self.in_background, lambda _: self.session.open(), lambda _: self.ask_again(), group="open")
        self.after_drawing(opening)
        self.screen.set_interval(FRESHNESS, self.indexing.look_for_newer)

    def _refreshed(self) -> None:
        """A newer generation is open: its answer takes the place of the one shown, and the cursor stays."""
        self._staying = True
        self.ask_again()

    # --- answers: who has to know of one, in this order

    def _answered(self, offset: int, results: Any) -> None:
        if offset:
            self.answers.show_page(offset, results)
            return
        before, staying, self._staying = self.results, self._staying, False
        if before is None:
            self.after(1, partial(self.screen.run_worker, pinyin_match.load, thread=True, group="pinyin"))
        self.results = results
        self.answers.show(results, staying)
        if staying and before is not None:
            self.tell(self.ui.texts("index.newer", before=before.total, total=results.total))
        self.history.answered()
        self.show_position()
        self.analyses.refresh()
        if results.hits:
            self.reading.browse(self.views.place())
        else:
            self.reading.clear()
            self.show_reader_head()

    def _failed(self, error: Exception) -> None:
        """The question could not be answered."""
        if not isinstance(error, QueryError):
            self.report(error)
            return
        self.answers.show_fault(error, self._in_words(error))
        self.analyses.stop()
        self.show_position()

    def report(self, error: Exception) -> None:
        """Show what went wrong, in a dialog; where there is no index, offer to make one."""
        message = self._in_words(error)
        if self.results is None:
            self.answers.show_nothing(message)
        if isinstance(error, IndexMissing):
            self.indexing.offer_indexing(message)
        else:
            self.screen.app.push_screen(FailureScreen(self.ui, message))

    def _in_words(self, error: Exception) -> str:
        return in_words(error, self.ui.texts)

    # --- what controllers may look at and ask for (Workspace)

    @property
    def question(self) -> Question:
        """What is asked now."""
        return self.questions.question

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""
        return self.screen.focused

    @property
    def reader_in_sight(self) -> bool:
        """Whether the reader's pane is shown."""
        parent = self.reader.parent
        return isinstance(parent, Widget) and bool(parent.display)

    @property
    def busy(self) -> bool:
        """Whether something waits for a pause to end."""
        return self.questions.waiting or self.reading.waiting or self.answers.waiting

    def go(self, question: Question, typing: bool = False) -> None:
        """Ask ``question``."""
        self.questions.go(question, typing)

    def restore(self, question: Question | None) -> None:
        """Ask a question from before, with its query in the box."""
        if question is not None:
            self.query_box.put(question.query)
            self.go(question)

    def ask_again(self) -> None:
        """Ask the question as it stands once more."""
        self.questions.ask()

    def refresh_view(self) -> None:
        """Work out anew what the middle pane shows, where that is not the results."""
        self.analyses.refresh()

    def show_position(self) -> None:
        """Say over the middle pane where its cursor stands."""
        self.views.show_position(self.answers.setting() if self.views.tab == "results" else self.analyses.setting())

    def show_pane(self, pane: Pane) -> None:
        """Show this pane and give it the focus."""
        self.panes.focus(pane)

    def show_view(self, view: str) -> None:
        """Show this view of the answer and give it the focus."""
        self.views.show(view)
        self.panes.focus("results")

    def browse_place(self, place: Any) -> None:
        """Open the document of a place once the cursor that stands on it rests."""
        self.reading.browse(place)

    def settle(self) -> None:
        """What is asked is a whole question."""
        self.questions.settle()
        self.history.settle()

    def open_place(self, place: Any, enter_by: int = 0) -> None:
        """Open the document of a place there."""
        self.reading.open_place(place, enter_by)

    def tell(self, text: str) -> None:
        """Say something in passing."""
        self.key_bar.tell(text)

    def copy_to_terminal(self, text: str) -> None:
        """Put ``text`` into the clipboard of the terminal."""
        self.screen.app.copy_to_clipboard(text)

    def keep_preferences(self, **changes: Any) -> None:
        """Keep how the user likes to look at things."""
        try:
            self.user_data.preferences.keep(**changes)
        except OSError as error:
            self.tell(self.ui.texts("choices.failed", error=error))

    def ask_user(self, dialog: ModalScreen[Given], then: Callable[[Given | None], Any] | None = None) -> None:
        """Open a dialog."""
        self.screen.app.push_screen(dialog, then)

    def in_background(
        self,
        work: Callable[[Cancelled], Result],
        then: Callable[[Result], Any],
        *,
        group: str,
        exclusive: bool = True,
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        """Run ``work`` in a thread and hand on what comes of it."""

        def run() -> None:
            worker = get_current_worker()
            try:
                call = partial(then, work(lambda: worker.is_cancelled))
            except Exception as error:  # whatever it is, it is shown
                call = partial(failed or self.report, error)
            if not worker.is_cancelled:
                self.screen.post_message(BackgroundDone(call))

        # without a description Textual writes out all that is handed to the thread
        self.screen.run_worker(run, thread=True, exclusive=exclusive, group=group, description=group)

    def after(self, seconds: float, call: Callable[[], Any]) -> Timer:
        """Call ``call`` in so many seconds."""
        return self.screen.set_timer(seconds, call)

    def after_drawing(self, call: Callable[[], Any]) -> None:
        """Call ``call`` once the screen is drawn."""
        self.screen.call_after_refresh(call)

    async def _run(self, action: Action) -> None:
        """Run an action on the node that it belongs to."""
        node = self.screen if action.context == "screen" else self.screen.focused
        await self.screen.app.run_action(action.run, default_namespace=node or self.screen)

    def show_reader_head(self) -> None:
        """Say over the reader which match and which section is in sight."""
        self.reader_head.update(f" {self.reading.head()}", layout=False)

    def sort(self) -> None:
        """Choose the order of what is shown."""
        (self.analyses.choose_order if self.views.tab == "concordance" else self.questions.sort)()
