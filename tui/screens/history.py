"""Keeping: history, saved searches, bookmarks with notes, and the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.widgets import Input

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question, UndoHistory, active_filters
from gongbao.tui.model.user_data import Bookmark, UserData
from gongbao.tui.screens.browsing import Browsing
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.system.clipboard import copy_natively
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList


class Keeping(Browsing):
    """What the user takes along."""

    def __init__(self, session: IndexSession, ui: UiContext, user_data: UserData) -> None:
        super().__init__(session, ui)
        self.user_data = user_data
        choices = user_data.preferences.now
        self.undo_history = UndoHistory([Question(sort=choices.sort, group=choices.group)])
        self._settled: Question | None = None
        self._answered: Question | None = None

    def keep(self, **changes: Any) -> None:
        """Keep how the user likes to look at things, for this run and the next."""
        try:
            self.user_data.preferences.keep(**changes)
        except OSError as error:
            self.tell(self.ui.texts("choices.failed", error=error))

    def restore(self, question: Question | None) -> None:
        """Go to a question asked before."""
        if question is not None:
            with self.prevent(Input.Changed):
                self.query_one(QueryBox).value = question.query
            self.go(question)

    def remember_answer(self) -> None:
        """The user settled on this question: with its answer, or as soon as that comes, it belongs to the history."""
        self._settled = self.question
        if self._answered == self.question:
            self.answer_came()

    def answer_came(self) -> None:
        """An answer to the question as it stands is there."""
        self._answered = question = self.question
        if self._settled != question or not (question.query.strip() or question.filtered):
            return
        self._settled = None
        try:
            self.user_data.remember(question, self.results.total)
        except OSError as error:  # a full disk must not stop the reading
            self.tell(self.ui.texts("notebook.failed", error=error))

    def in_words(self, question: Question) -> str:
        """A question as one line."""
        query = question.query.strip()
        parts = [query] if query else [] if question.filtered else [self.ui.texts("history.all")]
        for facet, drop in active_filters(question):
            if drop == "years":
                first, last = question.years or (0, 0)
                parts.append(f"[{first}{self.ui.glyphs.dash}{last}]")
            else:
                excluding = drop.choice == "exclude"
                value = self.ui.texts("chip.not", value=drop.value) if excluding else drop.value
                parts.append(f"[{value}]" if facet else "")
        return " ".join(parts)

    def action_history(self) -> None:
        found = self.user_data.history()
        options = [Option(self.in_words(q), q, self.ui.texts("history.total", n=total)) for q, total in found]
        self._choose("history", options, self.user_data.forget, self.restore)

    def _choose(
        self, name: str, options: list[Option], drop: Callable[[Any], None], then: Callable[[Any], None]
    ) -> None:
        """A list of what is kept, or a word that there is nothing."""
        title = self.ui.texts(f"action.{name}")
        if options:
            self.app.push_screen(Chooser(self.ui, title, options, drop=drop), then)
        else:
            self.tell(self.ui.texts("chooser.empty", title=title))

    def action_save(self) -> None:
        title = self.ui.texts("action.save")
        prompt = Prompt(self.ui, title, self.in_words(self.question), self.question.query)
        self.app.push_screen(prompt, self._save)

    def _save(self, name: str | None) -> None:
        if name:
            self.user_data.save(name, self.question)
            self.tell(self.ui.texts("saved.done", name=name))

    def action_saved(self) -> None:
        options = [Option(name, (name, q), self.in_words(q)) for name, q in self.user_data.saved()]
        drop = lambda value: self.user_data.unsave(value[0])  # noqa: E731
        self._choose("saved", options, drop, lambda value: self.restore(value[1] if value else None))

    def _paragraph(self) -> tuple[Any, str, tuple[str, ...], int] | None:
        """What is looked at: its hit or document, text, section path and position."""
        reader, hit = self.query_one(Reader), self.query_one(ResultList).hit
        if self.focused is reader and reader.document is not None and reader.document.passages:
            position = reader.passage_looked_at()
            passage = reader.document.passages[position]
            return reader.document.source, passage.text, passage.section, position
        return (hit, hit.text, hit.section, hit.position) if hit is not None else None

    def action_copy(self, cited: bool) -> None:
        here = self._paragraph()
        if here is None:
            self.tell(self.ui.texts("reader.none"))
            return
        source, text, section, _ = here
        if cited:
            from gongbao.search import gbt7714  # loaded with the index by now

            where = " › ".join(section)
            text = f"{text}\n——{gbt7714(source)}" + (f" {where}." if where else "")
        if not copy_natively(text):
            self.app.copy_to_clipboard(text)
        self.tell(self.ui.texts("copied", n=len(text)))

    def action_bookmark(self) -> None:
        here = self._paragraph()
        if here is None:
            self.tell(self.ui.texts("reader.none"))
            return
        source, text, _, position = here
        document = getattr(source, "document", None) or source.id
        place = source.county or source.city or source.province
        about = " ".join(str(each) for each in (place, source.year, source.genre) if each)
        mark = Bookmark(f"{document}/{position}", document, position, source.title or "", about, text[:120])
        title = self.ui.texts("action.bookmark")
        self.app.push_screen(
            Prompt(self.ui, title, f"{mark.title}\n{mark.snippet}"), lambda note: self._keep(mark, note)
        )

    def _keep(self, mark: Bookmark, note: str | None) -> None:
        if note is not None:
            noted = Bookmark(mark.paragraph, mark.document, mark.position, mark.title, mark.about, mark.snippet, note)
            self.user_data.bookmark(self.session.index_dir, noted)
            self.tell(self.ui.texts("bookmark.done"))

    def action_bookmarks(self) -> None:
        found = self.user_data.bookmarks(self.session.index_dir)
        options = [
            Option(f"{mark.note}  {mark.title}".strip(), mark, mark.about, (mark.snippet, mark.about)) for mark in found
        ]
        drop = lambda mark: self.user_data.drop(self.session.index_dir, mark.paragraph)  # noqa: E731
        self._choose("bookmarks", options, drop, self._open_bookmark)

    def _open_bookmark(self, mark: Bookmark | None) -> None:
        if mark is not None:
            self.action_pane("reader")
            self.read_place(mark)
