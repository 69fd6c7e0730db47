"""Completing: what the query may have meant, and words, places and kinds of document that begin as typed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.message import Message
from textual.suggester import Suggester
from textual.worker import get_current_worker

from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.exporting import Exporting
from gongbao.tui.widgets.query_box import QueryBox

PAUSE = 0.1
"""Seconds after the last key before a word's continuation is looked for."""
_LAST_WORD = re.compile(r"[^\s()（）|“”\"]*$")


class Continuation(Suggester):
    """The rest of the word that is being typed, in grey behind it: the most frequent one that begins so."""

    def __init__(self, session: IndexSession, typed: Callable[[], str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._session = session
        self._typed = typed

    async def get_suggestion(self, value: str) -> str | None:
        await asyncio.sleep(PAUSE)
        found = _LAST_WORD.search(value)
        word = found.group() if found else ""
        if value != self._typed() or len(word) < 2 or word.isascii() or not self._session.is_open:
            return None
        try:
            offers = await asyncio.to_thread(self._session.complete, word)
        except Exception:  # what is at fault is told by the search for the same words
            return None
        longer = (each.text for each in offers if each.text.startswith(word) and len(each.text) > len(word))
        rest = next(longer, None)
        return None if rest is None else value + rest[len(word) :]


class Completing(Exporting):
    """Tab in the query box offers what to type instead."""

    class Completed(Message):
        """Completions of what was typed. ``typed`` tells whether they are still wanted."""

        def __init__(self, typed: str, found: Any) -> None:
            super().__init__()
            self.typed = typed
            self.found = found

    def on_query_box_completion_wanted(self) -> None:
        typed = self.query_one(QueryBox).value
        if not typed.strip():
            self.action_pane("results")
        elif self.session.is_open:
            self.run_worker(partial(self._complete, typed), thread=True, exclusive=True, group="complete")

    def _complete(self, typed: str) -> None:
        worker = get_current_worker()
        word = _LAST_WORD.search(typed)
        try:
            found = self.session.complete(word.group()) if word and word.group() else ()
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Completed(typed, found))

    def on_completing_completed(self, event: Completed) -> None:
        if event.typed != self.query_one(QueryBox).value:
            return
        texts = self.ui.texts
        options = []
        if self.results is not None and self.question.query == event.typed:
            options = [Option(text, text, texts("complete.instead")) for text in self.results.suggestions]
        before = _LAST_WORD.sub("", event.typed)
        for each in event.found:
            kind = texts.get(f"complete.{each.kind}", texts.get(f"facet.{each.kind}", each.kind))
            counted = f"{each.count:,}" if each.count is not None else ""
            options.append(Option(each.text, before + each.text, f"{kind} {counted}".strip()))
        if options:
            self.app.push_screen(Chooser(self.ui, texts("complete.title"), options), self._take)
        else:
            self.tell(texts("complete.none"))

    def _take(self, query: str | None) -> None:
        if query is not None:
            box = self.query_one(QueryBox)
            box.value = query
            box.cursor_position = len(query)
            self.ask_typed()
