"""Imports point one way, and importing gongbao stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PUBLIC = {"indexer", "indexer.config", "indexer.errors", "indexer.places", "search", "tui"}


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


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_gongbao_loads_no_interface_and_no_reader() -> None:
    loaded = loaded_after("import gongbao")
    assert "search" in loaded
    for heavy in (
        "textual",
        "rich",
        "click",
        "jieba",
        "rjieba",
        "trafilatura",
        "docx",
        "pypdfium2",
        "pypinyin",
        "pandas",
    ):
        assert heavy not in loaded


def test_a_search_on_the_command_line_loads_no_textual() -> None:
    assert "textual" not in loaded_after("import tui.commands")
