"""Elements to blocks of text, the way a browser breaks lines: paragraphs, <br>, headings, table rows."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from gongbao.indexer.sources.html.tree import Element, parse

_BLOCK_NAMES = (
    "p div section article main header aside address blockquote center dd dt dl fieldset figure figcaption form "
    "h1 h2 h3 h4 h5 h6 hr li ol ul pre table caption thead tbody tfoot tr td th body html legend details summary "
    "option dir menu title head"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_HEADING_LONGEST = 80
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff“”‘’…—]"
# A line end in the source between two Han characters is the editor's, not a space.
_SOURCE_BREAK = re.compile(rf"(?<={_HAN})[ \t]*+[\r\n][ \t\r\n]*+(?={_HAN})")
# Text typed into a page with line ends and indents but no tags: the indent starts a paragraph.
_TYPED_PARAGRAPH = re.compile(
    r"[\u2028\u2029]|(?<![ \t\r\n])[ \t]*+\r?\n[ \t\r\n]*+(?=\u3000\u3000|\u2003\u2003|\xa0\xa0\xa0\xa0)"
)
_DISPLAY = re.compile(r"display\s*:\s*(block|table|list-item)", re.I)
_INDENT = re.compile(r"[ \t\r\n]*(?:\u3000|\u2003|[\xa0\u2002]{2})")
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u2002\u2003\u2009]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
_ESCAPED_TAG = re.compile(r"</?(?:p|br|div|span|table|font|strong)\b[^<>]{0,300}>", re.I)
CELL_BREAK = " | "


@dataclass(frozen=True, slots=True)
class Block:
    """One line as a browser would show it. ``after`` says what ended it: a <br>, or the end of its block."""

    text: str
    heading: int
    kind: Literal["text", "row"]
    after: Literal["break", "block"]
    element: Element
    cells: tuple[str, ...] = ()
    indented: bool = False


def blocks(root: Element, framed: Sequence[Element] = ()) -> list[Block]:
    """The blocks below ``root`` in order. No block spans the border of a ``framed`` element.

    Outside the framed elements inline elements are set apart by a space, as style sheets do for the parts
    of an info line; inside them words may be split over elements at any place.
    """
    flow = _Flow(root, frozenset(framed))
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            if flow.start(element):
                walker.skip_subtree()
        else:
            flow.end(element)
            if element is not root:
                flow.add(element.tail)
    flow.close("block")
    return flow.done


class _Flow:
    """The state of one pass: text since the last break, and the elements that are open."""

    def __init__(self, root: Element, framed: frozenset[Element]) -> None:
        self.done: list[Block] = []
        self._framed = framed
        self._around = frozenset(above for element in framed for above in element.iterancestors())
        self._spaced = bool(framed)
        self._parts: list[str] = []
        self._open: list[Element] = [root]
        self._pre = 0
        self._heading = 0

    def start(self, element: Element) -> bool:
        """Takes in the start of ``element``; True when all of it has been dealt with."""
        tag = element.tag
        if tag == "br":
            self.close("break")
        elif self._is_block(element):
            self.close("block")
            self._open.append(element)
            if element in self._framed:
                self._spaced = False
            self._heading = _HEADINGS.get(tag, self._heading)
            self._pre += tag == "pre"
            if tag == "table" and element not in self._around and is_data_table(element):
                self._rows(element)
                return True
        elif self._spaced:
            self._parts.append(" ")
        self.add(element.text)
        return False

    def end(self, element: Element) -> None:
        if not self._is_block(element):
            if self._spaced:
                self._parts.append(" ")
            return
        self.close("block")
        if element in self._framed:
            self._spaced = True
        if len(self._open) > 1 and self._open[-1] is element:
            self._open.pop()
        if element.tag in _HEADINGS:
            self._heading = 0
        self._pre -= element.tag == "pre"

    def _is_block(self, element: Element) -> bool:
        return (
            element.tag in _BLOCKS or element in self._framed or _DISPLAY.search(element.get("style", "")) is not None
        )

    def add(self, text: str | None) -> None:
        if not text:
            return
        lines = text.splitlines() if self._pre else _TYPED_PARAGRAPH.split(text)
        for n, line in enumerate(lines):
            if n:
                self.close("break")
            self._parts.append(line)

    def close(self, after: Literal["break", "block"]) -> None:
        """Ends the line that is being gathered."""
        raw = "".join(self._parts)
        text = readable(raw)
        if text.endswith(("：", ":")) and self._open[-1].tag == "dt":
            return  # A label, which goes on with the <dd> after it.
        self._parts.clear()
        if text:
            heading = self._heading if len(text) <= _HEADING_LONGEST else 0
            indented = _INDENT.match(raw) is not None
            self.done.append(Block(text, heading, "text", after, self._open[-1], indented=indented))
        elif after == "block" and self.done and self.done[-1].after == "break":
            # The block ended right after a <br>: that last line ends with its block.
            self.done[-1] = dataclasses.replace(self.done[-1], after="block")

    def _rows(self, table: Element) -> None:
        for row in own_rows(table):
            cells = tuple(filter(None, (_cell_text(cell) for cell in row if cell.tag in ("td", "th"))))
            if cells:
                self.done.append(Block(CELL_BREAK.join(cells), 0, "row", "block", table, cells))


def readable(text: str) -> str:
    """``text`` with white space as a browser shows it, and entities that were escaped twice undone."""
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    text = _SOURCE_BREAK.sub("", text)
    return _SPACES.sub(" ", text).strip(" \u3000")


def unescaped_markup(text: str) -> Element | None:
    """The tree of text that is itself markup (``&lt;p&gt;``…), as pages that escape once too often show."""
    if len(_ESCAPED_TAG.findall(text)) < 2:
        return None
    return parse(text)


def own_rows(table: Element) -> list[Element]:
    """The rows of ``table`` itself, not those of tables inside it."""
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _cell_text(cell: Element) -> str:
    parts = []
    for element in cell.iter():
        if element.tag in _BLOCKS or element.tag == "br":
            parts.append(" ")
        parts.append(element.text or "")
        if element is not cell:
            parts.append((" " if element.tag in _BLOCKS else "") + (element.tail or ""))
    return readable("".join(parts))


def is_data_table(table: Element) -> bool:
    """Whether ``table`` holds figures and facts in cells; old pages use tables as frames for whole articles."""
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return False
    rows = [[_cell_size(cell) for cell in row if cell.tag in ("td", "th")] for row in own_rows(table)]
    filled = [[size for size, _ in row if size] for row in rows]
    if sum(len(row) >= 2 for row in filled) < max(1, len([row for row in filled if row]) // 3):
        return False
    cells = [cell for row in rows for cell in row]
    total = sum(size for size, _ in cells)
    largest = max((size for size, _ in cells), default=0)
    if largest > 150 and largest > 0.6 * total:
        return False
    return not any(size > 400 and breaks >= 3 for size, breaks in cells)


def _cell_size(cell: Element) -> tuple[int, int]:
    text = "".join(cell.itertext())
    return len("".join(text.split())), sum(1 for _ in cell.iter("p", "br", "div"))
