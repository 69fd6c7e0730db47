"""Browsing: the document of the hit under the cursor is opened beside the results; matches lead across documents."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.question import Question
from gongbao.tui.screens.asking import Asking
from gongbao.tui.widgets.key_bar import KeyBar
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList

if TYPE_CHECKING:
    from gongbao.tui.drawing.document_layout import OpenDocument

BROWSING_PAUSE = 0.08
"""Seconds the cursor rests on a result before its document is opened beside it."""


class Browsing(Asking):
    """Keeps the reader on the hit that the cursor is on."""

    class DocumentRead(Message):
        """A document that was to be read."""

        def __init__(self, place: Any, document: OpenDocument, enter_by: int) -> None:
            super().__init__()
            self.place = place
            self.document = document
            self.enter_by = enter_by

    def __init__(self, session: IndexSession, ui: UiContext) -> None:
        super().__init__(session, ui)
        self._browsing: Timer | None = None
        self._place: Any = None

    @property
    def busy(self) -> bool:
        """Whether something waits for a pause to end, or a document for the rest of it to be laid out."""
        laid = self.query_one(Reader).laid
        return self._typing is not None or self._browsing is not None or (laid is not None and not laid.whole)

    @property
    def reader_in_sight(self) -> bool:
        return bool(self.query_one("#right").display)

    def browse(self) -> None:
        """Open the document under the cursor beside the results, once the cursor rests."""
        if self._browsing is not None:
            self._browsing.stop()
        self._browsing = self.set_timer(BROWSING_PAUSE, self._browse_now)

    def _browse_now(self) -> None:
        self._browsing = None
        if self.reader_in_sight:
            self.read()

    def read(self, enter_by: int = 0) -> None:
        """Open the document of the hit under the cursor, at the hit, or at its first (1) or last (−1) match."""
        if self._browsing is not None:
            self._browsing.stop()
            self._browsing = None
        hit = self.query_one(ResultList).hit
        if hit is not None:
            self.read_place(hit, enter_by)

    def read_place(self, place: Any, enter_by: int = 0) -> None:
        """Open a document at a place in it.

        ``place`` is a hit, a bookmark or a line of a concordance: what has ``document``, and ``position`` or the
        paragraph's ``id``, perhaps with ``start``.
        """
        self._place = place
        # once it is seen that the cursor has moved: a thread at work beside the drawing makes it take twice as long
        self.call_after_refresh(self._start_reading, place, self.question, enter_by)

    def _start_reading(self, place: Any, question: Question, enter_by: int) -> None:
        if place is self._place:
            read = partial(self._read_in_thread, place, question, enter_by)
            self.run_worker(read, thread=True, exclusive=True, group="read")

    def _read_in_thread(self, place: Any, question: Question, enter_by: int) -> None:
        worker = get_current_worker()
        try:
            document = self.session.read(place.document, question, lambda: worker.is_cancelled)
        except Exception as error:  # whatever it is, it is shown
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if document is not None and not worker.is_cancelled:
            facts = tuple(fact.replace(" · ", f" {self.ui.glyphs.dot} ") for fact in document.facts)
            document = replace(document, facts=facts)
            self.post_message(self.DocumentRead(place, document, enter_by))

    def on_browsing_document_read(self, event: DocumentRead) -> None:
        place = event.place
        if place is self._place:
            position = getattr(place, "position", None)
            if position is None:
                ids = [passage.id for passage in event.document.passages]
                position = ids.index(place.id) if place.id in ids else 0
            self.query_one(Reader).show(event.document, position, event.enter_by, getattr(place, "start", None))

    def on_reader_moved(self) -> None:
        self.say_reader()

    def on_reader_past_end(self, event: Reader.PastEnd) -> None:
        self.action_document(event.by, event.by)

    def say_reader(self) -> None:
        """The line over the reader: which match of how many, and the section in sight."""
        reader, texts = self.query_one(Reader), self.ui.texts
        if reader.laid is None or reader.document is None:
            text = texts("reader.empty")
        else:
            found = len(reader.laid.found)
            at = self.ui.glyphs.dash if reader.current is None else str(reader.current + 1)
            text = texts("reader.match", n=at, all=found) + "  " if found and reader.laid.whole else ""
            text += reader.section_in_sight() or reader.document.title
        self.query_one("#reader-head", Static).update(f" {showable(text)}", layout=False)

    def action_match(self, by: int) -> None:
        if self.query_one(ResultList).hit is None:
            self.tell(self.ui.texts("reader.no_more"))
        elif not self.reader_in_sight:
            self.action_pane("reader")
            self.read(by)
        else:
            self.query_one(Reader).action_match(by)

    def action_document(self, by: int, enter_by: int = 0) -> None:
        """To the next (1) or previous (−1) hit that lies in another document."""
        listing = self.query_one(ResultList)
        here = listing.hit
        item = listing.item + by
        while here is not None and item in listing.hits and listing.hits[item].document == here.document:
            item += by
        if here is None or not 0 <= item < listing.count:
            self.tell(self.ui.texts("reader.no_more"))
            return
        with self.prevent(ResultList.Moved):
            listing.go(item)
        if item in listing.hits:
            self.read(enter_by)

    def tell(self, text: str) -> None:
        """Say something in passing."""
        self.query_one(KeyBar).tell(text)

    def action_pane(self, pane: str) -> None:
        raise NotImplementedError
