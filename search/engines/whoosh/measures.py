"""Paragraphs in groups by facets, and what each group holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongbao.indexer.analysis import whole_words
from gongbao.indexer.config import Analysis
from gongbao.search.engines.protocol import Group, Measure, Value
from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.engines.whoosh.snapshot import Numbers, Snapshot

Key = tuple[Value | None, ...]


def characters(text: str) -> int:
    """How many characters a text has without white space."""
    return len(text) - sum(map(str.isspace, text))


def grouped(
    held: Snapshot,
    numbers: Numbers,
    by: Sequence[str],
    measures: Sequence[Measure],
    analysis: Analysis,
    deadline: Deadline,
) -> list[Group]:
    """``Engine.aggregate`` over these paragraphs; raises SearchTimeout."""
    columns = [held.column(name) for name in by]
    documents = held.column("doc").codes
    groups: dict[Key, list[int]] = {} if by else {(): []}
    for number in numbers.tolist():
        codes = [int(column.codes[number]) for column in columns]
        key = tuple(None if code < 0 else column.values[code] for code, column in zip(codes, columns, strict=True))
        groups.setdefault(key, []).append(number)

    def total(measure: Measure, of: Callable[[str], int], group: list[int]) -> int:
        known = held.measured.setdefault(measure, {})
        for number in group:
            if number not in known:
                deadline.check()
                known[number] = of(held.text(number))
        return sum(known[number] for number in group)

    count: dict[Measure, Callable[[list[int]], int]] = {
        "paragraphs": len,
        "documents": lambda group: len({int(documents[number]) for number in group}),
        "characters": lambda group: total("characters", characters, group),
        "tokens": lambda group: total("tokens", lambda text: len(whole_words(text, analysis)), group),
    }
    ordered = sorted(groups, key=lambda key: [(value is None, value) for value in key])
    return [Group(key, {measure: count[measure](groups[key]) for measure in measures}) for key in ordered]
