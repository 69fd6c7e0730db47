"""Did you mean: offered when nothing is found, never put in place of what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config, Search
from gongbao.indexer.errors import ConfigError
from gongbao.search.index import Index


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("xiangcun zhenxing", "乡村振兴"),
        ("xiangcunzhenxing", "乡村振兴"),
        ("zibo", "city:淄博市"),
        ("乡村振新", "乡村振兴"),
        ("营商坏境", "营商环境"),
        ("营商商环境", "营商环境"),
        ("营商境环", "营商环境"),
        ("改革营商环境", "改革 营商环境"),
        ("遵义 2020年 数字经济", "city:遵义市 year:2020 数字经济"),
        ("遵义市2020年数字经济", "city:遵义市 year:2020 数字经济"),
        ("遵义市2020年 数字经济", "city:遵义市 year:2020 数字经济"),
        ("遵义 数字经济 怎么样啊", "city:遵义市 数字经济"),
        ("year:2020 (项目 OR 产业) 怎么样啊", "year:2020 (项目 OR 产业)"),
        ("zunyi 数字经济", "city:遵义市 数字经济"),
        ("city:遵义 乡村振新", "city:遵义市 乡村振兴"),
        ("year:2020 (项目 OR 产业) 乡村振新", "year:2020 (项目 OR 产业) 乡村振兴"),
    ],
)
def test_pinyin_and_near_misses_are_offered(seed_index: Index, typed: str, offered: str) -> None:
    results = seed_index.search(typed)
    assert (results.total, results.hits) == (0, ())
    assert offered in results.suggestions
    assert seed_index.search(offered).total > 0


def test_every_suggestion_finds_something_under_the_same_filters(seed_index: Index) -> None:
    results = seed_index.search("乡村振新 营商环境", city="遵义")
    assert results.total == 0 and results.suggestions
    for suggestion in results.suggestions:
        assert seed_index.search(suggestion, city="遵义").total > 0


def test_a_query_that_finds_something_has_no_suggestions(seed_index: Index) -> None:
    assert seed_index.search("乡村振兴").suggestions == ()


def test_completions_come_from_the_index_in_characters_and_pinyin(seed_index: Index) -> None:
    assert "city:淄博市" in [c.text for c in seed_index.suggest("淄")]
    assert "city:淄博市" in [c.text for c in seed_index.suggest("zib")]
    words = [c for c in seed_index.suggest("发") if c.kind == "word"]
    assert words[0].text == "发展" and words[0].count == max(c.count or 0 for c in words)
    assert "发展" in [c.text for c in seed_index.suggest("fazhan", 20)]
    assert seed_index.suggest("") == ()


def test_synonyms_are_shown_and_an_equals_sign_turns_them_off(seed_dir: Path, tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("# mine\n擂台赛：重點項目\n", encoding="utf-8")
    with Index(seed_dir, Config(search=Search(synonyms=str(own)))) as index:
        both, one, other = (index.search(q, limit=None) for q in ("擂台赛", "=擂台赛", "重点项目"))
        assert both.interpretation == "=擂台赛 OR 重点项目" and one.interpretation == "=擂台赛"
        assert {h.id for h in both.hits} == {h.id for h in one.hits} | {h.id for h in other.hits}
        assert one.total < both.total
        assert index.search('"擂台赛"').total == one.total
        assert index.search(both.interpretation, limit=None).hits == both.hits
    own.write_text("没有冒号\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        Index(seed_dir, Config(search=Search(synonyms=str(own))))


def test_the_shipped_synonyms_can_be_switched_off(seed_dir: Path) -> None:
    with Index(seed_dir, Config()) as index:
        assert index.search("GDP").interpretation == "=gdp OR 地区生产总值 OR 国内生产总值"
    with Index(seed_dir, Config(search=Search(synonyms="none"))) as index:
        assert index.search("GDP").interpretation == "gdp"
