"""A filter that cannot be meant is an error, not an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.errors import QueryError
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters, Request
from tests.indexer.store.samples import ours, paragraphs


@pytest.mark.parametrize("name", ["city", "doc", "source"])
def test_what_holds_no_numbers_has_no_ranges(name: str, tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(30, 4))
    engine = ColumnarEngine(tmp_path / "i", Config())
    with pytest.raises(QueryError, match=name):
        engine.count(Request(filters=Filters(ranges={name: (1, 2)})))


def test_conditions_on_one_field_hold_together(tmp_path: Path) -> None:
    documents = paragraphs(200, 4)
    ours(tmp_path / "i", documents, commits=2)
    engine = ColumnarEngine(tmp_path / "i", Config())
    filters = Filters({"year": (2016, 2018, 2019)}, {"year": (2017, None)}, {"year": (2019,)})
    found = engine.count(Request(filters=filters, copies=True))
    assert found == sum(paragraph.get("year") == 2018 for paragraph in documents) > 0
    assert engine.count(Request(filters=filters, copies=True)) == found  # from masks that are known by now
