"""Facets: values with their counts, to ask for or to keep out, found by typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from tui.actions import bindings
from tui.glyphs import bar
from tui.look import Look
from tui.pinyin import sounds_like
from tui.question import Choice, Question, Value
from tui.strips import Part, split_row
from tui.widgets.listing import Listing

Counts = Mapping[str, Sequence[tuple[Value, int]]]

FIRST = ("city", "genre", "year")
"""These stand first, in this order, and open; other facets start folded."""
SHORT = 8
"""Values shown of a long facet until it is unfolded."""
_MARKS = {"include": "[x]", "exclude": "[~]", None: "[ ]"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a facet's head, one of its values, or the line that shows the rest."""

    kind: Literal["head", "value", "more"]
    facet: str
    value: Value = ""
    count: int = 0


class FacetList(Listing):
    """The values of all facets in one list."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "facets--head", "facets--value", "facets--count", "facets--included", "facets--excluded", "facets--cursor",
        "facets--bar",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("facets")]

    class Toggled(Message):
        """A value was asked for, kept out, or neither any more."""

        def __init__(self, facet: str, value: Value, choice: Choice) -> None:
            super().__init__()
            self.facet = facet
            self.value = value
            self.choice: Choice = choice

    class YearsSet(Message):
        """A range of years was chosen."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    class Left(Message):
        """The user wants to be among the results."""

    def __init__(self, look: Look) -> None:
        super().__init__(id="facet-list")
        self.look = look
        self.counts: Counts = {}
        self.question = Question()
        self.typed = ""
        self.rows: list[Row] = []
        self.folded: dict[str, bool] = {}
        self.whole: set[str] = set()

    def show(self, counts: Counts, question: Question) -> None:
        """New counts; the cursor stays on the value it is on."""
        self.counts, self.question = counts, question
        self._rebuild()

    def filter(self, typed: str) -> None:
        """Only values that contain what was typed, or sound like it."""
        self.typed = typed
        self._rebuild()
        if typed:
            first = next((n for n, row in enumerate(self.rows) if row.kind == "value"), 0)
            self.set_count(len(self.rows), first)

    def _values(self, facet: str) -> list[tuple[Value, int]]:
        """The facet's values with their counts, chosen ones that no longer occur among them with 0."""
        values = list(self.counts.get(facet, ()))
        known = {value for value, _ in values}
        chosen = [f.value for f in self.question.filters if f.facet == facet and f.value not in known]
        values += [(value, 0) for value in chosen]
        return sorted(values, key=lambda pair: str(pair[0])) if facet == "year" else values

    def _rebuild(self) -> None:
        under = self.rows[self.item] if self.item < len(self.rows) else None
        rows: list[Row] = []
        facets = [f for f in FIRST if f in self.counts] + [f for f in self.counts if f not in FIRST]
        for facet in facets:
            values = self._values(facet)
            if self.typed:
                values = [pair for pair in values if sounds_like(self.typed, str(pair[0]))]
                if values:
                    rows.append(Row("head", facet, count=len(values)))
                    rows += [Row("value", facet, value, count) for value, count in values]
                continue
            if not values:
                continue
            rows.append(Row("head", facet, count=len(values)))
            if self._is_folded(facet):
                continue
            shown = values
            if facet != "year" and facet not in self.whole and len(values) > SHORT + 1:
                shown = [p for n, p in enumerate(values) if n < SHORT or self.question.mark(facet, p[0])]
            rows += [Row("value", facet, value, count) for value, count in shown]
            if len(shown) < len(values):
                rows.append(Row("more", facet, count=len(values) - len(shown)))
        self.rows = rows
        place = (under.kind, under.facet, under.value) if under else None
        at = next((n for n, r in enumerate(rows) if (r.kind, r.facet, r.value) == place), None)
        self.set_count(len(rows), at)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"facets--{name}", partial=True)

    def _is_folded(self, facet: str) -> bool:
        return self.folded.get(facet, facet not in FIRST)

    def draw(self, item: int, line: int, cells: int) -> Strip:
        each = self.rows[item]
        here = item == self.item and self.has_focus
        base = self.rich_style + (self._style("cursor") if here else Style())
        edge = (self.look.glyphs.cursor if here else " ", base)
        left, right = self._parts(each, cells - 1)
        return split_row([edge, *left], right, cells, base)

    def _parts(self, each: Row, cells: int) -> tuple[list[Part], list[Part]]:
        """What stands at the left and at the right edge of a line."""
        glyphs, texts = self.look.glyphs, self.look.texts
        if each.kind == "more":
            return [(texts("facets.more", n=each.count), self._style("count"))], []
        if each.kind == "head":
            fold = glyphs.closed if self._is_folded(each.facet) and not self.typed else glyphs.opened
            head = f"{fold} {texts.get(f'facet.{each.facet}', each.facet)}"
            return [(head, self._style("head"))], [(str(each.count), self._style("count"))]
        choice = self.question.mark(each.facet, each.value)
        style = self._style({"include": "included", "exclude": "excluded", None: "value"}[choice])
        mark: Part = (_MARKS[choice] + " ", style)
        count: Part = (f"{each.count:,}", self._style("count"))
        if each.facet == "year":
            most = max((count for _, count in self._values("year")), default=1) or 1
            room = cells - len("[ ] 2020 ") - len(f"{most:,}") - 1
            if room >= 3:
                drawn = (bar(glyphs, each.count / most, room), self._style("bar"))
                return [mark, (f"{each.value} ", style), drawn], [count]
        name = texts.get(f"value.{each.value}", str(each.value)) if each.facet == "level" else str(each.value)
        return [mark, (name, style)], [count]

    def chosen(self, item: int) -> None:
        self.action_choose("include")

    def action_choose(self, choice: Choice) -> None:
        if not self.rows:
            return
        each = self.rows[self.item]
        if each.kind == "value":
            self.post_message(self.Toggled(each.facet, each.value, choice))
        elif each.kind == "more":
            self.action_fold(False)
        else:
            self.action_fold(not self._is_folded(each.facet))

    def action_fold(self, fold: bool) -> None:
        if not self.rows or self.typed:
            return
        facet = self.rows[self.item].facet
        if fold and facet in self.whole and self.rows[self.item].kind != "head":
            self.whole.discard(facet)
        elif not fold and not self._is_folded(facet):
            self.whole.add(facet)
        else:
            self.folded[facet] = fold
        if fold:
            self.item = next(n for n, row in enumerate(self.rows) if row.facet == facet)
        self._rebuild()

    def action_year(self, end: int) -> None:
        """Make the year under the cursor the first (−1) or the last (1) of the range, or begin one."""
        each = self.rows[self.item] if self.rows else None
        if each is None or each.kind != "value" or not isinstance(each.value, int):
            return
        first, last = self.question.years or (each.value, each.value)
        first, last = (each.value, max(last, each.value)) if end < 0 else (min(first, each.value), each.value)
        self.post_message(self.YearsSet(first, last))

    def action_leave(self) -> None:
        self.post_message(self.Left())


class FacetFilter(Input):
    """Typed into to find a value; arrows and Enter work on the list below."""

    class Keyed(Message):
        """A key meant for the list."""

        def __init__(self, run: str) -> None:
            super().__init__()
            self.run = run

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pass_on('up')", show=False),
        Binding("down", "pass_on('down')", show=False),
        Binding("enter", "pass_on('include')", show=False),
        Binding("escape", "pass_on('leave')", show=False),
    ]
    _NOT_TYPED: ClassVar[dict[str, str]] = {" ": "include", "\u3000": "include", "-": "exclude", "－": "exclude"}

    def __init__(self, look: Look) -> None:
        super().__init__(placeholder=look.texts("facets.filter"), compact=True, id="facet-filter")

    def on_key(self, event: events.Key) -> None:
        run = self._NOT_TYPED.get(event.character or "")
        if run:
            event.stop()
            event.prevent_default()
            self.action_pass_on(run)

    def action_pass_on(self, run: str) -> None:
        self.post_message(self.Keyed(run))


class FacetPanel(Vertical):
    """The filter line over the list."""

    def __init__(self, look: Look) -> None:
        super().__init__(id="facets")
        self.filter_box = FacetFilter(look)
        self.list = FacetList(look)

    def compose(self) -> ComposeResult:
        yield self.filter_box
        yield self.list

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.list.filter(event.value.strip())

    def on_facet_filter_keyed(self, event: FacetFilter.Keyed) -> None:
        event.stop()
        if event.run == "leave":
            self.filter_box.value = ""
            self.list.focus()
        elif event.run in ("up", "down"):
            self.list.action_cursor(-1 if event.run == "up" else 1)
        else:
            # in the list's own context: what it says while its parent handles a message stops at the parent
            self.list.call_next(self.list.action_choose, "exclude" if event.run == "exclude" else "include")
