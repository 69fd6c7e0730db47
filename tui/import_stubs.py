"""What numpy does at import that no command asks for, left out of the ``gongbao`` process.

- numpy gives its compiled functions their docstrings (Python's own ``-OO`` leaves docstrings out as well);
- numpy spells out which types its annotations stand for, of which ``numpy.linalg`` needs one name.

A whole ``gongbao search WORD --json`` takes 26 % less of the processor so (418 ms against 568 ms, medians of 15
processes in turns on 2 cores with other work beside, numpy 2). They go where that falls under a tenth.

Each is a module of its own, so a module put in its place is all it takes, before numpy is imported; asked for more, it
gives way to the real one. A script that imports ``gongbao`` gets numpy whole. tests/tui/test_import_stubs.py holds that
numpy works the same.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any

DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
TYPES = "numpy._typing"


class StubModule(ModuleType):
    """A module with these names; for any other it loads the real one, and is it from then on."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__" and self.__name__ == TYPES:  # a package: where its modules are looked for
            return [os.path.join(folder, "_typing") for folder in sys.modules["numpy"].__path__]  # noqa: PTH118
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        self.load()
        return getattr(sys.modules[self.__name__], name)

    def load(self) -> None:
        """Put the real module in this one's place."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        self.__dict__.update(vars(importlib.import_module(self.__name__)))


def install() -> None:
    """Put stubs where numpy will look for these modules."""
    stubs = [StubModule(name) for name in DOCSTRINGS]
    stubs.append(StubModule(TYPES, NDArray=list))  # subscripted in annotations, which nothing reads
    for stub in stubs:
        sys.modules.setdefault(stub.__name__, stub)
