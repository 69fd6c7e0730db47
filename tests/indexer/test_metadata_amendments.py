"""A rule that was amended is dated by the amendment whose text it is. The rules are made up."""

from __future__ import annotations

import pytest

from tests.indexer.metadata_cases import read

BODY = "第一条 为了规范停车，制定本条例。\n第二条 本条例自2001年5月1日起施行。"

HEADS = {
    "one bracket": (
        "（1994年8月31日德州市第十二届人民代表大会常务委员会第九次会议通过　根据2009年8月27日德州市第十五届人民代表大会常务"
        "委员会第十次会议《关于修改〈德州市停车条例〉等八部法规的决定》第一次修正　根据2017年9月1日德州市第十七届人民代表大会"
        "常务委员会第二十九次会议《关于修改部分法规的决定》第二次修正）",
        2017,
        "2017-09-01",
    ),
    "a line an act": (
        "2001年12月28日 德州市第十三届人民代表大会常务委员会第三十五次会议通过\n"
        "2010年7月30日 德州市第十五届人民代表大会常务委员会第十八次会议第一次修订\n"
        "2019年7月25日 德州市第十八届人民代表大会常务委员会第十三次会议第二次修订",
        2019,
        "2019-07-25",
    ),
    "bracket cut into lines": (
        "（2011 年 12 月 15 日德州市人民政府令第 61 号公布，\n根据 2019 年 11 月 14 日德州市人民政府令第 168 号《德州市人民\n"
        "政府关于修改和废止部分政府规章的决定》第二次修订）",
        2019,
        "2019-11-14",
    ),
    "orders of a ministry": (
        "2012年12月13日 公安部令第127号修订发布。根据\n2020年07月20日 公安部令第159号《公安部关于修改〈停车规定〉的决定》修正）",
        2020,
        "2020-07-20",
    ),
    "days of publication and of effect between": (
        "2015年6月26日 德州市第十七届人民代表大会常务委员会第二十八次会议通过\n"
        "2015年7月24日 山东省第十二届人民代表大会常务委员会第十五次会议批准\n"
        "2015年7月24日 德州市人民代表大会常务委员会公告公布\n2015年9月1日 施行\n"
        "2017年10月27日 德州市第十八届人民代表大会常务委员会第四次会议《关于修改十二件地方性法规的决定》修正",
        2017,
        "2017-10-27",
    ),
    "a change adopted by the city and approved by the province": (
        "2005年1月13日 德州市第十二届人民代表大会常务委员会第十七次会议通过\n"
        "2005年4月14日 山东省第十届人民代表大会常务委员会第十七次会议批准\n"
        "2012年10月26日 德州市第十四届人民代表大会常务委员会第四次会议通过\n"
        "2012年11月29日 山东省第十一届人民代表大会常务委员会第三十六次会议批准的《德州市人民代表大会常务委员会关于修改"
        "〈德州市停车条例〉的决定》修正",
        2012,
        "2012-10-26",
    ),
    "adopted anew": (
        "2002年12月3日 德州市中级人民法院审判委员会第1259次会议通过\n2020年12月23日 德州市中级人民法院审判委员会第1823次会议通过",
        2020,
        "2020-12-23",
    ),
    "adopted and approved, never amended": (
        "2016年12月28日 德州市第十七届人民代表大会常务委员会第三十次会议通过\n"
        "2017年3月29日 山东省第十二届人民代表大会常务委员会第二十七次会议批准",
        2016,
        "2016-12-28",
    ),
    "a version in force later": (
        "（2004年3月5日德州市人民政府令第5号公布　2021年6月8日修订　自2022年1月1日起施行）",
        2021,
        "2021-06-08",
    ),
    "Chinese numerals": (
        "（一九九八年六月三日德州市第十三届人民代表大会常务委员会第三次会议通过　二〇〇六年九月一日德州市第十四届人民代表大会"
        "常务委员会第二十次会议修订）",
        2006,
        "2006-09-01",
    ),
}


@pytest.mark.parametrize(("head", "year", "date"), HEADS.values(), ids=HEADS.keys())
def test_an_amended_rule_has_the_day_of_the_amendment_whose_text_it_is(head: str, year: int, date: str) -> None:
    meta = read(f"德州市停车条例\n{head}\n{BODY}")
    assert (meta.year, meta.date) == (year, date)


def test_the_year_in_the_title_is_that_of_the_version() -> None:
    assert read(f"德州市停车条例（2018年修正）\n{BODY}").year == 2018
    assert read(f"德州市停车条例（2021修订）\n{BODY}").year == 2021


def test_days_that_the_text_itself_cites_are_no_history() -> None:
    meta = read(
        "关于停车管理的通知\n各县区：\n为落实2019年3月1日修订的《停车条例》和2020年5月6日通过的《停车规划》，现通知如下。\n"
        "德州市公安局\n2020年6月2日"
    )
    assert meta.date == "2020-06-02"


def test_a_decree_that_publishes_an_amended_rule_has_its_own_day() -> None:
    meta = read(
        "德州市人民政府令\n第76号\n《德州市停车办法》已经2018年9月6日市政府第23次常务会议修订通过，现予公布，自2019年3月1日起施行。\n"
        "市长　张三\n2018年11月6日\n德州市停车办法\n（1991年3月4日德州市人民政府令第6号发布　2018年9月6日市政府第23次常务会议修订通过）\n"
        f"{BODY}"
    )
    assert meta.date == "2018-11-06"
