"""Asking: the question, the worker that answers it, and the rule that only the last question's answer counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.timer import Timer

from gongbao.tui.controllers.workspace import Cancelled, Workspace
from gongbao.tui.model.question import SORTS, Question, UndoHistory
from gongbao.tui.screens.chooser import Chooser, Option

TYPING_PAUSE = 0.15
"""Seconds after the last key before a search starts."""


class QuestionController:
    """Answers carry the number of the question they belong to; those of an earlier question are dropped.

    ``answered(offset, results)`` is called with a page of the answer to the question as it stands, ``failed(error)``
    where it could not be answered.
    """

    def __init__(
        self,
        workspace: Workspace,
        first: Question,
        answered: Callable[[int, Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.workspace = workspace
        self.history = UndoHistory([first])
        self.number = 0
        self._answered = answered
        self._failed = failed
        self._typing: Timer | None = None

    @property
    def question(self) -> Question:
        """What is asked now."""
        return self.history.here

    @property
    def waiting(self) -> bool:
        """Whether something typed waits for the pause to end."""
        return self._typing is not None

    def go(self, question: Question, typing: bool = False) -> None:
        """Ask ``question`` now; see ``Workspace.go``."""
        self.history.go(question, typing)
        self.ask()

    def ask(self) -> None:
        """Ask the question as it stands, in a worker that gives up when another is asked."""
        self._stop_typing()
        self.number += 1
        if self.workspace.session.is_open:
            self._ask(0, "ask", exclusive=True)

    def ask_page(self, offset: int) -> None:
        """Ask for the hits from ``offset`` on."""
        self._ask(offset, "page", exclusive=False)

    def _ask(self, offset: int, group: str, exclusive: bool) -> None:
        question, number, session = self.question, self.number, self.workspace.session

        def work(cancelled: Cancelled) -> Any:
            return session.ask(question, offset, lambda: cancelled() or number != self.number)

        self.workspace.in_background(
            work,
            lambda results: self.take(number, offset, results),
            group=group,
            exclusive=exclusive,
            failed=lambda error: self._failed(error) if number == self.number else None,
        )

    def take(self, number: int, offset: int, results: Any) -> None:
        """An answer to question ``number`` is there; ``results`` is None where it was given up."""
        if number == self.number and results is not None:
            self._answered(offset, results)

    # --- typing

    def typed(self) -> None:
        """A key changed the query: ask once no other comes for a while."""
        self._stop_typing()
        self._typing = self.workspace.after(TYPING_PAUSE, self.ask_typed)

    def ask_typed(self) -> None:
        """Ask what stands in the box, if that is not what is asked."""
        self._stop_typing()
        typed = self.workspace.query_box.value
        if typed != self.question.query:
            self.go(self.question.asking(typed), typing=True)

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None

    def settle(self) -> None:
        """What is asked is a whole question, whatever is typed next."""
        self.history.settle()

    # --- changing it

    def group(self) -> None:
        """One row a document, or one a paragraph."""
        self.workspace.keep_preferences(group=not self.question.group)
        self.go(replace(self.question, group=not self.question.group))

    def collapse(self) -> None:
        """Leave out documents that repeat another, or show them."""
        self.go(replace(self.question, copies=not self.question.copies))

    def clear(self) -> None:
        """Drop all filters."""
        self.go(self.question.cleared())

    def undo(self) -> None:
        """Back to the question before."""
        self._return_to(self.history.undo())

    def redo(self) -> None:
        """Forth to the question that was undone."""
        self._return_to(self.history.redo())

    def _return_to(self, question: Question | None) -> None:
        if question is not None:
            self.workspace.query_box.put(question.query)
            self.ask()

    def sort(self) -> None:
        """Choose the order of the results."""
        texts = self.workspace.ui.texts
        orders = [Option(texts(f"sort.{order}"), order) for order in SORTS]
        chooser = Chooser(self.workspace.ui, texts("action.sort"), orders, SORTS.index(self.question.sort))
        self.workspace.ask_user(chooser, self._sorted)

    def _sorted(self, order: str | None) -> None:
        if order is not None:
            self.workspace.keep_preferences(sort=order)
            self.go(replace(self.question, sort=order))
