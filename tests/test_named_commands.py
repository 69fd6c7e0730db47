"""Every command and option that a page names exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gongbao.tui.cli import commands

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "README.zh.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md",
         *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]  # fmt: skip
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?:\$ )?(?:\./run|gongbao)((?: +[^\s`|;)]+)+)", re.MULTILINE)
OWN = set(re.findall(r"^([a-z| ]+)\)$", (ROOT / "run").read_text(encoding="utf-8"), re.MULTILINE))


def calls(page: str) -> list[list[str]]:
    """The words after ``gongbao`` or ``./run`` in each code span and line of a code block."""
    text = (ROOT / page).read_text(encoding="utf-8")
    code = [*BLOCK.findall(text), *SPAN.findall(BLOCK.sub("", text))]
    return [found[1].split("#")[0].split() for piece in code for found in CALL.finditer(piece)]


def scripts() -> set[str]:
    return {name.strip() for names in OWN for name in names.split("|")}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_a_page_names_exists(page: str) -> None:
    group = commands.cli
    context = click.Context(group)
    for words in calls(page):
        name = words[0] if words else ""
        if not re.fullmatch("[a-z-]+", name) or name in scripts():
            continue
        command = group.get_command(context, name)
        assert command is not None, f"{page}: gongbao {' '.join(words)}"
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        known |= {option for parameter in group.params for option in parameter.opts} | {"--help"}
        for word in words[1:]:
            option = re.match(r"--?[a-z][a-z-]*", word)
            assert option is None or option[0] in known, f"{page}: gongbao {' '.join(words)}: {option[0]}"


def test_the_pages_name_commands() -> None:
    assert {words[0] for words in calls("README.md") if words} >= {"index", "search"}
    assert {"test", "lint", "bench", "audit", "coverage"} <= scripts()
