"""Pages of the public answer against a naive ranking."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pytest

from gongbao.search.index import Index
from gongbao.search.query.ast import All, Not, Query, SameDocument, Substring, Synonyms
from gongbao.search.query.ast import Any as AnyOf
from tests.search.equality.naive import Naive, Ranking
from tests.search.equality.typed import Narrowing, Typing, together

OFFSETS = (0, 0, 0, 10, 20, 25, 30, 40)
LIMITS = (1, 10, 10, 10, 30, 50)
SORTS = ("date", "-date", "year", "-year", "city", "position")
NEAR = 1e-9  # scores this near may differ by the order of their additions only


def ask(index: Index, naive: Naive, draw: random.Random) -> int:
    """One random question, a few of its pages compared; how many pages that were."""
    typing = Typing(draw)
    typed, meaning = typing.question() if draw.random() < 0.99 else (None, None)
    assert typed is None or untyped(index.parse(typed)) == meaning, typed
    narrowing = typing.narrowing()
    sort = draw.choice(SORTS) if draw.random() < 0.1 else "relevance"
    group, copies = draw.random() < 0.15, draw.random() < 0.2
    ranking = naive.ranking(meaning, narrowing, sort, group, copies)
    pages = {(draw.choice(OFFSETS), draw.choice(LIMITS)) for _ in range(3)}
    if draw.random() < 0.05 or len(ranking.numbers) < 60:
        pages.add((draw.choice((0, 25)), None))
    for offset, limit in pages:
        options = {"offset": offset, "limit": limit, "sort": sort, "group": "document" if group else None}
        compare(index, naive, ranking, typed, narrowing, {**options, "copies": copies})
    return len(pages)


def compare(
    index: Index, naive: Naive, ranking: Ranking, typed: str | None, narrowing: Narrowing, options: dict[str, Any]
) -> None:
    """One page: counts, facets, rows in order, their scores; fails with the question and the first difference."""
    asked = f"{typed!r} {dict(narrowing.options)} {options}"
    results = index.search(typed, snippet_length=1, **narrowing.options, **options)
    counts = results.total, results.documents, results.rows, results.left_out
    assert counts == (ranking.total, ranking.documents, len(ranking.numbers), ranking.left_out), asked
    assert {name: tuple(pairs) for name, pairs in results.facets.items()} == ranking.facets, asked
    first = options["offset"]
    last = len(ranking.numbers) if options["limit"] is None else first + options["limit"]
    page = range(first, min(last, len(ranking.numbers)))
    assert len(results.hits) == len(page), asked
    assert [hit.score for hit in results.hits] == pytest.approx([ranking.scores[at] for at in page], abs=NEAR), asked
    ids = [hit.id for hit in results.hits]
    expected = [naive.ids[ranking.numbers[at]] for at in page]
    if ids != expected:
        assert options["sort"] == "relevance" and equally_good(naive, ranking, ids, page), (
            f"{asked}: {ids} instead of {expected}"
        )
        return
    assert [hit.more for hit in results.hits] == [ranking.more[at] for at in page], asked
    assert [hit.copies for hit in results.hits] == [ranking.copies[at] for at in page], asked


def untyped(tree: Query) -> Query:
    """A tree without what is known of how its strings were typed, and of which words are synonyms."""
    if isinstance(tree, Substring):
        return Substring(tree.field, tree.text, tree.boost)
    if isinstance(tree, Synonyms):
        return together(AnyOf, [untyped(word) for word in (tree.word, *tree.others)])
    if isinstance(tree, All | AnyOf):
        return together(type(tree), [untyped(child) for child in tree.children])
    return type(tree)(untyped(tree.child)) if isinstance(tree, Not | SameDocument) else tree


def equally_good(naive: Naive, ranking: Ranking, ids: list[str], page: range) -> bool:
    """Whether rows differ from the ranking only where sums of different parts are the same but for their last bits.

    Paragraphs of one kind (the same parts) keep their order even then.
    """
    rows = {naive.ids[number]: at for at, number in enumerate(ranking.numbers)}
    found = [rows[name] for name in ids if name in rows]
    if len(set(found)) < len(page):
        return False
    if any(abs(ranking.scores[row] - ranking.scores[at]) > NEAR for row, at in zip(found, page, strict=True)):
        return False
    same: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for row, kind in enumerate(ranking.kinds):
        same[kind].append(row)
    for kind in {ranking.kinds[row] for row in found}:
        shown = [row for row in found if ranking.kinds[row] == kind]
        at = same[kind].index(shown[0])
        if shown != same[kind][at : at + len(shown)]:
            return False
    return any(ranking.kinds[row] != ranking.kinds[at] for row, at in zip(found, page, strict=True))
