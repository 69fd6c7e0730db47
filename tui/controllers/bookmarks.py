"""Bookmarks: paragraphs worth coming back to, each with a note; and the clipboard."""

from __future__ import annotations

from gongbao.tui.controllers.current_paragraph import CurrentParagraph, CurrentParagraphController
from gongbao.tui.controllers.history import choose_kept
from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.model.user_data import Bookmark
from gongbao.tui.screens.chooser import KeptList, Option
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.system.clipboard import copy_natively

SNIPPET = 120
"""Characters of a bookmarked paragraph that the list shows."""


class BookmarkController:
    """Takes the current paragraph along: as a bookmark, or into the clipboard."""

    def __init__(self, workspace: Workspace, current: CurrentParagraphController) -> None:
        self.workspace = workspace
        self.current = current

    def copy(self, cited: bool) -> None:
        """Copy the current paragraph, with its citation where ``cited``."""
        self.current.act(self._copy_cited if cited else self._copy)

    def _copy(self, here: CurrentParagraph) -> None:
        self._put(here.text)

    def _copy_cited(self, here: CurrentParagraph) -> None:
        from gongbao.search import gbt7714  # loaded with the index by now

        where = " › ".join(here.section)
        self._put(f"{here.text}\n——{gbt7714(here.source)}" + (f" {where}." if where else ""))

    def _put(self, text: str) -> None:
        if not copy_natively(text):
            self.workspace.copy_to_terminal(text)
        self.workspace.tell(self.workspace.ui.texts("copied", n=len(text)))

    def add(self) -> None:
        """Bookmark the current paragraph, with a note that is asked for."""
        self.current.act(self._ask_note)

    def _ask_note(self, here: CurrentParagraph) -> None:
        source = here.source
        place = source.county or source.city or source.province
        about = " ".join(str(each) for each in (place, source.year, source.genre) if each)
        paragraph = f"{here.document}/{here.position}"
        mark = Bookmark(paragraph, here.document, here.position, source.title or "", about, here.text[:SNIPPET])
        self._edit(self.workspace.user_data.bookmarked(self._index_dir, paragraph) or mark)

    def _edit(self, mark: Bookmark) -> None:
        """Ask for the note of a bookmark, beginning with the one it has."""
        title = self.workspace.ui.texts("action.bookmark")
        prompt = Prompt(self.workspace.ui, title, f"{mark.title}\n{mark.snippet}", mark.note)
        self.workspace.ask_user(prompt, lambda note: None if note is None else self._keep(mark._replace(note=note)))

    def _keep(self, mark: Bookmark) -> None:
        self.workspace.user_data.bookmark(self._index_dir, mark)
        self.workspace.tell(self.workspace.ui.texts("bookmark.done"))

    @property
    def _index_dir(self) -> str:
        return self.workspace.session.index_dir

    def show(self) -> None:
        """List the bookmarks of this index; the chosen one is opened; the reader follows the cursor."""
        user_data = self.workspace.user_data
        options = [
            Option(f"{mark.note}  {mark.title}".strip(), mark, mark.about, (mark.snippet, mark.about))
            for mark in user_data.bookmarks(self._index_dir)
        ]
        kept = KeptList(
            drop=lambda mark: user_data.drop(self._index_dir, mark.paragraph),
            put_back=lambda mark: user_data.bookmark(self._index_dir, mark),
            edit=self._edit,
            look_at=self.workspace.browse_place,
        )
        choose_kept(self.workspace, "bookmarks", options, kept, self._open)

    def _open(self, mark: Bookmark | None) -> None:
        if mark is not None:
            self.workspace.show_pane("reader")
            self.workspace.open_place(mark)
