"""Indexing: what brings documents into the index, or corrects them, and reads the index anew afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongbao.tui.controllers.current_paragraph import CurrentParagraph, CurrentParagraphController
from gongbao.tui.controllers.workspace import Cancelled, Workspace
from gongbao.tui.screens.failure import FailureScreen


class IndexingController:
    """Indexing from inside, and the facts of a document. ``refreshed`` is called when a newer generation is open."""

    def __init__(
        self, workspace: Workspace, current: CurrentParagraphController, refreshed: Callable[[], None]
    ) -> None:
        self.workspace = workspace
        self.current = current
        self._refreshed = refreshed
        self._reopening = False

    def add_files(self) -> None:
        """Open the dialog that indexes files."""
        from gongbao.tui.screens.indexing import IndexingScreen  # with Textual's trees, not needed for the first paint

        session = self.workspace.session
        screen = IndexingScreen(self.workspace.ui, session.index_dir, session.config, session.build)
        self.workspace.ask_user(screen, lambda changed: self.reopen() if changed else None)

    def offer_indexing(self, message: str) -> None:
        """There is no index: say so, and lead to making one."""
        screen = FailureScreen(self.workspace.ui, message, offer=self.workspace.ui.texts("error.index"))
        self.workspace.ask_user(screen, lambda wanted: self.add_files() if wanted else None)

    def show_details(self) -> None:
        """The facts of the document that the current paragraph stands in, with their evidence."""
        self.current.act(self._load_details)

    def _load_details(self, here: CurrentParagraph) -> None:
        session = self.workspace.session

        def work(_: Cancelled) -> Any:
            return session.document(here.document)

        self.workspace.in_background(work, self._explain, group="details")

    def _explain(self, document: Any) -> None:
        from gongbao.tui.screens.details import DetailsScreen  # not needed for the first paint

        self.workspace.ask_user(DetailsScreen(self.workspace.ui, document), self._corrected)

    def _corrected(self, path: str | None) -> None:
        if path is not None:
            self.workspace.tell(self.workspace.ui.texts("details.rereading", path=path))
            self.reopen(path)

    def look_for_newer(self) -> None:
        """Where another process has written to the index, move to its newest generation."""
        session = self.workspace.session
        if session.may_be_stale and not self._reopening:
            self._reopening = True
            self.workspace.in_background(
                lambda _: session.reopen(), self._reopened, group="reopen", failed=self._newer_unreadable
            )

    def _newer_unreadable(self, error: Exception) -> None:
        self._reopening = False
        self.workspace.tell(self.workspace.ui.texts("index.unreadable", error=error))

    def reopen(self, path: str | None = None) -> None:
        """Read the file at ``path`` again, if given; then move to the newest generation and ask again."""
        session = self.workspace.session

        def work(_: Cancelled) -> bool:
            if path is not None:
                session.build([path], session.index_dir, session.config)
            return session.reopen()

        self._reopening = True
        self.workspace.in_background(work, self._reopened, group="reopen", failed=self._not_reopened)

    def _reopened(self, newer: bool) -> None:
        self._reopening = False
        if newer:
            self._refreshed()

    def _not_reopened(self, error: Exception) -> None:
        self._reopening = False
        self.workspace.report(error)
