"""What a controller knows of the main screen: what it may look at, and what it may ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar

from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question
from gongbao.tui.model.user_data import UserData
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList

Pane = Literal["facets", "results", "reader"]
"""The middle pane goes by the name of its first view."""
Given = TypeVar("Given")
Result = TypeVar("Result")
Cancelled = Callable[[], bool]
"""Says whether nobody waits for the work any more."""


class Workspace(Protocol):
    """The main screen as its controllers see it. All methods are called on the screen's own thread."""

    session: IndexSession
    ui: UiContext
    user_data: UserData

    # --- what is there

    @property
    def question(self) -> Question:
        """What is asked now."""
        ...

    @property
    def results(self) -> Any:
        """The last answer (``gongbao.Results``), None before the first."""
        ...

    @property
    def query_box(self) -> QueryBox:
        """Where the query is typed."""
        ...

    @property
    def result_list(self) -> ResultList:
        """The results, whichever view is shown."""
        ...

    @property
    def reader(self) -> Reader:
        """The document that is read."""
        ...

    @property
    def reader_in_sight(self) -> bool:
        """Whether the reader's pane is shown."""
        ...

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""
        ...

    # --- what can be asked for

    def go(self, question: Question, typing: bool = False) -> None:
        """Ask ``question``; while ``typing``, letters added to one query are a single step of undo."""
        ...

    def restore(self, question: Question | None) -> None:
        """Ask a question from before, with its query in the box; nothing for None."""
        ...

    def ask_again(self) -> None:
        """Ask the question as it stands once more."""
        ...

    def refresh_view(self) -> None:
        """Work out anew what the middle pane shows, where that is not the results."""
        ...

    def show_position(self) -> None:
        """Say over the middle pane where its cursor stands."""
        ...

    def show_pane(self, pane: Pane) -> None:
        """Show this pane and give it the focus."""
        ...

    def show_view(self, view: str) -> None:
        """Show this view of the answer in the middle pane and give it the focus."""
        ...

    def open_place(self, place: Any, enter_by: int = 0) -> None:
        """Open the document of a hit, bookmark or line of a concordance there; see ReadingController.open_place."""
        ...

    def browse_place(self, place: Any) -> None:
        """Open the document of a place, where the reader is in sight, once the cursor that stands on it rests."""
        ...

    def settle(self) -> None:
        """What is asked is a whole question: one step of undo, and as soon as it is answered a part of the history."""
        ...

    def tell(self, text: str) -> None:
        """Say something in passing, in the last row."""
        ...

    def copy_to_terminal(self, text: str) -> None:
        """Put ``text`` into the clipboard of the terminal (OSC 52)."""
        ...

    def report(self, error: Exception) -> None:
        """Show what went wrong."""
        ...

    def keep_preferences(self, **changes: Any) -> None:
        """Keep how the user likes to look at things, for this run and the next."""
        ...

    def ask_user(self, dialog: ModalScreen[Given], then: Callable[[Given | None], Any] | None = None) -> None:
        """Open a dialog; ``then`` is called with what it gives."""
        ...

    def in_background(
        self,
        work: Callable[[Cancelled], Result],
        then: Callable[[Result], Any],
        *,
        group: str,
        exclusive: bool = True,
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:
        """Run ``work`` in a thread, then ``then`` with its result, or ``failed`` (``report`` unless given).

        Where ``exclusive``, later work of the same ``group`` takes its place: neither is called then.
        """
        ...

    def after(self, seconds: float, call: Callable[[], Any]) -> Timer:
        """Call ``call`` in so many seconds, unless the timer that is given back is stopped."""
        ...

    def after_drawing(self, call: Callable[[], Any]) -> None:
        """Call ``call`` once the screen is drawn: a thread at work beside the drawing makes that take twice as long."""
        ...
