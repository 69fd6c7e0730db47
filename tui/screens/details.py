"""What is known of a document and why: each field with the words it was taken from; wrong ones can be corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.screens.chooser import Option, OptionList
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.system.viewer import open_in_viewer

FIELDS = ("title", "province", "city", "county", "level", "year", "date", "genre", "source")
PLACE = ("province", "city", "county", "level")
"""Taken from one place in the document, all of them."""
CORRECTABLE = ("province", "city", "county", "year", "date", "genre", "source")
DOUBTFUL_BELOW = 0.7


def corrected(path: str, field: str, value: str) -> Path:
    """Write ``field: value`` into the file's NAME.meta.yaml, keeping what else stands there; the sidecar's path.

    Raises ValueError, and changes nothing, where what stands there is no YAML in UTF-8.
    """
    import yaml

    sidecar = Path(path).with_name(Path(path).name + ".meta.yaml")
    try:
        values = yaml.safe_load(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {}
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from error
    values = values if isinstance(values, dict) else {}
    values[field] = int(value) if field == "year" and re.fullmatch("[0-9]{4}", value) else value
    # In place of the old one at once: killed in between, no earlier correction is lost.
    beside = sidecar.with_name(f".{sidecar.name}.tmp")
    beside.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
    beside.replace(sidecar)
    return sidecar


class FactList(OptionList):
    """A click shows where a fact comes from, as the arrows do."""

    def chosen(self, item: int) -> None:
        pass


class DetailsScreen(Dialog[str | None]):
    """Gives the path of a file that was corrected and should be read again, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,i,ｉ", "dismiss(None)", show=False),
        Binding("v,ｖ,f7", "view", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter,e", "correct", show=False),
    ]

    def __init__(self, ui: UiContext, document: Any, view: Callable[[str], bool] = open_in_viewer) -> None:
        super().__init__()
        self.ui = ui
        self.document = document
        self.view = view

    def compose(self) -> ComposeResult:
        with Vertical(id="box", classes="chooser"):
            yield Static(showable(self.document.title or ""), id="box-title", markup=False)
            yield FactList(self.ui, ())
            yield Static("", id="evidence", markup=False)
            yield Static(self.ui.texts("details.keys"), id="box-close")

    def on_mount(self) -> None:
        listing = self.query_one(OptionList)
        listing.show(list(self._options()))
        listing.can_focus = False
        self._explain()

    def _options(self) -> Iterator[Option]:
        texts, document = self.ui.texts, self.document
        for name in FIELDS:
            value = getattr(document, name)
            found = self._evidence(name)
            doubt = texts("details.doubtful") if found and found.confidence < DOUBTFUL_BELOW else ""
            shown = texts("details.unknown") if value is None else texts.get(f"value.{value}", str(value))
            yield Option(f"{texts.get(f'facet.{name}', name)}  {shown}", name, doubt)
        for name, value in document.custom.items():
            yield Option(f"{name}  {value}", name)
        yield Option(f"{texts('details.file')}  {document.path}", "path")

    def _evidence(self, name: str) -> Any:
        """What tells where the document's value of a field comes from, or None."""
        known = self.document.evidence
        if name in PLACE and name not in known:
            return None if getattr(self.document, name) is None else known.get("place")
        return known.get(name)

    def _explain(self) -> None:
        listing = self.query_one(OptionList)
        found = self._evidence(listing.options[listing.item].value)
        text = ""
        if found is not None:
            where = self.ui.texts.get(f"where.{found.where}", found.where)
            text = self.ui.texts("details.evidence", where=where, text=found.text, sure=found.confidence)
        self.query_one("#evidence", Static).update(showable(text))

    def on_listing_moved(self) -> None:
        self._explain()

    def action_move(self, by: int) -> None:
        self.query_one(OptionList).action_cursor(by)

    def action_view(self) -> None:
        if not self.view(self.document.path):
            self.query_one("#evidence", Static).update(self.ui.texts("details.no_viewer", path=self.document.path))

    def action_correct(self) -> None:
        listing = self.query_one(OptionList)
        field = listing.options[listing.item].value
        if field == "path":
            self.action_view()
        elif field in CORRECTABLE:
            name = self.ui.texts.get(f"facet.{field}", field)
            sidecar = Path(self.document.path).name + ".meta.yaml"
            title = self.ui.texts("details.correct", field=name)
            value = getattr(self.document, field)
            about = self.ui.texts("details.sidecar", file=sidecar)
            prompt = Prompt(self.ui, title, about, "" if value is None else str(value))
            self.app.push_screen(prompt, lambda typed: self._write(field, typed))
        else:
            self.query_one("#evidence", Static).update(self.ui.texts("details.fixed"))

    def _write(self, field: str, typed: str | None) -> None:
        if not typed:
            return
        try:
            corrected(self.document.path, field, typed)
        except OSError as error:
            self.query_one("#evidence", Static).update(showable(str(error)))
        except ValueError:
            file = showable(Path(self.document.path).name + ".meta.yaml")
            self.query_one("#evidence", Static).update(self.ui.texts("details.unreadable", file=file))
        else:
            self.dismiss(self.document.path)
