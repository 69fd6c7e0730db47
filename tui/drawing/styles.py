"""The colours of what rows are made of: a table of inks, mixed for the theme and for what lies under the text.

Textual's way to say this is a component class and a rule in the style sheet for each. It parses those, and matches
them with every other rule each time a widget is styled, which took a fifth of the time from start to first paint.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from rich.style import Style
from textual.color import Color

if TYPE_CHECKING:
    from textual.app import App

_CURSOR = "on primary-muted 60%"
_MATCH = "bold underline text-warning"
_MUTED = "text-muted"
_STYLES = {
    "note--plain": _MUTED,
    "note--offer": "bold underline text-accent",
    "note--fault": "bold text-error",
    "status--total": "bold",
    "status--chip": "text-success",
    "status--excluded": "underline text-error",
    "status--plain": _MUTED,
    "bar--key": "bold text-primary",
    "bar--text": "text",
    "tabs--tab": _MUTED,
    "tabs--chosen": "bold text",
    "tabs--note": _MUTED,
    "listing--note": _MUTED,
    "results--title": "bold text",
    "results--meta": _MUTED,
    "results--snippet": "foreground 85%",
    "results--match": _MATCH,
    "results--cursor": _CURSOR,
    "facets--head": "bold text-accent",
    "facets--value": "foreground",
    "facets--count": _MUTED,
    "facets--included": "bold text-success",
    "facets--excluded": "strike text-error",
    "facets--cursor": "on primary-muted",
    "facets--bar": "primary",
    "reader--edge": "primary",
    "reader--title": "bold text-accent",
    "reader--meta": _MUTED,
    "reader--heading": "bold text-primary",
    "reader--text": "foreground",
    "reader--match": _MATCH,
    "reader--current": "bold text on warning",
    "concordance--context": "foreground 85%",
    "concordance--match": _MATCH,
    "concordance--about": _MUTED,
    "concordance--cursor": _CURSOR,
    "trend--head": _MUTED,
    "trend--group": "bold foreground",
    "trend--term": _MUTED,
    "trend--bar": "primary",
    "trend--other": "warning",
    "trend--value": _MUTED,
    "trend--cursor": _CURSOR,
    "compare--a-head": "bold text-primary",
    "compare--b-head": "bold text-warning",
    "compare--a": "text-primary",
    "compare--b": "text-warning",
    "compare--value": _MUTED,
    "compare--cursor": "on primary-muted",
    "options--text": "foreground",
    "options--detail": _MUTED,
    "options--cursor": "on primary-muted",
    "help--head": "bold text-accent",
    "help--key": "bold text-warning",
    "help--text": "foreground",
}
"""What is drawn → attributes, then its colour, then what it is ``on``: the theme's names, perhaps a share of it."""
_ATTRIBUTES = {"bold", "underline", "strike"}


class StyledWidget(Protocol):
    """A widget that draws rows; ``base`` is its own style, on which they lie."""

    base: Style

    @property
    def app(self) -> App[object]: ...


_mixed: dict[tuple[str, str, Style], Style] = {}


READABLE = 4.5
"""The least contrast of text with what is under it (WCAG 2.2, 1.4.3)."""


def style_for(widget: StyledWidget, name: str, under: Style | None = None) -> Style:
    """The style of ``name``, to be added to ``under``: the widget's ``base``, or what lies over it (a cursor's row).

    Where the theme's colour is too faint on that ground, it is moved towards white or black until it can be read.
    """
    app, base = widget.app, widget.base if under is None else under
    key = (app.theme, name, base)
    found = _mixed.get(key)
    if found is None:
        found = _mixed[key] = _mix(_STYLES[name], base, app.theme_variables)
    return found


def _mix(recipe: str, base: Style, theme: Mapping[str, str]) -> Style:
    front, _, back = recipe.partition("on ")
    words = front.split()
    rest = " ".join(word for word in words if word not in _ATTRIBUTES)
    under = Color.from_rich_color(base.bgcolor)
    lying = _parsed(back, theme, under) if back else None
    ground = under + lying if lying else under
    colour = readable(ground + _parsed(rest, theme, ground), ground) if rest else None
    return Style(
        color=colour.rich_color if colour else None,
        bgcolor=lying.rich_color if lying else None,
        bold="bold" in words or None,
        underline="underline" in words or None,
        strike="strike" in words or None,
    )


def luminance(colour: Color) -> float:
    """Relative luminance (0 to 1) of a colour, as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, 1 (none) to 21 (black and white), as WCAG 2.2 defines it."""
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def readable(colour: Color, ground: Color) -> Color:
    """``colour``, or the nearest to it on the way to white or black that stands out from ``ground``."""
    if contrast(colour, ground) >= READABLE:
        return colour
    white, black = Color(255, 255, 255), Color(0, 0, 0)
    end = white if contrast(white, ground) > contrast(black, ground) else black
    tried = (colour.blend(end, step / 20) for step in range(1, 20))
    return next((each for each in tried if contrast(each, ground) >= READABLE), end)


def readable_theme(variables: Mapping[str, str]) -> dict[str, str]:
    """A theme's variables in which what the style sheets write with can be read on every ground they write on."""
    grounds = [Color.parse(variables[name]) for name in ("background", "surface", "panel")]
    changed = {"text-muted": "auto 85%", "text-disabled": "auto 75%"}
    for name in ("text-primary", "text-secondary", "text-warning", "text-error", "text-success", "text-accent"):
        if variables[name].startswith(("auto", "ansi")):
            continue  # made to be read, or the terminal's own
        colour = Color.parse(variables[name])
        for ground in grounds:
            colour = readable(colour, ground)
        changed[name] = colour.hex
    return {**variables, **changed}


def _parsed(wanted: str, theme: Mapping[str, str], under: Color) -> Color:
    """A colour of the theme, such as ``primary-muted 60%``; ``auto`` is what stands out from ``under``."""
    name, _, share = wanted.strip().partition(" ")
    value, _, own = theme[name].partition(" ")
    alpha = _share(share) * _share(own)
    return under.get_contrast_text(alpha) if value == "auto" else Color.parse(value).multiply_alpha(alpha)


def _share(percent: str) -> float:
    return float(percent.removesuffix("%")) / 100 if percent else 1.0
