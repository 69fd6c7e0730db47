"""The noise rules as data: each can be matched at all, and is named once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongbao import indexer
from gongbao.indexer.cleaning.noise import noise
from gongbao.indexer.folding import fold

_FILE = Path(indexer.__file__).parent / "data" / "noise.yaml"
_DATA: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
_KEYS = {"name", "where", "note", "most", "sentences", "after", "footer", "patterns"}
_NOTES = {"source", "author", "published", "title", "site", "break"}


@pytest.mark.parametrize("rule", _DATA["rules"], ids=lambda rule: rule["name"])
def test_a_rule_is_written_as_lines_are_matched(rule: dict[str, Any]) -> None:
    assert set(rule) <= _KEYS
    assert rule["where"] in ("anywhere", "edge")
    assert rule.get("note", "site") in _NOTES
    for pattern in rule["patterns"]:
        letters = "".join(re.findall("[\u4e00-\u9fff，：；（）]", pattern))
        assert fold(letters) == letters, f"{pattern}: write it simplified and half-width"
        assert not re.search(r"(?<![\\a-z(?P<])[A-Z]", pattern), f"{pattern}: write it in lower case"


def test_rule_names_are_unique_and_footers_are_rules() -> None:
    names = [rule["name"] for rule in _DATA["rules"]]
    assert len(names) == len(set(names))
    assert noise().footers - {"related", "footer"} <= set(names)


def test_labels_and_menu_words_are_written_folded() -> None:
    rules = noise()
    for word in (*rules.strong, *rules.weak, *rules.table, *rules.menu):
        assert fold(word) == word, word
