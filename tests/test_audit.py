"""The audit of dependencies never calls clean what it could not look up."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CLEAN = {"name": "numpy", "version": "2.0", "vulns": []}
SKIPPED = {"name": "lxml", "skip_reason": "Dependency not found"}
WEAK = {"name": "click", "version": "8.0", "vulns": [{"id": "X-1", "fix_versions": ["8.1"]}, {"id": "X-2"}]}


def test_packages_that_were_looked_up_and_clean_are_clean(audit: ModuleType) -> None:
    assert audit.verdict([CLEAN, CLEAN]) == ("No known weaknesses in 2 packages.", 0)


@pytest.mark.parametrize("packages", [[], [SKIPPED], [CLEAN, SKIPPED]])
def test_packages_that_were_not_looked_up_are_not_clean(audit: ModuleType, packages: list[dict[str, object]]) -> None:
    assert audit.verdict(packages)[1] == 2


def test_a_weakness_is_named_with_its_mending(audit: ModuleType) -> None:
    said, code = audit.verdict([CLEAN, SKIPPED, WEAK])
    assert code == 1
    assert said.splitlines() == ["click 8.0: X-1, mended in 8.1", "click 8.0: X-2, not mended yet"]


def test_without_a_database_the_answer_is_that_there_is_none(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit.sys, "executable", "/bin/false")
    assert audit.main([]) == 2
    assert audit.main(["--where-possible"]) == 0
    assert capsys.readouterr().out.count("NOT AUDITED") == 2
