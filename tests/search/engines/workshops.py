"""Where a test writes paragraphs and opens the engine that it asks about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.search.engines.protocol import Engine
from gongbao.search.engines.registry import open_engine
from tests.search.engines.memory import MemoryEngine, Shelf


class Workshop(Protocol):
    """Paragraphs are given as what is indexed of them (``schema.paragraph_fields``); each call is a commit."""

    def add(self, paragraphs: Sequence[Mapping[str, Any]]) -> None:
        """Adds whole documents after those that are there, in their order."""

    def delete(self, documents: Sequence[str]) -> None:
        """Deletes documents by their ids; where it has a choice, the engine goes on counting them in its statistics."""

    def merge(self) -> None:
        """Forgets the deleted paragraphs for good."""

    def open(self) -> Engine:
        """The engine, on what has been written."""


class IndexWorkshop:
    """An index directory of ours, opened by one of the built-in engines."""

    def __init__(self, folder: Path, engine: str) -> None:
        self.address = f"{engine}://{folder / 'index'}"
        self._folder = folder / "index"
        store.create(self._folder, Config())

    def add(self, paragraphs: Sequence[Mapping[str, Any]]) -> None:
        writer = store.open_writer(self._folder, Config())
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit(merge=False)

    def delete(self, documents: Sequence[str]) -> None:
        writer = store.open_writer(self._folder, Config())
        for name in documents:
            writer.delete_by_term("doc", name)
        writer.commit(merge=False)

    def merge(self) -> None:
        store.open_writer(self._folder, Config()).commit(optimize=True)

    def open(self) -> Engine:
        return open_engine(self.address, Config())


class MemoryWorkshop(Shelf):
    """A list of paragraphs."""

    def open(self) -> Engine:
        return MemoryEngine(self)
