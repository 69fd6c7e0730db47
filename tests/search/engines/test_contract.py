"""The built-in engines, and the one over a list of paragraphs, keep the contract."""

from __future__ import annotations

from pathlib import Path

from tests.search.engines.contract import Contract, Written
from tests.search.engines.workshops import IndexWorkshop, MemoryWorkshop, Workshop


class TestColumnar(Contract):
    """The default engine."""

    @classmethod
    def workshop(cls, folder: Path) -> Workshop:
        return IndexWorkshop(folder, "columnar")


class TestWhoosh(Contract):
    """The reference on Whoosh's own Searcher."""

    @classmethod
    def workshop(cls, folder: Path) -> Workshop:
        return IndexWorkshop(folder, "whoosh")


class TestMemory(Written):
    """What the others' random answers are compared with; the written ones alone judge it."""

    @classmethod
    def workshop(cls, folder: Path) -> Workshop:
        return MemoryWorkshop()
