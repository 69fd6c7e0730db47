"""The table above a published document is read for evidence and dropped, whichever way its cells were flattened."""

from __future__ import annotations

import pytest

from gongbao.indexer.cleaning import clean
from gongbao.indexer.documents import Cleaned, Line, RawText

_TEXT = [
    "六安市人民政府关于加强防汛工作的意见",
    "各县区人民政府：",
    "为加强防汛工作，经市政府研究，提出以下意见，请认真贯彻落实。",
]

LAYOUTS = {
    "rows with bars": [
        "索引号 | 000014349/2020-00456 | 发文机关 | 六安市人民政府",
        "成文日期 | 2020年08月14日 10:20 | 发文字号 | 六政〔2020〕22号",
    ],
    "rows with tabs and colons": [
        "索引号：\t000014349/2020-00456\t发文机关：\t六安市人民政府",
        "成文日期：\t2020年08月14日 10:20\t发文字号：\t六政〔2020〕22号",
    ],
    "several on a line": [
        "索 引 号：000014349/2020-00456　　　　发文机关：六安市人民政府",
        "成文日期：2020年08月14日 10:20　　发文字号：六政〔2020〕22号",
    ],
    "one on a line": [
        "索引号：000014349/2020-00456",
        "发文机关：六安市人民政府",
        "成文日期：2020年08月14日 10:20",
        "发文字号：六政〔2020〕22号",
    ],
    "label above value": [
        "索引号",
        "000014349/2020-00456",
        "发文机关",
        "六安市人民政府",
        "成文日期",
        "2020年08月14日 10:20",
        "发文字号",
        "六政〔2020〕22号",
    ],
    "labels in brackets": [
        "【索引号】000014349/2020-00456",
        "【发文机关】六安市人民政府",
        "【成文日期】2020年08月14日 10:20",
        "【发文字号】六政〔2020〕22号",
    ],
    "traditional": [
        "索引號：000014349/2020-00456",
        "發文機關：六安市人民政府",
        "成文日期：2020年08月14日 10:20",
        "發文字號：六政〔2020〕22号",
    ],
}


def read(lines: list[str]) -> Cleaned:
    return clean(RawText("a.html", tuple(Line(t, kind="row" if "\t" in t else "text") for t in lines), "html"))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_table_becomes_notes_and_leaves_the_text(layout: list[str]) -> None:
    cleaned = read([*layout, *_TEXT])
    assert [line.text for line in cleaned.lines] == _TEXT
    assert {(n.key, n.value) for n in cleaned.notes} == {
        ("index", "000014349/2020-00456"),
        ("issuer", "六安市人民政府"),
        ("signed", "2020年08月14日 10:20"),
        ("number", "六政〔2020〕22号"),
    }


def test_a_title_that_stands_only_in_the_table_stays_as_text() -> None:
    cleaned = read(["索引号：0001", "名称：六安市防汛应急预案", "发布机构：六安市人民政府", *_TEXT[1:]])
    assert [line.text for line in cleaned.lines if line.text] == ["六安市防汛应急预案", *_TEXT[1:]]
    assert "名称：六安市防汛应急预案" in [text for _, text in cleaned.removed]


def test_one_line_that_looks_like_a_row_is_no_table() -> None:
    lines = ["防汛工作要点", "标题：防汛工作", "一、落实责任。各级防汛责任人要上岗到位，按职责分工抓好工作落实。"]
    assert [line.text for line in read(lines).lines] == lines
