"""Measures of association between a word and one of two stretches of text.

Log-likelihood: Dunning (1993), Computational Linguistics 19(1); the two-cell form for corpora is Rayson and
Garside (2000), Workshop on Comparing Corpora. Log-ratio: Hardie (2014), CASS briefing.
"""

from __future__ import annotations

import math


def log_likelihood(a: int, b: int, size_a: int, size_b: int) -> float:
    """G² of a word that occurs ``a`` times in ``size_a`` words and ``b`` times in ``size_b``; signed, + when more
    frequent in the first. 0.0 when there is nothing to compare.
    """
    total, size = a + b, size_a + size_b
    if not total or not size_a or not size_b:
        return 0.0
    expected_a, expected_b = total * size_a / size, total * size_b / size
    value = 2 * sum(
        observed * math.log(observed / expected)
        for observed, expected in ((a, expected_a), (b, expected_b))
        if observed
    )
    return value if a / size_a >= b / size_b else -value


def log_ratio(a: int, b: int, size_a: int, size_b: int) -> float:
    """log2 of the ratio of the relative frequencies; a count of 0 is taken as 0.5."""
    if not size_a or not size_b:
        return 0.0
    return math.log2((max(a, 0.5) / size_a) / (max(b, 0.5) / size_b))


def mutual_information(observed: int, expected: float) -> float:
    """log2 (observed / expected), the pointwise mutual information of a pair; 0.0 where undefined."""
    return math.log2(observed / expected) if observed and expected else 0.0
