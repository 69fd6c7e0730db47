"""Arrays that contradict each other are told as damage by both engines that read them, and never as an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexDamaged
from gongbao.indexer.store.arrays import ArrayFile
from gongbao.search.engines.protocol import MEASURES, Engine, Request
from gongbao.search.engines.registry import open_engine
from gongbao.search.query.ast import Any, Near, Regex, Substring, Word
from tests.search.equality.states import build
from tests.search.equality.trees import FACETS, FIELDS

QUERY = Any(
    (Word("text", "发展"), Substring("text", "经济建"), Near("text", ("推进", "振兴"), 9), Regex("text", "改[革善]"))
)


def answers(engine: Engine) -> list[object]:
    page = engine.search(Request(QUERY, facets=FACETS, fields=FIELDS, group="document", limit=1_000))
    whole = [list(map(list, page.hits.values)), list(page.scores), dict(page.facets), page.total]
    scanned = [list(batch.rows()) for batch in engine.scan(Request(copies=True), FIELDS)]
    return [whole, scanned, engine.aggregate(Request(QUERY), ("city",), MEASURES), engine.complete("text", "发")]


@pytest.mark.parametrize("name", ["whoosh", "columnar"])
@pytest.mark.parametrize(
    ("part", "filled"),
    [("text.counts", 0xFF), ("text.high", 0), ("stored.3", 0)],
)
def test_no_part_of_an_answer_is_given_for_the_whole(tmp_path: Path, name: str, part: str, filled: int) -> None:
    sound = build(tmp_path / "index", "one segment", 200)
    answers(open_engine(f"{name}://{sound}", Config()))
    shutil.copytree(sound, tmp_path / "changed")  # the other stays mapped
    (path,) = (tmp_path / "changed").glob("*.gongbao")
    kind, length, offset, _ = ArrayFile(path).entries[part]
    size, whole = np.dtype(kind).itemsize * length, path.read_bytes()
    path.write_bytes(whole[:offset] + bytes([filled]) * size + whole[offset + size :])
    with pytest.raises(IndexDamaged):
        answers(open_engine(f"{name}://{tmp_path / 'changed'}", Config()))


@pytest.mark.parametrize("name", ["whoosh", "columnar"])
def test_a_missing_segment_is_damage(tmp_path: Path, name: str) -> None:
    folder = build(tmp_path / "index", "edited", 60)
    min(folder.glob("*.gongbao")).unlink()
    with pytest.raises(IndexDamaged):
        open_engine(f"{name}://{folder}", Config())
