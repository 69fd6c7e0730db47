"""The current paragraph: the one of the pane in use, on which copying, citing and bookmarking act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gongbao.tui.controllers.workspace import Cancelled, Workspace


class CurrentParagraph(NamedTuple):
    """A paragraph and its document; ``source`` is that document or a hit in it: what a citation is made of."""

    source: Any
    document: str
    position: int
    section: tuple[str, ...]
    text: str


class CurrentParagraphController:
    """Finds the current paragraph: that in the reader where it has the focus, else that of the view's cursor.

    ``cursor()`` gives the place that the cursor of the view stands on (a hit, a line of a concordance, a slice of a
    trend), or None.
    """

    def __init__(self, workspace: Workspace, cursor: Callable[[], Any]) -> None:
        self.workspace = workspace
        self._cursor = cursor

    def act(self, then: Callable[[CurrentParagraph], Any]) -> None:
        """Call ``then`` with the current paragraph, read in the background where need be; say so if there is none."""
        workspace = self.workspace
        if workspace.focused is workspace.reader and (shown := self._in_reader()) is not None:
            then(shown)
            return
        place = self._cursor()
        if place is None:
            workspace.tell(workspace.ui.texts("reader.none"))
        elif hasattr(place, "text"):
            then(_of_hit(place))
        else:
            self._read(place, then)

    def _in_reader(self) -> CurrentParagraph | None:
        document = self.workspace.reader.document
        if document is None or not document.passages:
            return None
        position = self.workspace.reader.passage_looked_at()
        passage = document.passages[position]
        return CurrentParagraph(document.source, document.id, position, passage.section, passage.text)

    def _read(self, wanted: Any, then: Callable[[CurrentParagraph], Any]) -> None:
        session = self.workspace.session

        def work(_: Cancelled) -> CurrentParagraph | None:
            place = session.locate(wanted)
            if place is None or hasattr(place, "text"):
                return place and _of_hit(place)
            document = session.document(place.document)
            paragraph = next((each for each in document.paragraphs if each.id == place.id), document.paragraphs[0])
            position = document.paragraphs.index(paragraph)
            return CurrentParagraph(document, place.document, position, tuple(paragraph.section), paragraph.text)

        def show(found: CurrentParagraph | None) -> None:
            if found is None:
                self.workspace.tell(self.workspace.ui.texts("reader.none"))
            else:
                then(found)

        self.workspace.in_background(work, show, group="paragraph")


def _of_hit(hit: Any) -> CurrentParagraph:
    return CurrentParagraph(hit, hit.document, hit.position, tuple(hit.section), hit.text)
