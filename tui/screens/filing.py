"""Filing: what brings documents into the index, or corrects them, and reads the index anew afterwards."""

from __future__ import annotations

from textual import work
from textual.message import Message

from tui.screens.failure import FailureScreen
from tui.screens.keeping import Keeping
from tui.widgets.reader import Reader


class Filing(Keeping):
    """Indexing from inside, and the facts of a document."""

    class Reread(Message):
        """The index has a new generation, and is open on it."""

    def action_index(self) -> None:
        from tui.screens.indexing import IndexingScreen  # with Textual's trees, not needed for the first paint

        screen = IndexingScreen(self.look, self.engine.index_dir, self.engine.config, self.engine.build)
        self.app.push_screen(screen, self._indexed)

    def _indexed(self, changed: bool | None) -> None:
        if changed:
            self.reopen()

    def offer_indexing(self, message: str) -> None:
        """There is no index: say so, and lead to making one."""
        screen = FailureScreen(self.look, message, offer=self.look.texts("error.index"))
        self.app.push_screen(screen, lambda wanted: self.action_index() if wanted else None)

    def action_details(self) -> None:
        from tui.screens.details import DetailsScreen  # not needed for the first paint

        document = self.query_one(Reader).document
        if document is None:
            self.tell(self.look.texts("reader.empty"))
        else:
            self.app.push_screen(DetailsScreen(self.look, document.source), self._corrected)

    def _corrected(self, path: str | None) -> None:
        if path is not None:
            self.tell(self.look.texts("details.rereading", path=path))
            self.reopen(path)

    @work(thread=True, exclusive=True, group="reopen")
    def reopen(self, path: str | None = None) -> None:
        """Read the file at ``path`` again, if given; then move to the newest generation and ask again."""
        try:
            if path is not None:
                self.engine.build([path], self.engine.index_dir, self.engine.config)
            self.engine.reopen()
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Reread())

    def on_filing_reread(self) -> None:
        self.ask()
