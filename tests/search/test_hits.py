"""Hits made a page at a time are those made one by one from whole stored records, whatever the engine and segments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gongbao.indexer.config import Config
from gongbao.search.engines.protocol import Columns, Engine, Request
from gongbao.search.engines.registry import open_engine
from gongbao.search.query.ast import Any, Substring
from gongbao.search.results.highlighting import highlight_terms
from gongbao.search.results.hits import hit_fields, hits
from gongbao.search.results.results import Hit
from tests.indexer.store.samples import ours, paragraphs
from tests.search.plain_hits import plain_hit, plain_snippet

CUSTOM = ("city", "nowhere")
"""Stands for config.yaml's facets: one that some paragraphs have, and one that none has."""


@pytest.fixture(scope="module", params=[1, 4])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    folder = tmp_path_factory.mktemp("hits") / "i"
    ours(folder, paragraphs(300, seed=3), commits=request.param).close()
    opened = [open_engine(f"{name}://{folder}", Config()) for name in ("columnar", "whoosh")]
    yield opened
    for engine in opened:
        engine.close()


def test_a_page_of_hits_is_made_of_whole_records_one_by_one(engines: list[Engine]) -> None:
    wanted = highlight_terms(Any((Substring("text", "发展"), Substring("text", "经济"))))
    for engine in engines:
        page = engine.search(Request(limit=200, fields=hit_fields(CUSTOM), sort="position"))
        scores = [float(row) for row in range(200)]
        made = hits(page.hits, "some/index", CUSTOM, wanted, 40, scores)
        assert len(made) == 200 and any(hit.highlights for hit in made) and any(hit.custom for hit in made)
        assert list(made) == [
            plain_hit(values, "some/index", CUSTOM, plain_snippet(wanted, values.get("text", ""), 40), score)
            for values, score in zip(page.hits.rows(), scores, strict=True)
        ]


def test_every_engine_gives_the_same_hits(engines: list[Engine]) -> None:
    first, second = (
        [hits(batch, "i") for batch in engine.scan(Request(copies=True), hit_fields(), 70)] for engine in engines
    )
    assert first == second and sum(map(len, first)) == 300


def test_no_paragraphs_make_no_hits(engines: list[Engine]) -> None:
    for engine in engines:
        assert hits(engine.paragraphs([], hit_fields()), "i") == ()


def test_what_an_engine_does_not_know_of_folding_is_found_out() -> None:
    names = hit_fields()
    row = {"id": "a-0", "doc": "a", "file": "a.txt", "position": 0, "text": "鄉村振興"}
    (hit,) = hits(Columns(names, [[row.get(name)] for name in names]), "i", wanted=(Substring("text", "乡村"),))
    assert isinstance(hit, Hit) and hit.highlights == ((0, 2),) and hit.title == ""
