"""Words that stand near the matches of a query more often than elsewhere."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis
from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.association import g2_two_cell, mutual_information, p_value
from gongbao.search.analyses.counting import Matches, match_finder
from gongbao.search.analyses.selection import all_of
from gongbao.search.analyses.texts import texts
from gongbao.search.analyses.words import WrittenForms, word_counts
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.query.ast import Not, Query

CollocatesOrder = Literal["g2_two_cell", "mutual_information", "count"]


@dataclass(frozen=True, slots=True)
class Collocate:
    """``count`` times near a match (``left`` before, ``right`` after), ``frequency`` times in all the text chosen.

    ``word`` is written as it stands most often in the documents. ``expected`` is count if the word were spread
    evenly. ``g2_two_cell`` compares the words near matches with all others, + when it is drawn to them, with its
    ``p_value``; ``mutual_information``, the size of the effect, is log2(count / expected).
    """

    word: str
    count: int
    left: int
    right: int
    frequency: int
    expected: float
    g2_two_cell: float
    p_value: float
    mutual_information: float


@dataclass(frozen=True, slots=True)
class Collocates(Table):
    """Collocates in the order asked for, out of ``matches`` matches; ``near`` words stand near one.

    ``readings``: query → how it was understood.
    """

    collocates: tuple[Collocate, ...]
    matches: int
    near: int
    tokens: int
    readings: Mapping[str, str]
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a ``Collocate``'s values."""
        return tuple(f.name for f in fields(Collocate))

    def rows(self) -> list[dict[str, Any]]:
        """A row for each collocate."""
        return [{name: getattr(c, name) for name in self.columns} for c in self.collocates]

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        sizes = {name: getattr(self, name) for name in ("matches", "near", "tokens")}
        return {**Table.to_dict(self), **sizes, "readings": dict(self.readings)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Counts over the text chosen: words (folded) left and right of matches, all words, and how many matches."""

    left: Counter[str]
    right: Counter[str]
    words: Counter[str]
    matches: int


def surroundings(
    engine: Engine, tree: Query, chosen: Request, window: int, analysis: Analysis, forms: WrittenForms
) -> Surroundings:
    """Counts, over every paragraph that ``chosen`` matches, the whole words up to ``window`` words from a match.

    Words that overlap a match are not counted at all. A word near two matches counts once, as standing after
    the earlier one.
    """
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    count = 0
    matches = match_finder(tree)
    elsewhere = chosen._replace(query=all_of((chosen.query, Not(tree))))
    everywhere = word_counts(engine, elsewhere, analysis, forms)
    for text, folded in texts(engine, chosen._replace(query=all_of((chosen.query, tree)))):
        spans = matches(folded)
        count += len(spans)
        outside = [w for w in words(folded, analysis, parts=False) if not _touches(spans, w.start, w.end)]
        everywhere.update(w.text for w in outside)
        forms.add_spans(((w.text, w.start, w.end) for w in outside), text, folded)
        before, after = _beside([w.start for w in outside], spans, window)
        right.update(outside[i].text for i in after)
        left.update(outside[i].text for i in before - after)
    return Surroundings(left, right, everywhere, count)


def _beside(begins: list[int], spans: Matches, window: int) -> tuple[set[int], set[int]]:
    """Which words, by number, stand up to ``window`` words before a span, and which after one."""
    before: set[int] = set()
    after: set[int] = set()
    for start, end in spans:
        at = bisect.bisect_left(begins, start)
        before.update(range(max(0, at - window), at))
        at = bisect.bisect_left(begins, end)
        after.update(range(at, min(len(begins), at + window)))
    return before, after


def _touches(spans: Matches, start: int, end: int) -> bool:
    at = bisect.bisect_right(spans, (start, 1 << 60))
    return (at > 0 and spans[at - 1][1] > start) or (at < len(spans) and spans[at][0] < end)


_SIZE_OF: Mapping[str, Callable[[Collocate], float]] = {
    "g2_two_cell": lambda c: c.g2_two_cell,
    "mutual_information": lambda c: c.mutual_information,
    "count": lambda c: c.count,
}


def collocates(
    found: Surroundings, forms: WrittenForms, *, min_count: int, min_characters: int, max_p: float | None = None,
    sort: CollocatesOrder = "g2_two_cell",
) -> tuple[tuple[Collocate, ...], int, int]:  # fmt: skip
    """The words worth naming, the largest value of ``sort`` first; the number of words near matches, and of all.

    ``max_p`` leaves out the words whose nearness may be chance. Raises QueryError for an order there is not.
    """
    if sort not in _SIZE_OF:
        raise QueryError("order.unknown", order=sort, known=", ".join(_SIZE_OF))
    near, size = found.left.total() + found.right.total(), found.words.total()
    listed: list[Collocate] = []
    for word, frequency in found.words.items():
        count = found.left[word] + found.right[word]
        if count < min_count or len(word) < min_characters:
            continue
        expected = frequency * near / size
        g2 = g2_two_cell(count, frequency - count, near, size - near)
        collocate = Collocate(
            word=forms.form(word, frequency),
            count=count,
            left=found.left[word],
            right=found.right[word],
            frequency=frequency,
            expected=expected,
            g2_two_cell=g2,
            p_value=p_value(g2),
            mutual_information=mutual_information(count, expected),
        )
        if max_p is None or collocate.p_value <= max_p:
            listed.append(collocate)
    size_of = _SIZE_OF[sort]
    listed.sort(key=lambda c: (-size_of(c), -c.g2_two_cell, c.word))
    return tuple(listed), near, size
