"""The lines of a PDF page with their places, from PDFium's characters and boxes."""

from __future__ import annotations

import ctypes
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

# Fonts made by Chinese software often map common characters to radicals that look the same. Unicode's own
# equivalence (NFKC) covers the Kangxi block; these of the supplement have none. Source: Unicode's
# EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺝⺟⺠⺩⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱⻳",
        "月母民王虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龜龟",
        strict=True,
    )
)
_GAP_OF_CELLS = 2.0  # In character sizes: white space this wide on one line parts cells of a table.
_GAP_OF_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as printed: its cells (one, if it is no table row) and its box in points, from the bottom left."""

    cells: tuple[str, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(self.cells)


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    right: float
    bottom: float
    top: float


def text_lines(textpage: Any) -> list[TextLine]:
    """The lines of a pypdfium2 text page, in the order in which the file gives them."""
    lines = []
    for run in _runs(textpage):
        line = _line(run)
        if line is not None:
            lines.append(line)
    return lines


def _runs(textpage: Any) -> Iterator[list[_Character]]:
    """The characters of each line; PDFium marks where a line ends with a line break of its own."""
    box = pdfium.FS_RECTF()
    into = ctypes.byref(box)
    raw = textpage.raw
    run: list[_Character] = []
    high = 0
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (10, 13):
            if run:
                yield run
            run = []
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF) if high else 0xFFFD
        if code < 32 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
            continue
        # The loose box is the character's whole cell, so that punctuation measures like the rest.
        pdfium.FPDFText_GetLooseCharBox(raw, index, into)
        run.append(_Character(_plain(chr(code)), box.left, box.right, box.bottom, box.top))
    if run:
        yield run


def _plain(character: str) -> str:
    if "\u2f00" <= character <= "\u2fdf":
        return unicodedata.normalize("NFKC", character)
    return _RADICALS.get(character, character)


def _line(run: list[_Character]) -> TextLine | None:
    inked = [c for c in run if not c.text.isspace()]
    if not inked:
        return None
    size = max(statistics.median(c.top - c.bottom for c in inked), 1.0)
    cells: list[str] = [""]
    end: float | None = None
    spaced = False
    for character in run:
        if character.text.isspace():
            spaced = True
            continue
        gap = 0.0 if end is None else character.left - end
        if gap > _GAP_OF_CELLS * size:
            cells.append("")
        elif spaced and (gap > _GAP_OF_WORDS * size or not (is_wide(cells[-1][-1:]) and is_wide(character.text))):
            cells[-1] += " "
        cells[-1] += character.text
        end, spaced = character.right, False
    return TextLine(
        tuple(cells),
        min(c.left for c in inked),
        max(c.right for c in inked),
        min(c.bottom for c in inked),
        max(c.top for c in inked),
        size,
    )


def is_wide(character: str) -> bool:
    """Whether a character is as wide as a Han one, next to which no space is written."""
    return bool(character) and (character in "“”‘’…—" or unicodedata.east_asian_width(character) in ("W", "F"))
