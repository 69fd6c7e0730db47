"""Files in, a Whoosh index out. The names below are the package's public face.

They are loaded when first used: a search needs the schema and the store, but none of the readers.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongbao.indexer.build import Event, IndexReport, build_index, optimize
    from gongbao.indexer.config import Config
    from gongbao.indexer.doctor import Health, examine
    from gongbao.indexer.documents import Document, Evidence, Metadata, Paragraph, Place, Skipped
    from gongbao.indexer.pipeline import inspect
    from gongbao.indexer.repair import Rebuilt, rebuild
    from gongbao.indexer.schema import FIELDS, FieldSpec

_HOMES = {
    "FIELDS": "schema",
    "Config": "config",
    "Document": "documents",
    "Event": "build",
    "Evidence": "documents",
    "FieldSpec": "schema",
    "Health": "doctor",
    "IndexReport": "build",
    "optimize": "build",
    "Metadata": "documents",
    "Paragraph": "documents",
    "Place": "documents",
    "Rebuilt": "repair",
    "Skipped": "documents",
    "build_index": "build",
    "examine": "doctor",
    "inspect": "pipeline",
    "rebuild": "repair",
}

__all__ = [
    "FIELDS",
    "Config",
    "Document",
    "Event",
    "Evidence",
    "FieldSpec",
    "Health",
    "IndexReport",
    "Metadata",
    "Paragraph",
    "Place",
    "Rebuilt",
    "Skipped",
    "build_index",
    "examine",
    "inspect",
    "optimize",
    "rebuild",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gongbao.indexer' has no attribute {name!r}")
    return getattr(importlib.import_module(f"gongbao.indexer.{_HOMES[name]}"), name)
