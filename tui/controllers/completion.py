"""Completion: what the query may have meant, and words, places and kinds of document that begin as typed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from textual.suggester import Suggester

from gongbao.tui.controllers.workspace import Cancelled, Workspace
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.screens.chooser import Chooser, Option

PAUSE = 0.1
"""Seconds after the last key before a word's continuation is looked for."""
_LAST_WORD = re.compile(r"[^\s()（）|“”\"]*$")


def last_word(query: str) -> str:
    """The word that is being typed at the end of ``query``; empty after a space, bracket or quotation mark."""
    found = _LAST_WORD.search(query)
    return found.group() if found else ""


class Continuation(Suggester):
    """The rest of the word that is being typed, in grey behind it: the most frequent one that begins so."""

    def __init__(self, session: IndexSession, typed: Callable[[], str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._session = session
        self._typed = typed

    async def get_suggestion(self, value: str) -> str | None:
        """``value`` with the rest of its last word, or None."""
        await asyncio.sleep(PAUSE)
        word = last_word(value)
        if value != self._typed() or len(word) < 2 or word.isascii() or not self._session.is_open:
            return None
        try:
            offers = await asyncio.to_thread(self._session.complete, word)
        except Exception:  # what is at fault is told by the search for the same words
            return None
        longer = (each.text for each in offers if each.text.startswith(word) and len(each.text) > len(word))
        rest = next(longer, None)
        return None if rest is None else value + rest[len(word) :]


class CompletionController:
    """Offers in the query box what to type instead."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def complete(self) -> None:
        """Offer completions of what is typed."""
        typed, session = self.workspace.query_box.value, self.workspace.session
        if not typed.strip():
            self.workspace.show_pane("results")
        elif session.is_open:
            word = last_word(typed)

            def work(_: Cancelled) -> Any:
                return session.complete(word) if word else ()

            self.workspace.in_background(work, lambda found: self._offer(typed, found), group="complete")

    def _offer(self, typed: str, found: Any) -> None:
        if typed != self.workspace.query_box.value:
            return
        texts, results = self.workspace.ui.texts, self.workspace.results
        options = []
        if results is not None and self.workspace.question.query == typed:
            options = [Option(text, text, texts("complete.instead")) for text in results.suggestions]
        before = typed.removesuffix(last_word(typed))
        for each in found:
            kind = texts.get(f"complete.{each.kind}", texts.get(f"facet.{each.kind}", each.kind))
            counted = f"{each.count:,}" if each.count is not None else ""
            options.append(Option(each.text, before + each.text, f"{kind} {counted}".strip()))
        if options:
            self.workspace.ask_user(Chooser(self.workspace.ui, texts("complete.title"), options), self._take)
        else:
            self.workspace.tell(texts("complete.none"))

    def _take(self, query: str | None) -> None:
        if query is not None:
            self.workspace.restore(self.workspace.question.asking(query))
