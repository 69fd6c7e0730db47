"""Exporting: what is shown, all that was found, or what was marked, as a file with its manifest beside it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError
from gongbao.tui.controllers.analyses import AnalysisController
from gongbao.tui.controllers.workspace import Cancelled, Workspace
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.prompt import Prompt

FORMATS = {"csv": "", "xlsx": "openpyxl", "md": "", "jsonl": "", "dta": "pandas"}
"""Format (and ending) → the package without which it cannot be written."""
WIDTH = 30
"""Characters on either side of a match in an exported concordance."""
NAME = 20
"""Characters of the query that name the file."""
Make = Callable[[], Any]


def with_ending(name: str, ending: str) -> str:
    """``name`` with ``ending`` behind it, where it has not that one already."""
    return name if name.lower().endswith(f".{ending}") else f"{name}.{ending}"


class ExportController:
    """Three questions — what (where there is a choice), in which format, where — and a worker that writes."""

    def __init__(self, workspace: Workspace, analyses: AnalysisController) -> None:
        self.workspace = workspace
        self.analyses = analyses

    def _tables(self) -> list[Option]:
        """What can be exported now, the view that is shown first; each option's value makes the table."""
        texts, question = self.workspace.ui.texts, self.workspace.question
        session, results = self.workspace.session, self.workspace.results
        options = self._of_view()
        if marked := self.workspace.result_list.marked:
            ids = {hit.id for hit in marked.values()}
            options.append(Option(texts("export.marked", n=len(ids)), partial(session.table, question, ids)))
        if results is not None and results.rows:
            options.append(Option(texts("export.all", n=results.rows), partial(session.table, question)))
        return options

    def _of_view(self) -> list[Option]:
        texts, question, session = self.workspace.ui.texts, self.workspace.question, self.workspace.session
        views = self.analyses.views
        if views.tab == "concordance" and question.query.strip():
            make = partial(session.concordance, question, self.analyses.order, WIDTH, 0, None)
            return [Option(texts("export.concordance", n=views.concordance.count), make)]
        if views.tab == "trend" and views.chart.terms:
            return [
                Option(texts("export.trend"), partial(session.trend, views.chart.terms, views.chart.view.by, question))
            ]
        if views.tab == "compare" and (group := views.comparison.a) is not None:
            return [Option(texts("export.compare"), partial(session.keyness, group, views.comparison.b))]
        return []

    def export(self) -> None:
        """Ask what, how and where, and write it."""
        options = self._tables()
        if not options:
            self.workspace.tell(self.workspace.ui.texts("export.nothing"))
        elif len(options) == 1:
            self._choose_format(options[0].value, options[0].text)
        else:
            chooser = Chooser(self.workspace.ui, self.workspace.ui.texts("export.what"), options)
            self.workspace.ask_user(chooser, self._choose_format)

    def _choose_format(self, make: Make | None, what: str = "") -> None:
        if make is None:
            return
        texts = self.workspace.ui.texts
        title = texts("export.format") + (f"  {what}" if what else "")
        options = [
            Option(texts(f"export.{name}"), name, f".{name}", (name,), self._missing(package))
            for name, package in FORMATS.items()
        ]
        self.workspace.ask_user(Chooser(self.workspace.ui, title, options), partial(self._choose_path, make))

    def _missing(self, package: str) -> str:
        """What to install, into the environment that runs here, before a format can be written; empty for nothing."""
        if not package or importlib.util.find_spec(package) is not None:
            return ""
        return self.workspace.ui.texts("export.missing", command=f"{sys.executable} -m pip install {package}")

    def _choose_path(self, make: Make, chosen: str | None, name: str = "", why: str = "") -> None:
        """Ask for the file's name; ``name`` was typed before and did not do, as ``why`` says."""
        if chosen is None:
            return
        texts = self.workspace.ui.texts
        query = self.workspace.question.query.strip()
        name = name or "".join(c if c.isalnum() else "_" for c in query)[:NAME] or "gongbao"
        about = why or texts("export.about", folder=Path.cwd())
        prompt = Prompt(self.workspace.ui, texts("export.where"), about, with_ending(name, chosen))
        self.workspace.ask_user(prompt, partial(self._write, make, chosen))

    def _write(self, make: Make, chosen: str, path: str | None) -> None:
        if not path:
            return
        target = Path(with_ending(path, chosen)).expanduser()
        if not target.absolute().parent.is_dir():
            why = self.workspace.ui.texts("export.no_folder", folder=target.parent)
            self._choose_path(make, chosen, path, why)
            return
        self.workspace.tell(self.workspace.ui.texts("export.writing"))

        def work(_: Cancelled) -> tuple[Path, int]:
            from gongbao.search import export  # csv and json writers: only when something is exported

            table = make()
            written, _manifest = export(table, target, chosen)
            return written, len(table.rows())

        def failed(error: Exception) -> None:
            if isinstance(error, InputError):
                self._choose_path(make, chosen, path, str(error))
            else:
                self.workspace.report(error)

        self.workspace.in_background(work, self._written, group="export", exclusive=False, failed=failed)

    def _written(self, done: tuple[Path, int]) -> None:
        path, rows = done
        self.workspace.tell(self.workspace.ui.texts("export.done", n=rows, path=path))
