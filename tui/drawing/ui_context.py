"""How the app speaks and draws: handed to every widget.

What the first paint needs is a named tuple where a frozen dataclass would do: Python makes one in a seventh of the time
that the other takes.
"""

from __future__ import annotations

from typing import NamedTuple

from gongbao.tui.drawing.glyphs import Glyphs
from gongbao.tui.i18n.catalogue import Texts


class UiContext(NamedTuple):
    """The sentences and the marks that widgets draw with."""

    texts: Texts
    glyphs: Glyphs
