"""Documents and paragraphs by their ids, every match in the order of the index, and the terms of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongbao.search.engines.columnar.corruption import raise_if_corrupt
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.evaluate import Evaluation
from gongbao.search.engines.columnar.paging import SegmentMatches
from gongbao.search.engines.columnar.searching import matches_of, segment_matches
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.engines.protocol import Columns, Request


def scan(snapshot: Snapshot, request: Request, fields: tuple[str, ...], batch: int) -> Iterator[Columns]:
    """``Engine.scan``: the query is evaluated now, texts are read as they are asked for. Raises SearchTimeout; the time
    that the reader of the batches takes is not counted."""
    deadline = Deadline(request.seconds)
    nodes = Evaluation(snapshot.segments, deadline, ranked=False).nodes(request.query)
    matches = matches_of(snapshot, request, nodes)
    parts = segment_matches(snapshot, request, matches, nodes)
    deadline.pause()
    return _batches(snapshot, parts, fields, max(batch, 1), deadline)


def _batches(
    snapshot: Snapshot, parts: list[SegmentMatches], fields: tuple[str, ...], batch: int, deadline: Deadline
) -> Iterator[Columns]:
    """The fields of the rows, so many at a time."""
    left: list[int] = []
    for part in parts:
        ids = part.ids
        for start in range(0, len(ids), batch):
            left += (ids[start : start + batch] + part.reader.base).tolist()
            if len(left) >= batch:
                yield _read(snapshot, left[:batch], fields, deadline)
                left = left[batch:]
    if left:
        yield _read(snapshot, left, fields, deadline)


def _read(snapshot: Snapshot, numbers: list[int], fields: tuple[str, ...], deadline: Deadline) -> Columns:
    deadline.resume()
    deadline.check()
    with raise_if_corrupt(snapshot):
        columns = snapshot.columns(numbers, fields)
    deadline.pause()
    return columns


def documents(snapshot: Snapshot, ids: Sequence[str], fields: tuple[str, ...]) -> list[Columns]:
    """The paragraphs of each of these documents in the order of their positions."""
    holding = _holding(snapshot, "doc", ids)
    rows = [[number for _, number in sorted(holding.get(name, ()))] for name in ids]
    columns = snapshot.columns([number for own in rows for number in own], fields)
    found, at = [], 0
    for own in rows:
        found.append(Columns(fields, [values[at : at + len(own)] for values in columns.values]))
        at += len(own)
    return found


def paragraphs(snapshot: Snapshot, ids: Sequence[str], fields: tuple[str, ...]) -> Columns:
    """The paragraphs with these ids, in the order asked for; those there are not are left out."""
    holding = _holding(snapshot, "id", ids)
    return snapshot.columns([number for name in ids for _, number in holding.get(name, ())], fields)


def _holding(snapshot: Snapshot, field: str, ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """For each of these ids that there is, the paragraphs that have it: their position, and their number in the whole
    index."""
    encode = snapshot.segments.fields[field].encode
    names = {encode(name): name for name in ids}
    found: dict[str, list[tuple[int, int]]] = {}
    for reader in snapshot.segments.readers:
        postings = reader.arrays.postings(field)
        if postings is None:
            continue
        for term, number in postings.numbers(names.keys()).items():
            own = reader.decoded(field, number).live
            positions = reader.arrays.columns.numbers["position"].take(own).tolist()
            pairs = zip(positions, (own + reader.base).tolist(), strict=True)
            found.setdefault(names[term], []).extend(pairs)
    return found


def complete(snapshot: Snapshot, field: str, prefix: str) -> list[tuple[str, int]]:
    """The terms of an indexed field that begin so, ascending, with the number of paragraphs that hold each; none of a
    field that there is not, or whose terms are numbers."""
    spec = snapshot.segments.fields.get(field)
    if spec is None or spec.kind == "number":
        return []
    start, found = spec.encode(prefix), dict[bytes, int]()
    for reader in snapshot.segments.readers:
        postings = reader.arrays.postings(field)
        if postings is None:
            continue
        terms = postings.prefixed(start)
        counts = postings.document_counts()[terms.start : terms.stop].tolist()
        for text, count in zip(postings.texts(terms.start, terms.stop), counts, strict=True):
            found[text] = found.get(text, 0) + count
    return [(text.decode("utf-8", "surrogatepass"), count) for text, count in sorted(found.items())]


def term_statistics(snapshot: Snapshot, field: str, terms: Sequence[str]) -> list[int]:
    """In how many paragraphs each term stands; 0 where there is none, or no such field."""
    spec = snapshot.segments.fields.get(field)
    if spec is None:
        return [0] * len(terms)
    return [snapshot.segments.frequency(field, spec.encode(term)) for term in terms]
