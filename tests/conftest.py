"""Settings for the whole suite, which neither heeds nor touches what belongs to whoever runs it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("gongbao", deadline=None)  # machines are shared; time is measured in benchmarks/
settings.load_profile("gongbao")

_OWN = "GONGBAO_TESTS_HOME"
_SPOKEN = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "TZ")
_SHOWN = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM_PROGRAM", "TEXTUAL_DRIVER")


def pytest_configure(config: pytest.Config) -> None:
    """The language, the window and the kept searches of a neutral user, for this process and those it starts."""
    for name in (*_SPOKEN, *_SHOWN):
        os.environ.pop(name, None)
    os.environ["LANG"] = "C.UTF-8"
    if _OWN not in os.environ:  # processes that share the work have it from the first, with a folder each
        os.environ[_OWN] = tempfile.mkdtemp(prefix="gongbao-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(_OWN), ignore_errors=True))
    os.environ["XDG_DATA_HOME"] = str(Path(os.environ[_OWN], os.environ.get("PYTEST_XDIST_WORKER", "alone")))
