"""Reading: the document of what is under the cursor is opened beside it; matches lead across documents."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from gongbao.tui.controllers.workspace import Cancelled, Workspace
from gongbao.tui.drawing.cells import showable
from gongbao.tui.model.question import Question
from gongbao.tui.screens.chooser import Chooser, Option

if TYPE_CHECKING:
    from gongbao.tui.drawing.document_layout import OpenDocument

BROWSING_PAUSE = 0.08
"""Seconds the cursor rests on a line before its document is opened beside it."""
LAYOUT_PAUSE = 0.05
"""Seconds between two looks whether the rest of a document is laid out, where something waits for it."""


class ReadingController:
    """Keeps the reader on the place that the cursor is on."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._browsing: Timer | None = None
        self._place: Any = None

    @property
    def waiting(self) -> bool:
        """Whether the cursor has not rested long enough, or a document waits for the rest of it to be laid out."""
        laid = self.workspace.reader.laid
        return self._browsing is not None or (laid is not None and not laid.whole)

    def browse(self, place: Any) -> None:
        """Open the document of ``place`` beside the list, once the cursor rests; nothing for None."""
        self._stop_browsing()
        if place is not None:
            self._browsing = self.workspace.after(BROWSING_PAUSE, partial(self._browse_now, place))

    def _browse_now(self, place: Any) -> None:
        self._browsing = None
        if self.workspace.reader_in_sight:
            self.open_place(place)

    def _stop_browsing(self) -> None:
        if self._browsing is not None:
            self._browsing.stop()
            self._browsing = None

    def read(self, enter_by: int = 0) -> None:
        """Open the document of the hit under the cursor, at the hit, or at its first (1) or last (−1) match."""
        hit = self.workspace.result_list.hit
        if hit is not None:
            self.open_place(hit, enter_by)

    def open_place(self, place: Any, enter_by: int = 0) -> None:
        """Open a document at a place in it, or at its first (``enter_by`` 1) or last (−1) match.

        ``place`` is a hit, a bookmark or a line of a concordance: what has ``document``, and ``position`` or the
        paragraph's ``id``, perhaps with ``start``; or a question whose first hit is meant.
        """
        self._stop_browsing()
        self._place = place
        self.workspace.after_drawing(partial(self._load, place, self.workspace.question, enter_by))

    def _load(self, place: Any, question: Question, enter_by: int) -> None:
        if place is not self._place:
            return
        session, dot = self.workspace.session, f" {self.workspace.ui.glyphs.dot} "

        def work(cancelled: Cancelled) -> tuple[Any, OpenDocument | None]:
            found = session.locate(place)
            document = found and session.read(found.document, marking, cancelled)
            facts = tuple(fact.replace(" · ", dot) for fact in document.facts) if document else ()
            return found, document and replace(document, facts=facts)

        marking = place if isinstance(place, Question) else question
        self.workspace.in_background(work, lambda found: self._loaded(place, enter_by, *found), group="read")

    def _loaded(self, wanted: Any, enter_by: int, place: Any, document: OpenDocument | None) -> None:
        if wanted is self._place and document is not None:
            position = getattr(place, "position", None)
            if position is None:
                position = document.position_of(place.id)
            self.workspace.reader.show(document, position, enter_by, getattr(place, "start", None))

    def clear(self) -> None:
        """There is nothing to read."""
        self._stop_browsing()
        self._place = None
        self.workspace.reader.clear()

    def head(self) -> str:
        """The line over the reader: which match of how many, and the section in sight."""
        reader, texts = self.workspace.reader, self.workspace.ui.texts
        if reader.laid is None or reader.document is None:
            return showable(texts("reader.empty"))
        found = len(reader.laid.found)
        at = self.workspace.ui.glyphs.dash if reader.current is None else str(reader.current + 1)
        text = texts("reader.match", n=at, all=found) + "  " if found and reader.laid.whole else ""
        return showable(text + (reader.section_in_sight() or reader.document.title))

    def match(self, by: int) -> None:
        """To the next (1) or previous (−1) match, which may stand in the next document."""
        if self.workspace.result_list.hit is None:
            self.workspace.tell(self.workspace.ui.texts("reader.no_more"))
        elif not self.workspace.reader_in_sight:
            self.workspace.show_pane("reader")
            self.read(by)
        else:
            self.workspace.reader.action_match(by)

    def document(self, by: int, enter_by: int = 0) -> None:
        """To the next (1) or previous (−1) hit that lies in another document."""
        listing = self.workspace.result_list
        here = listing.hit
        item = listing.item + by
        while here is not None and item in listing.hits and listing.hits[item].document == here.document:
            item += by
        if here is None or not 0 <= item < listing.count:
            self.workspace.tell(self.workspace.ui.texts("reader.no_more"))
            return
        listing.go_quietly(item)
        self.workspace.show_position()
        self.read(enter_by)

    def outline(self) -> None:
        """Choose a section of the document to go to."""
        reader, texts = self.workspace.reader, self.workspace.ui.texts
        if reader.laid is not None and not reader.laid.whole:
            self.workspace.after(LAYOUT_PAUSE, self.outline)  # the rest is being laid out
            return
        if reader.laid is None or not reader.laid.outline:
            self.workspace.tell(texts("outline.none"))
            return
        stops = reader.laid.outline
        options = [Option("  " * stop.level + stop.text, stop.line) for stop in stops]
        here = max((n for n, stop in enumerate(stops) if stop.line <= reader.scroll_offset.y + 3), default=0)
        self.workspace.ask_user(Chooser(self.workspace.ui, texts("action.outline"), options, here), self._to_line)

    def _to_line(self, line: int | None) -> None:
        if line is not None:
            self.workspace.show_pane("reader")
            self.workspace.reader.go(line)
