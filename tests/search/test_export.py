"""Files that can be opened anywhere, that run no formula, and that say how they were made."""

from __future__ import annotations

import csv
import errno
import io
import json
import sys
from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Metadata, Place
from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.search.index import Index
from gongbao.search.output.citations import bibtex, gbt7714
from gongbao.search.output.exports import export
from gongbao.search.output.plots import bars, draw
from tests.search.conftest import document, write


@pytest.fixture(scope="module")
def risky(tmp_path_factory: pytest.TempPathFactory) -> Index:
    texts = ['=HYPERLINK("http://x","点")推进工作', "-5%的工作|增长", "<b>工作</b>\n第二行", "普通工作,带“引号”"]
    meta = Metadata(
        "工作_报告&{2020}", Place("prefecture", "山东省", "淄博市"), 2020, "2020-01-15", "政府工作报告", "鲁中网"
    )
    return Index(write(tmp_path_factory.mktemp("risky") / "index", [document("d", texts, meta)]), Config())


def test_csv_opens_in_spreadsheets_and_runs_no_formula(risky: Index, tmp_path: Path) -> None:
    path, _ = export(risky.table("工作", sort="position"), tmp_path / "hits.csv")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row["text"][0] for row in rows] == ["'", "'", "<", "普"]
    assert rows[2]["text"] == "<b>工作</b>\n第二行" and rows[3]["year"] == "2020"


def test_jsonl_keeps_texts_as_they_are(risky: Index, tmp_path: Path) -> None:
    path, _ = export(risky.table("工作", sort="position"), tmp_path / "hits.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["d-0", "d-1", "d-2", "d-3"]
    assert rows[0]["text"].startswith("=HYPERLINK") and rows[0]["year"] == 2020


def test_markdown_tables_keep_one_row_a_line(risky: Index, tmp_path: Path) -> None:
    path, _ = export(risky.table("工作", sort="position"), tmp_path / "hits.md")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6 and {line.replace("\\|", "").count("|") for line in lines} == {lines[0].count("|")}
    assert "\\<b\\>工作" in lines[4]


def test_spreadsheets_and_stata_hold_the_same_rows(risky: Index, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pandas = pytest.importorskip("pandas")
    table = risky.trend("工作", by=("city", "year"))
    book = openpyxl.load_workbook(export(table, tmp_path / "t.xlsx")[0])
    header, *rows = book.active.values
    assert dict(zip(header, rows[0], strict=True)) | {"city": "淄博市", "count": 4} == table.rows()[0]
    stata = pandas.read_stata(export(table, tmp_path / "t.dta")[0])
    assert stata.loc[0, "term"] == "工作" and stata.loc[0, "count"] == 4 and stata.loc[0, "city"] == "淄博市"
    assert table.to_pandas().equals(pandas.DataFrame(table.rows(), columns=list(table.columns)))
    hits = openpyxl.load_workbook(export(risky.table("工作", sort="position"), tmp_path / "h.xlsx")[0])
    assert [row[14][:2] for row in list(hits.active.values)[1:3]] == ["'=", "'-"]
    assert len(pandas.read_stata(export(risky.table("工作"), tmp_path / "h.dta")[0])) == 4


def test_every_export_says_how_it_was_made(risky: Index, tmp_path: Path) -> None:
    for table in (
        risky.table("工作", city="淄博", limit=2),
        risky.concordance("工作", city="淄博"),
        risky.trend("工作", city="淄博"),
        risky.panel(["工作"], city="淄博"),
        risky.collocates("工作", city="淄博"),
        risky.dispersion("工作", city="淄博"),
    ):
        path, beside = export(table, tmp_path / f"{table.manifest.kind}.csv")
        manifest = json.loads(beside.read_text(encoding="utf-8"))
        assert manifest["filters"] == {"city": ["淄博市"]} and manifest["kind"] == table.manifest.kind
        assert manifest["generation"] == risky.generation and len(manifest["analysis"]) == 16
        assert (
            manifest["file"] == path.name
            and manifest["rows"] == len(table.rows())
            and manifest["made"].endswith("+00:00")
        )
        assert manifest["counts"] and table._repr_html_().startswith("<table>")
        json.dumps(table.to_dict())


def test_an_unknown_format_or_place_is_an_error(risky: Index, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="formats are"):
        export(risky.trend("工作"), tmp_path / "t.pdf")
    with pytest.raises(InputError, match="cannot be written"):
        export(risky.trend("工作"), tmp_path / "none" / "t.csv")


def test_an_export_that_fails_leaves_the_earlier_one(
    risky: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "hits.csv"
    export(risky.trend("工作"), target)
    before = target.read_bytes()
    write_bytes = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(InputError, match="No space left"):
        patched.setattr(Path, "write_bytes", full)
        export(risky.trend("增长"), target)
    assert target.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hits.csv", "hits.csv.manifest.json"]


def test_an_export_onto_a_link_is_written_where_the_link_leads(risky: Index, tmp_path: Path) -> None:
    link, real = tmp_path / "link.csv", tmp_path / "real.csv"
    real.write_text("old")
    link.symlink_to(real)
    export(risky.trend("工作"), link)
    assert link.is_symlink() and real.read_bytes() == link.read_bytes() != b"old"


def test_html_for_notebooks_is_escaped(risky: Index) -> None:
    html = risky.search("工作")._repr_html_()
    assert "&lt;b&gt;<mark>工作</mark>&lt;/b&gt;" in html and "<b>" not in html


def test_a_hit_can_be_cited(risky: Index) -> None:
    hit = risky.search("普通工作").hits[0]
    assert gbt7714(hit) == "山东省淄博市. 工作_报告&{2020}[R/OL]. 鲁中网, (2020-01-15)."
    entry = bibtex(hit, hit.id)
    assert entry.startswith("@techreport{d-3,") and "title = {{工作\\_报告\\&\\{2020\\}}}" in entry
    assert "year = {2020}" in entry and entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")


def test_a_package_that_is_missing_is_named(risky: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "openpyxl", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, None)
    trend = risky.trend("工作")
    for name, ask in {
        "pandas": trend.to_pandas,
        "openpyxl": lambda: export(trend, tmp_path / "t.xlsx"),
        "matplotlib": lambda: draw(trend, tmp_path / "t.svg"),
    }.items():
        with pytest.raises(MissingExtra, match=f"pip install {name}"):
            ask()


def test_a_drawing_names_its_terms_in_chinese(risky: Index, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need matplotlib, which is optional")
    try:
        drawn = draw(risky.trend(["工作", "增长"]), tmp_path / "t.svg").read_text(encoding="utf-8")
    except InputError as error:
        pytest.skip(str(error))  # no font with Chinese characters on this machine
    assert "工作" in drawn and "增长" in drawn and "每万字次数" in drawn


def test_bars_are_as_long_as_their_numbers_and_name_years_without_documents(tmp_path: Path) -> None:
    documents = [
        document(str(y), ["工作" * n + "。" * (20 - 2 * n)], Metadata("甲", Place(), y))
        for y, n in ((2018, 8), (2020, 4))
    ]
    with Index(write(tmp_path / "index", documents), Config()) as index:
        lines = bars(index.trend("工作"), "count", width=40, ascii_only=True).splitlines()
    assert lines[0] == "工作 (count)" and "2019 (no document)" in lines[2]
    assert lines[1].count("#") == 2 * lines[3].count("#") > 0
