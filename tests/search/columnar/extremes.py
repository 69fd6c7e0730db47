"""Sizes by which the columnar engine chooses its ways, set so that every way is gone whatever the size of the index."""

from __future__ import annotations

import pytest

from gongbao.search.engines.columnar import (
    candidates,
    combined,
    decoded_postings,
    lengths,
    nodes,
    ordering,
    paging,
    segments,
    sorted_lists,
    tallies,
    verification,
)

_MODULES = (
    candidates, combined, decoded_postings, lengths, nodes, ordering, paging, segments, sorted_lists, tallies, verification,
)  # fmt: skip

EXTREMES = {
    "all lists are long": {
        "GALLOP": 0, "SEARCH_SHARE": 0, "SORT_SHARE": 0, "DENSE_ADDITION": 10**6, "POSTINGS_PER_TEXT": 10**9, "BLOCK_SIZE": 2,
        "DECODED_POSTINGS": 1, "DECODED_PER_PARAGRAPH": 0, "DENSE_TERM": 10**6, "DENSE_MATCHES": 10**6, "FEW_SCORES": 0,
        "RARE_SHARE": 0, "SELECTIVE": 0, "DENSE_LOOKUP": 10**6, "TYPICAL_BEST": 10**6, "GRID_TFS": 1, "BONUS_SHARE": 0,
        "FOLLOWED_RATIO": 10**6, "EXTRA_CANDIDATES": 0, "FEW_LOOKUPS": 0, "FEW_TERMS": 0, "SORTED_WHOLE": 0, "TEXTS_AT_A_TIME": 3,
    },
    "all lists are short": {
        "GALLOP": 10**6, "SEARCH_SHARE": 10**9, "SORT_SHARE": 10**6, "DENSE_ADDITION": 0, "POSTINGS_PER_TEXT": 0,
        "BLOCK_SIZE": 10**6, "DENSE_TERM": 0, "DENSE_MATCHES": 0, "FEW_SCORES": 10**6, "RARE_SHARE": 10**6, "SELECTIVE": 10**6,
        "DENSE_LOOKUP": 0, "TYPICAL_BEST": 0, "GRID_TFS": 10**3, "BONUS_SHARE": 10**6, "FOLLOWED_RATIO": 0,
        "EXTRA_CANDIDATES": 10**6, "FEW_LOOKUPS": 10**6, "FEW_TERMS": 10**6, "SORTED_WHOLE": 10**6,
    },
    "some of each": {
        "GALLOP": 2, "SEARCH_SHARE": 20, "SORT_SHARE": 4, "DENSE_ADDITION": 2, "POSTINGS_PER_TEXT": 4, "BLOCK_SIZE": 4,
        "DECODED_POSTINGS": 300, "DECODED_PER_PARAGRAPH": 0, "DENSE_TERM": 8, "DENSE_MATCHES": 8, "FEW_SCORES": 4,
        "RARE_SHARE": 2, "SELECTIVE": 2, "DENSE_LOOKUP": 3, "TYPICAL_BEST": 2, "GRID_TFS": 2, "BONUS_SHARE": 1,
        "FOLLOWED_RATIO": 1, "EXTRA_CANDIDATES": 4, "FEW_LOOKUPS": 4, "FEW_TERMS": 4, "SORTED_WHOLE": 4, "TEXTS_AT_A_TIME": 50,
    },
}  # fmt: skip


def extreme(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Set the sizes of one of ``EXTREMES``, wherever they are used, until the test ends."""
    for constant, value in EXTREMES[name].items():
        using = [module for module in _MODULES if hasattr(module, constant)]
        assert using, f"no module has a size {constant}"
        for module in using:
            monkeypatch.setattr(module, constant, value)
