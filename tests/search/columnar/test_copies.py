"""Which documents are copies is what a loop over the stored fields says, in any state of the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Request
from gongbao.search.query.ast import Substring
from tests.indexer.store.samples import ours
from tests.search.equality.states import STATES, build

FIELDS = ("id", "doc", "copy_of", "text")


def rows(engine: ColumnarEngine, query: Any, copies: bool) -> list[dict[str, Any]]:
    return [row for batch in engine.scan(Request(query, copies=copies), FIELDS, 50) for row in batch.rows()]


@pytest.mark.parametrize("state", STATES)
def test_copies_are_those_of_a_loop(state: str, tmp_path: Path) -> None:
    build(tmp_path / "i", state, 300, seed=6)
    engine = ColumnarEngine(tmp_path / "i", Config())
    everything = rows(engine, None, copies=True)
    held = {row["doc"] for row in everything}
    original = {row["doc"]: row["copy_of"] for row in everything if row.get("copy_of") in held - {row["doc"]}}
    assert original
    for query in (None, Substring("text", "发展"), Substring("text", "海绵"), Substring("text", "的")):
        matching = rows(engine, query, copies=True)
        kept = [row for row in matching if row["doc"] not in original]
        assert rows(engine, query, copies=False) == kept
        page = engine.search(Request(query, limit=1_000, fields=FIELDS))
        assert (page.total, page.left_out) == (len(kept), len(matching) - len(kept))
        for name, copies in zip(page.hits.column("doc"), page.copies, strict=True):
            assert copies == tuple(sorted(copy for copy, of in original.items() if of == name))
        whole = engine.search(Request(query, limit=1_000, copies=True, fields=FIELDS))
        assert (whole.total, whole.left_out, set(whole.copies)) == (len(matching), 0, {()} if matching else set())


def test_a_document_that_names_itself_is_no_copy(tmp_path: Path) -> None:
    documents = [
        {"doc": name, "file": "f.txt", "id": f"{name}-0", "position": 0, "text": "经济", "grams": "经济", "copy_of": of}
        for name, of in [("a", "a"), ("b", "a"), ("c", "b"), ("d", "gone")]
    ]
    ours(tmp_path / "i", documents, commits=2)
    page = ColumnarEngine(tmp_path / "i", Config()).search(Request(fields=("doc",)))
    assert list(page.hits.column("doc")) == ["a", "d"]
    assert list(page.copies) == [("b",), ()]
    assert page.left_out == 2
