"""A generation of an index as the columnar engine holds it, for tests that look below the protocol."""

from __future__ import annotations

from pathlib import Path

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.deadline import Deadline
from gongbao.search.engines.columnar.evaluate import Evaluation, Nodes
from gongbao.search.engines.columnar.snapshot import Snapshot
from gongbao.search.query.ast import Query


def snapshot(folder: Path) -> Snapshot:
    """The newest generation of the index in a folder."""
    return Snapshot(store.open_generation(folder, Config()), Config())


def evaluated(opened: Snapshot, query: Query) -> Nodes:
    """What the query matches in each segment."""
    return Evaluation(opened.segments, Deadline(None)).nodes(query)


def texts(opened: Snapshot) -> dict[int, str]:
    """The stored text of every paragraph that is not deleted, by its number in the whole index."""
    numbers = [number + reader.base for reader in opened.segments.readers for number in reader.every.tolist()]
    found = opened.columns(numbers, ("text",)).column("text")
    return {number: text or "" for number, text in zip(numbers, found, strict=True)}
