"""The five real documents, read as an archivist would."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from gongbao.indexer import Config, Document, inspect

SEEDS = Path(__file__).parents[1] / "seeds"


@cache
def documents() -> dict[str, list[Document]]:
    found, skipped = inspect(sorted(SEEDS.glob("*.txt")), Config.load())
    assert skipped == []
    by_file: dict[str, list[Document]] = {}
    for document in found:
        by_file.setdefault(Path(document.path).name[:3], []).append(document)
    return by_file


def text(document: Document) -> str:
    return "\n".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize(
    ("seed", "number", "city", "province", "year", "date", "genre"),
    [
        ("000", 0, "淄博市", "山东省", 2021, "2021-02-26", "决议决定"),
        ("001", 0, "淄博市", "山东省", 2021, None, "新闻报道"),
        ("001", 1, "淄博市", "山东省", 2021, None, "新闻报道"),
        ("001", 2, "淄博市", "山东省", 2021, "2021-02-26", "决议决定"),
        ("002", 0, "临沂市", "山东省", 2020, "2020-03-20", "新闻报道"),
        ("003", 0, "遵义市", "贵州省", 2020, "2020-12-19", "规划计划"),
        ("004", 0, "济源市", "河南省", 2019, "2019-02-16", "政府工作报告"),
    ],
)
def test_place_year_date_and_genre(
    seed: str, number: int, city: str, province: str, year: int, date: str | None, genre: str
) -> None:
    meta = documents()[seed][number].meta
    assert (meta.place.city, meta.place.province, meta.year, meta.genre) == (city, province, year, genre)
    if date:
        assert meta.date == date
    for name in ("title", "year", "genre"):
        assert meta.evidence[name].text


def test_seven_documents_come_out_of_five_files() -> None:
    assert {seed: len(found) for seed, found in documents().items()} == {
        "000": 1, "001": 3, "002": 1, "003": 1, "004": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "noise",
    [
        "鲁中网",
        "来源:",
        "17:31:53",
        "版权归",
        "分享到",
        "相关文章",
        "扫一扫",
        "阅读最新报告",
        "ldquo",
        "湘潭",
        "中商情报网",
    ],
)
def test_noise_around_the_documents_is_gone(noise: str) -> None:
    for found in documents().values():
        for document in found:
            assert noise not in text(document)


def test_the_copy_of_the_resolution_is_marked() -> None:
    (original,), (_, _, copy) = documents()["000"], documents()["001"]
    assert copy.duplicate_of == original.id
    assert [d.duplicate_of for found in documents().values() for d in found if d is not copy] == [None] * 6


def test_no_paragraph_of_the_newspaper_page_ends_in_the_middle_of_a_sentence() -> None:
    for document in documents()["001"][:2]:
        for paragraph in document.paragraphs[:-1]:
            assert paragraph.text.rstrip()[-1] in "。！？：；”》）)", paragraph.text[-30:]
    whole = "".join(text(d) for d in documents()["001"])
    for rejoined in (
        "财政经济委员会关于《关于",
        "近日召开的淄博落实突破年动员大会",
        "落实突破。",
        "评价机制，提升",
        "启动建设全国农村改革",
    ):
        assert rejoined in whole


def test_every_paragraph_of_the_plan_knows_its_chapter_and_article() -> None:
    (plan,) = documents()["003"]
    articles = {}
    for paragraph in plan.paragraphs:
        for heading in paragraph.section:
            if number := re.match(r"(\d+)[.．]", heading):
                articles[int(number.group(1))] = paragraph.section[0]
    assert sorted(articles) == list(range(1, 53))
    chapters = list(dict.fromkeys(articles.values()))
    assert len({p.section[0] for p in plan.paragraphs if p.section}) == 14
    assert all(re.match("[一二三四五六七八九十]+、", chapter) for chapter in chapters)


def test_pinyin_notes_are_gone_and_real_brackets_stay() -> None:
    (report,) = documents()["004"]
    body = text(report)
    assert not re.search(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]", body)
    assert "(一)" in body or "（一）" in body
    assert "報告" in body
    raw = (SEEDS / "004_44e69a047cd4008f.txt").read_text(encoding="utf-8-sig")
    kept = sum("\u4e00" <= c <= "\u9fff" for c in body)
    assert kept > 0.99 * sum("\u4e00" <= c <= "\u9fff" for c in raw.split("\n", 1)[1])


def test_one_sentence_a_line_stays_readable_and_whole() -> None:
    (news,) = documents()["002"]
    assert news.meta.title == "今後,臨沂要在這10個方面發力"
    assert "構建“1+N+2”創新體系" in text(news)
