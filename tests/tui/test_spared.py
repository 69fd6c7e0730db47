"""The libraries work the same without what a start is spared."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def printed(code: str, spared: bool = True) -> str:
    """What code prints in a process of its own, where a start is spared what it does not need."""
    before = "from gongbao.tui.import_stubs import spare; spare()\n" if spared else ""
    done = subprocess.run(
        [sys.executable, "-c", before + code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("spared", [True, False])
def test_the_rules_of_english_are_loaded_when_they_are_asked_for(spared: bool) -> None:
    code = """
import sys
from whoosh import query
from whoosh.analysis import DoubleMetaphoneFilter, RegexTokenizer, StemmingAnalyzer
print([rules in vars(sys.modules["whoosh.lang." + name]) for name, rules in
       (("morph_en", "rules"), ("porter", "_step2list"), ("dmetaphone", "re"))])
from whoosh.query.terms import variations
print(sorted(variations("render")), sorted(variations("baby")), query.Variations("text", "render").has_terms())
print([token.text for token in StemmingAnalyzer()("rendering the babies relationally")])
print([token.text for token in (RegexTokenizer() | DoubleMetaphoneFilter())("Smith Schmidt")])
print("rules" in vars(sys.modules["whoosh.lang.morph_en"]), len(sys.modules["whoosh.lang.porter"]._step2list))
"""
    first, *rest = printed(code, spared).splitlines()
    assert first == str([not spared] * 3)
    assert "rendering" in rest[0] and "babies" in rest[0]
    assert rest == printed(code, not spared).splitlines()[1:]


@pytest.mark.parametrize("spared", [True, False])
def test_the_types_of_numpys_annotations_are_loaded_when_they_are_asked_for(spared: bool) -> None:
    code = """
import sys
import numpy as np
print("numpy._typing._dtype_like" in sys.modules)
import numpy._typing._array_like
from numpy._typing import NDArray, ArrayLike
import numpy.typing as npt
print(npt.NDArray[np.int8], npt.ArrayLike == ArrayLike, npt.DTypeLike, sorted(dir(npt)))
import numpy._typing
print(numpy._typing.NDArray is npt.NDArray, sys.modules["numpy._typing"].__file__)
"""
    first, *rest = printed(code, spared).splitlines()
    assert first == str(not spared)
    assert rest == printed(code, not spared).splitlines()[1:]


@pytest.mark.parametrize(
    "library",
    [
        "numpy.ma",
        "numpy.typing",
        "numpy.random",
        "numpy.polynomial",
        "pandas",
        "matplotlib.pyplot",
    ],
)
def test_what_is_built_upon_numpy_is_imported_all_the_same(library: str) -> None:
    if importlib.util.find_spec(library.partition(".")[0]) is None:
        pytest.skip(f"{library} is not installed")
    assert printed(f"import {library}; print('imported')") == "imported\n"
