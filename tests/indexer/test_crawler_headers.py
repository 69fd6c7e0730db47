"""What a crawler wrote above a page is evidence, not text; a text that begins with labels of its own stays."""

from __future__ import annotations

import pytest

from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Line, RawText
from gongbao.indexer.pipeline import documents_of

CONFIG = Config.load("config.yaml")
TEXT = [
    "德州市人民政府办公室关于加强停车管理的通知",
    "德政办函〔2024〕93号",
    "各县区人民政府：",
    "为加强停车管理，经市政府同意，现就有关事项通知如下，请认真贯彻执行。",
]

HEADERS = [
    ["标题：关于加强停车管理的通知", "来源：德州政府网", "URL：https://www.example.cn/zwgk/202412/content_6992025.htm", "抓取时间：2026-04-03", "文种：通知", ""],
    ["# 存档", "", "- corpus_id: gw-001", "- title: 关于加强停车管理的通知", "- source_url: https://www.example.cn/a_1.htm", "- capture_date: 2026-03-30", "- http_status: 200", ""],
    ["title: 关于加强停车管理的通知", "url: https://www.example.cn/1.html", "author: 市政府", ""],
]  # fmt: skip


def read(lines: list[str]) -> Document:
    (document,) = documents_of(RawText("a.txt", tuple(map(Line, lines)), "txt"), "a.txt", 0, CONFIG)
    return document


@pytest.mark.parametrize("header", HEADERS, ids=["labels", "list", "english"])
def test_a_crawlers_header_is_no_text_and_the_day_of_fetching_no_date(header: list[str]) -> None:
    document = read([*header, *TEXT])
    assert "\n".join(p.text for p in document.paragraphs) == "\n".join(TEXT)
    assert document.meta.title == TEXT[0]
    assert (document.meta.year, document.meta.date) == (2024, None)


def test_what_the_header_tells_serves_where_the_text_says_nothing() -> None:
    document = read(
        [*HEADERS[0], "第一段说明停车管理的意义和要求，请各单位认真落实。", "第二段提出保障措施和工作分工。"]
    )
    assert document.meta.title == "关于加强停车管理的通知"
    assert (document.meta.genre, document.meta.source) == ("通知意见", "德州政府网")


@pytest.mark.parametrize(
    "lines",
    [
        ["名称：德州市停车管理中心", "地址：德州市某路1号", "中心负责全市停车管理工作，接受社会监督。"],
        ["时间：2021年3月5日", "地点：市政府二楼会议室", "会议研究了停车管理工作，议定如下事项。"],
    ],
)
def test_a_text_that_begins_with_labels_stays(lines: list[str]) -> None:
    kept = clean(RawText("a.txt", tuple(map(Line, lines)), "txt"))
    assert "crawler-header" not in {rule for rule, _ in kept.removed}
