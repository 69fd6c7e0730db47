"""Imports point one way, and the interface uses public names only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PUBLIC = {
    "gongbao",
    "gongbao.indexer",
    "gongbao.indexer.compiled_cache",
    "gongbao.indexer.config",
    "gongbao.indexer.errors",
    "gongbao.indexer.places",
    "gongbao.search",
}
ROOMS = ("indexer", "search", "tui")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            names |= {f"gongbao.{alias.name}" for alias in node.names} if module == "gongbao" else {module}
    return names


def room(name: str) -> str:
    """The room that a module is in: ``search`` for ``gongbao.search.query``; nothing for what is none of ours."""
    parts = name.split(".")
    return parts[1] if parts[0] == "gongbao" and len(parts) > 1 and parts[1] in ROOMS else ""


def test_nothing_imports_the_bare_names_of_the_rooms() -> None:
    for folder in (*ROOMS, "gongbao", "tests", "tools", "benchmarks"):
        for module in (ROOT / folder).rglob("*.py"):
            bare = {name for name in imported(module) if name.split(".")[0] in ROOMS}
            assert not bare, f"{module.relative_to(ROOT)} imports {bare}"


@pytest.mark.parametrize(("package", "forbidden"), [("indexer", ("search", "tui")), ("search", ("tui",))])
def test_imports_point_from_tui_to_search_to_indexer(package: str, forbidden: tuple[str, ...]) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    for module in modules:
        for name in imported(module):
            assert room(name) not in forbidden, f"{module.relative_to(ROOT)} imports {name}"


def test_tui_uses_only_the_public_names_of_search_and_indexer() -> None:
    for module in (ROOT / "tui").rglob("*.py"):
        for name in imported(module):
            if room(name) in ("search", "indexer"):
                assert name in PUBLIC, f"{module.relative_to(ROOT)} imports {name}"
