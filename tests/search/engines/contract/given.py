"""What a contract test asks: engines over written examples, made by the factory that is being tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.query.ast import Query
from tests.search.engines.contract.examples import EXAMPLES
from tests.search.engines.workshops import Workshop


class Given:
    """``workshop`` is what an engine's own tests define; the rest follows from it."""

    scores_within = 1e-9
    """By which share scores may differ."""

    @classmethod
    def workshop(cls, folder: Path) -> Workshop:
        """A place to write paragraphs, with nothing in it; ``folder`` is empty."""
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def examples(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
        place = cls.workshop(tmp_path_factory.mktemp("examples"))
        place.add(EXAMPLES)
        engine = place.open()
        yield engine
        engine.close()


def ids(engine: Engine, query: Query | None, **asked: object) -> list[str]:
    """The ids of all the rows of an answer, in order."""
    page = engine.search(Request(query, limit=1_000, fields=("id",))._replace(**asked))
    return list(page.hits.column("id"))
