"""PDF files with a text layer: whole paragraphs, without what is printed on every page."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.pdf.lines import TextLine, text_lines
from gongbao.indexer.sources.pdf.paragraphs import paragraphs, without_running_heads
from gongbao.indexer.sources.plausible import plausibility

_FEWEST_CHARACTERS = 10
_MOST_PAGES = 10_000


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText for the document. Its wrapped lines are joined, so its line ends are firm."""
    pages = _pages(data)
    characters = sum(len(line.text) for page in pages for line in page)
    if characters < _FEWEST_CHARACTERS:
        raise Unreadable("pdf.no_text_layer")
    lines = paragraphs(without_running_heads(pages))
    if plausibility("".join(line.text for line in lines[:500])) < -0.3:
        raise Unreadable("pdf.fonts")
    yield RawText(path, tuple(lines), "pdf", firm=True)


def _pages(data: bytes) -> list[list[TextLine]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_PASSWORD:
            raise Unreadable("pdf.encrypted") from error
        raise Unreadable("pdf.damaged") from error
    try:
        return [_page(document, number) for number in range(min(len(document), _MOST_PAGES))]
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int) -> list[TextLine]:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return []  # One broken page among good ones.
    try:
        textpage = page.get_textpage()
        try:
            return text_lines(textpage)
        finally:
            textpage.close()
    finally:
        page.close()
