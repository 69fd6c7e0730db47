"""What documents hold stays text in spreadsheets, notebooks, Markdown and pictures."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import gongbao
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Metadata, Place
from gongbao.indexer.errors import InputError
from gongbao.search.index import Index
from gongbao.search.output.exports import export
from gongbao.search.output.plots import draw
from gongbao.search.output.text_formats import write_markdown
from tests.search.conftest import document, write

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "　=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://x","发展")',
]
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt; [点](javascript:alert(1)) `a` |"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    documents = [
        document(
            f"d{number}", [f"{evil}发展经济的第{number}段文字{MARKUP}"],
            Metadata(f"{evil}标题{MARKUP}", Place("prefecture", "山东省", f"{evil}市$x^{MARKUP}"), 2020, "2020-01-01", MARKUP, evil),
        )
        for number, evil in enumerate([*FORMULAS, MARKUP])
    ]  # fmt: skip
    return gongbao.open(write(tmp_path_factory.mktemp("evil") / "index", documents), Config())


def test_no_cell_of_a_csv_file_begins_like_a_formula(index: Index, tmp_path: Path) -> None:
    path, _ = export(index.table("发展"), tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(FORMULAS) + 2
    cells = [cell for row in rows for cell in row if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)]
    assert not [cell for cell in cells if re.match(r"[ \u3000]*[=+\-@＝＋－＠\t\r\n]", cell)]


def test_no_cell_of_a_workbook_is_a_formula(index: Index, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path, _ = export(index.table("发展"), tmp_path / "a.xlsx")
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
    assert cells
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert not [
        cell.value for cell in cells if isinstance(cell.value, str) and re.match(r"[ \u3000]*[=+\-@]", cell.value)
    ]


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes += attrs


def test_notebooks_show_markup_as_text(index: Index) -> None:
    results = index.search("发展", limit=50)
    shown = [index.table("发展"), results, *results.hits, index.concordance("发展"), index.collocates("发展")]
    pages = [each._repr_html_() for each in shown if hasattr(each, "_repr_html_")]
    assert len(pages) >= 3
    for page in pages:
        tags = Tags()
        tags.feed(page)
        assert tags.found <= {
            "table",
            "caption",
            "tr",
            "th",
            "td",
            "thead",
            "tbody",
            "div",
            "span",
            "p",
            "b",
            "mark",
            "em",
            "strong",
            "br",
            "small",
        }
        assert {name for name, _ in tags.attributes} <= {"class", "style", "colspan"}


def test_markdown_shows_markup_as_text(index: Index, tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    path, _ = export(index.table("发展"), tmp_path / "a.md")
    tags = Tags()
    tags.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(path.read_text(encoding="utf-8")))
    assert tags.found <= {"table", "thead", "tbody", "tr", "th", "td", "br"}


def test_a_row_of_markdown_stays_one_row_and_its_entities_what_they_were() -> None:
    from markdown_it import MarkdownIt

    held = "甲\r\r# 乙\r\n\n- 丙 &lt;b&gt; &#60;"
    written = io.StringIO()
    write_markdown([{"text": held}], ["text"], written)
    page = MarkdownIt("commonmark").enable("table").render(written.getvalue())
    tags = Tags()
    tags.feed(page)
    assert tags.found <= {"table", "thead", "tbody", "tr", "th", "td", "br"}
    assert page.count("<tr>") == 2 and "&amp;lt;b&amp;gt; &amp;#60;" in page


def test_pictures_hold_markup_as_text(index: Index, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    trend = index.trend("发展", by="city")
    path = tmp_path / "a.svg"
    try:
        draw(trend, path)
    except InputError as error:
        pytest.skip(str(error))  # no font with Chinese characters on this machine
    root = ElementTree.parse(path).getroot()
    names = {element.tag.split("}")[-1] for element in root.iter()}
    assert "text" in names or "path" in names
    assert not names & {"script", "img", "image", "foreignObject", "a"}
    assert not [key for element in root.iter() for key in element.attrib if key.lower().startswith("on")]
