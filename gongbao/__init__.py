"""gongbao (公报): full-text search for Chinese local-government documents.

The public face: everything a script needs, and nothing else. ::

    import gongbao
    gongbao.build_index("seeds", index_dir="index")
    with gongbao.open("index") as index:
        for hit in index.search("乡村振兴", city="淄博", year=(2019, 2021)).hits:
            print(hit.city, hit.year, hit.title, hit.snippet)
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

# In a checkout `indexer`, `search` and `tui` stand at the top, and links in this folder lead to them. Where the system
# made no links (git on Windows, a source distribution) they are found beside this folder instead.
if not (Path(__file__).parent / "indexer").is_dir():
    __path__.append(str(Path(__file__).resolve().parent.parent))

from gongbao.indexer.errors import (
    ConfigError,
    EngineUnavailable,
    GongbaoError,
    IndexClosed,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    InputError,
    MissingExtra,
    QueryError,
    SearchTimeout,
)

if TYPE_CHECKING:
    from gongbao.indexer import (
        Config,
        Document,
        Evidence,
        IndexReport,
        Metadata,
        Paragraph,
        Place,
        Skipped,
        build_index,
        inspect,
    )
    from gongbao.search import Hit, Index, Results, bars, bibtex, draw, export, gbt7714, open, search

_OF_THE_INDEXER = (
    "Config",
    "Document",
    "Evidence",
    "IndexReport",
    "Metadata",
    "Paragraph",
    "Place",
    "Skipped",
    "build_index",
    "inspect",
)

__all__ = [
    "Config",
    "ConfigError",
    "Document",
    "EngineUnavailable",
    "Evidence",
    "GongbaoError",
    "Hit",
    "Index",
    "IndexClosed",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexReport",
    "InputError",
    "Metadata",
    "MissingExtra",
    "Paragraph",
    "Place",
    "QueryError",
    "Results",
    "SearchTimeout",
    "Skipped",
    "bars",
    "bibtex",
    "build_index",
    "draw",
    "export",
    "gbt7714",
    "inspect",
    "open",
    "search",
]


if not TYPE_CHECKING:  # a type checker would take any name for one that this gives

    def __getattr__(name: str) -> Any:
        """All but the errors is loaded when first used."""
        if name not in __all__:
            raise AttributeError(f"module 'gongbao' has no attribute {name!r}")
        room = importlib.import_module("gongbao.indexer" if name in _OF_THE_INDEXER else "gongbao.search")
        return room if name == "search" else getattr(room, name)


def __dir__() -> list[str]:
    return sorted(__all__)
