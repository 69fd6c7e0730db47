"""When a document was adopted, delivered or published: one trap a case. The documents are made up."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.calendar import dates
from tests.indexer.metadata_cases import read

BY_TEXT = {
    "delivered in December of the year before": (
        "2018年淄博市政府工作报告\n（2017年12月22日在淄博市第十五届人民代表大会第二次会议上）\n各位代表：",
        2017,
        "2017-12-22",
    ),
    "bulletin dated by its bureau": (
        "淄博市2020年国民经济和社会发展统计公报\n淄博市统计局\n2021年3月5日\n2020年，全市生产总值增长。",
        2021,
        "2021-03-05",
    ),
    "bulletin with only the year it counts": ("淄博市2020年国民经济和社会发展统计公报\n2020年，全市增长。", 2021, None),
    "plan adopted before its period": (
        "中共淄博市委关于制定第十四个五年规划和二〇三五年远景目标的建议\n（2020年12月30日中国共产党淄博市第十二届委员会第十二次全体会议通过）",
        2020,
        "2020-12-30",
    ),
    "plan with only its period": ("淄博市国民经济和社会发展第十四个五年规划纲要\n第一章 发展环境", 2021, None),
    "plan with a span of years": ("淄博市乡村振兴三年行动计划（2018—2020年）\n一、总体要求", 2018, None),
    "plan's span, number of its notice": (
        "关于印发淄博市消防规划（2021—2035年）的通知\n淄政字〔2023〕19号\n各区县人民政府：",
        2023,
        None,
    ),
    "old five-year plan": ("关于国民经济和社会发展第九个五年计划的建议\n一、指导思想", 1996, None),
    "Chinese digits with a circle": (
        "淄博市供水条例\n（二○○八年六月二十七日淄博市第十三届人民代表大会常务委员会第四次会议通过）",
        2008,
        "2008-06-27",
    ),
    "Chinese digits with a letter O": (
        "政府工作报告\n—二O一九年二月十六日在济源市第十四届人民代表大会第四次会议上",
        2019,
        "2019-02-16",
    ),
    "Chinese digits with 零": (
        "关于做好防汛工作的通知\n各县区：\n请认真落实。\n德州市水利局\n二零二一年五月十日",
        2021,
        "2021-05-10",
    ),
    "full-width digits": (
        "政府工作报告\n——２０１０年１月２６日在德州市第十六届人民代表大会第三次会议上",
        2010,
        "2010-01-26",
    ),
    "letter-spaced digits": (
        "政府工作报告\n——1 9 9 8 年3 月5 日在德州市第十三届人民代表大会第一次会议上",
        1998,
        "1998-03-05",
    ),
    "year sign missing": (
        "关于批准预算的决议\n（2021 1月26日德州市第十八届人民代表大会第六次会议通过）\n会议决定批准。",
        2021,
        "2021-01-26",
    ),
    "dots": ("在全市农村工作会议上的讲话\n（2019.2.19）\n同志们：", 2019, "2019-02-19"),
    "signature": ("关于开展检查的通知\n各单位：\n请认真落实。\n德州市人民政府\n2016年7月9日", 2016, "2016-07-09"),
    "signature before an attachment with later years": (
        "关于印发发展规划的通知\n各县市区：\n现印发给你们。\n德州市人民政府\n2016年7月9日\n发展规划\n到2020年，全面完成。\n2018年12月31日前完成一期。\n2019年启动二期。\n一、要求\n二、任务\n三、保障\n四、分工\n五、附则\n六、其他",
        2016,
        "2016-07-09",
    ),
    "year of the work differs from the year of the notice": (
        "关于印发2021年工作要点的通知\n德政办发〔2020〕25号\n各县市区：\n请落实。\n德州市人民政府办公室\n2020年12月31日",
        2020,
        "2020-12-31",
    ),
    "review of last year": (
        "政府工作报告\n各位代表：\n一、2019年工作回顾\n过去一年，我们攻坚克难。\n二、2020年工作安排\n全面完成任务。",
        2020,
        None,
    ),
    "review only": ("政府工作报告\n各位代表：\n一、2019年工作回顾\n过去一年，我们攻坚克难。", 2020, None),
    "execution and draft budget": ("关于2020年预算执行情况和2021年预算草案的报告\n各位代表：", 2021, None),
    "execution of one year": ("关于2020年上级预算执行情况的报告\n主任：", 2021, None),
    "final accounts": ("关于2019年市级决算的报告\n主任、各位副主任：", 2020, None),
    "plan's execution and draft": (
        "关于2018年国民经济和社会发展计划执行情况与2019年计划草案的报告\n各位代表：",
        2019,
        None,
    ),
    "summary and plan": ("2019年工作总结和2020年工作计划\n一、总结", 2020, None),
    "yearly report": ("2020年度法治政府建设情况报告\n2020年，我市认真落实。", 2021, None),
    "impossible day": ("关于开展检查的通知\n各单位：\n请落实。\n德州市人民政府\n2021年2月30日", None, None),
    "day of coming into force is not the document's": (
        "德州市停车管理办法\n第一条 为了规范停车，制定本办法。\n第二条 本办法自2022年1月1日起施行，有效期至2026年12月31日。",
        None,
        None,
    ),
    "month only": ("在全市工业大会上的讲话\n（2018年3月）\n同志们：", 2018, None),
    "conference of a year": ("在2021年全市经济工作会议上的讲话\n同志们：", 2021, None),
    "meeting's day in a lead-in": (
        "据悉：2020年12月19日中国共产党遵义市第五届委员会第十次全体会议通过《建议》，全文如下。\n中共遵义市委关于制定第十四个五年规划的建议\n一、成就",
        2020,
        "2020-12-19",
    ),
    "a meeting cited is not the document's day": (
        "关于落实会议精神的通知\n根据2019年5月1日市政府第30次常务会议通过的方案，现通知如下。\n德州市财政局\n2020年6月2日",
        2020,
        "2020-06-02",
    ),
    "a higher document's day is not the document's": (
        "关于加强供水管理的意见\n2018年3月2日省政府发布《供水条例》。为贯彻落实，提出如下意见。\n德州市水利局\n2018年7月9日",
        2018,
        "2018-07-09",
    ),
    "dateline, year from the text": (
        "首批部门接受评议\n淄博2月27日讯 根据2021年评议工作方案的要求，2021年分两批评议。2020年受理诉求一百万件。",
        2021,
        "2021-02-27",
    ),
    "dateline, year from the newest plenum": (
        "全力做好服务\n淄博3月1日讯 全市上下深入贯彻党的十九大和十九届二中、三中、四中、五中全会精神。",
        2021,
        "2021-03-01",
    ),
    "dateline, year from an anniversary": (
        "喜迎国庆\n淄博9月20日讯 全市以优异成绩庆祝中华人民共和国成立70周年。",
        2019,
        "2019-09-20",
    ),
    "dateline without any year": ("春耕正忙\n淄博3月1日讯 田间一派繁忙景象。", None, None),
    "the year the plan ends": (
        "今年这样干\n3月20日上午\n推进会召开\n坚决把疫情造成的损失夺回来，确保全面建成小康社会和“十三五”规划圆满收官。",
        2020,
        "2020-03-20",
    ),
    "event's day in the news": (
        "全市人代会开幕\n2021年1月20日上午，德州市第十八届人民代表大会开幕。",
        2021,
        "2021-01-20",
    ),
    "future aims are not the year": (
        "乡村振兴这样干\n德州6月3日讯 2018年以来成效明显，到2022年取得重大进展，2035年取得决定性进展。",
        2018,
        "2018-06-03",
    ),
}


@pytest.mark.parametrize(("text", "year", "date"), BY_TEXT.values(), ids=BY_TEXT.keys())
def test_the_year_is_when_it_was_adopted_delivered_or_published(text: str, year: int | None, date: str | None) -> None:
    meta = read(text)
    assert (meta.year, meta.date) == (year, date)


@pytest.mark.parametrize(
    ("text", "published", "year", "date"),
    [
        ("淄博市召开推进会\n淄博2月27日讯 会议召开。", "2021-02-27 09:12", 2021, "2021-02-27"),
        ("淄博市召开推进会\n淄博12月31日讯 会议召开。", "2021-01-02 09:12", 2020, "2020-12-31"),
        ("淄博市召开推进会\n2月26日，淄博市召开推进会，部署工作。", "2021-02-27", 2021, "2021-02-27"),
        ("淄博市召开推进会\n2021年2月26日，淄博市召开推进会，部署工作。", "2021-02-27", 2021, "2021-02-27"),
        ("淄博市召开推进会\n2021年2月26日，淄博市召开推进会，部署工作。", "2023-06-27", 2021, "2021-02-26"),
        ("2021年淄博市政府工作报告\n各位代表：", "2021-02-03", 2021, "2021-02-03"),
        ("2018年淄博市政府工作报告\n各位代表：", "2017-12-28", 2017, "2017-12-28"),
        ("2012年淄博市政府工作报告\n各位代表：", "2019-06-01", 2012, None),
        ("淄博市“十二五”规划纲要\n第一章", "2019-06-01", 2011, None),
        ("淄博市“十四五”规划纲要\n第一章", "2021年5月20日", 2021, "2021-05-20"),
        ("关于开展检查的通知\n淄政发〔2015〕3号\n各单位：", "2018/7/1", 2015, None),
        ("淄博市2020年国民经济和社会发展统计公报\n2020年，增长。", "2021.3.9", 2021, "2021-03-09"),
        ("关于加强供水管理的通知\n各单位：", "20210126", 2021, "2021-01-26"),
    ],
)
def test_the_day_a_page_was_put_up_counts_only_near_the_documents_own_year(
    text: str, published: str, year: int, date: str | None
) -> None:
    meta = read(text, notes={"published": published})
    assert (meta.year, meta.date) == (year, date)


def test_the_day_of_signing_in_the_index_table_is_believed_before_the_day_of_posting() -> None:
    meta = read("关于加强供水管理的通知\n各单位：", notes={"index": "成文日期:2014年3月2日", "published": "2019-01-01"})
    assert meta.date == "2014-03-02"


def test_the_year_of_an_index_number_outweighs_a_later_day_of_posting() -> None:
    notes = {"index": "01530-X/2016-58279", "published": "2020-08-12"}
    assert read("德州市地名读音小知识\n许多外地朋友读错地名。", notes=notes).year == 2016
    notes = {"index": "01530-X/2020-58279", "published": "2016-08-12"}
    assert read("德州市地名读音小知识\n许多外地朋友读错地名。", notes=notes).year == 2016


def test_a_year_in_the_file_name_helps_where_the_text_has_none() -> None:
    assert read("工作要点\n抓好项目建设。", path="淄博/2017年工作要点.txt").year == 2017
    assert read("工作要点\n抓好项目建设。", path="淄博/2017/a.txt").year == 2017


def test_a_files_running_number_is_no_year() -> None:
    assert read("工作要点\n抓好项目建设。", path="in/1987.txt").year is None


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("淄博市国民经济和社会发展第十四个五年规划纲要", (2021, 2025)),
        ("淄博市“十三五”卫生与健康规划", (2016, 2020)),
        ("淄博市十二五环境保护规划", (2011, 2015)),
        ("关于国民经济和社会发展十年规划和第八个五年计划纲要的报告", (1991, 1995)),
        ("淄博市教育发展规划（2021-2035年）", (2021, 2035)),
        ("淄博市健康行动（2019至2022年）", (2019, 2022)),
        ("淄博市气象规划（二〇二一—二〇二五年）", (2021, 2025)),
        ("淄博市2021年工作要点", None),
    ],
)
def test_a_plans_period_is_stored(title: str, period: tuple[int, int] | None) -> None:
    assert read(f"{title}\n一、总体要求").period == period


NUMERALS = "〇一二三四五六七八九"


def chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    if n < 10:
        return NUMERALS[n]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


@given(st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2035, 12, 31)), st.integers(0, 6))
def test_every_day_is_read_in_every_spelling(day: datetime.date, style: int) -> None:
    y, m, d = day.year, day.month, day.day
    written = (
        f"{y}年{m}月{d}日",
        f"{y}年{m:02d}月{d:02d}日",
        f"{y}-{m:02d}-{d:02d}",
        f"{y}/{m}/{d}",
        "".join(NUMERALS[int(c)] for c in str(y)) + f"年{chinese(m)}月{chinese(d)}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y:04d}{m:02d}{d:02d}",
    )[style]
    assert [found.iso for found in dates(fold(f"（{written}）"))] == [day.isoformat()]


@pytest.mark.parametrize("text", ["2021年13月1日", "2021-02-31", "20211301", "1.2021.3", "3.14.15", "2021年0月3日"])
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert not [found for found in dates(text) if found.day]
