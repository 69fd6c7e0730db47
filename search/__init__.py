"""A question in, results out. The names below are the package's public face.

Exports, citations and plots are loaded when first used: an ordinary search needs none of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from search.documents import StoredDocument
from search.index import Index, open, search
from search.results import Hit, Results
from search.statistics import Doubt, Statistics

if TYPE_CHECKING:
    from search.citations import bibtex, gbt7714
    from search.exports import export
    from search.plots import bars, draw
    from search.tables import Table

_HOMES = {
    "Table": "tables",
    "bars": "plots",
    "bibtex": "citations",
    "draw": "plots",
    "export": "exports",
    "gbt7714": "citations",
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
