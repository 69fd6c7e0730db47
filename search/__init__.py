"""A question in, results out. The names below are the package's public face.

They are loaded when first used: a search needs no exports, and ``import gongbao`` not even the engine.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.citations import bibtex, gbt7714
    from search.documents import StoredDocument
    from search.exports import export
    from search.index import Index, open, search
    from search.plots import bars, draw
    from search.results import Hit, Results
    from search.statistics import Doubt, Statistics
    from search.tables import Table

_HOMES = {
    "Doubt": "statistics",
    "Hit": "results",
    "Index": "index",
    "Results": "results",
    "Statistics": "statistics",
    "StoredDocument": "documents",
    "Table": "tables",
    "bars": "plots",
    "bibtex": "citations",
    "draw": "plots",
    "export": "exports",
    "gbt7714": "citations",
    "open": "index",
    "search": "index",
}

__all__ = [
    "Doubt",
    "Hit",
    "Index",
    "Results",
    "Statistics",
    "StoredDocument",
    "Table",
    "bars",
    "bibtex",
    "draw",
    "export",
    "gbt7714",
    "open",
    "search",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'search' has no attribute {name!r}")
    return getattr(importlib.import_module(f"search.{_HOMES[name]}"), name)
