"""Answers: totals, filters, how the query was understood or where it is at fault, results and facets."""

from __future__ import annotations

from typing import Any

from textual.timer import Timer

from gongbao.indexer.errors import QueryError
from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.drawing.cells import showable, width
from gongbao.tui.drawing.question_text import chips
from gongbao.tui.widgets.facets import FacetList
from gongbao.tui.widgets.notes import Interpretation, StatusRow

COUNTING_PAUSE = 0.03
"""Seconds after the results of an answer at which its counts are shown."""


class AnswerController:
    """Shows an answer in the rows under the query, the list of results and the facets."""

    def __init__(self, workspace: Workspace, note: Interpretation, status: StatusRow, facets: FacetList) -> None:
        self.workspace = workspace
        self.note = note
        self.status = status
        self.facets = facets
        self._counting: Timer | None = None

    @property
    def waiting(self) -> bool:
        """Whether the counts of the last answer are still to be shown."""
        return self._counting is not None

    def show(self, results: Any, staying: bool = False) -> None:
        """The first page of an answer; where ``staying``, the cursor goes to the hit it was on, if that is there."""
        question = self.workspace.question
        why = "results.none_filtered" if question.filtered else "results.none" if question.query else "results.empty"
        listing, was = self.workspace.result_list, self.workspace.result_list.hit if staying else None
        hits = list(results.hits)
        at = next((n for n, hit in enumerate(hits) if was is not None and hit.id == was.id), 0)
        listing.dim(False)
        listing.show(results.rows, hits, self.workspace.ui.texts(why), at)
        if self._counting is None:  # drawing both at once would keep the keys waiting
            self._counting = self.workspace.after(COUNTING_PAUSE, self._show_counts)
        self.status.show(self._total(results), chips(question, self.workspace.ui))
        asked = bool(question.query.strip())
        self.note.say(self._understood(results), results.suggestions if asked else ())

    def show_page(self, offset: int, results: Any) -> None:
        """A later page of it."""
        self.workspace.result_list.add(offset, list(results.hits))

    def _show_counts(self) -> None:
        self._counting = None
        results = self.workspace.results
        self.facets.show(results.facets, self.workspace.question, self.workspace.session.provinces)

    def _total(self, results: Any) -> str:
        ui = self.workspace.ui
        total = ui.texts("status.total", total=results.total, documents=results.documents, ms=results.seconds * 1000)
        if results.left_out:
            total += ui.texts("status.hidden", n=results.left_out)
        return total.replace("·", ui.glyphs.dot)

    def _understood(self, results: Any) -> str:
        texts = self.workspace.ui.texts
        if not self.workspace.question.query.strip():
            return ""
        return "  ".join([texts("note.understood", query=results.interpretation), *results.notes])

    def take_suggestion(self, number: int = 0) -> None:
        """Ask what was suggested instead of the query."""
        if number < len(self.note.suggestions):
            self.workspace.restore(self.workspace.question.asking(self.note.suggestions[number]))
        else:
            self.workspace.tell(self.workspace.ui.texts("note.no_suggestion"))

    def show_fault(self, error: QueryError, message: str) -> None:
        """The query is at fault: ``message`` says how, and a caret stands under the spot."""
        ui, question, box = self.workspace.ui, self.workspace.question, self.workspace.query_box
        column = None
        if error.column is not None:
            before = width(showable(question.query[: error.column]))
            column = box.content_region.x + before - int(box.scroll_offset.x)
        self.note.blame(message, column)
        if self.workspace.result_list.count:
            self.workspace.result_list.dim(True)  # the last answer, while the query is unfinished
        else:
            self.workspace.result_list.show(0, [], ui.texts("results.failed"))
        self.status.show(ui.texts("results.failed_total"), chips(question, ui))

    def show_nothing(self, message: str) -> None:
        """There never was an answer: ``message`` says why."""
        self.status.show("", ())
        self.workspace.result_list.show(0, [], message)

    def setting(self) -> list[str]:
        """How the results are set, in words."""
        texts, question = self.workspace.ui.texts, self.workspace.question
        parts = [texts("status.sorted", sort=texts(f"sort.{question.sort}"))]
        parts += [texts("status.grouped")] if question.group else []
        return parts + ([texts("status.copies")] if question.copies else [])
