"""Hits made a page at a time are those made one by one from whole stored records, whatever the engine and segments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from whoosh.query import Or

from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Engine, Filters
from gongbao.search.engines.whoosh import StockEngine
from gongbao.search.query.queries import Exact
from gongbao.search.results.hits import hits
from gongbao.search.results.snippets import markers
from tests.indexer.store.samples import ours, paragraphs
from tests.search.plain_hits import plain_hit, plain_snippet

CUSTOM = ("city", "nowhere")
"""Stands for config.yaml's facets: one that some paragraphs have, and one that none has."""


@pytest.fixture(scope="module", params=[1, 4])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    index = ours(tmp_path_factory.mktemp("hits") / "i", paragraphs(300, seed=3), commits=request.param)
    yield [ColumnarEngine(index), StockEngine(index)]
    index.close()


def test_values_are_parts_of_stored_records(engines: list[Engine]) -> None:
    for engine in engines:
        numbers = engine.ids(None, Filters()).tolist()[::-7]
        stored = engine.stored(numbers)
        for names in (("text",), ("id", "doc", "nowhere"), ("section", "record", "title", "id")):
            found = engine.values(numbers, names)
            assert [list(values) for values in found] == [[record.get(name) for record in stored] for name in names]
            assert [list(values) for values in engine.values([], names)] == [[] for _ in names]


def test_a_page_of_hits_is_made_of_whole_records_one_by_one(engines: list[Engine]) -> None:
    wanted = markers(Or([Exact("text", "发展"), Exact("text", "经济")]))
    for engine in engines:
        numbers = engine.ids(None, Filters()).tolist()[3:200:5]
        scores = [float(number) for number in numbers]
        made = hits(engine, numbers, "some/index", CUSTOM, wanted, 40, scores)
        assert list(made) == [
            plain_hit(values, "some/index", CUSTOM, plain_snippet(wanted, values.get("text", ""), 40), score)
            for values, score in zip(engine.stored(numbers), scores, strict=True)
        ]
        assert hits(engine, [], "some/index") == ()
