"""Files that can be opened anywhere, that run no formula, and that say how they were made."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import resource
import sqlite3
import sys
from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Metadata, Place
from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.search.index import Index
from gongbao.search.output.citations import bibtex, gbt7714
from gongbao.search.output.exports import export, export_to_stream
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


def test_a_database_holds_the_rows_and_how_they_were_made(risky: Index, tmp_path: Path) -> None:
    panel = risky.panel({"甲": ["工作", "GDP", "gdp"], "乙": ["增长"]})
    path, _ = export(panel.wide(), tmp_path / "panel.sqlite")
    path, _ = export(panel.wide(), path)  # over the one that is there
    with contextlib.closing(sqlite3.connect(path)) as database:
        (row,) = database.execute("SELECT city, year, 工作, typeof(工作), 增长, GDP FROM panel").fetchall()
        said = dict(database.execute("SELECT key, value FROM manifest").fetchall())
    counts = {cell.term: cell.count for cell in panel.cells}
    assert row == ("淄博市", 2020, counts["工作"], "integer", counts["增长"], 0)
    assert json.loads(said["kind"]) == "panel" and json.loads(said["generation"]) == risky.generation


def test_columns_that_sqlite_takes_for_the_same_are_told_apart(risky: Index, tmp_path: Path) -> None:
    path, _ = export(risky.panel({"甲": ["GDP"], "乙": ["gdp"]}).wide(), tmp_path / "p.db")
    with contextlib.closing(sqlite3.connect(path)) as database:
        names = [line[1] for line in database.execute("PRAGMA table_info(panel)")]
    assert names[-2:] == ["GDP", "gdp_2"]


def test_parquet_holds_the_same_rows(risky: Index, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow, which is optional")
    table = risky.trend("工作", by=("city", "year"))
    read = pandas.read_parquet(export(table, tmp_path / "t.parquet")[0])
    assert read["count"].tolist() == [row["count"] for row in table.rows()]
    assert list(read.columns) == list(table.columns) and read["year"].dtype.kind == "i"


@pytest.mark.parametrize("format", ["csv", "jsonl", "md"])
def test_a_stream_gets_what_a_file_gets(risky: Index, tmp_path: Path, format: str) -> None:
    table = risky.table("工作")
    stream = io.BytesIO()
    assert export_to_stream(table, stream, format) == 4 and not stream.closed
    assert stream.getvalue() == export(table, tmp_path / f"t.{format}")[0].read_bytes().removeprefix(b"\xef\xbb\xbf")
    with pytest.raises(InputError, match="formats are"):
        export_to_stream(table, stream, "xlsx")


def test_a_pipe_is_written_to(risky: Index, tmp_path: Path) -> None:
    export(risky.trend("工作"), "/dev/null", "csv")
    assert Path("/dev/null").is_char_device()
    Path("/dev/null.manifest.json").unlink(missing_ok=True)


def test_an_unknown_format_or_place_is_an_error(risky: Index, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="formats are"):
        export(risky.trend("工作"), tmp_path / "t.pdf")
    with pytest.raises(InputError, match="cannot be written"):
        export(risky.trend("工作"), tmp_path / "none" / "t.csv")


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "dta", "sqlite"])
def test_an_export_that_fails_leaves_the_earlier_one(risky: Index, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"hits.{suffix}"
    export(risky.trend("工作"), target)
    before = target.read_bytes()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, most))  # as a disk that is full
    try:
        with pytest.raises(InputError, match="cannot be written"):
            export(risky.trend("增长"), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert target.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [target.name, f"{target.name}.manifest.json"]


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
