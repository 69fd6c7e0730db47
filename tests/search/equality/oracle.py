"""The reference engine made to answer thousands of trees: each leaf is stepped through by Whoosh once and remembered."""

from __future__ import annotations

from whoosh.query import Query as WhooshQuery

from gongbao.indexer.store import Generation
from gongbao.search.engines.protocol import MEASURES, Engine
from gongbao.search.engines.whoosh.engine import WhooshEngine
from gongbao.search.engines.whoosh.snapshot import Mask, Scores, Snapshot
from tests.search.engines.compare import same_groups, same_matches, same_page
from tests.search.equality.trees import KEYS, Trees


class Oracle(WhooshEngine):
    """``WhooshEngine`` that remembers every leaf."""

    @staticmethod
    def snapshot(generation: Generation) -> Snapshot:
        return Remembering(generation)


class Remembering(Snapshot):
    """A generation whose leaves are evaluated once."""

    def leaf(self, query: WhooshQuery) -> tuple[Mask, Scores]:
        known = self.__dict__.setdefault("known", {})
        if query not in known:
            known[query] = super().leaf(query)
        mask, scores = known[query]
        return mask.copy(), scores.copy()


def ask(engine: Engine, reference: Engine, trees: Trees) -> None:
    """One random question to both engines; fails with the question where the answers differ."""
    request = trees.request()
    same_page(engine, reference, request)
    kind = trees.draw.randrange(8)
    if kind < 2:
        same_matches(engine, reference, request, trees.draw.choice([1, 7, 1_000]))
    elif kind == 2:
        same_groups(engine, reference, request, trees.draw.choice(KEYS), MEASURES)
