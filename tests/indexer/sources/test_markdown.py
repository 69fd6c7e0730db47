"""Markdown's marks become structure or vanish; the text stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file
from gongbao.indexer.sources.markdown import markdown_lines


def shown(text: str) -> list[Line]:
    return [line for line in markdown_lines(text) if line.text]


def test_headings_of_both_kinds_have_levels() -> None:
    text = "# 工作报告\n\n一、总体要求\n========\n\n### （一）目标 ###\n\n正文。\n"
    assert shown(text) == [Line("工作报告", 1), Line("一、总体要求", 1), Line("（一）目标", 3), Line("正文。")]


def test_a_rule_under_a_paragraph_does_not_make_it_a_heading() -> None:
    assert shown("会议讨论通过了这个报告。\n---\n下文\n") == [Line("会议讨论通过了这个报告。"), Line("下文")]
    assert shown("第一行\n第二行\n---\n") == [Line("第一行"), Line("第二行")]


def test_emphasis_links_images_and_tags_leave_their_text() -> None:
    text = "**加强领导。**各级要[落实](http://a.example/b)*责任*，~~删~~`码`<br>下行![图](x.png)<u>线</u>"
    assert shown(text) == [Line("加强领导。各级要落实责任，删码"), Line("下行线")]


def test_lists_lose_bullets_and_keep_numbers() -> None:
    assert [line.text for line in shown("- 甲\n* 乙\n\n3. 丙\n4. 丁\n\n1.加快发展\n（2）推进改革\n")] == [
        "甲",
        "乙",
        "3.丙",
        "4.丁",
        "1.加快发展",
        "（2）推进改革",
    ]


def test_tables_are_rows() -> None:
    assert shown("| 指标 | 数值 |\n|---|---|\n| GDP | **3** |\n") == [
        Line("指标 | 数值", kind="row"),
        Line("GDP | 3", kind="row"),
    ]


def test_indented_paragraphs_are_not_code_and_lines_are_kept_apart() -> None:
    assert [line.text for line in shown("    各位代表：\n    现在报告工作。\n\n　　请审议。\n紧跟一行。\n")] == [
        "各位代表：",
        "现在报告工作。",
        "请审议。",
        "紧跟一行。",
    ]


def test_front_matter_of_any_key_is_declared(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nlayout: post\ncity: 淄博市\n---\n# 标题\n", encoding="utf-8")
    (raw,) = read_file(str(path), Config())
    assert isinstance(raw, RawText)
    assert (raw.declared, raw.lines, raw.format) == ({"layout": "post", "city": "淄博市"}, (Line("标题", 1),), "md")
    path.write_text("---\ncity: 淄博市\n---\n")
    with pytest.raises(Unreadable, match="no text"):
        list(read_file(str(path), Config()))


def test_a_text_file_is_not_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# 第一\n**粗**\n", encoding="utf-8")
    (raw,) = read_file(str(path), Config())
    assert isinstance(raw, RawText)
    assert raw.text == "# 第一\n**粗**"
