"""The metadata of the seeds, from their own lines, before any other stage has touched them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indexer.metadata_cases import read

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")


def without_pinyin(text: str) -> str:
    import re

    return re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", "", text)


def articles_of_001() -> tuple[str, str, str]:
    text = seed("001")
    second = text.index("淄博市人大常委会全年确定12个评议对象")
    third = text.index("淄博市人民代表大会常务委员会 关于加力提速落实突破推动")
    return text[:second], text[second:third], text[third:]


FIRST, SECOND, THIRD = articles_of_001()


@pytest.mark.parametrize(
    ("text", "city", "province", "year", "date", "genre"),
    [
        pytest.param(seed("000").split("17:31:53")[1], "淄博市", "山东省", 2021, "2021-02-26", "决议决定", id="000"),
        pytest.param(FIRST, "淄博市", "山东省", 2021, "2021-02-27", "新闻报道", id="001 first"),
        pytest.param(SECOND, "淄博市", "山东省", 2021, "2021-02-27", "新闻报道", id="001 second"),
        pytest.param(THIRD, "淄博市", "山东省", 2021, "2021-02-26", "决议决定", id="001 third"),
        pytest.param(seed("002"), "临沂市", "山东省", 2020, "2020-03-20", "新闻报道", id="002"),
        pytest.param(seed("003"), "遵义市", "贵州省", 2020, "2020-12-19", "规划计划", id="003"),
        pytest.param(without_pinyin(seed("004")), "济源市", "河南省", 2019, "2019-02-16", "政府工作报告", id="004"),
    ],
)
def test_each_seed_says_its_place_day_and_genre(
    text: str, city: str, province: str, year: int, date: str, genre: str
) -> None:
    meta = read(text)
    assert (meta.place.city, meta.place.province, meta.year, meta.date, meta.genre) == (
        city,
        province,
        year,
        date,
        genre,
    )


def test_the_plans_lead_in_as_a_note_dates_it_as_well() -> None:
    lead_in, rest = seed("003").split("\n", 1)
    meta = read(rest, notes={"adopted": lead_in})
    assert (meta.date, meta.place.city, meta.period) == ("2020-12-19", "遵义市", (2021, 2025))


def test_the_adoption_is_no_part_of_the_title() -> None:
    title = read(THIRD).title
    assert title.endswith("开好局起好步的决议")
