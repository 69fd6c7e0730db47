"""Terminal cells: what a character takes, and text cut or padded to an exact number of them."""

from __future__ import annotations

import re
from itertools import accumulate

# Characters that move the cursor, take no cell of their own, or change their neighbour's width differently from
# terminal to terminal: controls, joiners, bidirectional marks, variation selectors, lone surrogates.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        from rich.cells import get_character_cell_size  # what Textual counts with; most commands never count

        width = self[character] = get_character_cell_size(character)
        return width


WIDTHS = _Widths()
"""Character → cells (0, 1 or 2), filled as characters are met."""


def showable(text: str) -> str:
    """``text`` with every character a terminal cannot place replaced by a space; same length, so offsets stay.

    The width of what comes out is the sum of its characters' widths.
    """
    return _UNSHOWABLE.sub(" ", text) if _UNSHOWABLE.search(text) else text


def showable_lines(text: str) -> str:
    """``text`` made showable line by line, for what may take several lines."""
    return "\n".join(map(showable, text.split("\n")))


def width(text: str) -> int:
    """The cells that showable ``text`` takes."""
    return sum(map(WIDTHS.__getitem__, text))


def clip(text: str, cells: int) -> str:
    """``text`` whole if it fits ``cells``, else its beginning and ``…``; never wider than ``cells``."""
    text = showable(text)
    if cells <= 0:
        return ""
    used = 0
    last_fit = 0
    for at, total in enumerate(accumulate(map(WIDTHS.__getitem__, text))):
        if total <= cells - 1:
            last_fit = at + 1
        used = total
        if used > cells:
            return text[:last_fit] + "…"
    return text


def pad(text: str, cells: int) -> str:
    """``text`` clipped or filled with spaces to exactly ``cells``."""
    text = clip(text, cells)
    return text + " " * (cells - width(text))


def pad_left(text: str, cells: int) -> str:
    """``text`` clipped or pushed to the right edge of exactly ``cells``."""
    text = clip(text, cells)
    return " " * (cells - width(text)) + text
