"""Names people type for places lead to today's official units."""

from __future__ import annotations

import itertools
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.documents import Place
from gongbao.indexer.folding import fold
from gongbao.indexer.places import find, matches, mentions, resolve, suggest, table


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("淄博", "淄博市"),
        ("淄博市", "淄博市"),
        ("zibo", "淄博市"),
        ("Zi Bo", "淄博市"),
        ("zibo shi", "淄博市"),
        ("臨沂", "临沂市"),
        ("濟源", "济源市"),
        ("襄樊", "襄阳市"),
        ("襄樊市", "襄阳市"),
        ("思茅", "普洱市"),
        ("莱芜", "济南市"),
        ("莱芜市", "济南市"),
        ("巢湖", "合肥市"),
        ("达县地区", "达州市"),
        ("惠阳地区", "惠州市"),
        ("通什市", "五指山市"),
        ("徽州地区", "黄山市"),
        ("大庸", "张家界市"),
        ("渡口市", "攀枝花市"),
        ("荆沙市", "荆州市"),
        ("浑江市", "白山市"),
        ("锦西市", "葫芦岛市"),
        ("淮阴市", "淮安市"),
        ("伊克昭盟", "鄂尔多斯市"),
        ("湘西", "湘西土家族苗族自治州"),
        ("湘西州", "湘西土家族苗族自治州"),
        ("黔东南州", "黔东南苗族侗族自治州"),
        ("凉山州", "凉山彝族自治州"),
        ("延边州", "延边朝鲜族自治州"),
        ("海南州", "海南藏族自治州"),
        ("锡盟", "锡林郭勒盟"),
        ("神农架", "神农架林区"),
        ("石河子", "石河子市"),
        ("北京", "北京市"),
        ("雄安新区", "保定市"),
        ("苏州工业园区", "苏州市"),
        ("贵安新区", "贵阳市"),
        ("西咸新区", "西安市"),
        ("横琴新区", "珠海市"),
        ("luan", "六安市"),
        ("taizhou", "台州市"),
    ],
)
def test_a_filters_city_is_found_by_every_name_it_has(name: str, city: str) -> None:
    assert city in matches(name, "city")


@pytest.mark.parametrize(
    ("name", "kind", "names"),
    [
        ("吉林", "city", ["吉林市"]),
        ("吉林", "province", ["吉林省"]),
        ("海南", "province", ["海南省"]),
        ("朝阳", "city", ["朝阳市"]),
        ("广西", "province", ["广西壮族自治区"]),
        ("neimenggu", "province", ["内蒙古自治区"]),
        ("shandong", "province", ["山东省"]),
        ("遵义县", "county", ["播州区"]),
        ("潼南县", "county", ["潼南区"]),
        ("中甸县", "county", ["香格里拉市"]),
        ("崇文区", "county", ["东城区"]),
        ("鼓楼区", "county", ["鼓楼区"]),
        ("行唐", "county", ["行唐县"]),
        ("yiyuan", "county", ["沂源县"]),
        ("乌有市", "city", []),
        ("", "city", []),
        ("山东", "city", []),
    ],
)
def test_a_filter_means_units_of_its_own_kind(
    name: str, kind: Literal["province", "city", "county"], names: list[str]
) -> None:
    assert matches(name, kind) == names


def test_homonyms_of_two_cities_are_both_meant() -> None:
    assert set(matches("taizhou", "city")) == {"台州市", "泰州市"}


def test_parents_tell_homonyms_apart() -> None:
    assert len(find("鼓楼区")) == 4
    assert [unit.place.city for unit in find("鼓楼区", ["福州"])] == ["福州市"]
    assert resolve("福建福州鼓楼区") == Place("county", "福建省", "福州市", "鼓楼区")
    assert resolve("鼓楼区") is None


def test_suggestions_come_by_sound_initials_and_sight() -> None:
    assert suggest("zib")[0] == "淄博市"
    assert "淄博市" in suggest("zb")
    assert suggest("淄")[:1] == ["淄博市"]
    assert "襄阳市" in suggest("襄樊")
    assert suggest("") == []


def test_the_table_holds_every_rank() -> None:
    kinds = [unit.kind for unit in table().units if unit.lineage[0].name != "台湾省" or unit.parent is None]
    assert kinds.count("province") == 34
    assert 330 <= kinds.count("prefecture") <= 340
    assert kinds.count("county") > 2700
    direct = {unit.name for unit in table().units if unit.kind == "direct"}
    assert {"济源市", "仙桃市", "潜江市", "天门市", "神农架林区", "石河子市", "琼海市", "白沙黎族自治县"} <= direct


@given(st.sampled_from(table().units))
def test_every_official_name_leads_back_to_its_unit(unit: object) -> None:
    run = "".join(u.name for u in unit.lineage)  # type: ignore[attr-defined]
    assert unit in find(run)
    assert unit in find(unit.name)  # type: ignore[attr-defined]


@given(
    st.lists(
        st.sampled_from(["淄博市", "在", "沂源县", "的", "大同小异", "海南", "，", "鼓楼区", "中山路"]), max_size=8
    )
)
def test_mentions_quote_the_text_in_order_without_overlap(words: list[str]) -> None:
    text = fold("".join(words))
    found = mentions(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "大同小异",
        "长沙发",
        "各位来宾",
        "中山路",
        "保定期存款",
        "长治久安",
        "文山会海",
        "日照充足",
        "西安区域协同",
        "大理石",
        "全国绿化模范县",
        "代县长 李某",
        "国家级示范县创建",
        "欠发达县脱贫",
        "对应县区",
        "公开县级预算",
        "省和县两级",
        "确定县级试点",
    ],
)
def test_words_that_hold_a_short_name_are_no_place(text: str) -> None:
    assert [m.text for m in mentions(text) if m.text != "西安"] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("新邵阳建设", ["邵阳"]),
        ("山东淄博博山", ["山东淄博博山"]),
        ("福建省福州市鼓楼区", ["福建省福州市鼓楼区"]),
        ("湘潭市和济源市", ["湘潭市", "济源市"]),
        ("吉林省吉林市", ["吉林省吉林市"]),
        ("四川省重庆市", ["四川省重庆市"]),
        ("长沙发展", ["长沙"]),
        ("老城区改造", []),
        ("河南省范县人民政府", ["河南省范县"]),
        ("安徽省和县人民政府", ["安徽省和县"]),
        ("五大连池风景区", []),
        ("老城区人民政府", ["老城区"]),
    ],
)
def test_the_longest_believable_name_is_taken(text: str, named: list[str]) -> None:
    assert [m.text for m in mentions(text)] == named


@pytest.mark.parametrize(("year", "units"), [(2005, ["合肥市"]), (2015, ["巢湖市"]), (None, ["巢湖市"])])
def test_a_name_that_changed_hands_means_what_it_meant_that_year(year: int | None, units: list[str]) -> None:
    (mention,) = mentions("巢湖市")
    assert [unit.name for unit in mention.units_in(year)] == units
