"""Paragraphs that speak of the same: those that share the words that mark a paragraph out."""

from __future__ import annotations

import math
from collections import Counter

from whoosh.query import Or, Query, Term

from gongbao.indexer.config import Analysis
from gongbao.search.analyses.texts import tokens
from gongbao.search.engines.protocol import Engine, Filters

MOST_WORDS = 24
MIN_CHARACTERS = 2


def likeness(engine: Engine, text: str, analysis: Analysis) -> Query | None:
    """An Or of the text's most telling words, by tf · ln(N / df); None when no other paragraph has any of them.

    ``df`` counts paragraphs with the word as a token; words of one character tell little and are left out.
    """
    counts = Counter(word for word in tokens(text, analysis) if len(word) >= MIN_CHARACTERS)
    size = max(1, engine.count(None, Filters()))
    weights: dict[str, float] = {}
    for word, count in counts.items():
        paragraphs = engine.frequency("text", word)
        if 1 < paragraphs < size:
            weights[word] = count * math.log(size / paragraphs)
    best = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    return Or([Term("text", word) for word in best]) if best else None
