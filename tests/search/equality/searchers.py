"""Whoosh's own Searcher, sorting all matches, on an index of ours and on one that Whoosh wrote."""

from __future__ import annotations

from pathlib import Path

from whoosh import index as whoosh_index

from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.engines.whoosh.compile import to_whoosh, with_bonuses
from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.query.ast import All, Any, Boosted, Not, Query, Range, SameDocument

EVERY = 10**9


class Sorted:
    """Every match of a query, by paragraph id, with its score; ``name`` says whose index it is."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.searcher = whoosh_index.open_dir(str(folder)).searcher()
        self.ids = {
            offset + number: leaf.stored_fields(number)["id"]
            for leaf, offset in self.searcher.leaf_searchers()
            for number in leaf.reader().all_doc_ids()
        }

    def whole(self, tree: Query, bonuses: tuple[Query, ...] = ()) -> dict[str, float]:
        """The ids of all matches with their scores."""
        compiled = [to_whoosh(one, self.searcher.schema, Deadline(None)) for one in (tree, *bonuses)]
        results = self.searcher.search(with_bonuses(compiled[0], compiled[1:]), limit=None)
        # A Not at the top brings deleted paragraphs back, on Whoosh's own index too.
        return {self.ids[number]: score for score, number in results.top_n if number in self.ids}


def compare(
    engine: Engine, theirs: Sorted, tree: Query, bonuses: tuple[Query, ...] = (), *, scores: bool = True
) -> None:
    """The same paragraphs, and the same scores to nine places; fails with the question where they differ."""
    request = Request(tree, bonuses=bonuses, limit=EVERY, fields=("id",), copies=True)
    page = engine.search(request)
    ours, whole = dict(zip(page.hits.column("id"), page.scores, strict=True)), theirs.whole(tree, bonuses)
    assert page.total == len(ours) and ours.keys() == whole.keys(), (theirs.name, request)
    if scores:
        assert all(abs(ours[name] - score) < 1e-9 * max(1.0, abs(score)) for name, score in whole.items()), (
            theirs.name,
            request,
        )


def is_for_whoosh(tree: Query) -> bool:
    """Whether a Searcher answers a tree rightly: it cannot ask about whole documents, and takes an open range, or one
    that runs backwards, for something else."""
    if isinstance(tree, Range):
        return (tree.low is not None or tree.high is not None) and (tree.low or 0) <= (tree.high or EVERY)
    if isinstance(tree, All | Any):
        return all(map(is_for_whoosh, tree.children))
    if isinstance(tree, Not | Boosted):
        return is_for_whoosh(tree.child)
    return not isinstance(tree, SameDocument)
