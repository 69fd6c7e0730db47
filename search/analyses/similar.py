"""Paragraphs that speak of the same: those that share the words that mark a paragraph out."""

from __future__ import annotations

import math
from collections import Counter

from gongbao.indexer.config import Analysis
from gongbao.search.analyses.texts import tokens
from gongbao.search.engines.protocol import Engine, Request
from gongbao.search.query.ast import Any, Query, Word

MOST_WORDS = 24
MIN_CHARACTERS = 2


def likeness(engine: Engine, text: str, analysis: Analysis) -> Query | None:
    """An Any of the text's most telling words, by tf · ln(N / df); None when no other paragraph has any of them.

    ``df`` counts paragraphs with the word as a token; words of one character tell little and are left out.
    """
    counts = Counter(word for word in tokens(text, analysis) if len(word) >= MIN_CHARACTERS)
    size = max(1, engine.count(Request(copies=True)))
    weights: dict[str, float] = {}
    for word, paragraphs in zip(counts, engine.term_statistics("text", tuple(counts)), strict=True):
        if 1 < paragraphs < size:
            weights[word] = counts[word] * math.log(size / paragraphs)
    best = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    return Any(tuple(Word("text", word) for word in best)) if best else None
