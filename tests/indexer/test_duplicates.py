"""Copies are found through changes of script, width, layout and wording; templates filled in anew are not copies."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Article, Document, Line, Metadata, Place
from gongbao.indexer.duplicates import among, find, signature

_SUBJECTS = [
    "各级政府",
    "有关部门",
    "基层单位",
    "市直机关",
    "产业园区",
    "乡镇街道",
    "国有企业",
    "民营企业",
    "金融机构",
    "科研院所",
]
_VERBS = [
    "加快推进",
    "着力抓好",
    "全面落实",
    "持续深化",
    "统筹推动",
    "扎实开展",
    "不断完善",
    "积极探索",
    "严格执行",
    "大力实施",
]
_OBJECTS = [
    "乡村振兴",
    "污染防治",
    "营商环境",
    "数字转型",
    "项目建设",
    "安全生产",
    "科技创新",
    "民生改善",
    "城市更新",
    "交通建设",
    "教育改革",
    "健康服务",
    "文化惠民",
    "社会治理",
    "财源培育",
    "招商引资",
    "水利建设",
    "生态修复",
    "防汛抗旱",
    "食品安全",
]
_ENDS = ["确保取得实效", "力争走在前列", "形成长效机制", "实现新的突破", "让群众有更多获得感", "推动高质量发展"]


def sentences(seed: int, count: int) -> list[str]:
    """Sentences as reports have them, different for every seed."""
    draw = random.Random(seed)
    return [
        f"{draw.choice(_SUBJECTS)}要{draw.choice(_VERBS)}{draw.choice(_OBJECTS)}和{draw.choice(_OBJECTS)}，"
        f"完成投资{draw.randint(10, 999)}亿元，{draw.choice(_ENDS)}。"
        for _ in range(count)
    ]


def document(key: str, lines: list[str], **meta: object) -> Document:
    article = Article(tuple(map(Line, lines)))
    title = str(meta.pop("title", lines[0]))
    return Document(key, f"{key}.txt", Metadata(title, **meta), paragraphs(article, key, Chunking()))  # type: ignore[arg-type]


def report(seed: int = 1, paragraphs_: int = 12, title: str = "临江市发展情况的报告") -> list[str]:
    body = sentences(seed, paragraphs_ * 3)
    return [title, *("".join(body[n : n + 3]) for n in range(0, len(body), 3))]


REPORT = report()


@pytest.mark.parametrize(
    "copy",
    [
        REPORT,
        [line.replace("，", ",").replace("。", ".") for line in REPORT],
        ["临江發展情況的報告", *(line.replace("发展", "發展").replace("实", "實") for line in REPORT[1:])],
        [piece for line in REPORT for piece in (line[:40], line[40:]) if piece],
        [line.replace("全面落实", "全面贯彻落实", 1) for line in REPORT],
        REPORT[:5] + REPORT[6:],
        ["编者按：现将报告全文刊发，供各地学习参考。", *REPORT, "（市政府研究室整理）"],
        REPORT[:9],
    ],
    ids=["exact", "width", "script", "layout", "wording", "a paragraph missing", "an editor's line", "a part"],
)
def test_a_copy_is_found(copy: list[str]) -> None:
    assert find([document("a", REPORT), document("b", copy)]) == {"b": "a"}


@pytest.mark.parametrize(
    "other",
    [
        report(seed=2),
        [line.replace("临江市", "武宁市") for line in ["临江市发展情况的报告"]] + report(seed=3)[1:],
        REPORT[:4],
        [*report(seed=5, paragraphs_=9)[:9], *REPORT[10:]],
    ],
    ids=["another report", "another city", "a short excerpt", "a shared ending"],
)
def test_what_only_looks_alike_is_no_copy(other: list[str]) -> None:
    assert find([document("a", REPORT), document("b", other)]) == {}


def notice(city: str, year: int, day: int, number: int) -> list[str]:
    """A template as offices fill it in every year: nearly all of it is the same."""
    return [
        f"{city}人民政府办公室关于做好{year}年高温天气安全防范工作的通知",
        f"{city[:1]}政办发〔{year}〕{number}号",
        "各县（区）人民政府，市政府各部门：",
        "近期气温持续升高，为切实做好高温天气安全防范工作，保障人民群众生命财产安全，现将有关事项通知如下。",
        "一、高度重视。各地各部门要充分认识做好高温天气安全防范工作的重要性，加强组织领导，层层压实责任。",
        "二、突出重点。要抓好建筑施工、道路交通、危险化学品、消防等重点行业领域的隐患排查，发现问题立即整改。",
        "三、关心群众。合理安排作业时间，落实防暑降温措施，做好困难群众走访慰问和供水供电保障工作。",
        "四、强化值守。严格执行二十四小时值班和领导带班制度，遇有突发情况及时报告并妥善处置。",
        f"{city}人民政府办公室",
        f"{year}年7月{day}日",
    ]


def test_the_same_template_for_another_city_or_year_is_no_copy_even_without_metadata() -> None:
    filled = [
        document("a", notice("临江市", 2019, 8, 21)),
        document("b", notice("武宁市", 2019, 9, 33)),
        document("c", notice("临江市", 2020, 8, 17)),
        document("d", notice("武宁市", 2021, 12, 40)),
    ]
    assert find(filled) == {}


def test_a_copy_of_a_filled_in_template_is_found_among_its_sisters() -> None:
    original = notice("临江市", 2019, 8, 21)
    filled = [
        document("a", original),
        document("b", notice("临江市", 2020, 8, 17)),
        document("c", [line.replace("，", ",") for line in original]),
    ]
    assert find(filled) == {"c": "a"}


def test_documents_of_two_cities_or_two_years_are_never_copies() -> None:
    here, there = Place("prefecture", "江西省", "九江市"), Place("prefecture", "江西省", "赣州市")
    assert find([document("a", REPORT, place=here), document("b", REPORT, place=there)]) == {}
    assert find([document("a", REPORT, year=2019), document("b", REPORT, year=2020)]) == {}
    assert find([document("a", REPORT, place=here, year=2019), document("b", REPORT)]) == {"b": "a"}


def test_the_earlier_date_is_the_original_then_the_path() -> None:
    late = document("a", REPORT, date="2019-03-01", year=2019)
    early = document("b", REPORT, date="2019-02-01", year=2019)
    undated = document("0", REPORT)
    assert find([late, early, undated]) == {"a": "b", "0": "b"}
    assert find([document("y", REPORT), document("x", REPORT)]) == {"y": "x"}


def test_a_fuller_copy_is_the_original_whatever_its_date() -> None:
    part = document("a", REPORT[:9], date="2019-01-01", year=2019)
    whole = document("b", REPORT, date="2019-02-01", year=2019)
    assert find([part, whole]) == {"a": "b"}


@given(st.permutations(range(7)))
@settings(max_examples=12)
def test_the_order_of_documents_makes_no_difference(order: list[int]) -> None:
    pool = [
        document("a", REPORT),
        document("b", REPORT[:11]),
        document("c", report(seed=7)),
        document("d", report(seed=7), date="2001-01-01", year=2001),
        document("e", notice("临江市", 2019, 8, 21)),
        document("f", notice("武宁市", 2019, 9, 33)),
        document("g", [*REPORT, "（完）"]),
    ]
    assert find([pool[n] for n in order]) == {"b": "a", "g": "a", "c": "d"}


def test_a_later_document_is_compared_with_signatures_kept_from_before() -> None:
    kept = {"a": signature(document("a", REPORT)), "c": signature(document("c", report(seed=9)))}
    new = document("b", REPORT[:5] + REPORT[6:])
    assert find([new], kept) == {"b": "a"}
    assert among({"b": signature(new)}, {"c": kept["c"]}) == {}


def test_a_signature_is_small_and_depends_on_the_text_alone() -> None:
    one = document("a", report(seed=4, paragraphs_=60))
    other = replace(one, paragraphs=tuple(replace(p, id=f"x{p.id}") for p in one.paragraphs))
    assert signature(one) == signature(other)
    assert len(signature(one)) < 16_000
    assert len(signature(document("b", [""]))) < 1_000


def test_very_short_documents_are_never_paired() -> None:
    assert find([document("a", ["同意。"]), document("b", ["同意。"])]) == {}
