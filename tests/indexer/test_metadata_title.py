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


def test_a_title_is_never_empty() -> None:
    assert read("。", path="x.txt").title
    assert read("", path="x.txt").title == "x"
