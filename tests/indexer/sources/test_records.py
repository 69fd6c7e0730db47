"""CSV and JSON files hold many documents; a bad one never stops the others."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.config import Config, Reading
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file
from gongbao.indexer.sources.records.csv_rows import csv_records

TEXT = "各位代表：现在，我代表市人民政府向大会报告工作。\n请予审议。"


def read(path: Path, data: str | bytes) -> tuple[list[RawText], list[Skipped]]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    items = list(read_file(str(path), Config()))
    return [i for i in items if isinstance(i, RawText)], [i for i in items if isinstance(i, Skipped)]


def jsonl(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_each_json_line_is_a_record_with_its_other_fields_declared(tmp_path: Path) -> None:
    data = jsonl(
        {"id": 7, "text": TEXT, "title": "报告", "year": 2021, "score": 1.5, "部门": None},
        {"content": TEXT, "城市": "淄博", "标签": ["财政", "预算"], "deep": {"a": 1}},
    )
    (first, second), skipped = read(tmp_path / "a.jsonl", data)
    assert first.declared == {"id": "7", "title": "报告", "year": "2021", "score": "1.5"}
    assert second.declared == {"city": "淄博", "标签": "财政、预算"}
    assert (first.record, second.record) == ("7", "2")
    assert [line.text for line in first.lines] == TEXT.split("\n")
    assert (first.format, first.firm, skipped) == ("jsonl", False, [])


@pytest.mark.parametrize(
    "key",
    [
        "publish_time",
        "publishTime",
        "pubtime",
        "pub_time",
        "PubDate",
        "release_date",
        "datePublished",
        "time",
        "发表时间",
    ],
)
@pytest.mark.parametrize("value", ["2023-12-20 08:00:00", 1703059200, 1703059200000, "1703059200"])
def test_the_day_of_publication_goes_by_many_names(tmp_path: Path, key: str, value: object) -> None:
    ((raw,), _) = read(tmp_path / "a.json", json.dumps({"text": TEXT, key: value}, ensure_ascii=False))
    assert raw.declared["published"][:10] == "2023-12-20"


@pytest.mark.parametrize("key", ["crawl_time", "created_at", "update_time", "timeout", "抓取时间"])
def test_the_day_of_fetching_is_no_day_of_publication(tmp_path: Path, key: str) -> None:
    ((raw,), _) = read(tmp_path / "a.json", json.dumps({"text": TEXT, key: "2023-12-20"}, ensure_ascii=False))
    assert "published" not in raw.declared and raw.declared[key] == "2023-12-20"


def test_of_two_names_for_a_field_the_plainer_one_counts(tmp_path: Path) -> None:
    record = {"time": "2024-01-01", "publish_time": "2023-12-20", "媒体": "甲报", "来源": "乙报", "正文内容": TEXT}
    ((raw,), _) = read(tmp_path / "a.json", json.dumps(record, ensure_ascii=False))
    assert (raw.declared["published"], raw.declared["source"]) == ("2023-12-20", "乙报")
    ((row,), _) = read(
        tmp_path / "a.csv", f'time,publish_time,媒体,来源,正文内容\n2024-01-01,2023-12-20,甲报,乙报,"{TEXT}"\n'
    )
    assert (row.declared["published"], row.declared["source"]) == ("2023-12-20", "乙报")


def test_a_bad_line_is_told_by_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    data = jsonl({"text": TEXT}) + "{broken\n\n" + jsonl({"title": "空"}, ["x"], {"text": TEXT}) + "[" * 100_000 + "\n"
    raws, skipped = read(tmp_path / "a.ndjson", data)
    assert [raw.record for raw in raws] == ["1", "5"]
    assert [item.path.rsplit("#")[-1] for item in skipped] == ["2", "3", "4", "6"]
    assert "line 2" in skipped[0].reason
    assert "text" in skipped[1].reason


def test_repeated_ids_are_told_apart(tmp_path: Path) -> None:
    raws, _ = read(tmp_path / "a.jsonl", jsonl(*({"id": "x", "text": TEXT} for _ in range(3))))
    assert len({raw.record for raw in raws}) == 3
    assert raws[0].record == "x"


@pytest.mark.parametrize(
    "value",
    [
        [{"text": TEXT}, {"text": TEXT}],
        {"code": 0, "data": [{"正文": TEXT}, {"正文": TEXT}]},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_lists_are_records_too(tmp_path: Path, value: object, indent: int | None) -> None:
    raws, _ = read(tmp_path / "a.json", json.dumps(value, indent=indent))
    assert [raw.record for raw in raws] == ["1", "2"]
    assert all(raw.text == TEXT and raw.format == "json" for raw in raws)


def test_the_wrong_one_of_json_and_jsonl_is_read_as_what_it_is(tmp_path: Path) -> None:
    lines, _ = read(tmp_path / "lines.json", jsonl({"text": TEXT}, {"text": TEXT}))
    listed, _ = read(tmp_path / "listed.jsonl", json.dumps([{"text": TEXT}, {"text": TEXT}], indent=1))
    assert len(lines) == len(listed) == 2


def test_a_record_may_give_paragraphs_or_markup(tmp_path: Path) -> None:
    raws, _ = read(
        tmp_path / "a.jsonl", jsonl({"text": ["第一段。", "第二段。"]}, {"text": "<p>第一段。</p><p>第二段。</p>"})
    )
    assert [raw.text for raw in raws] == ["第一段。\n第二段。"] * 2
    assert [raw.firm for raw in raws] == [False, True]


def test_halves_of_surrogate_pairs_do_not_get_through(tmp_path: Path) -> None:
    raws, _ = read(tmp_path / "a.jsonl", '{"text": "甲\\ud840乙\\ud840\\udc00"}\n')
    raws[0].text.encode("utf-8")
    assert raws[0].text.endswith("乙𠀀")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    out = io.StringIO()
    rows = [
        ["标题", "城市", "年份", "正文"],
        ["报告,一", "淄博市", "2021", TEXT],
        ["报告;二", "济南市", "2020", '他说："好"。'],
    ]
    csv.writer(out, delimiter=delimiter).writerows(rows)
    raws, skipped = read(tmp_path / "a.csv", out.getvalue().encode(encoding))
    assert [raw.text for raw in raws] == [TEXT, '他说："好"。']
    assert raws[0].declared == {"title": "报告,一", "city": "淄博市", "year": "2021"}
    assert skipped == []


def test_a_line_for_excel_above_the_header_is_passed_over(tmp_path: Path) -> None:
    raws, _ = read(tmp_path / "a.csv", "sep=;\n标题;正文\n甲;" + "各位代表。\n")
    assert (raws[0].text, raws[0].declared) == ("各位代表。", {"title": "甲"})


def test_csv_in_gzip_and_with_huge_fields(tmp_path: Path) -> None:
    long = "改革发展稳定。" * 60_000
    raws, _ = read(tmp_path / "a.csv.gz", gzip.compress(f'id,text\n9,"{long}"\n'.encode()))
    assert (raws[0].record, raws[0].text) == ("9", long)


def test_a_csv_without_a_text_column_says_which_columns_it_has(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"'text' column.*title、foo"):
        read(tmp_path / "a.csv", "标题,foo\n报告,1\n")


def test_an_unclosed_quote_costs_one_row_only(tmp_path: Path) -> None:
    data = 'title,text\n一,第一篇。\n二,"第二篇。\n三,第三篇。\n'
    raws, skipped = read(tmp_path / "a.csv", data)
    assert [raw.text for raw in raws] == ["第一篇。", "第三篇。"]
    assert "line 3" in skipped[0].reason


def test_commas_in_unquoted_text_of_the_last_column_are_kept(tmp_path: Path) -> None:
    raws, _ = read(tmp_path / "a.csv", "title,text\n一,发展,改革,稳定。\n")
    assert raws[0].text == "发展,改革,稳定。"
    _, skipped = read(tmp_path / "b.csv", "text,title\n发展,改革,稳定。,一\n正文。,二\n")
    assert "4 fields" in skipped[0].reason


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n",;\t'), max_size=30)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["标题", "正文"], *rows])
    found = [record for _, record in csv_records("a.csv", out.getvalue()) if isinstance(record, dict)]
    expected = [
        {key: cell for key, cell in zip(("title", "text"), row, strict=True) if cell.strip()}
        for row in rows
        if any(cell.strip() for cell in row)
    ]
    assert found == expected


MISSING = ["NaN", "nan", "NULL", "null", "None", "\\N", "N/A", "-", "无", "", "  ", None, float("nan")]


@pytest.mark.parametrize("value", MISSING, ids=repr)
def test_what_stands_for_no_value_declares_nothing(tmp_path: Path, value: object) -> None:
    ((raw,), _) = read(tmp_path / "a.jsonl", jsonl({"text": TEXT, "city": value, "year": value, "部门": value}))
    assert raw.declared == {}
    cell = "" if value is None else str(value)
    ((row,), _) = read(tmp_path / "a.csv", f'正文,city,来源\n"{TEXT}",{cell},{cell}\n')
    assert row.declared == {}


def test_a_record_whose_text_is_missing_is_skipped_or_read_from_another_field(tmp_path: Path) -> None:
    raws, skipped = read(tmp_path / "a.jsonl", jsonl({"text": "NaN"}, {"text": None, "content": TEXT}))
    assert [raw.text for raw in raws] == [TEXT] and len(skipped) == 1


def test_values_wrapped_by_mongoexport_are_unwrapped(tmp_path: Path) -> None:
    record = {
        "_id": {"$oid": "60a1b2"},
        "text": TEXT,
        "date": {"$date": {"$numberLong": "1610416800000"}},
        "year": {"$numberInt": "2021"},
    }
    ((raw,), _) = read(tmp_path / "a.jsonl", jsonl(record))
    assert (raw.record, raw.declared["date"], raw.declared["year"]) == ("60a1b2", "2021-01-12", "2021")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-01-11T20:30:00Z", "2021-01-12"),
        ("2021-01-12T00:30:00+08:00", "2021-01-12"),
        ("2021-01-12 20:00:00 -0500", "2021-01-13"),
        ("Tue, 12 Jan 2021 02:00:00 GMT", "2021-01-12"),
        ("January 12, 2021", "2021-01-12"),
        ("1610416800", "2021-01-12"),
        ("2021", "2021年"),
        ("2021.0", "2021年"),
        ("2021/01", "2021年1月"),
        ("202101", "2021年1月"),
        ("中華民國110年1月12日", "2021年1月12日"),
        ("民国一百一十年", "2021年"),
        ("二〇二一年一月十二日", "二〇二一年一月十二日"),
        ("20210112", "20210112"),
        ("2021-13", "2021-13"),
        ("soon", "soon"),
    ],
)
def test_declared_days_come_in_one_form(tmp_path: Path, value: str, day: str) -> None:
    ((raw,), _) = read(tmp_path / "a.jsonl", jsonl({"text": TEXT, "日期": value}))
    assert raw.declared["date"] == day


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ({"title": {"0": "甲", "1": "乙"}, "text": {"0": "一。", "1": "二。"}}, ["一。", "二。"]),
        ({"0": {"title": "甲", "text": "一。"}, "1": {"title": "乙", "text": "二。"}}, ["一。", "二。"]),
        ({"columns": ["title", "text"], "index": [0], "data": [["甲", "一。"]]}, ["一。"]),
        ({"code": 200, "data": {"total": 1, "list": [{"title": "甲", "content": "一。"}]}}, ["一。"]),
        ({"hits": {"hits": [{"_id": "7", "_source": {"title": "甲", "content": "一。"}}]}}, ["一。"]),
        ({"meta": {"title": "甲"}, "article": {"body": "一。"}}, ["一。"]),
    ],
)
def test_the_shapes_that_exporters_write_are_records(tmp_path: Path, data: object, texts: list[str]) -> None:
    raws, skipped = read(tmp_path / "a.json", json.dumps(data, ensure_ascii=False))
    assert ([raw.text for raw in raws], skipped) == (texts, [])
    assert raws[0].declared["title"] == "甲"


def test_the_text_may_stand_under_a_name_of_its_own(tmp_path: Path) -> None:
    config = Config(reading=Reading(text_column="payload.words"))
    path = tmp_path / "a.jsonl"
    path.write_text(jsonl({"text": "简介", "payload": {"words": TEXT}}), encoding="utf-8")
    assert [raw.text for raw in read_file(str(path), config) if isinstance(raw, RawText)] == [TEXT]
    path = tmp_path / "a.csv"
    path.write_text(f'text,稿子\n简介,"{TEXT}"\n', encoding="utf-8")
    (raw,) = read_file(str(path), Config(reading=Reading(text_column="稿子")))
    assert isinstance(raw, RawText) and raw.text == TEXT and raw.declared == {}  # text is no metadata


def test_an_answer_stands_below_the_letter_it_answers(tmp_path: Path) -> None:
    data = "留言标题|留言内容|留言时间|答复内容|答复时间\n某路加站|请在某路口加站。|2020-06-29|您好，已安排加站。|NaN\n"
    ((raw,), _) = read(tmp_path / "a.csv", data)
    assert raw.text == "请在某路口加站。\n您好，已安排加站。"
    assert raw.declared == {"title": "某路加站", "published": "2020-06-29"}


def test_quotes_escaped_by_backslashes_are_quotes(tmp_path: Path) -> None:
    data = 'title,city,text\n"甲","三明市","提出\\"数字甲乙\\",加快建设。"\n"乙","南平市","他说\\"好\\"，完成。"\n'
    raws, skipped = read(tmp_path / "a.csv", data)
    assert [raw.text for raw in raws] == ['提出"数字甲乙",加快建设。', '他说"好"，完成。'] and not skipped


def test_spaces_before_quotes_and_line_breaks_in_headings(tmp_path: Path) -> None:
    raws, _ = read(tmp_path / "a.csv", '"标题", "发布\n日期", "正文"\n"甲", "2021-01-12", "第一句,第二句。"\n')
    assert raws[0].text == "第一句,第二句。"
    raws, _ = read(tmp_path / "b.csv", '标题,"正文\n(全文)",正文\n甲,x,第一句。\n')
    assert raws[0].text == "第一句。"
