"""Word documents (.docx): paragraphs, headings, automatic numbers and tables, in document order.

The text of a .docx is in three XML parts, which are read directly: python-docx also opens every picture,
and refuses macro-enabled and strict files and those with a dangling link, which are common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.docx.numbering import Counters
from gongbao.indexer.sources.docx.package import W, open_package
from gongbao.indexer.sources.docx.styles import Style, list_of, lists_of, restarts_of, styles_of, value_at
from gongbao.indexer.sources.html.flow import CELL_BREAK

_HEADING_LONGEST = 80

# Deleted and moved text, field codes, the second copy of a drawing, and readings above characters.
_UNSEEN = {W + name for name in ("del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "txbxContent")}
_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText for the document; its line ends are paragraph ends."""
    parts = open_package(data, config)
    styles = styles_of(parts.styles)
    reader = _Reader(styles, Counters(lists_of(parts.numbering)), restarts_of(parts.numbering))
    body = parts.document.find(W + "body")
    if body is None:
        raise Unreadable("docx.no_body")
    lines = tuple(reader.lines(body))
    if not any(line.text for line in lines):
        raise Unreadable("docx.no_text")
    yield RawText(path, lines, "docx", firm=True)


@dataclass(slots=True)
class _Reader:
    """Walks the body once; the counters of its lists run along."""

    styles: Mapping[str, Style]
    counters: Counters
    restarts: Mapping[tuple[str, int], int]

    def lines(self, parent: etree._Element) -> Iterator[Line]:
        for element in parent:
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self.lines(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Line]:
        for box in _boxes(paragraph):
            yield from self.lines(box)
        style = self.styles.get(value_at(paragraph, "pPr/pStyle") or "", Style())
        if style.contents:
            return
        text = "".join(_text(paragraph))
        level = value_at(paragraph, "pPr/outlineLvl")
        heading = style.heading or 0
        if level is not None and level.isdecimal():
            heading = int(level) + 1 if int(level) < 9 else 0
        if text.strip():
            text = self._number(paragraph, style) + text.lstrip()
        for n, part in enumerate(text.split("\n")):
            part = " ".join(part.split(" ")).strip()
            if part or not n:
                fits = heading and len(part) <= _HEADING_LONGEST and not part.endswith("。")
                yield Line(part, min(heading, 6) if fits else 0)

    def _number(self, paragraph: etree._Element, style: Style) -> str:
        own = list_of(paragraph) or style.list
        return "" if own is None else self.counters.next(*own, restart=self.restarts.get(own))

    def _table(self, table: etree._Element) -> Iterator[Line]:
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl"), None) is not table or row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [[line for line in self.lines(cell) if line.text] for cell in _cells(row)]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and len(filled[0]) >= 3:
                yield from filled[0]  # A table used as a frame for paragraphs.
            elif filled:
                yield Line(CELL_BREAK.join(" ".join(line.text for line in cell) for cell in filled), kind="row")


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr"), None) is row]


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The text boxes anchored in ``paragraph``; a drawing's second copy for old programs is left out."""
    return [box for box in paragraph.iter(W + "txbxContent") if _is_anchored(box, paragraph)]


def _is_anchored(box: etree._Element, paragraph: etree._Element) -> bool:
    for above in box.iterancestors():
        if above is paragraph:
            return True
        if above.tag == W + "txbxContent" or etree.QName(above).localname == "Fallback":
            return False
    return False


def _text(element: etree._Element) -> Iterator[str]:
    """The text of a paragraph's runs, a newline for each line break in it."""
    for child in element:
        tag = child.tag
        if tag == W + "t":
            yield (child.text or "").replace("\n", " ")
        elif tag in (W + "tab", W + "ptab"):
            yield " "
        elif tag in (W + "br", W + "cr"):
            yield "\n" if child.get(W + "type") not in ("page", "column") else ""
        elif tag == W + "noBreakHyphen":
            yield "-"
        elif tag == W + "r" and _is_hidden(child):
            continue
        elif isinstance(tag, str) and tag not in _UNSEEN and not tag.endswith("}Fallback"):
            yield from _text(child)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val") not in ("0", "false", "off")
