"""A page saved without its line ends is read as if it had them; a plain long paragraph stays whole."""

from __future__ import annotations

import pytest

from gongbao.indexer.articles import split
from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Cleaned, Line, Metadata, RawText
from gongbao.indexer.metadata import describe

BODY = "年初以来，县里整合资金修通道路八十七公里，惠及群众一千四百余户。县交通运输局负责人说，明年还将硬化通组路。"


def cleaned(text: str, *more: str) -> Cleaned:
    return clean(raw(text, *more))


def raw(text: str, *more: str) -> RawText:
    return RawText("a.txt", tuple(Line(line) for line in (text, *more)), "txt")


def kept(text: str, *more: str) -> list[str]:
    return [line.text for line in cleaned(text, *more).lines if line.text]


def described(text: str) -> Metadata:
    (article,) = split(cleaned(text))
    return describe(article, raw(text), Config())


@pytest.mark.parametrize(
    "crumbs", ["您现在的位置：首页>政务公开>工作动态 ", "当前位置：网站首页 >> 新闻 >> 正文", "首页 > 要闻 > 正文 ", ""]
)
@pytest.mark.parametrize(
    "strip",
    [
        " 发布时间：2021-09-02 来源：清源县融媒体中心 浏览次数：128次 字体：【大 中 小】 ",
        " 2021-09-02 08:00 来源:清源县融媒体中心 字号:[大][中][小] ",
        "日期：2021年9月2日 10:22 来源：清源县融媒体中心 点击：356 ",
    ],
)
@pytest.mark.parametrize("tail", [" 【关闭】【打印】", "【打印】 【关闭】 上一篇：关于停水的通知 下一篇：没有了", ""])
def test_crumbs_title_strip_and_tail_on_one_line_are_told_apart(crumbs: str, strip: str, tail: str) -> None:
    text = f"{crumbs}永丰镇新修通组路{strip}{BODY}{tail}"
    assert kept(text) == ["永丰镇新修通组路", BODY]
    found = described(text)
    assert (found.title, found.date) == ("永丰镇新修通组路", "2021-09-02")


def test_a_notice_on_one_line_has_its_parts() -> None:
    text = (
        "清源县人民政府关于做好森林防火工作的通知各乡镇人民政府，县直各单位：现将有关事项通知如下。一、提高认识。各单位要"
        "高度重视。二、落实责任。（一）明确分工。乡镇负总责。（二）强化督查。每月通报一次。特此通知。清源县人民政府2021年3月3日"
    )
    assert kept(text) == [
        "清源县人民政府关于做好森林防火工作的通知",
        "各乡镇人民政府，县直各单位：现将有关事项通知如下。",
        "一、提高认识。各单位要高度重视。",
        "二、落实责任。",
        "（一）明确分工。乡镇负总责。",
        "（二）强化督查。每月通报一次。特此通知。",
        "清源县人民政府",
        "2021年3月3日",
    ]
    assert described(text).date == "2021-03-03"


def test_rules_on_one_line_have_chapters_and_articles() -> None:
    text = (
        "清源县供水管理办法（2019年5月6日清源县人民政府常务会议通过） 第一章 总则 第一条 为了加强供水管理，制定本办法。 第二条 "
        "本办法适用于县城。依照第二十条的规定执行。 第二章 供水 第三条 供水单位应当：（一）保证水质；（二）保证水压。"
    )
    assert kept(text) == [
        "清源县供水管理办法",
        "（2019年5月6日清源县人民政府常务会议通过）",
        "第一章 总则",
        "第一条 为了加强供水管理，制定本办法。",
        "第二条 本办法适用于县城。依照第二十条的规定执行。",
        "第二章 供水",
        "第三条 供水单位应当：",
        "（一）保证水质；",
        "（二）保证水压。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        BODY + "会议强调三个方面：一是抓项目，二是抓招商。2020年，全县完成投资12.5亿元。第一条路线由林场负责。",
        "记者从首页 > 服务栏目了解到，市民可在网上缴纳水费。" + BODY,
        BODY + "来源：县志第三卷，发布时间：不详。" + BODY,
    ],
)
def test_a_paragraph_that_is_one_stays_whole(text: str) -> None:
    assert kept(text) == [text]


def test_crumbs_that_run_into_sentences_are_never_taken_with_them() -> None:
    text = "首页>新闻>" + BODY
    assert "修通道路八十七公里" in "".join(kept(text, "短的一行", "又一行", "第三行", "第四行"))


def test_a_page_with_lines_of_its_own_is_left_as_it_is() -> None:
    lines = [BODY.replace("。", "。 ") + f"第{n}期。 （一）说明。" for n in range(6)]
    assert kept(*lines) == lines
