"""The marks the app draws with: lines and blocks, or plain ASCII where a terminal gives those another width."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """Every mark is one cell wide, but for ``parts``: the eighths of a bar's last cell, from empty."""

    cursor: str
    dot: str
    dash: str
    crumb: str
    closed: str
    opened: str
    close: str
    caret: str
    block: str
    parts: str
    rule: str


LINES = Glyphs(
    cursor="▌", dot="·", dash="–", crumb="›", closed="▸", opened="▾", close="×", caret="^", block="█",
    parts=" ▏▎▍▌▋▊▉", rule="─",
)  # fmt: skip
ASCII = Glyphs(
    cursor=">", dot="|", dash="-", crumb=">", closed="+", opened="-", close="x", caret="^", block="#",
    parts=" ", rule="-",
)  # fmt: skip


def bar(glyphs: Glyphs, share: float, cells: int) -> str:
    """A bar filling ``share`` (0–1) of ``cells``, padded to them; anything above zero shows."""
    steps = len(glyphs.parts)
    eighths = round(max(0.0, min(1.0, share)) * cells * steps)
    if share > 0:
        eighths = max(1, eighths)
    whole, rest = divmod(eighths, steps)
    drawn = glyphs.block * whole + (glyphs.parts[rest] if rest else "")
    return drawn.ljust(cells)
