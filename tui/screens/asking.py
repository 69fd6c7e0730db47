"""Asking: the question, the worker that answers it, and the rule that only the last question's answer counts."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual import work
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import get_current_worker

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question, UndoHistory

TYPING_PAUSE = 0.15
"""Seconds after the last key before a search starts."""


class Asking(Screen[None]):
    """Answers carry the number of the question they belong to; those of an earlier question are dropped."""

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

    def __init__(self, session: IndexSession, ui: UiContext) -> None:
        super().__init__()
        self.session = session
        self.ui = ui
        self.undo_history = UndoHistory()
        self.number = 0
        self.results: Any = None
        self._typing: Timer | None = None

    # what a subclass does with answers

    def show_answer(self, results: Any) -> None:
        """The first page of the answer to the question as it stands."""
        raise NotImplementedError

    def show_page(self, offset: int, results: Any) -> None:
        """A later page of it."""
        raise NotImplementedError

    def show_failure(self, error: Exception, asked: bool) -> None:
        """What went wrong; ``asked`` where the question was at fault or could not be answered."""
        raise NotImplementedError

    # asking

    @property
    def question(self) -> Question:
        return self.undo_history.here

    @work(thread=True, group="open")
    def open_index(self) -> None:
        try:
            self.session.open()
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.IndexOpened())

    def on_asking_index_opened(self) -> None:
        self.ask()

    def go(self, question: Question, typing: bool = False) -> None:
        """Ask ``question`` now."""
        self.undo_history.go(question, typing)
        self.ask()

    def ask(self) -> None:
        """Ask the question as it stands, in a worker that gives up when another is asked."""
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        self.number += 1
        if self.session.is_open:
            answer = partial(self._answer, self.question, self.number, 0)
            self.run_worker(answer, thread=True, exclusive=True, group="ask")

    def ask_page(self, offset: int) -> None:
        answer = partial(self._answer, self.question, self.number, offset)
        self.run_worker(answer, thread=True, group="page")

    def ask_after_pause(self) -> None:
        """Ask what is typed once no key came for a while."""
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self.ask_typed)

    def ask_typed(self) -> None:
        raise NotImplementedError

    def _answer(self, question: Question, number: int, offset: int) -> None:
        worker = get_current_worker()
        message: Message
        try:
            results = self.session.ask(question, offset, lambda: worker.is_cancelled or number != self.number)
        except Exception as error:  # whatever it is, it is shown
            message = self.Failed(error, number)
        else:
            if results is None:
                return
            message = self.Answered(number, offset, results)
        if not worker.is_cancelled:
            self.post_message(message)

    def on_asking_answered(self, event: Answered) -> None:
        if event.number != self.number:
            return
        if event.offset:
            self.show_page(event.offset, event.results)
        else:
            self.results = event.results
            self.show_answer(event.results)

    def on_asking_failed(self, event: Failed) -> None:
        if event.number in (None, self.number):
            self.show_failure(event.error, event.number is not None)
