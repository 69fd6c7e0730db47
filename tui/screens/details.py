"""What is known of a document and why: each field with the words it was taken from; wrong ones can be corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from gongbao.tui.drawing.cells import showable
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.corrections import PLACE, correct, fields_with, places_named, places_near
from gongbao.tui.screens.chooser import Chooser, Option, OptionList
from gongbao.tui.screens.dialog import Dialog
from gongbao.tui.screens.prompt import Prompt
from gongbao.tui.system.viewer import open_in_viewer

FIELDS = ("title", "province", "city", "county", "level", "year", "date", "genre", "source")
PLACE_FACTS = ("province", "city", "county", "level")
"""Taken from one place in the document, all of them."""
CORRECTABLE = ("province", "city", "county", "year", "date", "genre", "source")
DOUBTFUL_BELOW = 0.7


class FactList(OptionList):
    """A click shows where a fact comes from, as the arrows do."""

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""


class DetailsScreen(Dialog[str | None]):
    """Gives the path of a file that was corrected and should be read again, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,i,ｉ", "dismiss(None)", show=False),
        Binding("v,ｖ,f7", "view", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter,e", "correct", show=False),
        Binding("delete,r,ｒ", "revert", show=False),
    ]

    def __init__(self, ui: UiContext, document: Any, view: Callable[[str], bool] = open_in_viewer) -> None:
        super().__init__()
        self.ui = ui
        self.document = document
        self.view = view

    def compose(self) -> ComposeResult:
        """The box with its title, what it is about, and the keys that work in it."""
        with Vertical(id="box", classes="chooser"):
            yield Static(showable(self.document.title or ""), id="box-title", markup=False)
            yield FactList(self.ui, ())
            yield Static("", id="evidence", markup=False)
            yield Static(self.ui.texts("details.keys"), id="box-close")

    def on_mount(self) -> None:
        """The widgets are there to be filled."""
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
        if name in PLACE_FACTS and name not in known:
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
        """The evidence is that of the fact under the cursor."""
        self._explain()

    def action_move(self, by: int) -> None:
        """To the next (1) or previous (−1) fact."""
        self.query_one(OptionList).action_cursor(by)

    def action_view(self) -> None:
        """Open the file in the system's viewer, or say where it is."""
        if not self.view(self.document.path):
            self.query_one("#evidence", Static).update(self.ui.texts("details.no_viewer", path=self.document.path))

    def action_correct(self) -> None:
        """Ask for the right value of the field under the cursor."""
        listing = self.query_one(OptionList)
        field = listing.options[listing.item].value
        if field == "path":
            self.action_view()
        elif field in CORRECTABLE:
            value = getattr(self.document, field)
            self._ask(field, "" if value is None else str(value), self.ui.texts("details.sidecar", file=self._sidecar))
        else:
            self._say(self.ui.texts("details.fixed"))

    def action_revert(self) -> None:
        """Take the correction of the field under the cursor back, and what was written with it."""
        listing = self.query_one(OptionList)
        self._write(dict.fromkeys(fields_with(listing.options[listing.item].value)))

    @property
    def _sidecar(self) -> str:
        return Path(self.document.path).name + ".meta.yaml"

    def _say(self, text: str) -> None:
        self.query_one("#evidence", Static).update(showable(text))

    def _ask(self, field: str, typed: str, about: str) -> None:
        title = self.ui.texts("details.correct", field=self.ui.texts.get(f"facet.{field}", field))
        self.app.push_screen(Prompt(self.ui, title, about, typed), lambda given: self._check(field, given))

    def _check(self, field: str, typed: str | None) -> None:
        """Write what was typed; of a place, what it means, asked for where it may mean several or is not known."""
        if not typed:
            return
        if field not in PLACE:
            self._write({field: typed})
            return
        meant = places_named(field, typed)
        if len(meant) == 1:
            self._write(meant[0])
        elif offered := meant or places_near(field, typed):
            options = [Option(" ".join(value for value in each.values() if value), each) for each in offered]
            title = self.ui.texts("details.which" if meant else "details.near", typed=typed)
            self.app.push_screen(Chooser(self.ui, title, options), lambda each: self._write(each) if each else None)
        else:
            self._ask(field, typed, self.ui.texts("details.no_place", typed=typed))

    def _write(self, values: Mapping[str, str | None]) -> None:
        try:
            changed = correct(self.document.path, values)
        except OSError as error:
            self._say(str(error))
        except ValueError:
            self._say(self.ui.texts("details.unreadable", file=self._sidecar))
        else:
            if changed:
                self.dismiss(self.document.path)
            else:
                self._say(self.ui.texts("details.unchanged"))
