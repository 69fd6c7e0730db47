"""Small pages modelled on what crawlers find, each with what must be kept, what must go, and how many articles it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """``wanted`` lists, for each article in order, strings that must each stand within one paragraph of it."""

    name: str
    text: str
    wanted: tuple[tuple[str, ...], ...]
    noise: tuple[str, ...] = ()


def page(name: str, text: str, *wanted: str | tuple[str, ...], noise: tuple[str, ...] = ()) -> Page:
    """A page whose articles are ``wanted``; a plain string is one article with one thing wanted."""
    return Page(name, text.strip("\n"), tuple((w,) if isinstance(w, str) else w for w in wanted), noise)
