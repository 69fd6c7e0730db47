"""What a user declares is believed, put into today's names, and never quietly thrown away."""

from __future__ import annotations

import pytest

from gongbao.indexer.documents import Place
from tests.indexer.metadata_cases import read

TEXT = "青岛市2020年政府工作报告\n——2020年1月8日在青岛市第十六届人民代表大会第四次会议上\n各位代表："
ZIBO = Place("prefecture", "山东省", "淄博市")


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ({"city": "淄博市"}, ZIBO),
        ({"city": "淄博"}, ZIBO),
        ({"city": "zibo"}, ZIBO),
        ({"province": "山东", "city": "淄博"}, ZIBO),
        ({"city": "襄樊"}, Place("prefecture", "湖北省", "襄阳市")),
        ({"city": "臨沂"}, Place("prefecture", "山东省", "临沂市")),
        ({"city": "吉林"}, Place("prefecture", "吉林省", "吉林市")),
        ({"province": "青海", "city": "海南州"}, Place("prefecture", "青海省", "海南藏族自治州")),
        ({"city": "北京"}, Place("province", "北京市", "北京市")),
        ({"city": "济源"}, Place("prefecture", "河南省", "济源市")),
        ({"province": "广西"}, Place("province", "广西壮族自治区")),
        ({"province": "吉林"}, Place("province", "吉林省")),
        ({"city": "福州", "county": "鼓楼区"}, Place("county", "福建省", "福州市", "鼓楼区")),
        ({"county": "沂源"}, Place("county", "山东省", "淄博市", "沂源县")),
        ({"city": "昆山市"}, Place("county", "江苏省", "苏州市", "昆山市")),
        ({"city": "雄安新区"}, Place("county", "河北省", "保定市")),
    ],
)
def test_declared_places_take_todays_official_names(declared: dict[str, str], place: Place) -> None:
    meta = read(TEXT, declared=declared)
    assert meta.place == place
    assert (meta.evidence["place"].where, meta.evidence["place"].confidence) == ("declared", 1.0)


def test_what_is_not_declared_is_inferred_within_it() -> None:
    assert read(TEXT, declared={"province": "山东"}).place.city == "青岛市"
    assert read("沂源县2020年工作要点\n一、项目", declared={"city": "淄博"}).place.county == "沂源县"


def test_a_homonym_is_settled_by_the_text() -> None:
    meta = read("鼓楼区工作要点\n徐州市鼓楼区人民政府\n抓好项目。", declared={"county": "鼓楼区"})
    assert meta.place == Place("county", "江苏省", "徐州市", "鼓楼区")


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ({"province": "浙江", "city": "淄博"}, Place("prefecture", "浙江省", "淄博市")),
        ({"city": "大唐市"}, Place("prefecture", None, "大唐市")),
    ],
)
def test_unknown_or_contradictory_places_are_kept_with_doubt(declared: dict[str, str], place: Place) -> None:
    meta = read(TEXT, declared=declared)
    assert meta.place == place
    assert meta.evidence["place"].confidence < 0.7


@pytest.mark.parametrize(
    ("declared", "year", "date"),
    [
        ({"year": "2019"}, 2019, None),
        ({"year": "2019年"}, 2019, None),
        ({"year": "二〇一九年"}, 2019, None),
        ({"year": "2019.0"}, 2019, None),
        ({"year": "2020"}, 2020, "2020-01-08"),
        ({"date": "2019-03-05"}, 2019, "2019-03-05"),
        ({"date": "2019/3/5 10:20"}, 2019, "2019-03-05"),
        ({"date": "2019年3月5日"}, 2019, "2019-03-05"),
        ({"date": "20190305"}, 2019, "2019-03-05"),
        ({"date": "2019年3月"}, 2019, None),
        ({"date": "去年"}, 2020, "2020-01-08"),
    ],
)
def test_declared_days_and_years_are_believed(declared: dict[str, str], year: int, date: str | None) -> None:
    meta = read(TEXT, declared=declared)
    assert (meta.year, meta.date) == (year, date)


@pytest.mark.parametrize(
    ("given", "genre", "sure"),
    [
        ("规划计划", "规划计划", True),
        ("政府工作報告", "政府工作报告", True),
        ("决议", "决议决定", True),
        ("讲话", "领导讲话", True),
        ("家书", "家书", False),
    ],
)
def test_declared_genres_take_the_facets_spelling(given: str, genre: str, sure: bool) -> None:
    meta = read(TEXT, declared={"genre": given})
    assert meta.genre == genre
    assert (meta.evidence["genre"].confidence >= 0.7) is sure


def test_title_source_and_other_keys_are_kept() -> None:
    meta = read(TEXT, declared={"title": "报告", "source": "公报", "专题": "城建", "id": "7", "text": "…"})
    assert (meta.title, meta.source, dict(meta.custom)) == ("报告", "公报", {"专题": "城建"})


def test_blank_values_declare_nothing() -> None:
    assert read(TEXT, declared={"city": "  ", "year": ""}).place.city == "青岛市"
