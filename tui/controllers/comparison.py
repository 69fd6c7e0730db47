"""Comparison: the words that mark one group of documents out against another, and choosing these groups."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gongbao.tui.controllers.views import ViewController
from gongbao.tui.controllers.workspace import Workspace
from gongbao.tui.drawing.question_text import described
from gongbao.tui.model.comparison_group import ComparisonGroup
from gongbao.tui.model.question import Question
from gongbao.tui.screens.chooser import Chooser, Option

Start = Callable[[Callable[[], Any], Callable[[Any], int]], None]
"""Runs work in a thread and shows its result: AnalysisController's."""
FACETS = ("city", "year", "genre", "province")
"""Facets whose values can be compared; two of the first three are, unless others are chosen."""


class ComparisonController:
    """Chooses what is compared, and looks words up in it."""

    def __init__(self, workspace: Workspace, views: ViewController, start: Start) -> None:
        self.workspace = workspace
        self.views = views
        self._start = start

    def refresh(self) -> None:
        """Work out the comparison; without a choice, the two most frequent values of a facet are compared."""
        table, results = self.views.comparison, self.workspace.results
        if table.a is None and results is not None:
            facet = next((f for f in FACETS[:3] if len(results.facets.get(f, ())) > 1), None)
            if facet is not None:
                (first, _), (second, _) = results.facets[facet][:2]
                table.a, table.b = ComparisonGroup.of(facet, first), ComparisonGroup.of(facet, second)
        if table.a is None:
            self.views.show_note(self.workspace.ui.texts("compare.too_few"))
        else:
            self._start(partial(self.workspace.session.keyness, table.a, table.b), self._show)

    def _show(self, keyness: Any) -> int:
        self.views.comparison.show(keyness)
        return len(keyness.keywords)

    def choose(self, which: str) -> None:
        """Choose group ``a`` or ``b``."""
        ui = self.workspace.ui
        chooser = Chooser(ui, ui.texts(f"compare.choose_{which}"), self._options(which))
        self.workspace.ask_user(chooser, lambda group: self._set(which, group))

    def _options(self, which: str) -> list[Option]:
        ui, question, results = self.workspace.ui, self.workspace.question, self.workspace.results
        texts, facets = ui.texts, results.facets if results is not None else {}
        options = [Option(texts("compare.others"), ComparisonGroup(texts("compare.others")))] if which == "b" else []
        if question.filtered:
            options.append(self._found(question.asking(""), "compare.filters"))
        if question.query.strip():
            options.append(self._found(question, "compare.found"))
        options += [
            Option(name, ComparisonGroup(name, saved), texts("compare.saved"))
            for name, saved in self.workspace.user_data.saved()
        ]
        options += [
            Option(str(value), ComparisonGroup.of(facet, value), f"{texts(f'facet.{facet}')} {count:,}")
            for facet in FACETS
            for value, count in facets.get(facet, ())
        ]
        return options

    def _found(self, question: Question, what: str) -> Option:
        """What a question finds, as a group."""
        name = described(question, self.workspace.ui)
        return Option(name, ComparisonGroup(name, question), self.workspace.ui.texts(what))

    def _set(self, which: str, group: ComparisonGroup | None) -> None:
        if group is not None:
            table = self.views.comparison
            if which == "a":
                table.a = group
            else:
                table.b = group if group.question is not None else None
            self.workspace.refresh_view()

    def look_up(self, word: str, group: ComparisonGroup) -> None:
        """Search for a word among the documents of its group."""
        if group.question is not None:
            self.workspace.show_view("results")
            self.workspace.restore(group.question.asking(word))
