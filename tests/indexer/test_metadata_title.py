"""The title is the document's own: whole, without its site's name, its adoption or its subtitle."""

from __future__ import annotations

import pytest

from gongbao.indexer.documents import Article, Line, RawText
from gongbao.indexer.metadata import describe
from tests.indexer.metadata_cases import CONFIG, read

BY_TEXT = {
    "a code above": ("01530-X/2016-58279\n德州市地名读音小知识\n许多外地朋友读错。", "德州市地名读音小知识"),
    "one line": ("德州市停车管理办法\n第一条 为了规范停车，制定本办法。", "德州市停车管理办法"),
    "issuer on its own line": (
        "淄博市人民代表大会常务委员会\n关于加力提速的决议\n（2021年2月26日市十五届人大常委会第四十四次会议通过）",
        "淄博市人民代表大会常务委员会关于加力提速的决议",
    ),
    "two issuers": (
        "中共湖州市委 湖州市人民政府\n关于推进示范区建设的实施意见\n各区县：",
        "中共湖州市委 湖州市人民政府关于推进示范区建设的实施意见",
    ),
    "broken in the middle": (
        "淄博市人民政府办公室关于印发淄博市国民经济和社会发展\n第十四个五年规划纲要任务分工的通知\n各区县人民政府：",
        "淄博市人民政府办公室关于印发淄博市国民经济和社会发展第十四个五年规划纲要任务分工的通知",
    ),
    "broken inside 《》": (
        "关于印发《淄博市城市\n更新实施方案》的通知\n各区县人民政府：",
        "关于印发《淄博市城市更新实施方案》的通知",
    ),
    "space before 关于": ("淄博市人民政府 关于加强消防工作的意见\n各区县：", "淄博市人民政府关于加强消防工作的意见"),
    "letter-spaced": ("政 府 工 作 报 告\n——2016年1月20日在许昌市第六届人民代表大会第六次会议上", "政府工作报告"),
    "adoption in the title's line": (
        "关于批准预算的决议（2021年1月26日德州市第十八届人民代表大会第六次会议通过）\n会议决定批准。",
        "关于批准预算的决议",
    ),
    "subtitle in the title's line": (
        "政府工作报告——2018年1月20日在德州市第十八届人民代表大会第二次会议上\n各位代表：",
        "政府工作报告",
    ),
    "headline of two parts keeps its space": (
        "市委常委会召开会议 研究部署安全生产工作\n本报讯（记者 王一）3月2日，市委常委会召开会议。",
        "市委常委会召开会议 研究部署安全生产工作",
    ),
    "document number above": ("德政办发〔2020〕25号\n关于印发工作要点的通知\n各县市区：", "关于印发工作要点的通知"),
    "red letterhead above": (
        "德州市人民政府文件\n德政发〔2020〕2号\n关于表彰先进集体的决定\n各县市区：",
        "关于表彰先进集体的决定",
    ),
    "order above its regulation": (
        "德州市人民政府令\n第12号\n《德州市停车管理办法》已经2020年3月2日市政府第30次常务会议通过，现予公布。\n市长 杨某\n2020年3月5日\n德州市停车管理办法\n第一条 为了规范停车，制定本办法。",
        "德州市停车管理办法",
    ),
    "lead-in above": (
        "据悉，德州市日前公布建议全文，现刊登如下。\n中共德州市委关于制定第十四个五年规划的建议\n一、总体要求",
        "中共德州市委关于制定第十四个五年规划的建议",
    ),
    "site's name above": ("德州市人民政府门户网站\n德州市2020年工作要点\n一、抓好项目。", "德州市2020年工作要点"),
    "subhead below a headline": (
        "全年确定12个评议对象\n首批6部门将接受专项评议\n德州2月27日讯 今年评议分两批进行。",
        "全年确定12个评议对象",
    ),
    "cut before its last word": (
        "2025年德州市国民经济和社会发展\n统计公报\n德州市统计局\n一、综合",
        "2025年德州市国民经济和社会发展统计公报",
    ),
    "cut at the ends of three lines": (
        "关于德州市 2025 年全市和市级预算\n执行情况与 2026 年全市和市级\n预算草案的报告（书面）\n——2026 年 1 月 21 日在市十六届人大六次会议上",
        "关于德州市 2025 年全市和市级预算执行情况与 2026 年全市和市级预算草案的报告（书面）",
    ),
    "cut without 关于": (
        "德州市 2025 年预算执行\n情况和 2026 年预算草案\n德州市财政局\n2026 年 2 月",
        "德州市 2025 年预算执行情况和 2026 年预算草案",
    ),
    "paper of a session above": (
        "德州市十五届人大\n三次会议文件十三\n关于德州市2019年预算执行情况的报告\n各位代表：",
        "关于德州市2019年预算执行情况的报告",
    ),
    "paper of a session in its line": (
        "五次会议文件十八关于德州市2025年预算执行情况的报告\n各位代表：",
        "关于德州市2025年预算执行情况的报告",
    ),
    "number of a table and its unit": (
        "表1-1\n34 德州市2025年地方政府一般债务余额情况表\n单位：亿元\n项目 预算数",
        "德州市2025年地方政府一般债务余额情况表",
    ),
    "unit run into the line": (
        "2021年1-9月份全市公路投资完成情况单位：万元县市1-9月份完成投资合计198647",
        "2021年1-9月份全市公路投资完成情况",
    ),
    "twice in one line": ("关于停车管理的通知关于停车管理的通知\n各县区：", "关于停车管理的通知"),
    "source run into the line": (
        "关于停车管理的通知 2026-05-15 来源：德州市财政局\n各县区：",
        "关于停车管理的通知",
    ),
    "place on a line of its own": (
        "德州市\n2025年地方财政预算执行情况和2026年地方财政预算（草案）\n德州市财政局编制",
        "德州市2025年地方财政预算执行情况和2026年地方财政预算（草案）",
    ),
    "traditional": ("臨沂市人民政府\n關於加強消防工作的意見\n各縣區：", "臨沂市人民政府關於加強消防工作的意見"),
}


@pytest.mark.parametrize(("text", "title"), BY_TEXT.values(), ids=BY_TEXT.keys())
def test_the_title_is_found_among_the_first_lines(text: str, title: str) -> None:
    assert read(text).title == title


BODY = "各县市区人民政府，市政府各部门：\n为加强消防工作，现将有关事项通知如下，请认真贯彻执行。"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("关于加强消防工作的通知_德州市人民政府", "关于加强消防工作的通知"),
        ("关于加强消防工作的通知 - 中国政府网", "关于加强消防工作的通知"),
        ("关于加强消防工作的通知-通知公告-德州市人民政府门户网站", "关于加强消防工作的通知"),
        ("关于加强消防工作的通知|政务公开", "关于加强消防工作的通知"),
        ("关于加强“一带一路”合作的通知", "关于加强“一带一路”合作的通知"),
    ],
)
def test_the_pages_title_serves_without_its_sites_name(page: str, title: str) -> None:
    assert read(BODY, hints={"title": page}).title == title


def test_a_heading_is_believed_before_the_page_title() -> None:
    lines = (Line("关于加强消防工作的通知", heading=1), Line("各县市区："))
    raw = RawText("a.html", lines, "html", hints={"title": "德州要闻_德州市人民政府"})
    assert describe(Article(lines), raw, CONFIG).title == "关于加强消防工作的通知"


def test_the_index_tables_name_serves_where_the_text_begins_at_once() -> None:
    assert read(BODY, notes={"title": "关于加强消防工作的通知"}).title == "关于加强消防工作的通知"


def test_the_file_name_is_better_than_nothing() -> None:
    meta = read("一、抓好项目建设。\n二、抓好民生保障。", path="in/0003_德州市2020年工作要点.txt")
    assert meta.title == "德州市2020年工作要点"
    assert meta.evidence["title"].confidence < 0.7


def test_a_heading_cut_at_the_end_of_a_line_is_completed_by_what_the_page_calls_itself() -> None:
    text = "德州市人民政府办公室对市政协三次会议\n第2741号提案的答复\n德政办函〔2005〕69号\n张三委员："
    meta = read(text, hints={"title": "德州市人民政府办公室对市政协三次会议第2741号提案的答复"})
    assert meta.title == "德州市人民政府办公室对市政协三次会议第2741号提案的答复"


@pytest.mark.parametrize(
    ("path", "title", "year"),
    [
        ("in/12.德州市2021年政府工作报告.txt", "德州市2021年政府工作报告", 2021),
        ("in/20210112_德州市政府工作报告.txt", "德州市政府工作报告", 2021),
        ("in/德州市政府工作报告(2019-07-25).md", "德州市政府工作报告", 2019),
        ("in/德州市政府工作报告_20190725.raw.txt", "德州市政府工作报告", 2019),
        ("in/德州市科技2.0发展思路.txt", "德州市科技2.0发展思路", None),
    ],
)
def test_a_file_name_is_used_whole_without_its_number_and_day(path: str, title: str, year: int | None) -> None:
    meta = read("各位代表：\n一、抓好项目建设。", path=path)
    assert (meta.title, meta.year) == (title, year)


def test_a_file_named_by_a_day_has_that_day() -> None:
    meta = read("今日要闻\n全市各地抓好春耕生产。", path="in/2022-12-10.md")
    assert (meta.year, meta.date) == (2022, "2022-12-10")
    assert read("德州市停车办法\n（2019年3月1日市政府第3次常务会议通过）", path="in/20221210.md").date == "2019-03-01"


def test_a_title_is_never_empty() -> None:
    assert read("。", path="x.txt").title
    assert read("", path="x.txt").title == "x"
