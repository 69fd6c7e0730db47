"""From a request to a page: the matches, their number, their facets, and the rows asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.distances import min_distances
from gongbao.search.engines.columnar.evaluate import Evaluation, Nodes
from gongbao.search.engines.columnar.filters import Masks, joined
from gongbao.search.engines.columnar.paging import NO_ROWS, Rows, SegmentMatches, by_field, by_score
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.columnar.tallies import Mask, Tally, tally
from gongbao.search.engines.protocol import Columns, Page, Request
from gongbao.search.ranking.proximity import WINDOW, contenders, reordered


class Matches(NamedTuple):
    """What a request matches, segment by segment.

    ``found`` are the matches of its query without copies, ``matching`` how many there are with them; ``allowed`` are
    the documents that the filters let pass (None for all), ``kept`` the matches in these. ``left_out`` counts those
    that the filters let pass in copies.
    """

    found: list[Tally]
    matching: list[int]
    conditions: dict[str, Masks]
    allowed: Masks | None
    kept: list[Tally]
    left_out: int


def search(snapshot: Snapshot, request: Request) -> Page:
    """One page, the exact counts, and the facets; raises SearchTimeout."""
    deadline = Deadline(request.seconds)
    first = max(request.offset, 0)
    evaluation = Evaluation(snapshot.segments, deadline, ranked=request.limit > 0)
    nodes = evaluation.nodes(request.query)
    if not any(node.max_count for node in nodes):
        return _empty(snapshot, request)
    matches = matches_of(snapshot, request, nodes)
    deadline.check()
    total = sum([kept.total for kept in matches.kept])
    documents = sum([kept.documents for kept in matches.kept])
    facets = _facets(snapshot, request, matches)
    rows = documents if request.group else total
    last = min(first + max(request.limit, 0), rows)
    page = NO_ROWS
    if first < last:
        deadline.check()
        if request.bonuses and request.sort == "relevance":
            nodes = evaluation.with_bonuses(nodes, request.bonuses)
        page = _page(snapshot, request, segment_matches(snapshot, request, matches, nodes), first, last, rows)
    hits = snapshot.columns(page.numbers, request.fields)
    copies = _copies(snapshot, request, page.numbers)
    return Page(
        total, documents, rows, hits, page.scores, page.more, copies, facets, matches.left_out, snapshot.generation
    )


def matches_of(snapshot: Snapshot, request: Request, nodes: Nodes) -> Matches:
    """What is left of a query's matches by the request's filters, and without copies."""
    conditions = snapshot.filters.conditions(request.filters) if request.filters.any else {}
    allowed = joined(list(conditions.values()))
    found = [tally(reader, node) for reader, node in zip(snapshot.segments.readers, nodes, strict=True)]
    matching = [own.total for own in found]
    left_out = 0
    if not request.copies and snapshot.copies.any:
        for at, (documents, mask) in enumerate(zip(snapshot.copies.documents, snapshot.copies.masks, strict=True)):
            if len(documents):
                found[at], copies = found[at].parted(documents, mask)
                left_out += copies.total if allowed is None else copies.within(allowed[at]).total
    return Matches(found, matching, conditions, allowed, _within(found, allowed), left_out)


def _within(tallies: list[Tally], allowed: Masks | None) -> list[Tally]:
    """What is left of some tallies by masks over documents."""
    if allowed is None:
        return tallies
    return [found.within(mask) for found, mask in zip(tallies, allowed, strict=True)]


def segment_matches(snapshot: Snapshot, request: Request, matches: Matches, nodes: Nodes) -> list[SegmentMatches]:
    """What can be rows in each segment; the nodes are those of ``matches``, maybe with bonuses."""
    masks: Sequence[Mask | None] = [None] * len(nodes)
    if not request.copies and snapshot.copies.any:
        kept = snapshot.copies.kept
        masks = (
            kept if matches.allowed is None else [one & other for one, other in zip(matches.allowed, kept, strict=True)]
        )
    elif matches.allowed is not None:
        masks = matches.allowed
    each = zip(snapshot.segments.readers, nodes, masks, matches.matching, matches.kept, strict=True)
    return [SegmentMatches(reader, node, mask, count, kept.total) for reader, node, mask, count, kept in each]


def _facets(snapshot: Snapshot, request: Request, matches: Matches) -> dict[str, tuple[tuple[str | int, int], ...]]:
    """The counts of the facets asked for, each without the filter on itself."""
    counts = snapshot.facets.counts(request.facets, matches.kept)
    for name in request.facets if matches.conditions else ():
        if name in matches.conditions:
            others = joined([masks for field, masks in matches.conditions.items() if field != name])
            counts |= snapshot.facets.counts([name], _within(matches.found, others))
    return counts


def _page(snapshot: Snapshot, request: Request, parts: list[SegmentMatches], first: int, last: int, rows: int) -> Rows:
    """Rows ``first`` to ``last`` of ``rows``."""
    grouped = request.group is not None
    if request.sort != "relevance":
        field = "doc" if request.sort == "position" else request.sort.lstrip("-")
        return by_field(parts, first, last, grouped, snapshot.facets.of_documents(field), request.sort)
    if len(request.near) < 2 or first >= WINDOW:
        return by_score(parts, first, last, grouped)
    page = by_score(parts, 0, min(max(last, WINDOW), rows), grouped)
    near = page.numbers[: contenders(page.scores, len(request.near), last)]
    distances = min_distances(snapshot, request.query, request.near, near)
    order, scores = reordered(page.scores, distances, first, last)
    return Rows([page.numbers[row] for row in order], scores, [page.more[row] for row in order])


def _copies(snapshot: Snapshot, request: Request, numbers: Sequence[int]) -> Sequence[tuple[str, ...]]:
    """For each paragraph, the ids of the documents that are left out because they repeat its document."""
    if request.copies or not snapshot.copies.any:
        return ((),) * len(numbers)
    return tuple([snapshot.copies.of(snapshot.document(number)) for number in numbers])


def _empty(snapshot: Snapshot, request: Request) -> Page:
    """The page of a request that nothing matches."""
    nothing = Columns(request.fields, [()] * len(request.fields))
    return Page(0, 0, 0, nothing, (), (), (), dict.fromkeys(request.facets, ()), 0, snapshot.generation)


def count(snapshot: Snapshot, request: Request) -> int:
    """How many paragraphs match; raises SearchTimeout."""
    nodes = Evaluation(snapshot.segments, Deadline(request.seconds), ranked=False).nodes(request.query)
    if not request.filters.any and (request.copies or not snapshot.copies.any):
        return sum([node.count for node in nodes])
    return sum([kept.total for kept in matches_of(snapshot, request, nodes).kept])
