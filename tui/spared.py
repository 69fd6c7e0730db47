"""What numpy and Whoosh do at import that no command asks for, left out of the ``gongbao`` process: 30 ms of a start.

- numpy gives its compiled functions their docstrings (16 ms; Python's own ``-OO`` leaves docstrings out as well);
- Whoosh compiles the rules by which ``whoosh.query.Variations`` inflects English words (13 ms).

Each is a module of its own, so a module put in its place is all it takes, before the library is imported. A script that
imports ``gongbao`` gets the libraries whole. tests/tui/test_spared.py holds that they then work the same.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
INFLECTION = "whoosh.lang.morph_en"


def spare() -> None:
    """Put what stands in for these modules where the libraries will look for them."""
    for name in DOCSTRINGS:
        sys.modules.setdefault(name, ModuleType(name))
    if INFLECTION not in sys.modules:
        sys.modules[INFLECTION] = ModuleType(INFLECTION)
        sys.modules[INFLECTION].__dict__["variations"] = _variations


def _variations(word: str) -> set[str]:
    """The inflected forms of an English word: the real module is loaded when this is called."""
    if getattr(sys.modules[INFLECTION], "variations", None) is _variations:
        del sys.modules[INFLECTION]
    found: set[str] = importlib.import_module(INFLECTION).variations(word)
    return found
