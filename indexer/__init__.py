"""Files in, a Whoosh index out. The names below are the package's public face."""

from indexer.build import Event, IndexReport, build_index
from indexer.config import Config
from indexer.documents import Document, Evidence, Metadata, Paragraph, Place, Skipped
from indexer.pipeline import inspect

__all__ = [
    "Config",
    "Document",
    "Event",
    "Evidence",
    "IndexReport",
    "Metadata",
    "Paragraph",
    "Place",
    "Skipped",
    "build_index",
    "inspect",
]
