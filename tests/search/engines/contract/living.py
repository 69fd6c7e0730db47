"""An engine over time: generations, deletions, time limits, threads, and its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongbao.indexer.errors import IndexClosed, SearchTimeout
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.query.ast import All, Regex, Substring, Word
from gongbao.search.query.ast import Any as AnyOf
from tests.search.engines.compare import rows
from tests.search.engines.contract.examples import COPY, EXAMPLES, NEWS, ORIGINALS, REPORT, document
from tests.search.engines.contract.given import Given, ids

ECONOMY = Substring("text", "经济")
ASKED: dict[str, Callable[[Engine], Any]] = {
    "search": lambda engine: engine.search(Request(ECONOMY)),
    "count": lambda engine: engine.count(Request(ECONOMY)),
    "scan": lambda engine: list(engine.scan(Request(ECONOMY), ("id",))),
    "aggregate": lambda engine: engine.aggregate(Request(ECONOMY), ("city",), ("paragraphs",)),
    "documents": lambda engine: engine.documents(["news"], ("id",)),
    "paragraphs": lambda engine: engine.paragraphs(["news-0"], ("id",)),
    "values": lambda engine: engine.values("city"),
    "term_statistics": lambda engine: engine.term_statistics("text", ["经济"]),
    "complete": lambda engine: engine.complete("text", "经"),
    "refresh": lambda engine: engine.refresh(),
    "generation": lambda engine: engine.generation,
}


class Living(Given):
    """What changes, and what an engine does about it."""

    def test_an_empty_index_answers_too(self, tmp_path: Path) -> None:
        engine = self.workshop(tmp_path).open()
        page = engine.search(Request(ECONOMY, facets=("city", "year"), fields=("id",)))
        assert (page.total, page.documents, page.rows, page.left_out) == (0, 0, 0, 0)
        assert dict(page.facets) == {"city": (), "year": ()}
        assert engine.count(Request()) == 0
        assert list(engine.scan(Request(), ("id",))) == []
        assert engine.aggregate(Request(), ("city",), ("paragraphs",)) == []
        assert list(engine.values("city")) == engine.complete("text") == []
        assert engine.term_statistics("text", ["经济"]) == [0]
        assert [list(column) for column in engine.paragraphs(["a"], ("id",)).values] == [[]]
        engine.close()

    def test_a_generation_is_kept_until_refresh(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        place.add(REPORT)
        engine = place.open()
        first = engine.generation
        assert engine.search(Request()).snapshot == first
        assert engine.refresh() is False
        place.add(NEWS)
        assert ids(engine, None) == [p["id"] for p in REPORT]
        assert engine.generation == first
        assert engine.refresh() is True
        assert ids(engine, None) == [p["id"] for p in [*REPORT, *NEWS]]
        assert engine.generation > first
        assert engine.search(Request()).snapshot == engine.generation
        assert engine.refresh() is False
        assert engine.term_statistics("text", ["改革"]) == [2]
        assert list(engine.values("city")) == ["临沂市", "淄博市"]
        engine.close()

    def test_a_scan_goes_on_in_the_generation_it_began_in(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        place.add(REPORT)
        engine = place.open()
        scanning = engine.scan(Request(), ("id",), 1)
        found = [*next(scanning).column("id")]
        place.add(NEWS)
        place.delete(["report"])
        place.merge()
        assert engine.refresh() is True
        found += [name for one in scanning for name in one.column("id")]
        assert found == [p["id"] for p in REPORT]
        assert ids(engine, None) == [p["id"] for p in NEWS]
        engine.close()

    def test_deleted_documents_are_in_no_answer(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        place.add(EXAMPLES)
        place.delete(["report"])
        engine = place.open()
        kept = [name for name in [p["id"] for p in EXAMPLES] if not name.startswith("report")]
        for merged in (False, True):
            if merged:
                place.merge()
                assert engine.refresh()
            assert ids(engine, None) == kept, "the copy of a document that is gone is no copy any more"
            page = engine.search(Request(ECONOMY, facets=("genre",), fields=("id", "doc")))
            assert sorted(page.hits.column("id")) == ["copy-0", "nowhere-0"]
            assert dict(page.facets) == {"genre": (("其他", 1), ("新闻报道", 1))}
            assert (page.total, page.documents, page.left_out) == (2, 2, 0)
            assert engine.count(Request(Word("city", "淄博市"))) == 1
            assert [len(found.column("id")) for found in engine.documents(["report", "copy"], ("id",))] == [0, 1]
            assert list(engine.paragraphs(["report-1", "copy-0"], ("id",)).column("id")) == ["copy-0"]
            (whole,) = engine.aggregate(Request(), (), ("paragraphs", "documents"))
            assert dict(whole.measures) == {"paragraphs": 6, "documents": 4}
            assert [name for one in engine.scan(Request(), ("id",)) for name in one.column("id")] == kept
        assert engine.term_statistics("text", ["经济"]) == [2]
        assert "政府工作报告" not in engine.values("genre")
        engine.close()

    def test_what_is_found_does_not_depend_on_when_it_was_added(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        for part in (REPORT, COPY, NEWS, [p for p in EXAMPLES if p["doc"] in ("nowhere", "itself")]):
            place.add(part)
        engine = place.open()
        assert ids(engine, None) == ORIGINALS
        page = engine.search(Request(ECONOMY, facets=("city",), fields=("id",)))
        assert sorted(page.hits.column("id")) == ["nowhere-0", "report-0", "report-1"]
        assert dict(zip(page.hits.column("id"), map(tuple, page.copies), strict=True))["report-0"] == ("copy",)
        assert engine.term_statistics("text", ["经济"]) == [4]
        engine.close()

    def test_every_link_of_a_chain_of_copies_is_left_out(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        place.add(document("c", ["经济"], copy_of="b"))
        place.add(
            [*document("b", ["经济"], copy_of="a"), *document("a", ["经济"]), *document("d", ["生态"], copy_of="a")]
        )
        engine = place.open()
        page = engine.search(Request(ECONOMY, fields=("doc",)))
        assert list(page.hits.column("doc")) == ["a"]
        assert [tuple(names) for names in page.copies] == [("b", "d")], "those that name it, matching or not"
        assert page.left_out == 2
        engine.close()

    @pytest.mark.parametrize("question", ASKED)
    def test_a_closed_engine_says_so(self, tmp_path: Path, question: str) -> None:
        place = self.workshop(tmp_path)
        place.add(EXAMPLES)
        engine = place.open()
        ASKED[question](engine)
        engine.close()
        with pytest.raises(IndexClosed):
            ASKED[question](engine)
        engine.close()

    def test_a_scan_that_is_closed_under_way_fails_rather_than_ends(self, tmp_path: Path) -> None:
        place = self.workshop(tmp_path)
        place.add(EXAMPLES)
        engine = place.open()
        scanning = engine.scan(Request(), ("id",), 2)
        next(scanning)
        engine.close()
        with pytest.raises(IndexClosed):
            list(scanning)

    def test_no_time_gives_an_error_rather_than_a_part(self, examples: Engine) -> None:
        query = AnyOf((ECONOMY, Regex("text", "[改城].")))
        whole = examples.search(Request(query, seconds=3_600.0))
        assert whole.total == 7
        slow = All((Regex("text", "[乡城]."), Regex("text", ".[设改]")))  # not asked before: nothing is known of it
        asked = Request(slow, seconds=0.0)
        for ask in (examples.search, examples.count, lambda request: list(examples.scan(request, ("id",)))):
            with pytest.raises(SearchTimeout):
                ask(asked)  # type: ignore[operator]
        with pytest.raises(SearchTimeout):
            examples.aggregate(asked, ("city",), ("paragraphs",))
        assert examples.count(Request(slow)) == 2

    def test_several_threads_get_the_answers_of_one(self, examples: Engine) -> None:
        requests = [
            Request(ECONOMY, facets=("city", "year"), fields=("id", "text")),
            Request(AnyOf((ECONOMY, Substring("text", "改革"))), group="document", fields=("id",)),
            Request(Regex("text", "增长|建设"), sort="-year", fields=("id", "title")),
            Request(None, near=("乡村", "振兴"), fields=("id",)),
        ]
        alone = [(list(page.scores), rows(page)) for page in map(examples.search, requests)]
        found: list[list[Any]] = [[] for _ in range(4)]

        def ask(own: list[Any]) -> None:
            own.extend([(list(page.scores), rows(page)) for page in map(examples.search, requests)] for _ in range(5))

        threads = [threading.Thread(target=ask, args=(own,)) for own in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [[alone] * 5] * 4

    def test_capabilities_are_names(self, examples: Engine) -> None:
        assert all(isinstance(name, str) for name in examples.capabilities)
