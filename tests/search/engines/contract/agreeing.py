"""Random requests over generated documents, answered as the engine over a list of paragraphs answers them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from gongbao.search.engines.protocol import MEASURES, Engine, Measure
from tests.search.engines.compare import same_groups, same_matches, same_page
from tests.search.engines.contract.given import Given
from tests.search.engines.workshops import MemoryWorkshop, Workshop
from tests.search.equality.collection import documents
from tests.search.equality.states import fields
from tests.search.equality.trees import KEYS, STRINGS, Trees

STATES = ("one segment", "edited", "merged")
MEASURED: list[tuple[Measure, ...]] = [("paragraphs",), ("documents", "paragraphs"), MEASURES]


class Pair(NamedTuple):
    """The engine under test and the one it is compared with, on the same paragraphs."""

    state: str
    engine: Engine
    reference: Engine


def fill(place: Workshop, state: str, size: int, seed: int) -> None:
    """About ``size`` paragraphs in a state."""
    every = documents(size, seed)
    if state == "one segment":
        return place.add(fields(every))
    for part in range(3):
        place.add(fields(every[part * len(every) // 3 : (part + 1) * len(every) // 3]))
    place.delete([one.id for one in every[::8]])
    if state == "merged":
        place.merge()
    return None


class Agreeing(Given):
    """``questions`` are asked of each state; ``python -m tests.search.equality`` asks any number."""

    questions = 120
    paragraphs = 250

    @pytest.fixture(scope="class", params=STATES)
    @classmethod
    def pair(cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
        place, plain = cls.workshop(tmp_path_factory.mktemp("pair")), MemoryWorkshop()
        for one in (place, plain):
            fill(one, request.param, cls.paragraphs, 5)
        yield Pair(request.param, place.open(), plain.open())

    def test_random_requests(self, pair: Pair) -> None:
        trees = Trees(random.Random(f"pages {pair.state}"))
        for _ in range(self.questions):
            same_page(pair.engine, pair.reference, trees.request(), self.scores_within)

    def test_random_scans(self, pair: Pair) -> None:
        trees = Trees(random.Random(f"scans {pair.state}"))
        for _ in range(self.questions // 4):
            same_matches(pair.engine, pair.reference, trees.request(), trees.draw.choice([1, 7, 1_000]))

    def test_random_tables(self, pair: Pair) -> None:
        trees = Trees(random.Random(f"tables {pair.state}"))
        for _ in range(self.questions // 4):
            by, measures = trees.draw.choice(KEYS), trees.draw.choice(MEASURED)
            same_groups(pair.engine, pair.reference, trees.request(), by, measures)

    def test_documents_and_paragraphs(self, pair: Pair) -> None:
        names = ("id", "text", "year", "section", "record", "title")
        ids = [f"d{number:05}" for number in range(40, -1, -1)]
        for one, other in zip(pair.engine.documents(ids, names), pair.reference.documents(ids, names), strict=True):
            assert list(one.rows()) == list(other.rows())
        wanted = [f"{name}-{at}" for name in ids for at in (3, 0, 1)]
        found, expected = (engine.paragraphs(wanted, names) for engine in (pair.engine, pair.reference))
        assert list(found.rows()) == list(expected.rows())

    def test_values_and_words(self, pair: Pair) -> None:
        for name in ("city", "province", "level", "genre", "year", "date", "doc", "copy_of", "source", "county"):
            values, known = list(pair.engine.values(name)), list(pair.reference.values(name))
            if pair.state == "edited":  # those of deleted paragraphs may still be there
                assert values == sorted(set(values)) and set(known) <= set(values), name
            else:
                assert values == known, name
        for name in ("text", "title", "section"):
            assert pair.engine.term_statistics(name, STRINGS) == pair.reference.term_statistics(name, STRINGS)
            for prefix in ("", "发", "经济", "8", "没"):
                assert pair.engine.complete(name, prefix) == pair.reference.complete(name, prefix)
