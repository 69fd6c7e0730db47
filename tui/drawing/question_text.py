"""A question in words: for the history, for chips, for the sides of a comparison."""

from __future__ import annotations

from gongbao.tui.drawing.ui_context import UiContext
from gongbao.tui.model.question import Filter, Question, active_filters
from gongbao.tui.widgets.notes import Chip


def described(question: Question, ui: UiContext) -> str:
    """A question as one line: its query, then its filters in brackets."""
    query = question.query.strip()
    parts = [query] if query else [] if question.filtered else [ui.texts("history.all")]
    for facet, drop in active_filters(question):
        if drop == "years":
            parts.append(f"[{_years(question, ui)}]")
        else:
            parts.append(f"[{_value(drop, ui)}]" if facet else "")
    return " ".join(parts)


def chips(question: Question, ui: UiContext) -> list[Chip]:
    """A chip for each active filter."""
    shown = []
    for facet, drop in active_filters(question):
        name = ui.texts.get(f"facet.{facet}", facet)
        if drop == "years":
            shown.append(Chip(f"{name} {_years(question, ui)}", False, drop))
        else:
            shown.append(Chip(f"{name} {_value(drop, ui)}", drop.choice == "exclude", drop))
    return shown


def _years(question: Question, ui: UiContext) -> str:
    first, last = question.years or (0, 0)
    return f"{first}{ui.glyphs.dash}{last}" if first != last else str(first)


def _value(chosen: Filter, ui: UiContext) -> str:
    return ui.texts("chip.not", value=chosen.value) if chosen.choice == "exclude" else str(chosen.value)
