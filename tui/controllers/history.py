"""History: searches that the user settled on, and searches saved by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.drawing.question_text import described
from gongbao.tui.model.question import Question
from gongbao.tui.screens.chooser import Chooser, KeptList, Option
from gongbao.tui.screens.prompt import Prompt


def choose_kept(
    workspace: Workspace, name: str, options: list[Option], kept: KeptList, then: Callable[[Any], None]
) -> None:
    """A list of what is kept under ``action.NAME``, or a word that there is nothing."""
    title = workspace.ui.texts(f"action.{name}")
    if options:
        workspace.ask_user(Chooser(workspace.ui, title, options, kept=kept), then)
    else:
        workspace.tell(workspace.ui.texts("chooser.empty", title=title))


class HistoryController:
    """Searches made and saved, from which one can go on."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._settled: Question | None = None
        self._answered: Question | None = None

    def settle(self) -> None:
        """The user settled on this question: with its answer, or as soon as that comes, it belongs to the history."""
        self._settled = self.workspace.question
        if self._answered == self.workspace.question:
            self.answered()

    def answered(self) -> None:
        """An answer to the question as it stands is there."""
        self._answered = question = self.workspace.question
        if self._settled != question or not (question.query.strip() or question.filtered):
            return
        self._settled = None
        try:
            self.workspace.user_data.remember(question, self.workspace.results.total)
        except OSError as error:  # a full disk must not stop the reading
            self.workspace.tell(self.workspace.ui.texts("notebook.failed", error=error))

    def show(self) -> None:
        """List the searches made; the chosen one is asked again."""
        workspace, ui, user_data = self.workspace, self.workspace.ui, self.workspace.user_data
        options = [
            Option(described(question, ui), (question, total), ui.texts("history.total", n=total))
            for question, total in user_data.history()
        ]
        kept = KeptList(drop=lambda made: user_data.forget(made[0]), put_back=lambda made: user_data.remember(*made))
        choose_kept(workspace, "history", options, kept, lambda made: workspace.restore(made[0] if made else None))

    def save(self) -> None:
        """Keep the question under a name."""
        workspace, question = self.workspace, self.workspace.question
        title = workspace.ui.texts("action.save")
        workspace.ask_user(
            Prompt(workspace.ui, title, described(question, workspace.ui), question.query),
            lambda name: self._save(name, question),
        )

    def _save(self, name: str | None, question: Question) -> None:
        if name:
            name = self.workspace.user_data.save(name, question)
            self.workspace.tell(self.workspace.ui.texts("saved.done", name=name))

    def show_saved(self) -> None:
        """List the saved searches; the chosen one is asked again."""
        workspace = self.workspace
        options = [
            Option(name, (name, question), described(question, workspace.ui))
            for name, question in workspace.user_data.saved()
        ]
        kept = KeptList(
            drop=lambda value: workspace.user_data.unsave(value[0]),
            put_back=lambda value: workspace.user_data.save(*value),
        )
        choose_kept(workspace, "saved", options, kept, lambda value: workspace.restore(value[1] if value else None))
