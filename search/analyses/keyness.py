"""Keyness: the words that mark one choice of paragraphs out against another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from gongbao.indexer.config import Analysis
from gongbao.search.analyses.association import log_likelihood, log_ratio
from gongbao.search.analyses.texts import texts, tokens
from gongbao.search.engines.protocol import Engine
from gongbao.search.output.manifest import Manifest
from gongbao.search.output.tables import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word's count in ``a`` and ``b``, per 10,000 words of each, and how it marks ``a`` (negative: ``b``)."""

    word: str
    a: int
    b: int
    a_per_10000: float
    b_per_10000: float
    log_likelihood: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Keyness(Table):
    """Keywords by the size of their log-likelihood, strongest first; ``tokens_a`` and ``tokens_b`` are all words."""

    keywords: tuple[Keyword, ...]
    tokens_a: int
    tokens_b: int
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(Keyword))

    def rows(self) -> list[dict[str, Any]]:
        return [{name: getattr(k, name) for name in self.columns} for k in self.keywords]


def word_counts(engine: Engine, numbers: NDArray[np.int64], analysis: Analysis) -> Counter[str]:
    """How often each whole word stands in these paragraphs."""
    counts: Counter[str] = Counter()
    for _, text in texts(engine, numbers):
        counts.update(tokens(text, analysis))
    return counts


def keywords(a: Counter[str], b: Counter[str], min_count: int, min_characters: int) -> tuple[Keyword, ...]:
    """The words that occur at least ``min_count`` times in all, compared."""
    size_a, size_b = a.total(), b.total()
    found = [
        Keyword(
            word=word,
            a=a[word],
            b=b[word],
            a_per_10000=a[word] * 10_000 / size_a if size_a else 0.0,
            b_per_10000=b[word] * 10_000 / size_b if size_b else 0.0,
            log_likelihood=log_likelihood(a[word], b[word], size_a, size_b),
            log_ratio=log_ratio(a[word], b[word], size_a, size_b),
        )
        for word in a.keys() | b.keys()
        if a[word] + b[word] >= min_count and len(word) >= min_characters
    ]
    return tuple(sorted(found, key=lambda k: (-abs(k.log_likelihood), k.word)))
