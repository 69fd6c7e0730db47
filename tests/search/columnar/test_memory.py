"""However many different questions are asked, what stays decoded between them has a bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar import segments
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters
from gongbao.search.query.queries import Exact
from tests.indexer.store.samples import ours


def test_rare_terms_take_room_for_more_than_their_few_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "DECODED", 400)
    characters = fold("".join(map(chr, range(0x4E00, 0x4E00 + 500))))
    documents = [
        {"doc": f"d{at}", "file": "f.txt", "id": f"d{at}-0", "position": 0, "text": text, "grams": text}
        for at, text in enumerate([characters, "发展经济"])
    ]
    engine = ColumnarEngine(ours(tmp_path / "i", documents))
    for at in range(499):
        assert engine.count(Exact("text", characters[at : at + 2]), Filters()) == 1
        (view,) = engine._segments.views
        assert len(view._decoded) <= 400 // segments.APIECE
    assert view._held == sum(postings.count + segments.APIECE for postings in view._decoded.values())
