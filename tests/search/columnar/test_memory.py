"""However many different questions are asked, what stays decoded between them has a bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.folding import fold
from gongbao.search.engines.columnar import segments
from gongbao.search.query.ast import Substring
from tests.indexer.store.samples import ours
from tests.search.columnar.snapshots import evaluated, snapshot


def test_rare_terms_take_room_for_more_than_their_few_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "DECODED_POSTINGS", 400)
    characters = fold("".join(map(chr, range(0x4E00, 0x4E00 + 500))))
    documents = [
        {"doc": f"d{at}", "file": "f.txt", "id": f"d{at}-0", "position": 0, "text": text, "grams": text}
        for at, text in enumerate([characters, "发展经济"])
    ]
    ours(tmp_path / "i", documents)
    opened = snapshot(tmp_path / "i")
    (reader,) = opened.segments.readers
    for at in range(499):
        (node,) = evaluated(opened, Substring("text", characters[at : at + 2]))
        assert node.count == 1
        assert len(reader._decoded) <= 400 // segments.TERM_OVERHEAD
    assert reader._held == sum(postings.count + segments.TERM_OVERHEAD for postings in reader._decoded.values())
