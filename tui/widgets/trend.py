"""Trend: how often terms are used by year, city or another facet, as bars; Enter on a bar filters to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from gongbao.tui.actions import bindings
from gongbao.tui.drawing.cells import pad, pad_left, showable, width
from gongbao.tui.drawing.glyphs import bar
from gongbao.tui.drawing.row_layout import Part, row
from gongbao.tui.drawing.styles import StyledWidget, style_for
from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.widgets.listing import Listing

MEASURES = ("per_10000", "count", "documents", "share")
TOLD = 10
"""Cells for a value."""
GROUPINGS = ("year", "city", "genre", "province")


@dataclass(slots=True)
class TrendView:
    """What the chart shows: ``terms`` besides the query itself, by which facet, and which measure."""

    terms: list[str] = field(default_factory=list)
    by: str = "year"
    measure: str = "per_10000"


class TrendChart(Listing):
    """A bar a line: groups in order, the terms of one group under one another."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("trend")]

    class Chosen(Message):
        """The user wants only what lies in this group."""

        def __init__(self, facet: str, value: Any) -> None:
            super().__init__()
            self.facet = facet
            self.value = value

    class Changed(Message):
        """Other terms, or another facet to count by."""

    class TermWanted(Message):
        """The user wants to add a term."""

    class Left(Message):
        """The user goes back to the results."""

    def __init__(self, ui: UiContext, by: str = "", measure: str = "") -> None:
        super().__init__(id="trend")
        self.ui = ui
        self.view = TrendView()
        if by in GROUPINGS:
            self.view.by = by
        if measure in MEASURES:
            self.view.measure = measure
        self.trend: Any = None
        self.points: list[Any] = []
        self.terms: list[str] = []
        self.most: float = 1
        """The longest bar's value."""

    def show(self, trend: Any) -> None:
        """A trend as ``Index.trend`` gives it; the groups most used first, but for years."""
        self.trend = trend
        self.terms = list(dict.fromkeys(point.term for point in trend.points))
        groups: dict[Any, list[Any]] = {}
        for point in trend.points:
            groups.setdefault(point.group, []).append(point)
        ordered = list(groups.values())
        if trend.by != ("year",):
            ordered.sort(key=lambda points: -max(self._value(point) or 0 for point in points))
        self.points = [point for points in ordered for point in points]
        self.most = max((self._value(each) or 0 for each in self.points), default=0) or 1
        used = next((n for n, point in enumerate(self.points) if self._value(point)), 0)
        self.set_count(len(self.points), used)
        self.scroll_to(y=used, animate=False, force=True)  # not the years before the term was used at all

    @property
    def point(self) -> Any:
        """The point of the trend under the cursor, None where there is none."""
        return self.points[self.item] if self.item < len(self.points) and self.count else None

    def head(self, line: StyledWidget, cells: int) -> list[Part]:
        """What the bars are grouped by, and what they measure."""
        texts = self.ui.texts
        measure = texts(f"measure.{self.view.measure}")
        by = texts("trend.by", facet=texts(f"facet.{self.view.by}"))
        return [
            (pad(f" {by}", cells - width(measure) - 2), style_for(line, "trend--head")),
            (measure, style_for(line, "trend--head")),
        ]

    def head_clicked(self, x: int, cells: int) -> None:
        """On what it is grouped by, or on what is measured: the next of these."""
        if x < cells // 2:
            self.action_by()
        else:
            self.action_measure()

    def _value(self, point: Any) -> float | None:
        value = getattr(point, self.view.measure)
        return None if value is None else float(value)

    def _told(self, value: float | None) -> str:
        if value is None:
            return self.ui.texts("trend.none")
        if self.view.measure == "share":
            return f"{value:.0%}"
        return f"{value:,.0f}" if self.view.measure in ("count", "documents") else f"{value:.2f}"

    def draw(self, item: int, line: int, cells: int) -> Strip:
        """Line ``line`` of item ``item``, ``cells`` wide."""
        point = self.points[item]
        here = item == self.item
        base = self.base + (self._style("cursor") if here else Style())
        first = item == 0 or self.points[item - 1].group != point.group
        label = " ".join(str(each) for each in point.group) if first else ""
        wide = min(16, max(width(showable(str(each.group[0]))) for each in self.points[:200]))
        parts: list[Part] = [(self.ui.glyphs.cursor if here else " ", base)]
        parts.append((pad(label, wide) + " ", self._style("group", base)))
        if len(self.terms) > 1:
            parts.append((pad(point.term, min(12, cells // 5)) + " ", self._style("term", base)))
        value = self._value(point)
        told = self._told(value)
        room = cells - sum(width(showable(text)) for text, _ in parts) - TOLD - 2
        style = self._style("bar" if self.terms.index(point.term) % 2 == 0 else "other")
        if room >= 3:
            parts.append((bar(self.ui.glyphs, (value or 0) / self.most, room), style))
        parts.append((pad_left(told, TOLD), self._style("value", base)))
        return row(parts, cells, base)

    def _style(self, name: str, under: Style | None = None) -> Style:
        return style_for(self, f"trend--{name}", under)

    def chosen(self, item: int) -> None:
        """A second click on the item under the cursor does what Enter does."""
        self.action_filter()

    def action_filter(self) -> None:
        """Only the group under the cursor."""
        if self.point is not None:
            self.post_message(self.Chosen(self.view.by, self.point.group[0]))

    def action_by(self) -> None:
        """Group by the next facet."""
        self.view.by = GROUPINGS[(GROUPINGS.index(self.view.by) + 1) % len(GROUPINGS)]
        self.item = 0
        self.post_message(self.Changed())

    def action_measure(self) -> None:
        """Show the next measure; the cursor stays on its point."""
        self.view.measure = MEASURES[(MEASURES.index(self.view.measure) + 1) % len(MEASURES)]
        if self.trend is not None and self.points:
            under = self.points[self.item]
            self.show(self.trend)
            self.set_count(len(self.points), self.points.index(under))
        self.post_message(self.Moved(self, self.item))

    def action_add(self) -> None:
        """Ask for another term."""
        self.post_message(self.TermWanted())

    def action_remove(self) -> None:
        """Drop the term under the cursor, if it was added."""
        term = self.points[self.item].term if self.points else None
        if term in self.view.terms:
            self.view.terms.remove(term)
            self.post_message(self.Changed())

    def action_leave(self) -> None:
        """Back to the results."""
        self.post_message(self.Left())
