"""A merge does not copy what has changed on the disk: afterwards, checksums would fit it, and nothing would tell."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from gongbao.indexer import examine, store
from gongbao.indexer.errors import IndexDamaged
from gongbao.indexer.store.arrays import ArrayFile
from tests.indexer.store.samples import CONFIG, ours, paragraphs


@pytest.mark.parametrize("part", ["stored.text", "grams.begins", "text.impacts", "title.lengths", "profile.city"])
def test_changed_bytes_are_not_merged(tmp_path: Path, part: str) -> None:
    ours(tmp_path / "i", paragraphs(60, 1), commits=2).close()
    path = min((tmp_path / "i").glob("*.gongbao"))
    offset = ArrayFile(path).entries[part].offset
    whole = path.read_bytes()
    path.unlink()  # what is mapped already keeps the old bytes
    path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
    before = {file.name: file.read_bytes() for file in (tmp_path / "i").glob("*.*")}
    gc.collect()  # whoever has mapped a file shares it
    with pytest.raises(IndexDamaged, match=f"'{part}' has changed"):
        store.open_writer(tmp_path / "i", CONFIG).commit(optimize=True)
    assert {file.name: file.read_bytes() for file in (tmp_path / "i").glob("*.*")} == before
    assert [damage.part for damage in examine(tmp_path / "i", CONFIG).damage] == [part]
