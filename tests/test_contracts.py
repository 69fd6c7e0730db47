"""Imports point one way, and the interface uses public names only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PUBLIC = {"indexer", "indexer.config", "indexer.errors", "indexer.places", "indexer.shipped", "search", "tui"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return names


@pytest.mark.parametrize(("package", "forbidden"), [("indexer", ("search", "tui")), ("search", ("tui",))])
def test_imports_point_from_tui_to_search_to_indexer(package: str, forbidden: tuple[str, ...]) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    for module in modules:
        for name in imported(module):
            assert name.split(".")[0] not in (*forbidden, "gongbao"), f"{module.relative_to(ROOT)} imports {name}"


def test_tui_uses_only_the_public_names_of_search_and_indexer() -> None:
    for module in (ROOT / "tui").rglob("*.py"):
        for name in imported(module):
            if name.split(".")[0] in ("search", "indexer"):
                assert name in PUBLIC, f"{module.relative_to(ROOT)} imports {name}"
