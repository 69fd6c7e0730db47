"""PDF pages come back as paragraphs, without what is printed on every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from printed import Placed, pdf, set_text

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources import read_file

FIRST = "近年来，全市经济运行总体平稳，民生保障有力有效，下一步要压实责任，强化督导，确保任务落地见效，不断开创各项工作新局面。"
SECOND = "会议强调，要把项目建设摆在突出位置，加快手续办理，优化服务保障，推动早开工、早见效。"
THIRD = "对进展缓慢的事项要列出清单、限期整改，对弄虚作假的要严肃追究责任，确保全年目标如期实现，以实际成效取信于民。"


def read(path: Path, data: bytes) -> RawText:
    path.write_bytes(data)
    (raw,) = read_file(str(path), Config())
    assert isinstance(raw, RawText)
    return raw


def texts(path: Path, pages: list[list[Placed]]) -> list[str]:
    return [line.text for line in read(path, pdf(pages)).lines]


def test_wrapped_lines_are_joined_by_indent_and_full_lines(tmp_path: Path) -> None:
    raw = read(tmp_path / "a.pdf", pdf([set_text([FIRST, SECOND, THIRD])]))
    assert raw.lines == (Line(FIRST), Line(SECOND), Line(THIRD))
    assert (raw.format, raw.firm) == ("pdf", True)


def test_a_paragraph_runs_on_over_the_end_of_a_page_and_its_furniture(tmp_path: Path) -> None:
    split = 26 + 28
    pages = []
    for number, body in enumerate((set_text([SECOND, FIRST[:split]]), set_text([FIRST[split:]])), 1):
        if number == 2:
            body = [(80, y, size, text) for _, y, size, text in body]
        pages.append([*body, (290, 40, 9, f"- {number} -")])
    assert texts(tmp_path / "a.pdf", pages) == [SECOND, FIRST]


@pytest.mark.parametrize("number", ["{}", "- {} -", "—{}—", "第 {} 页 共 9 页", "{}/9", "第{}页"])
def test_running_heads_and_page_numbers_are_dropped(tmp_path: Path, number: str) -> None:
    bodies = [FIRST, SECOND, THIRD, FIRST[5:], SECOND[4:]]
    pages = [
        [(200, 800, 9, f"某市人民政府公报 2021年第{n}期"), *set_text([body]), (280, 40, 9, number.format(n))]
        for n, body in enumerate(bodies, 4)
    ]
    assert texts(tmp_path / "a.pdf", pages) == bodies


def test_numbers_that_do_not_count_pages_are_kept(tmp_path: Path) -> None:
    pages = [[*set_text([FIRST]), (80, 40, 16, "2021")], [*set_text([SECOND]), (80, 40, 16, "1949")]]
    assert "2021" in "".join(texts(tmp_path / "a.pdf", pages))


def test_a_line_left_short_by_a_word_that_did_not_fit_goes_on(tmp_path: Path) -> None:
    first, rest = "近年来，全市经济运行总体平稳，民生保障有力，全年实现", "1,234,567.89万元，增长6.5%。"
    page = [(112, 760, 16, first), (80, 732, 16, rest), *set_text([SECOND, THIRD], top=704)]
    assert texts(tmp_path / "a.pdf", [page]) == [first + rest, SECOND, THIRD]


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("空气优良天数比例达到74", ".9%，比上年提高。"),
        ("空气优良天数比例达到74.", "9%，比上年提高。"),
        ("空气优良天数比例达到74.9", "%，比上年提高。"),
        ("惠及群众1", "234户，其中脱贫户。"),
        ("惠及群众1,", "234户，其中脱贫户。"),
        ("规划期为2021-", "2025年，共五年。"),
    ],
)
def test_a_figure_broken_at_the_end_of_a_line_is_whole(tmp_path: Path, first: str, rest: str) -> None:
    head = "近年来，全市经济运行总体平稳，民生保障有力有效，下一步"[: 26 - len(first)]
    page = [(112, 760, 16, head + first), (80, 732, 16, rest), *set_text([SECOND, THIRD], top=704)]
    assert texts(tmp_path / "a.pdf", [page])[0] == head + first + rest


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("重点抓好规划编制工作的年度依次为2018", "2019两年"),
        ("各项数值为 12 35 48 20 31 90", "55 61各一组"),
        ("换用新型号A6", "5G网络"),
    ],
)
def test_numbers_that_each_are_whole_stay_apart(tmp_path: Path, first: str, rest: str) -> None:
    head = "近年来，全市经济运行总体平稳，民生保障有力有效，下一步"[: max(0, 26 - len(first))]
    page = [(112, 760, 16, head + first), (80, 732, 16, rest), *set_text([SECOND, THIRD], top=704)]
    assert f"{first} {rest}" in "".join(texts(tmp_path / "a.pdf", [page]))


@pytest.mark.parametrize("pages", [2, 3])
def test_a_small_line_on_top_of_every_page_of_a_short_file_is_a_head(tmp_path: Path, pages: int) -> None:
    bodies = [FIRST, SECOND, THIRD][:pages]
    printed = [[(220, 800, 9, "清源县人民政府文件"), *set_text([body])] for body in bodies]
    assert texts(tmp_path / "a.pdf", printed) == bodies


def test_a_title_on_top_of_each_of_two_pages_stays(tmp_path: Path) -> None:
    printed = [[(220, 800, 22, "缴费通知"), *set_text([body])] for body in (FIRST, SECOND)]
    assert texts(tmp_path / "a.pdf", printed) == ["缴费通知", FIRST, "缴费通知", SECOND]


def test_lines_of_a_table_of_contents_stand_alone(tmp_path: Path) -> None:
    contents = [f"第{n}章　" + "总体要求目标任务"[:8] + "…" * 14 + n for n in "123"]
    page = [(80, 760 - 28 * n, 16, line) for n, line in enumerate(contents)] + set_text([FIRST], top=600)
    assert len(texts(tmp_path / "a.pdf", [page])) == 4


def test_titles_headings_and_signatures_stand_alone(tmp_path: Path) -> None:
    page = [
        (210, 790, 22, "某市人民政府"),
        (175, 760, 22, "关于加快发展的若干意见"),
        *set_text(["各区县人民政府：", FIRST, "一、总体要求", THIRD], top=710),
        (420, 300, 16, "某市人民政府"),
        (420, 270, 16, "2021年3月5日"),
    ]
    assert texts(tmp_path / "a.pdf", [page]) == [
        "某市人民政府",
        "关于加快发展的若干意见",
        "各区县人民政府：",
        FIRST,
        "一、总体要求",
        THIRD,
        "某市人民政府",
        "2021年3月5日",
    ]


def test_table_rows_keep_their_cells_apart(tmp_path: Path) -> None:
    page = [(90, 700, 12, "指标"), (300, 700, 12, "数值"), (90, 680, 12, "生产总值"), (300, 680, 12, "3673亿元")]
    lines = read(tmp_path / "a.pdf", pdf([[*page, *set_text([FIRST], top=600)]])).lines
    assert lines == (Line("指标 | 数值", kind="row"), Line("生产总值 | 3673亿元", kind="row"), Line(FIRST))


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    def column(x: float, text: str) -> list[Placed]:
        # No line of one mark alone: where no font has its glyph, PDFium takes it for nothing and leaves it out.
        return [(x, 700 - 20 * n, 10, text[n * 21 : n * 21 + 21]) for n in range(8)]

    left, right = (FIRST + THIRD + SECOND)[:170], (THIRD + SECOND + FIRST)[:170]
    assert texts(tmp_path / "a.pdf", [column(60, left) + column(320, right)]) == [left, right]


def test_radicals_that_stand_for_characters_are_those_characters(tmp_path: Path) -> None:
    assert texts(tmp_path / "a.pdf", [set_text(["⻓江流域⽅案和⺠⽣改善"])]) == ["长江流域方案和民生改善"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[]]), "no text layer"),
        (pdf([set_text([FIRST])], encrypted=True), "password"),
        (pdf([set_text([FIRST])])[:400], "damaged|no text layer"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        (b"not a pdf", "not a .pdf"),
    ],
    ids=["pictures", "locked", "cut off", "garbage", "no pdf"],
)
def test_files_that_cannot_be_read_have_their_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path / "a.pdf", data)
