"""Exporting: what is shown, all that was found, or what was marked, as a file with its manifest beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from textual.message import Message

from gongbao.tui.screens.analysing import Analysing
from gongbao.tui.screens.chooser import Chooser, Option
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.widgets.results import ResultList

FORMATS = ("csv", "xlsx", "md", "jsonl", "dta")
Make = Callable[[], Any]


class Exporting(Analysing):
    """Three questions — what (where there is a choice), in which format, where — and a worker that writes."""

    class Exported(Message):
        """The file is written."""

        def __init__(self, path: Path, rows: int) -> None:
            super().__init__()
            self.path = path
            self.rows = rows

    def _tables(self) -> list[Option]:
        """What can be exported now: each option's value makes the table."""
        texts, question, session = self.ui.texts, self.question, self.session
        options: list[Option] = []
        listing = self.query_one(ResultList)
        if listing.marked:
            ids = {hit.id for hit in listing.marked.values()}
            options.append(Option(texts("export.marked", n=len(ids)), partial(session.table, question, ids)))
        if self.results is not None and self.results.rows:
            options.append(Option(texts("export.all", n=self.results.rows), partial(session.table, question)))
        if self.tab == "concordance" and question.query.strip():
            make = partial(session.concordance, question, self.order, 30, 0, None)
            options.insert(0, Option(texts("export.concordance", n=self.concordance.count), make))
        elif self.tab == "trend" and self.chart.terms:
            make = partial(session.trend, self.chart.terms, self.chart.view.by, question)
            options.insert(0, Option(texts("export.trend"), make))
        elif self.tab == "compare" and (side := self.comparison.a) is not None:
            make = partial(session.keyness, side, self.comparison.b)
            options.insert(0, Option(texts("export.compare"), make))
        return options

    def action_export(self) -> None:
        options = self._tables()
        if not options:
            self.tell(self.ui.texts("export.nothing"))
            return
        if len(options) == 1:
            self._choose_format(options[0].value, options[0].text)
        else:
            self.app.push_screen(Chooser(self.ui, self.ui.texts("export.what"), options), self._choose_format)

    def _choose_format(self, make: Make | None, what: str = "") -> None:
        if make is None:
            return
        title = self.ui.texts("export.format") + (f"  {what}" if what else "")
        options = [Option(self.ui.texts(f"export.{name}"), name, f".{name}", (name,)) for name in FORMATS]
        chooser = Chooser(self.ui, title, options)
        self.app.push_screen(chooser, partial(self._choose_path, make))

    def _choose_path(self, make: Make, chosen: str | None) -> None:
        if chosen is None:
            return
        name = "".join(c if c.isalnum() else "_" for c in self.question.query.strip())[:20] or "gongbao"
        about = self.ui.texts("export.about", folder=Path.cwd())
        prompt = Prompt(self.ui, self.ui.texts("export.where"), about, f"{name}.{chosen}")
        self.app.push_screen(prompt, partial(self._write, make, chosen))

    def _write(self, make: Make, chosen: str, path: str | None) -> None:
        if path:
            self.tell(self.ui.texts("export.writing"))
            target = str(Path(path).expanduser())
            self.run_worker(partial(self._export, make, target, chosen), thread=True, group="export")

    def _export(self, make: Make, path: str, chosen: str) -> None:
        from gongbao.search import export  # csv and json writers: only when something is exported

        try:
            table = make()
            written, _ = export(table, path, chosen)
        except Exception as error:  # whatever it is, it is shown
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Exported(written, len(table.rows())))

    def on_exporting_exported(self, event: Exported) -> None:
        self.tell(self.ui.texts("export.done", n=event.rows, path=event.path))
