"""What numpy and Whoosh do at import that no command asks for, left out of the ``gongbao`` process: 45 ms of a start.

- numpy gives its compiled functions their docstrings (16 ms; Python's own ``-OO`` leaves docstrings out as well);
- numpy spells out which types its annotations stand for (14 ms), of which ``numpy.linalg`` needs one name;
- Whoosh compiles rules of English: how words are inflected, stemmed and spelled by sound (15 ms).

Each is a module of its own, so a module put in its place is all it takes, before the library is imported; asked for
more, it gives way to the real one. A script that imports ``gongbao`` gets the libraries whole. tests/tui/test_spared.py
holds that they work the same.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
TYPES = "numpy._typing"
ENGLISH = {"morph_en": "variations", "porter": "stem", "dmetaphone": "double_metaphone"}
"""Module of ``whoosh.lang`` → the function that other modules import from it."""


class StandIn(ModuleType):
    """A module with these names; for any other it loads the real one, and is it from then on."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__" and self.__name__ == TYPES:  # a package: where its modules are looked for
            return [os.path.join(folder, "_typing") for folder in sys.modules["numpy"].__path__]  # noqa: PTH118
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        self.yield_to_render()
        return getattr(sys.modules[self.__name__], name)

    def yield_to_render(self) -> None:
        """Put the real module in this one's place."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        self.__dict__.update(vars(importlib.import_module(self.__name__)))


def spare() -> None:
    """Put what stands in for these modules where the libraries will look for them."""
    for module in (
        *map(StandIn, DOCSTRINGS),
        StandIn(TYPES, NDArray=list),  # subscripted in annotations, which nothing reads
        *(StandIn(f"whoosh.lang.{name}", **{rule: _later(name, rule)}) for name, rule in ENGLISH.items()),
    ):
        sys.modules.setdefault(module.__name__, module)


def _later(name: str, rule: str) -> Callable[[str], Any]:
    """A function of ``whoosh.lang`` that loads its module when it is called."""

    def called(word: str) -> Any:
        module = sys.modules[f"whoosh.lang.{name}"]
        if isinstance(module, StandIn):
            module.yield_to_render()
        return getattr(sys.modules[module.__name__], rule)(word)

    return called
