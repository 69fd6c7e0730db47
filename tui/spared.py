"""What numpy and Whoosh do at import that no command asks for, left out of the ``gongbao`` process: 45 ms of a start.

- numpy gives its compiled functions their docstrings (16 ms; Python's own ``-OO`` leaves docstrings out as well);
- numpy spells out which types its annotations stand for (14 ms), of which ``numpy.linalg`` needs one name;
- Whoosh compiles the rules by which ``whoosh.query.Variations`` inflects English words (13 ms).

Each is a module of its own, so a module put in its place is all it takes, before the library is imported; asked for
more, it gives way to the real one. A script that imports ``gongbao`` gets the libraries whole. tests/tui/test_spared.py
holds that they work the same.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any

DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
TYPES = "numpy._typing"
INFLECTION = "whoosh.lang.morph_en"


class StandIn(ModuleType):
    """A module with these names; for any other it loads the real one, and is it from then on."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # where modules within it are looked for
            package, _, last = self.__name__.rpartition(".")
            return [os.path.join(folder, last) for folder in sys.modules[package].__path__]  # noqa: PTH118
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        self.give_way()
        return getattr(sys.modules[self.__name__], name)

    def give_way(self) -> None:
        """Put the real module in this one's place."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        self.__dict__.update(vars(importlib.import_module(self.__name__)))


def spare() -> None:
    """Put what stands in for these modules where the libraries will look for them."""
    for module in (
        *map(StandIn, DOCSTRINGS),
        StandIn(TYPES, NDArray=list),  # subscripted in annotations, which nothing reads
        StandIn(INFLECTION, variations=_variations),
    ):
        sys.modules.setdefault(module.__name__, module)


def _variations(word: str) -> set[str]:
    """The inflected forms of an English word, by the real module."""
    english = sys.modules[INFLECTION]
    if isinstance(english, StandIn):
        english.give_way()
    found: set[str] = sys.modules[INFLECTION].variations(word)
    return found
