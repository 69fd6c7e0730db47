"""How the app speaks and draws: handed to every widget."""

from __future__ import annotations

from dataclasses import dataclass

from tui.catalogue import Texts
from tui.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Look:
    texts: Texts
    glyphs: Glyphs
