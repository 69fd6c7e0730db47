"""Matches in groups by facets, with what each group holds in all; worked out over documents as far as possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.evaluate import Evaluation
from gongbao.search.engines.columnar.searching import matches_of, segment_matches
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.protocol import Group, Measure, Request

if TYPE_CHECKING:
    from numpy.typing import NDArray


def aggregate(snapshot: Snapshot, request: Request, by: Sequence[str], measures: Sequence[Measure]) -> list[Group]:
    """``Engine.aggregate``; raises SearchTimeout."""
    deadline = Deadline(request.seconds)
    nodes = Evaluation(snapshot.segments, deadline, ranked=False).nodes(request.query)
    matches = matches_of(snapshot, request, nodes)
    histograms = [kept.histogram for kept in matches.kept]
    groups, keys = _groups(snapshot, by, histograms)
    sums = {name: np.zeros(len(keys), np.int64) for name in measures}
    for at, part in enumerate(segment_matches(snapshot, request, matches, nodes)):
        deadline.check()
        if "paragraphs" in sums:
            sums["paragraphs"] += _sums(groups[at], histograms[at], len(keys))
        if "documents" in sums:
            sums["documents"] += _sums(groups[at], histograms[at] > 0, len(keys))
        if "characters" in sums or "tokens" in sums:
            ids = part.ids
            own = groups[at].take(part.reader.document.take(ids))
            if "characters" in sums:
                sums["characters"] += _sums(own, snapshot.lengths.characters(at, ids, deadline), len(keys))
            if "tokens" in sums:
                sums["tokens"] += _sums(own, snapshot.lengths.tokens(at, ids, deadline), len(keys))
    columns = [sums[name].tolist() for name in measures]
    rows = zip(*columns, strict=True) if measures else [()] * len(keys)
    return [Group(key, dict(zip(measures, row, strict=True))) for key, row in zip(keys, rows, strict=True)]


def _groups(
    snapshot: Snapshot, by: Sequence[str], histograms: Sequence[NDArray[np.int64]]
) -> tuple[list[NDArray[np.int64]], list[tuple[str | int | None, ...]]]:
    """Which group each document of each segment belongs to (int64[D]; those without matches to any), and the groups'
    keys, ascending with unknown values last."""
    sizes = [len(histogram) for histogram in histograms]
    matching = np.concatenate([np.zeros(0, np.int64), *histograms]).nonzero()[0]
    fields = [snapshot.facets.of_documents(name) for name in by]
    codes = [np.concatenate([np.zeros(0, np.int64), *field.codes]).take(matching) for field in fields]
    group = np.zeros(len(matching), np.int64)
    first = np.zeros(1 if len(matching) or not by else 0, np.int64)
    for field, own in zip(fields, codes, strict=True):
        joined = group * (len(field.values) + 1) + own
        _, first, group = np.unique(joined, return_index=True, return_inverse=True)
    columns = [
        [(*field.values, None)[code] for code in own.take(first).tolist()]
        for field, own in zip(fields, codes, strict=True)
    ]
    keys: list[tuple[str | int | None, ...]] = list(zip(*columns, strict=True)) if by else [()]
    whole = np.zeros(sum(sizes), np.int64)
    whole[matching] = group
    return np.split(whole, np.cumsum(sizes)[:-1]) if sizes else [], keys


def _sums(groups: NDArray[np.int64], numbers: NDArray[np.generic], size: int) -> NDArray[np.int64]:
    """The sums of numbers by group: int64[size]."""
    return np.bincount(groups, numbers, size).astype(np.int64)[:size]
