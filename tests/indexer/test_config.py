"""Settings: the shipped file is whole, a user's file may hold three lines, and mistakes are named."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gongbao.indexer import config
from gongbao.indexer.config import Config
from gongbao.indexer.errors import ConfigError

ROOT = Path(__file__).parents[2]


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return Config.load(path)


def test_the_shipped_file_holds_every_setting_with_a_comment() -> None:
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    assert set(shipped) == set(Config._fields)
    for name, section in shipped.items():
        value = getattr(Config.load(), name)
        if hasattr(value, "_fields"):
            assert set(section) == set(value._fields), name


def test_a_users_file_needs_only_what_differs(tmp_path: Path) -> None:
    own = load(tmp_path, "chunking:\n  max_characters: 500\n")
    assert own.chunking.max_characters == 500
    assert own.chunking.min_characters == Config.load().chunking.min_characters
    assert own.genres.keys() == Config.load().genres.keys()


def test_a_genre_of_ones_own_takes_three_lines(tmp_path: Path) -> None:
    own = load(tmp_path, "genres:\n  白皮书:\n    title: ['白皮书$']\n")
    assert own.genres["白皮书"].title == ("白皮书$",)
    assert "政府工作报告" in own.genres


def test_a_config_in_the_working_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text("index: elsewhere\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert Config.load().index == "elsewhere"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indx: x\n", "indx.*known here: index"),
        ("reading:\n  max_file_mb: many\n", "reading.max_file_mb.*int.*many"),
        ("reading:\n  max_file_mb: true\n", "reading.max_file_mb"),
        ("reading: 5\n", "'reading' must hold keys"),
        ("facets: {a: 1}\n", "'facets' must be a list"),
        ("genres:\n  白皮书: {titel: [x]}\n", "genres.白皮书.titel"),
        ("index: [\n", "line 2"),
        ("- a\n", "top level"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    assert "own.yaml" in str(error.value)
    assert re.search(said, str(error.value))


def test_a_config_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        Config.load(tmp_path / "none.yaml")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Config.load()


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shipped file of one's own; what is kept of it is kept beside it."""
    path = tmp_path / "shipped" / "config.yaml"
    path.parent.mkdir()
    path.write_text("index: one\ngenres:\n  白皮书:\n    title: ['白皮书$']\n", encoding="utf-8")
    monkeypatch.setattr(config, "_SHIPPED", (path,))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.chdir(tmp_path)
    config._shipped.cache_clear()
    yield path
    config._shipped.cache_clear()


def kept(shipped: Path) -> Path:
    (found,) = shipped.parent.glob("__pycache__/*.json")
    return found


def test_what_is_kept_of_the_shipped_file_is_the_same_and_is_what_is_read_next(shipped: Path) -> None:
    first = Config.load()
    assert first.index == "one"
    assert Config.load() == first
    cache = kept(shipped)
    cache.write_text(cache.read_text(encoding="utf-8").replace("one", "from the cache"), encoding="utf-8")
    assert Config.load().index == "from the cache"


def test_a_change_to_the_shipped_file_is_seen(shipped: Path) -> None:
    Config.load()
    shipped.write_text("index: other\n", encoding="utf-8")
    assert (Config.load().index, Config.load().genres) == ("other", {})


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"\xff", b'{"of": null}'])
def test_a_damaged_cache_is_made_anew(shipped: Path, damage: bytes) -> None:
    first = Config.load()
    kept(shipped).write_bytes(damage)
    assert Config.load() == first
    assert json.loads(kept(shipped).read_text(encoding="utf-8"))["values"]["index"] == "one"


def test_without_a_place_to_keep_it_the_shipped_file_is_read_each_time(shipped: Path) -> None:
    (shipped.parent / "__pycache__").write_text("in the way")
    assert Config.load().index == Config.load().index == "one"


def test_nothing_is_kept_where_python_keeps_no_bytecode(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert Config.load().index == "one"
    assert not list(shipped.parent.glob("__pycache__/*"))


def test_a_mistake_in_the_shipped_file_is_never_kept(shipped: Path) -> None:
    shipped.write_text("index: [1\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ConfigError, match="not valid YAML"):
            Config.load()
