"""Words that stand near the matches of a query more often than elsewhere."""

from __future__ import annotations

import bisect
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from whoosh.query import Query

from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis
from gongbao.search.analyses.association import log_likelihood, mutual_information
from gongbao.search.analyses.texts import texts, tokens
from gongbao.search.engines.protocol import Engine, Filters
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table
from gongbao.search.results.snippets import marked, markers


@dataclass(frozen=True, slots=True)
class Collocate:
    """``count`` times near a match (``left`` before, ``right`` after), ``frequency`` times in all the text chosen.

    ``expected`` is count if the word were spread evenly. ``log_likelihood`` compares the words near matches with
    all others, + when it is drawn to them; ``mutual_information`` is log2(count / expected).
    """

    word: str
    count: int
    left: int
    right: int
    frequency: int
    expected: float
    log_likelihood: float
    mutual_information: float


@dataclass(frozen=True, slots=True)
class Collocates(Table):
    """Collocates, strongest log-likelihood first, out of ``matches`` matches; ``near`` words stand near one."""

    collocates: tuple[Collocate, ...]
    matches: int
    near: int
    tokens: int
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(Collocate))

    def rows(self) -> list[dict[str, Any]]:
        return [{name: getattr(c, name) for name in self.columns} for c in self.collocates]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Counts over the text chosen: words left and right of matches, all words, and how many of each."""

    left: Counter[str]
    right: Counter[str]
    words: Counter[str]
    matches: int


def surroundings(engine: Engine, query: Query, filters: Filters, window: int, analysis: Analysis) -> Surroundings:
    """Counts, over every paragraph under the filters, the whole words up to ``window`` words from a match.

    Words that overlap a match are not counted at all. A word near two matches counts once, as standing after
    the earlier one.
    """
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    matches = 0
    wanted = markers(query)
    matching = engine.ids(query, filters)
    for _, text in texts(engine, np.setdiff1d(engine.ids(None, filters), matching)):
        everywhere.update(tokens(text, analysis))
    for _, text in texts(engine, matching):
        spans = marked(wanted, text)
        matches += len(spans)
        outside = [w for w in words(text, analysis, parts=False) if not _touches(spans, w.start, w.end)]
        everywhere.update(w.text for w in outside)
        before, after = _beside([w.start for w in outside], spans, window)
        right.update(outside[i].text for i in after)
        left.update(outside[i].text for i in before - after)
    return Surroundings(left, right, everywhere, matches)


def _beside(begins: list[int], spans: tuple[tuple[int, int], ...], window: int) -> tuple[set[int], set[int]]:
    """Which words, by number, stand up to ``window`` words before a span, and which after one."""
    before: set[int] = set()
    after: set[int] = set()
    for start, end in spans:
        at = bisect.bisect_left(begins, start)
        before.update(range(max(0, at - window), at))
        at = bisect.bisect_left(begins, end)
        after.update(range(at, min(len(begins), at + window)))
    return before, after


def _touches(spans: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    at = bisect.bisect_right(spans, (start, 1 << 60))
    return (at > 0 and spans[at - 1][1] > start) or (at < len(spans) and spans[at][0] < end)


def collocates(found: Surroundings, min_count: int, min_characters: int) -> tuple[tuple[Collocate, ...], int, int]:
    """The words worth naming, strongest first; with the number of words near matches, and of all words."""
    near, size = found.left.total() + found.right.total(), found.words.total()
    listed: list[Collocate] = []
    for word, frequency in found.words.items():
        count = found.left[word] + found.right[word]
        if count < min_count or len(word) < min_characters:
            continue
        expected = frequency * near / size
        listed.append(
            Collocate(
                word=word,
                count=count,
                left=found.left[word],
                right=found.right[word],
                frequency=frequency,
                expected=expected,
                log_likelihood=log_likelihood(count, frequency - count, near, size - near),
                mutual_information=mutual_information(count, expected),
            )
        )
    listed.sort(key=lambda c: (-c.log_likelihood, c.word))
    return tuple(listed), near, size
