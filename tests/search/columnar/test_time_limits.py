"""A question ends in time: with its answer, or with an error, never with a part of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.errors import SearchTimeout
from gongbao.search.engines.columnar import deadline
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Request
from gongbao.search.query import regex
from gongbao.search.query.ast import All, Not, Regex, Substring
from tests.indexer.store.samples import ours, paragraphs

PATTERN = Regex("text", "[0-9]+.{1,3}[0-9]+")


class Clock:
    """A clock that goes on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def engine(tmp_path: Path) -> ColumnarEngine:
    ours(tmp_path / "i", paragraphs(80, 4), commits=2)
    return ColumnarEngine(tmp_path / "i", Config())


def test_a_deadline_counts_only_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    running = Deadline(10.0)
    running.pause()
    clock.now += 1_000
    running.resume()
    running.check()
    clock.now += 20
    with pytest.raises(SearchTimeout, match="10 seconds"):
        running.check()
    Deadline(None).check()


def test_a_pattern_beyond_its_limit_is_an_error(engine: ColumnarEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = engine.count(Request(PATTERN))
    assert whole > 10
    monkeypatch.setattr(deadline, "time", Clock())
    monkeypatch.setattr(regex, "SECONDS", 5.0)
    for query in (PATTERN, Not(PATTERN), All((Substring("text", "的"), PATTERN))):
        with pytest.raises(SearchTimeout, match=r"\[0-9\]"):
            engine.search(Request(query))
    monkeypatch.setattr(regex, "SECONDS", 1e9)
    assert engine.count(Request(PATTERN)) == whole


@pytest.mark.parametrize("query", [PATTERN, Substring("text", "的"), None])
def test_every_way_to_ask_heeds_the_limit_of_a_request(engine: ColumnarEngine, query: Regex | None) -> None:
    request = Request(query, seconds=-1.0)
    with pytest.raises(SearchTimeout):
        engine.search(request)
    with pytest.raises(SearchTimeout):
        engine.aggregate(request, ("city",), ("tokens",))
    with pytest.raises(SearchTimeout):
        list(engine.scan(request, ("id",)))


def test_the_time_that_a_reader_takes_is_not_the_engines(
    engine: ColumnarEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    found = 0
    for columns in engine.scan(Request(seconds=1_000.0), ("id",), 10):
        found += len(columns.column("id"))
        clock.now += 10_000
    assert found == engine.count(Request())
