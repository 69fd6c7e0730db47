"""numpy, and what is built upon it, works the same with stubs in place of what a start does not need."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def printed(code: str, stubbed: bool = True) -> str:
    """What code prints in a process of its own, with stubs where ``stubbed``."""
    before = "from gongbao.tui import import_stubs; import_stubs.install()\n" if stubbed else ""
    done = subprocess.run(
        [sys.executable, "-c", before + code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("stubbed", [True, False])
def test_the_types_of_numpys_annotations_are_loaded_when_they_are_asked_for(stubbed: bool) -> None:
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
    first, *rest = printed(code, stubbed).splitlines()
    assert first == str(not stubbed)
    assert rest == printed(code, not stubbed).splitlines()[1:]


@pytest.mark.parametrize(
    "library",
    [
        "numpy.ma",
        "numpy.typing",
        "scipy.signal",
        "numpy.random",
        "numpy.polynomial",
        "pandas",
        "matplotlib.pyplot",
        "scipy.stats",
        "datasketch",
    ],
)
def test_what_is_built_upon_numpy_is_imported_all_the_same(library: str) -> None:
    if importlib.util.find_spec(library.partition(".")[0]) is None:
        pytest.skip(f"{library} is not installed")
    assert printed(f"import {library}; print('imported')") == "imported\n"
