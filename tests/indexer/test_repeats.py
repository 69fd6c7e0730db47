"""What is printed twice is read once; what only recurs stays."""

from __future__ import annotations

from gongbao.indexer.cleaning import clean
from gongbao.indexer.documents import Line, RawText

_A = "会议听取了关于乡村振兴工作的汇报，对下一步工作作了安排部署，要求各地抓好落实。"
_B = "会议强调，要突出产业发展这个重点，培育特色品牌，完善利益联结机制，带动农民增收。"
_C = "会议要求，各级各部门要加强协作，形成工作合力，定期调度进展，确保完成全年目标任务。"


def lines(*texts: str, kind: str = "text") -> list[str]:
    raw = RawText("a.txt", tuple(Line(t, kind=kind) for t in texts), "txt")  # type: ignore[arg-type]
    return [line.text for line in clean(raw).lines if line.text]


def test_a_paragraph_twice_in_a_row_is_read_once_spaces_aside() -> None:
    assert lines("标题一", _A, "", "　　" + _A, _B) == ["标题一", _A, _B]


def test_a_page_printed_twice_is_read_once_with_its_title() -> None:
    assert lines("全市会议召开", _A, _B, _C, "全市会议召开", _A, _B, _C) == ["全市会议召开", _A, _B, _C]


def test_a_block_printed_three_times_in_the_middle_is_read_once() -> None:
    assert lines("开头", _C, "小标题", _A, _B, "小标题", _A, _B, "小标题", _A, _B, "结尾") == [
        "开头", _C, "小标题", _A, _B, "结尾",
    ]  # fmt: skip


def test_what_a_doubled_page_has_besides_stays() -> None:
    found = lines("甲", *(f"{n}、{_A}" for n in range(12)), *(f"{n}、{_A}" for n in range(11)), "新的一条内容，" + _B)
    assert found[-1] == "新的一条内容，" + _B
    assert len(found) == 14


def test_paragraphs_and_salutations_that_recur_apart_stay() -> None:
    text = ("各位代表！", _A, "各位代表！", _B, "各位代表！", _A)
    assert lines(*text) == list(text)


def test_equal_rows_of_a_table_stay() -> None:
    assert lines("甲单位\t合格", "甲单位\t合格", kind="row") == ["甲单位\t合格", "甲单位\t合格"]
