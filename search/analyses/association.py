"""Measures of association between a word and one of two stretches of text.

Log-likelihood: Dunning (1993), Computational Linguistics 19(1), 61–74. Its form over two cells, the one that corpus
tools use for keywords: Rayson and Garside (2000), Proceedings of the Workshop on Comparing Corpora, 1–6. Its value
follows χ² with one degree of freedom. Log-ratio: Hardie (2014), CASS, Lancaster University.
"""

from __future__ import annotations

import math


def g2_two_cell(a: int, b: int, size_a: int, size_b: int) -> float:
    """G² over two cells of a word that occurs ``a`` times in ``size_a`` words and ``b`` times in ``size_b``.

    2 (a ln(a / E_a) + b ln(b / E_b)) with E_a = size_a (a + b) / (size_a + size_b), and E_b alike: the other words
    are not part of it (``g2_four_cell`` has them). Signed: + when the word is more frequent in the first. 0.0 when
    there is nothing to compare.
    """
    total, size = a + b, size_a + size_b
    if not total or not size_a or not size_b:
        return 0.0
    value = 2 * (_cell(a, total * size_a / size) + _cell(b, total * size_b / size))
    return value if a / size_a >= b / size_b else -value


def g2_four_cell(a: int, b: int, size_a: int, size_b: int) -> float:
    """G² over the whole table of four cells: this word and all others, in each stretch; signed as ``g2_two_cell``."""
    total, size = a + b, size_a + size_b
    if not total or not size_a or not size_b:
        return 0.0
    rest = size - total
    cells = ((a, total, size_a), (b, total, size_b), (size_a - a, rest, size_a), (size_b - b, rest, size_b))
    value = 2 * sum(_cell(observed, row * column / size) for observed, row, column in cells)
    return value if a / size_a >= b / size_b else -value


def p_value(g2: float) -> float:
    """The probability of a |G²| at least so large by chance alone: the upper tail of χ² with one degree of freedom.

    One word's; who tests thousands of words at once must ask for less (Bonferroni: divide by their number).
    """
    return math.erfc(math.sqrt(abs(g2) / 2))


def log_ratio(a: int, b: int, size_a: int, size_b: int) -> float:
    """log2 of the ratio of the relative frequencies; a count of 0 is taken as 0.5."""
    if not size_a or not size_b:
        return 0.0
    return math.log2((max(a, 0.5) / size_a) / (max(b, 0.5) / size_b))


def mutual_information(observed: int, expected: float) -> float:
    """log2 (observed / expected), the pointwise mutual information of a pair; 0.0 where undefined."""
    return math.log2(observed / expected) if observed and expected else 0.0


def _cell(observed: int, expected: float) -> float:
    return observed * math.log(observed / expected) if observed else 0.0
