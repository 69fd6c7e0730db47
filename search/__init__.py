"""A question in, results out. The names below are the package's public face.

They are loaded when first used: a search needs no exports, and ``import gongbao`` not even the engine.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from gongbao.search._callable import CallablePackage

if TYPE_CHECKING:
    from gongbao.search.analyses.statistics import Doubt, Statistics
    from gongbao.search.index import Index, open, search
    from gongbao.search.output.citations import bibtex, gbt7714
    from gongbao.search.output.exports import export, export_to_stream
    from gongbao.search.output.plots import bars, draw
    from gongbao.search.output.tables import Table
    from gongbao.search.results.documents import StoredDocument
    from gongbao.search.results.results import Hit, Results

_HOMES = {
    "Doubt": "analyses.statistics",
    "Hit": "results.results",
    "Index": "index",
    "Results": "results.results",
    "Statistics": "analyses.statistics",
    "StoredDocument": "results.documents",
    "Table": "output.tables",
    "bars": "output.plots",
    "bibtex": "output.citations",
    "draw": "output.plots",
    "export": "output.exports",
    "export_to_stream": "output.exports",
    "gbt7714": "output.citations",
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
    "export_to_stream",
    "gbt7714",
    "open",
    "search",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gongbao.search' has no attribute {name!r}")
    return getattr(importlib.import_module(f"gongbao.search.{_HOMES[name]}"), name)


sys.modules[__name__].__class__ = CallablePackage
