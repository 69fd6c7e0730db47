"""What the five real documents must be after cleaning, splitting and chunking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongbao.indexer.articles import split
from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Article, Line, Paragraph, RawText

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def articles(number: str) -> list[Article]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    return split(clean(RawText(path.name, tuple(map(Line, text.split("\n"))), "txt")))


def chunks(article: Article) -> tuple[Paragraph, ...]:
    return paragraphs(article, "d", Chunking())


def test_a_resolution_loses_its_site_name_and_keeps_source_date_and_copyright_as_notes() -> None:
    (article,) = articles("000")
    text = "\n".join(p.text for p in chunks(article))
    assert text.startswith("淄博市人民代表大会常务委员会关于加力提速")
    assert text.endswith("庆祝建党100周年。")
    assert not re.search("鲁中|来源|17:31", text)
    assert text.count("推动“十四五”开好局起好步的决议") == 1
    notes = {(n.key, n.value) for n in article.notes}
    assert ("published", "2021-02-26 17:31:53") in notes and ("site", "鲁中网") in notes


def test_a_newspaper_page_is_three_articles_with_no_sentence_cut() -> None:
    found = articles("001")
    assert [a.lines[0].text[:12] for a in found] == [
        "淄博市十五届人大常委会举",
        "淄博市人大常委会全年确定",
        "淄博市人民代表大会常务委",
    ]
    for article in found:
        for paragraph in chunks(article):
            assert re.search(r"[。！：]$|通讯员 .+$", paragraph.text), paragraph.text[-30:]
    whole = "\n".join(p.text for a in found for p in chunks(a))
    for mended in (
        "财政经济委员会关于《关于",
        "近日召开的淄博落实",
        "评价机制，提升",
        "为了深入总结",
        "建设全国农村改革",
        "科学组织调度",
    ):
        assert mended in whole


def test_traditional_text_of_a_sentence_a_line_keeps_its_lines_and_loses_the_share_bar() -> None:
    (article,) = articles("002")
    assert article.lines[0].text == "今後,臨沂要在這10個方面發力"
    assert "孟慶斌要求" in [line.text for line in article.lines]
    assert article.lines[-1].text.endswith("在主會場參加會議。")


def test_every_paragraph_of_the_plan_knows_its_chapter_and_article() -> None:
    (article,) = articles("003")
    found = chunks(article)
    numbered = {next((s for s in p.section if re.match(r"\d+\.", s)), None) for p in found} - {None}
    assert len(numbered) == 52
    assert len({p.section[0] for p in found if p.section}) == 14
    (last,) = [p for p in found if p.text.startswith("52.")]
    assert last.section == ("十四、坚持全面加强党的领导,为高质量发展提供坚强保证", "52.健全狠抓落实推进机制")
    assert all(p.section for p in found)
    text = "\n".join(p.text for p in found)
    assert not re.search("中商情报网|扫一扫|情报资讯|阅读最新", text)
    (lead,) = [n for n in article.notes if n.key == "lead"]
    assert "2020年12月19日" in lead.value


def test_an_annotated_report_has_no_pinyin_left_and_keeps_its_brackets_and_quotes() -> None:
    (article,) = articles("004")
    text = "\n".join(p.text for p in chunks(article))
    assert text.startswith("2019年濟源市政府工作報告\n")
    assert not re.search(r"[a-z]quo;|湘潭|[āáǎàēéěèīíǐìōóǒòūúǔùǜ]", text)
    assert "(一)縱深推進重點攻堅,夯實高質量發展基礎。" in text
    assert "“迫在眉睫”" in text


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_seed_loses_a_han_character_outside_a_named_rule(number: str) -> None:
    from collections import Counter

    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    cleaned = clean(RawText(path.name, tuple(map(Line, text.split("\n"))), "txt"))
    kept = "".join(line.text for line in cleaned.lines) + "".join(t for _, t in cleaned.removed)
    assert Counter(re.findall("[\u4e00-\u9fff]", kept)) == Counter(re.findall("[\u4e00-\u9fff]", text))
    chunked = "".join(p.text for a in split(cleaned) for p in chunks(a))
    lined = "".join(line.text for line in cleaned.lines)
    assert re.sub(r"\s", "", chunked) == re.sub(r"\s", "", lined)
