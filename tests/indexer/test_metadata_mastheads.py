"""Mastheads, numbers and closing dates are neither titles nor news; leads and page dates give the day."""

from __future__ import annotations

import pytest

from tests.indexer.metadata_cases import read

BODY = "为保护水源，现将有关事项公告如下：\n一、禁止排放污水。\n二、鼓励群众举报。\n"


@pytest.mark.parametrize(
    ("text", "title", "genre"),
    [
        (
            f"铜川市人民政府公告\n2019年第4号\n{BODY}铜川市人民政府\n2019年4月2日",
            "铜川市人民政府公告",
            "通知意见",
        ),
        (
            f"铜川市人民政府通告\n铜政告〔2019〕4号\n{BODY}铜川市人民政府\n2019年4月2日",
            "铜川市人民政府通告",
            "通知意见",
        ),
        (
            f"铜川市人民政府公告\n第4号\n关于禁止燃放烟花的通告\n{BODY}铜川市人民政府\n2019年4月2日",
            "关于禁止燃放烟花的通告",
            "通知意见",
        ),
        (
            "铜川市人民政府专题会议纪要\n〔2013〕第7号\n2013年3月2日，副市长主持召开专题会议，研究供水问题。",
            "铜川市人民政府专题会议纪要",
            "其他",
        ),
        (
            "铜川市人民代表大会常务委员会公报\n2016年第3号\n铜川市人民代表大会常务委员会关于批准决算的决议\n会议决定批准。",
            "铜川市人民代表大会常务委员会关于批准决算的决议",
            "决议决定",
        ),
        (
            "铜川市人民政府公报\n2016年第3期\n铜川市人民政府关于加强防汛工作的通知\n各区县人民政府：\n现通知如下。",
            "铜川市人民政府关于加强防汛工作的通知",
            "通知意见",
        ),
        (
            "铜川市2016年国民经济和社会发展统计公报\n2016年，全市增长。",
            "铜川市2016年国民经济和社会发展统计公报",
            "统计公报",
        ),
    ],
)
def test_the_title_is_the_documents_not_its_masthead_or_number(text: str, title: str, genre: str) -> None:
    meta = read(text)
    assert (meta.title, meta.genre) == (title, genre)


@pytest.mark.parametrize("below", ["2018年第2号\n", "第12次\n", "渭政告〔2020〕3号\n"])
def test_a_bare_number_is_never_a_title(below: str) -> None:
    assert read(f"{below}渭南市人民政府关于做好防汛工作的通知\n各县：\n现通知如下。").title.startswith("渭南市")


def test_a_yearly_report_put_up_the_year_after_is_that_years() -> None:
    for title in ("铜川市2020年法治政府建设年度情况报告", "铜川市2020年度营商环境情况报告"):
        meta = read(f"{title}\n2020年，全市持续推进。", notes={"published": "日期:2021-01-26"})
        assert (meta.year, meta.date) == (2021, "2021-01-26")


def test_a_work_report_of_a_year_keeps_it_without_such_a_day() -> None:
    assert read("铜川市2020年度政府工作报告\n各位代表：").year == 2020


def test_a_reports_lead_gives_the_day_of_the_session() -> None:
    text = (
        "铜川市2015年政府工作报告（摘要）\n2015年1月12日，铜川市第十五届人民代表大会第五次会议开幕，市长某某作政府工作报告。\n"
        "各位代表：\n我代表市政府向大会报告工作。"
    )
    assert read(text, notes={"published": "2015-01-21 10:00"}).date == "2015-01-12"
