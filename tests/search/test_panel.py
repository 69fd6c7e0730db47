"""Panels: which groups they have, what is in none, the shapes they take, and the user's own variables beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Paragraph, Place
from gongbao.indexer.errors import InputError, QueryError
from gongbao.search.index import Index
from gongbao.search.output.exports import export
from tests.search.conftest import document, write

LEXICON = {"乡村": ["乡村振兴", "乡村"], "数字": ["数字经济"]}


def made(name: str, city: str | None, year: int | None, text: str, date: str | None = None) -> Document:
    return document(name, [text], Metadata(name, Place("prefecture", "山东省", city), year, date))


DOCUMENTS = [
    made("a", "淄博市", 2018, "推进乡村振兴,乡村见成效。", "2018-02-26"),
    made("b", "淄博市", 2018, "数字 经济。", "2018-11-03"),
    made("c", "淄博市", 2020, "数字经济,数字经济。", "2020-03-01"),
    made("d", "临沂市", 2020, "乡村。"),
    made("e", "临沂市", None, "乡村振兴不知何年。"),
    made("f", None, None, "乡村振兴不知何处何年。"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    headed = Document(
        "g", "g.txt", DOCUMENTS[2].meta, (Paragraph("g-0", 0, ("一、农业农村",), "乡村振兴。"), Paragraph("g-1", 1, (), "乡村。"))
    )  # fmt: skip
    with Index(write(tmp_path_factory.mktemp("panel") / "index", [*DOCUMENTS, headed]), Config()) as opened:
        yield opened


def counts(panel: object) -> dict[tuple[object, ...], int | None]:
    return {(*cell.group, cell.term): cell.count for cell in panel.cells}  # type: ignore[attr-defined]


def test_the_groups_are_those_that_hold_documents(index: Index) -> None:
    panel = index.panel(LEXICON)
    assert list(dict.fromkeys(cell.group for cell in panel.cells)) == [
        ("临沂市", 2020), ("淄博市", 2018), ("淄博市", 2020),
    ]  # fmt: skip
    assert counts(panel)["淄博市", 2018, "乡村"] == 1 and counts(panel)["淄博市", 2018, "数字经济"] == 0
    every = index.panel(LEXICON, all_groups=True)
    assert len(every.cells) == 2 * 3 * 3 and counts(every)["临沂市", 2019, "乡村"] is None
    assert {key: n for key, n in counts(every).items() if n is not None} == counts(panel)


def test_what_is_in_no_group_is_said(index: Index) -> None:
    left_out = index.panel(LEXICON).left_out
    assert (left_out.documents, left_out.paragraphs) == (2, 2)
    assert left_out.missing == {"city": 1, "year": 2}
    assert index.panel(LEXICON, by="year").to_dict()["left_out"]["missing"] == {"year": 2}
    assert index.panel(LEXICON, by="省份").left_out.documents == 0


@pytest.mark.parametrize(
    ("by", "names", "groups"),
    [
        (("城市", "年份"), ("city", "year"), [("临沂市", 2020), ("淄博市", 2018), ("淄博市", 2020)]),
        ("月份", ("month",), [("2018-02",), ("2018-11",), ("2020-03",)]),
        ("季度", ("quarter",), [("2018-Q1",), ("2018-Q4",), ("2020-Q1",)]),
        (("city", "quarter"), ("city", "quarter"), [("淄博市", "2018-Q1"), ("淄博市", "2018-Q4"), ("淄博市", "2020-Q1")]),
    ],
)  # fmt: skip
def test_groups_can_be_named_in_chinese_and_be_months_or_quarters(
    index: Index, by: str, names: tuple[str, ...], groups: list[tuple[object, ...]]
) -> None:
    panel = index.panel(LEXICON, by=by)
    assert panel.by == names and list(panel.sizes) == groups
    trend = index.trend("乡村", by=by)
    assert trend.by == names and {p.group for p in trend.points} >= set(groups)


def test_months_and_quarters_have_no_gaps_in_a_trend(index: Index) -> None:
    assert [p.group[0] for p in index.trend("乡村", by="quarter").points] == [
        "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1",
    ]  # fmt: skip
    months = [p.group[0] for p in index.trend("乡村", by="month").points]
    assert months[0] == "2018-02" and months[-1] == "2020-03" and len(months) == 26


@pytest.mark.parametrize("by", ["colour", "text", "标题", (), ("city", "城市")])
def test_what_cannot_be_grouped_by_is_an_error(index: Index, by: str) -> None:
    with pytest.raises(QueryError, match=r"facet"):
        index.panel(LEXICON, by=by)


def test_rates_are_by_characters_and_by_words(index: Index) -> None:
    row = next(r for r in index.panel(LEXICON).rows() if (r["city"], r["year"], r["term"]) == ("淄博市", 2018, "乡村"))
    texts = [p.text for d in DOCUMENTS[:2] for p in d.paragraphs]
    characters = sum(len("".join(text.split())) for text in texts)
    tokens = sum(len(list(words(text, parts=False))) for text in texts)
    assert (row["documents"], row["characters"], row["tokens"]) == (2, characters, tokens)
    assert row["per_10000"] == pytest.approx(10_000 / characters)
    assert row["per_10000_tokens"] == pytest.approx(10_000 / tokens)
    assert index.panel(LEXICON, tokens=False).rows()[0]["per_10000_tokens"] is None


def test_the_counted_text_can_be_narrowed_and_its_denominators_with_it(index: Index) -> None:
    narrowed = index.panel(LEXICON, query="数字经济")
    assert list(narrowed.sizes) == [("淄博市", 2020)] and counts(narrowed)["淄博市", 2020, "数字经济"] == 2
    assert narrowed.sizes["淄博市", 2020].documents == 1
    headed = index.panel(LEXICON, section="农业")
    assert counts(headed) == {
        ("淄博市", 2020, "乡村振兴"): 1, ("淄博市", 2020, "乡村"): 0, ("淄博市", 2020, "数字经济"): 0,
    }  # fmt: skip
    assert headed.sizes["淄博市", 2020].characters == len("乡村振兴。")
    trend = index.trend("乡村", section="农业")
    assert [p.count for p in trend.points] == [1] and trend.manifest.options["section"] == "农业"


def test_a_panel_has_a_wide_shape_one_by_concepts_and_its_coverage(index: Index) -> None:
    panel = index.panel(LEXICON)
    cells = counts(panel)
    for row in panel.wide().rows():
        assert [row[term] for term in ("乡村振兴", "乡村", "数字经济")] == [
            cells[row["city"], row["year"], term] for term in ("乡村振兴", "乡村", "数字经济")
        ]
    concepts = {(r["city"], r["year"], r["concept"]): r["count"] for r in panel.by_concept().rows()}
    for (city, year, concept), count in concepts.items():
        assert count == sum(cells[city, year, term] or 0 for term in LEXICON[str(concept)])
    wide = {(r["city"], r["year"]): r["乡村"] for r in panel.wide(concepts=True).rows()}
    assert wide == {(c, y): n for (c, y, concept), n in concepts.items() if concept == "乡村"}
    covered = {(r["city"], r["year"]): r["documents"] for r in panel.coverage().rows()}
    assert covered == {
        ("临沂市", 2018): 0, ("临沂市", 2019): 0, ("临沂市", 2020): 1,
        ("淄博市", 2018): 2, ("淄博市", 2019): 0, ("淄博市", 2020): 2,
    }  # fmt: skip
    assert panel.wide("per_10000").rows()[0]["乡村"] == pytest.approx(10_000 / 3)
    with pytest.raises(QueryError, match="measures are"):
        panel.wide("often")  # type: ignore[arg-type]


def test_columns_of_a_wide_panel_are_never_called_alike(index: Index) -> None:
    wide = index.panel({"甲": ["乡村", "year"], "乙": ["乡村"]}).wide()
    assert wide.columns == ("city", "year", "documents", "characters", "tokens", "甲: 乡村", "甲: year", "乙: 乡村")


def joinable(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_text(content, encoding=encoding)
    return path


def test_variables_of_a_csv_are_joined_as_numbers(index: Index, tmp_path: Path) -> None:
    path = joinable(
        tmp_path / "gdp.csv",
        "城市,年份,gdp,growth,code,name\n淄博,2018,\"5,068\",-1.5,0533,甲\n淄博市,2020,3673,,0533,\n济南,2020,10140,4.9,0531,乙\n",
        "gb18030",
    )  # fmt: skip
    panel = index.panel(LEXICON, join=path)
    rows = {(r["city"], r["year"]): r for r in panel.rows()}
    joined = {key: tuple(row[name] for name in ("gdp", "growth", "code", "name")) for key, row in rows.items()}
    assert joined == {
        ("淄博市", 2018): (5068, -1.5, "0533", "甲"),
        ("淄博市", 2020): (3673, None, "0533", None),
        ("临沂市", 2020): (None, None, None, None),
    }
    assert panel.joined.unmatched == (("临沂市", 2020),) and panel.joined.unused == 1
    assert panel.manifest.options["join"]["unmatched"] == [["临沂市", 2020]]
    for table in (panel.wide(), panel.by_concept(), panel.coverage()):
        assert {r["gdp"] for r in table.rows() if (r["city"], r["year"]) == ("淄博市", 2018)} == {5068}
    by_year = index.panel(LEXICON, join=joinable(tmp_path / "y.csv", "year,rate\n2018,6.7\n2020,2.2\n"), on=["year"])
    assert {(r["year"], r["rate"]) for r in by_year.rows()} == {(2018, 6.7), (2020, 2.2)}


@pytest.mark.parametrize(
    ("content", "on", "said"),
    [
        ("city,gdp\n淄博,1\n", None, "no column 'year'"),
        ("city,year,gdp\n淄博,2018,1\n淄博市,2018,2\n", None, "line 3"),
        ("city,year,count\n淄博,2018,1\n", None, "'count'"),
        ("city,year,gdp\n淄博,2018,1\n", ["genre"], "'genre'"),
        ("city,city\n", None, "each once"),
        ("", None, "each once"),
    ],
)
def test_a_file_that_cannot_be_joined_says_why(
    index: Index, tmp_path: Path, content: str, on: list[str] | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        index.panel(LEXICON, join=joinable(tmp_path / "j.csv", content), on=on)
    with pytest.raises(InputError, match="cannot be read"):
        index.panel(LEXICON, join=tmp_path / "none.csv")


def test_stata_files_keep_numbers_and_labels(index: Index, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    path, _ = export(index.panel(LEXICON).wide(), tmp_path / "panel.dta")
    with pandas.read_stata(path, iterator=True) as reader:
        labels = reader.variable_labels()
    assert labels["year"].startswith("年份") and labels["documents"].startswith("文档数")
    frame = pandas.read_stata(path)
    assert frame["year"].dtype.kind in "if" and frame["乡村"].dtype.kind in "if"
    with (export(index.panel(LEXICON), tmp_path / "panel.csv")[0]).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 9
