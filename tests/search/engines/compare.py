"""One request to two engines: whether they answer alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gongbao.search.engines.protocol import Engine, Group, Measure, Page, Request
from gongbao.search.ranking.proximity import WINDOW

EVERY = 10**9
"""More rows than there are."""


def same_page(engine: Engine, reference: Engine, request: Request, within: float = 1e-9) -> None:
    """Fails with the request where the two pages differ; ``request.fields`` hold "id" and "doc".

    Scores may differ by a share of ``within``, and rows whose scores differ by less may change places.
    """
    one, other = engine.search(request), reference.search(request)
    counts = [(page.total, page.documents, page.rows, page.left_out) for page in (one, other)]
    assert counts[0] == counts[1], f"(total, documents, rows, left out): {counts[0]} for {counts[1]}; {request}"
    assert dict(one.facets) == dict(other.facets), request
    assert one.hits.names == request.fields, request
    assert len(one.scores) == len(other.scores) == len(one.more) == len(one.copies), request
    assert list(one.scores) == pytest.approx(list(other.scores), rel=within, abs=within), request
    assert all(len(column) == len(one.scores) for column in one.hits.values), request
    ids = list(one.hits.column("id"))
    if ids == list(other.hits.column("id")):
        assert rows(one) == rows(other), request
    else:
        assert _tied(reference, request, ids, one.scores, within), (
            f"{ids} for {list(other.hits.column('id'))}; {request}"
        )


def rows(page: Page) -> list[object]:
    """What a page says of each row, but for its score."""
    return [list(map(list, page.hits.values)), list(page.more), list(map(tuple, page.copies))]


def _tied(reference: Engine, request: Request, ids: Sequence[str], scores: Sequence[float], within: float) -> bool:
    """Whether the reference gives every row of a page the score that stands in its place, but for the last bits."""
    if request.sort == "position" or len(set(ids)) < len(ids):
        return False
    whole = reference.search(request._replace(offset=0, limit=EVERY))
    known = dict(zip(whole.hits.column("id"), whole.scores, strict=True))
    if all(name in known and known[name] == pytest.approx(score, rel=within, abs=within) for name, score in zip(ids, scores, strict=True)):  # fmt: skip
        return True
    if len(request.near) < 2:
        return False
    plain = reference.search(request._replace(offset=0, limit=EVERY, near=())).scores
    return len(plain) > WINDOW and plain[WINDOW] == pytest.approx(plain[WINDOW - 1], rel=within, abs=within)


def same_matches(engine: Engine, reference: Engine, request: Request, batch: int = 1_000) -> None:
    """The same count, and the same paragraphs in the same order from ``scan``."""
    assert engine.count(request) == reference.count(request), request
    batches = list(engine.scan(request, request.fields, batch))
    assert all(0 < len(one.values[0]) <= batch for one in batches), request
    found = [row for one in batches for row in one.rows()]
    assert found == [row for one in reference.scan(request, request.fields) for row in one.rows()], request


def same_groups(
    engine: Engine, reference: Engine, request: Request, by: Sequence[str], measures: Sequence[Measure]
) -> None:
    """The same table from ``aggregate``."""
    assert _plain(engine.aggregate(request, by, measures)) == _plain(reference.aggregate(request, by, measures)), (
        by,
        measures,
        request,
    )


def _plain(groups: Sequence[Group]) -> list[tuple[object, dict[str, int]]]:
    return [(group.key, dict(group.measures)) for group in groups]
