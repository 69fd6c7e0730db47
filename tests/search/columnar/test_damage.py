"""Questions to an index with changed bytes: an answer, or the news that it is damaged, and never another error."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexDamaged
from gongbao.indexer.store.arrays import ArrayFile
from gongbao.search.engines.protocol import Request
from gongbao.search.index import Index
from gongbao.search.query.ast import Prefix
from tests.indexer.store.samples import ours, paragraphs

QUESTIONS = (
    ("发展", {}), ("发展 经济", {"city": "淄博市"}), ("全面推进", {}), ("/发.{0,3}经/", {}), ("工*", {}), ("经", {"group": "document"}),
    ("title:发展", {}), (None, {"sort": "year"}), ("顯著提高 -生态", {"sort": "-date"}), ("不见于任何文本", {}),
)  # fmt: skip


def asked(folder: Path) -> int:
    """How many questions the index in ``folder`` answers otherwise than by an answer."""
    told = 0
    try:
        with Index(folder, Config()) as index:
            for query, options in QUESTIONS:
                try:
                    index.search(query, **options)
                except IndexDamaged:
                    told += 1
    except IndexDamaged:
        told += 1
    return told


@pytest.mark.parametrize(("part", "filled"), [
    ("grams.counts", 0xFF), ("grams.high", 0xFF), ("text.counts", 0xFF), ("text.high", 0), ("grams.begins_at", 0xFF),
    ("stored.3", 0), ("stored.3_at", 0xFF), ("stored.text", 0xFF),
    ("document.first", 0xFF),
])  # fmt: skip
def test_an_array_of_other_bytes_is_told_as_damage(tmp_path: Path, part: str, filled: int) -> None:
    ours(tmp_path / "i", paragraphs(1_200, 4)).close()
    assert asked(tmp_path / "i") == 0
    shutil.copytree(tmp_path / "i", tmp_path / "changed")  # the other stays mapped
    (path,) = (tmp_path / "changed").glob("*.gongbao")
    kind, length, offset, _ = ArrayFile(path).entries[part]
    size, whole = np.dtype(kind).itemsize * length, path.read_bytes()
    path.write_bytes(whole[:offset] + bytes([filled]) * size + whole[offset + size :])
    assert asked(tmp_path / "changed") > 0


def test_an_error_over_a_sound_index_stays_what_it_is(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(50, 4)).close()
    with Index(tmp_path / "i", Config()) as index, pytest.raises(TypeError):
        index.engine.count(Request(Prefix("text", "发")))
