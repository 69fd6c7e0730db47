"""The hand-written words agree with the table of divisions, and the table says where it comes from."""

from __future__ import annotations

import pypinyin
import pytest

from gongbao.indexer.places.mentions import words
from gongbao.indexer.places.table import PLACES, table

OFFICIAL = {unit.name for unit in table().units}


def test_weak_names_are_official_names() -> None:
    assert set(words().weak) <= OFFICIAL


def test_document_numbers_stand_for_units_of_today() -> None:
    for letters, names in words().numbers.items():
        assert set(names) - {"全国"} <= OFFICIAL, letters


def test_landmarks_belong_to_districts_that_exist_and_share_their_name() -> None:
    spelled: dict[str, list[str]] = {}
    for unit in table().units:
        if unit.kind == "county" and unit.parent:
            spelled.setdefault(unit.name, []).append(unit.parent.name + unit.name)
    for district in words().landmarks:
        homonyms = next((all_ for name, all_ in spelled.items() if district in all_), [])
        assert len(homonyms) > 1, district


def test_short_names_with_traps_are_names() -> None:
    for name in (*words().never, *words().not_before, *words().not_after):
        assert name in table().names or name == "泰山", name


def test_every_unit_has_one_syllable_a_character() -> None:
    for unit in table().units:
        assert len(unit.pinyin) == sum("\u4e00" <= c <= "\u9fff" for c in unit.name), unit.name


@pytest.mark.parametrize("name", ["淄博市", "遵义市", "兰州市", "呼伦贝尔市"])
def test_pinyin_agrees_with_an_independent_reading(name: str) -> None:
    (unit,) = [u for u in table().units if u.name == name]
    assert list(unit.pinyin) == pypinyin.lazy_pinyin(name)


def test_the_table_names_its_sources_and_their_day() -> None:
    head = PLACES.read_text(encoding="utf-8")[:1500]
    assert "CC BY 4.0" in head and "MIT" in head and "2026-" in head
