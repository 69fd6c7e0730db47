"""Imports point one way, and the interface uses public names only."""

from __future__ import annotations

import ast
from collections.abc import Collection
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


STORE_FOR_READERS = {
    f"gongbao.indexer.store{name}"
    for name in ("", ".arrays", ".columns", ".delta_codes", ".impacts", ".postings", ".segment", ".stored", ".texts")
}
"""What an engine may read a segment by. The writer, merging, the table of contents and the locks are the store's own."""


def test_search_stays_out_of_the_private_modules_of_the_store() -> None:
    for module in (ROOT / "search").rglob("*.py"):
        reference = "whoosh" in module.parts  # the reference engine asks Whoosh, through the codec
        for name in imported(module):
            if name.startswith("gongbao.indexer.store"):
                allowed = STORE_FOR_READERS | ({"gongbao.indexer.store.whoosh_codec"} if reference else set())
                assert name in allowed, f"{module.relative_to(ROOT)} imports {name}"


def test_no_module_is_imported_in_a_circle() -> None:
    modules = {}
    for folder in ROOMS:
        for path in (ROOT / folder).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            modules[".".join(("gongbao", *(parts[:-1] if parts[-1] == "__init__" else parts)))] = path
    arrows = {name: needed(path, modules) - {name} for name, path in modules.items()}
    while leaves := [name for name, others in arrows.items() if not others & arrows.keys()]:
        for name in leaves:
            del arrows[name]
    assert not arrows, f"each of these needs another of them: {sorted(arrows)}"


def needed(path: Path, modules: Collection[str]) -> set[str]:
    """Those of ``modules`` that a module imports anywhere in it, but for the eyes of a type checker."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hints = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in hints:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names |= {name if name in modules else node.module for name in inside}
    return names & set(modules)
