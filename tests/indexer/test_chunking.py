"""Paragraphs: their section paths, their sizes, and ids that stay while the text above changes."""

from __future__ import annotations

from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Article, Line, Paragraph

_LONG = "要坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，推动经济实现质的有效提升和量的合理增长。"


def cut(*lines: str | Line, least: int = 30, most: int = 1000) -> tuple[Paragraph, ...]:
    article = Article(tuple(Line(line) if isinstance(line, str) else line for line in lines))
    return paragraphs(article, "d", Chunking(least, most))


def sections(*lines: str | Line) -> list[tuple[str, ...]]:
    return [p.section for p in cut(*lines)]


def test_chapters_sections_and_clauses_make_the_path_of_a_law() -> None:
    found = cut(
        "某市条例",
        "（2019年1月1日某市人民代表大会常务委员会通过）",
        "第一章　总则",
        "第一条　为了规范管理，根据有关法律法规的规定，结合本市实际情况，制定本条例。",
        "第二章　管理",
        "第一节　一般规定",
        "第二条　有下列情形之一的，由主管部门责令改正，处一千元以上一万元以下罚款：",
        "（一）未按照规定办理登记手续，经主管部门催告后在合理期限内仍不办理的；",
        "第二节　监督",
        "第三条之一　主管部门应当依照第二条的规定加强监督检查，并将结果向社会公布。",
        "第三章　附则",
        "第四条　本条例自2019年5月1日起施行，原有关规定同时废止，不再执行。",
    )
    assert [p.section for p in found] == [
        ("第一章　总则", "第一条"),
        ("第二章　管理", "第一节　一般规定", "第二条"),
        ("第二章　管理", "第一节　一般规定", "第二条"),
        ("第二章　管理", "第二节　监督", "第三条之一"),
        ("第三章　附则", "第四条"),
    ]
    assert found[0].text.startswith("某市条例\n（2019年1月1日")


def test_numbered_headings_nest_in_their_usual_order() -> None:
    assert sections(
        "一、总体要求", "（一）指导思想", _LONG, "1．基本原则", _LONG, "（1）坚持创新。" + _LONG, "二、重点任务", _LONG
    ) == [
        ("一、总体要求", "（一）指导思想"),
        ("一、总体要求", "（一）指导思想", "1．基本原则"),
        ("一、总体要求", "（一）指导思想", "1．基本原则", "（1）坚持创新"),
        ("二、重点任务",),
    ]


def test_traditional_and_full_width_markers_nest_too() -> None:
    assert sections("第一編　總綱", "第１節　範圍", "第十二條　" + _LONG, "（二）營商環境。" + _LONG) == [
        ("第一編　總綱", "第１節　範圍", "第十二條"),
        ("第一編　總綱", "第１節　範圍", "第十二條", "（二）營商環境"),
    ]


def test_a_run_in_heading_is_its_first_sentence_and_the_paragraph_stays_whole() -> None:
    (found,) = cut("（一）锚定产业转型。" + _LONG)
    assert found.section == ("（一）锚定产业转型",)
    assert found.text == "（一）锚定产业转型。" + _LONG


def test_dashes_open_the_innermost_level_and_end_with_the_next_number() -> None:
    assert sections(
        "一、主要目标", "——经济发展迈上新台阶。" + _LONG, "——生态环境更加优良。" + _LONG, "二、任务", _LONG
    ) == [
        ("一、主要目标", "——经济发展迈上新台阶"),
        ("一、主要目标", "——生态环境更加优良"),
        ("二、任务",),
    ]


def test_figures_and_years_at_the_start_of_a_line_are_no_numbers() -> None:
    plain = (
        "2.5亿元资金已经拨付到位，" + _LONG,
        "2021年，" + _LONG,
        "1.2万户居民用上了天然气，" + _LONG,
        "第二条的规定，" + _LONG,
    )
    assert sections("一、概况", *plain) == [("一、概况",)] * 4


def test_headings_of_the_format_make_a_path_and_the_title_is_not_in_it() -> None:
    assert sections(
        Line("某市规划", heading=1),
        Line("现状", heading=2),
        _LONG,
        Line("交通", heading=3),
        _LONG,
        Line("目标", heading=2),
        _LONG,
    ) == [("现状",), ("现状", "交通"), ("目标",)]


def test_title_lines_stay_with_the_first_full_sentence() -> None:
    found = cut(
        "某市人民政府工作报告",
        "——2019年1月8日在某市第三届人民代表大会第四次会议上",
        "市长　王某",
        "各位代表：",
        _LONG,
        _LONG,
    )
    assert found[0].text.split("\n") == [
        "某市人民政府工作报告",
        "——2019年1月8日在某市第三届人民代表大会第四次会议上",
        "市长　王某",
        "各位代表：",
        _LONG,
    ]
    assert len(found) == 2


def test_a_short_line_leads_or_trails() -> None:
    assert [p.text for p in cut(_LONG, "各位代表！", _LONG, "特此通知。", _LONG, "某市人民政府", "2020年1月2日")] == [
        _LONG,
        f"各位代表！\n{_LONG}\n特此通知。",
        f"{_LONG}\n某市人民政府\n2020年1月2日",
    ]


def test_a_short_clause_of_its_own_stays_alone() -> None:
    found = cut("某办法", "第一条　" + _LONG, "第二条　本办法由市司法局解释。", "第三条　本办法自发布之日起施行。")
    assert [p.section for p in found] == [("第一条",), ("第二条",), ("第三条",)]


def test_a_long_paragraph_splits_at_sentence_ends_into_even_parts() -> None:
    found = cut("一、回顾", _LONG * 9, most=200)
    assert "".join(p.text.removeprefix("一、回顾\n") for p in found) == _LONG * 9
    assert all(p.text.endswith("。") and 80 < len(p.text) <= 200 for p in found)
    assert {p.section for p in found} == {("一、回顾",)}


def test_a_sentence_without_end_is_cut_at_commas_then_anywhere() -> None:
    assert [len(p.text) for p in cut("甲" * 25 + "，" + "乙" * 25, least=1, most=30)] == [26, 25]
    assert [len(p.text) for p in cut("丙" * 70, least=1, most=30)] == [30, 30, 10]


def test_table_rows_gather_up_to_the_size() -> None:
    rows = [Line(f"{n}\t项目{n}\t单位{n}", kind="row") for n in range(30)]
    found = cut("表1　重点项目", *rows, most=120)
    assert "\n".join(p.text for p in found) == "表1　重点项目\n" + "\n".join(row.text for row in rows)
    assert all(len(p.text) <= 120 for p in found)


def test_ids_stay_while_the_text_above_changes_and_tell_repeats_apart() -> None:
    before = cut(_LONG, "甲方案已经市政府常务会议审议通过，现予公布，请遵照执行。" * 2, _LONG)
    after = cut("乙方案" + _LONG, _LONG, "甲方案已经市政府常务会议审议通过，现予公布，请遵照执行。" * 2, _LONG)
    assert [p.id for p in before] == [p.id for p in after[1:]]
    assert len({p.id for p in before}) == 3
    assert [p.position for p in after] == [0, 1, 2, 3]


def test_nothing_makes_no_paragraphs() -> None:
    assert cut() == ()
