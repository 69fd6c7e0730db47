"""Filing: what brings documents into the index, or corrects them, and reads the index anew afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work
from textual.message import Message

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.index_session import IndexSession
from gongbao.tui.model.user_data import UserData
from gongbao.tui.screens.browsing import Browsing
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.screens.history import Keeping
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList

if TYPE_CHECKING:
    from gongbao.tui.drawing.document_layout import OpenDocument


class Filing(Keeping):
    """Indexing from inside, and the facts of a document."""

    class Reread(Message):
        """The index has a new generation, and is open on it."""

    def __init__(self, session: IndexSession, ui: UiContext, user_data: UserData) -> None:
        super().__init__(session, ui, user_data)
        self._explained: Any = None
        """The place whose document's facts are shown as soon as its document is read."""

    def action_index(self) -> None:
        from gongbao.tui.screens.indexing import IndexingScreen  # with Textual's trees, not needed for the first paint

        screen = IndexingScreen(self.ui, self.session.index_dir, self.session.config, self.session.build)
        self.app.push_screen(screen, self._indexed)

    def _indexed(self, changed: bool | None) -> None:
        if changed:
            self.reopen()

    def offer_indexing(self, message: str) -> None:
        """There is no index: say so, and lead to making one."""
        screen = FailureScreen(self.ui, message, offer=self.ui.texts("error.index"))
        self.app.push_screen(screen, lambda wanted: self.action_index() if wanted else None)

    @property
    def looked_at(self) -> Any:
        """The hit under the cursor, or what else a view shows there that a document is read at; None for none."""
        return self.query_one(ResultList).hit

    def action_details(self) -> None:
        """Of the document that is read, or of what is under the cursor where the reader is out of sight."""
        place = self.looked_at
        document = self.query_one(Reader).document
        if place is not None and not self.reader_in_sight:
            self._explained = place
            self.read_place(place)
        elif document is not None:
            self._explain(document)
        else:
            self.tell(self.ui.texts("reader.empty"))

    def on_browsing_document_read(self, event: Browsing.DocumentRead) -> None:
        wanted, self._explained = self._explained, None
        if wanted is not None and wanted is event.place:
            self._explain(event.document)

    def _explain(self, document: OpenDocument) -> None:
        from gongbao.tui.screens.details import DetailsScreen  # not needed for the first paint

        self.app.push_screen(DetailsScreen(self.ui, document.source), self._corrected)

    def _corrected(self, path: str | None) -> None:
        if path is not None:
            self.tell(self.ui.texts("details.rereading", path=path))
            self.reopen(path)

    @work(thread=True, exclusive=True, group="reopen")
    def reopen(self, path: str | None = None) -> None:
        """Read the file at ``path`` again, if given; then move to the newest generation and ask again."""
        try:
            if path is not None:
                self.session.build([path], self.session.index_dir, self.session.config)
            self.session.reopen()
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Reread())

    def on_filing_reread(self) -> None:
        self.ask()
