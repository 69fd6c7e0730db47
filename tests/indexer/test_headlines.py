"""The line on top that is the headline is whole, and what stands above it or before a bar is told from it."""

from __future__ import annotations

import pytest

from gongbao.indexer.cleaning import clean
from gongbao.indexer.documents import Cleaned, Line, RawText

BODY = [
    "年初以来，县里整合资金修通道路八十七公里，惠及群众一千四百余户。",
    "明年还将硬化通组路三十公里，改造桥梁六座，方便群众出行。",
]


def read(*head: str, firm: bool = False) -> Cleaned:
    return clean(RawText("a.txt", tuple(Line(line) for line in (*head, *BODY)), "txt", firm=firm))


def kept(*head: str, firm: bool = False) -> list[str]:
    return [line.text for line in read(*head, firm=firm).lines if line.text][: -len(BODY)]


@pytest.mark.parametrize("firm", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("关于清源县2019年国民经济和社会发展计划", "执行情况与2020年计划草案的报告"),
        ("清源县2019年财政预算", "执行情况和2020年预算草案的报告"),
        ("关于清源县十四五规划", "中期评估情况的报告"),
        ("关于批准清源县2020年财政决算", "审查结果的决议"),
        ("关于推进清源县养老服务体系建设实施方案", "落实情况的通报（摘要）"),
    ],
)
def test_a_title_broken_after_the_word_of_a_genre_is_whole(first: str, second: str, firm: bool) -> None:
    assert kept(first, second, firm=firm) == [first + second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("关于清源县2019年预算的报告", "执行情况良好的报告"),
        ("关于印发清源县2020年工作要点的通知", "关于执行情况的报告"),
        ("清源县2020年工作计划", "一、执行情况的报告"),
        ("清源县人民政府", "落实情况的通报"),
        ("清源县2020年民生实事实施方案", "（征求意见稿）"),
    ],
)
def test_a_title_that_is_whole_is_not_joined(first: str, second: str) -> None:
    assert kept(first, second, firm=True) == [first, second]


@pytest.mark.parametrize(
    "title",
    [
        "一问一答｜灵活就业人员如何缴存公积金",
        "图解 | 清源县养老服务办法",
        "一图读懂｜医保缴费那些事儿",
        "关注丨清源县首条旅游专线开通",
    ],
)
def test_the_name_of_a_column_before_a_bar_stays_with_the_headline(title: str) -> None:
    assert kept(title) == [title]


@pytest.mark.parametrize(
    "title",
    ["清源县养老服务办法|政策文件|清源县人民政府", "清源县养老服务办法_清源政府网"],
)
def test_a_browser_s_title_is_still_cut(title: str) -> None:
    assert kept(title, "清源县养老服务办法") == ["清源县养老服务办法"]


@pytest.mark.parametrize("issuer", ["清源盟行政公署", "清源县教育局", "中共清源县委办公室", "清源县人民政府"])
def test_a_red_head_without_a_number_is_a_note_of_the_issuer(issuer: str) -> None:
    found = read(f"{issuer}文件", "关于加强草原防火工作的通知")
    assert [line.text for line in found.lines if line.text][:-2] == ["关于加强草原防火工作的通知"]
    assert [(note.key, note.value) for note in found.notes] == [("issuer", issuer)]


@pytest.mark.parametrize(
    "head",
    [
        ["清源县教育局文件", "清教发〔2016〕3号", "关于加强校园安全工作的通知"],
        ["清源县教育局文件"],
    ],
)
def test_other_lines_that_speak_of_papers_stay(head: list[str]) -> None:
    assert kept(*head) == head
