"""What starts without click is understood as click understands it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongbao.tui.cli.ask import State
from gongbao.tui.cli.commands import cli
from gongbao.tui.cli.entry_point import plain_app, plain_search
from gongbao.tui.cli.search_commands import search

ROOT = Path(__file__).parents[2]
pieces = st.sampled_from(
    ["乡村振兴", "乡村 振兴", "", "-贵州", "--", "-", "=", "a=b", "city:淄博", "*", "0", "10", "-1", "１２", "1_0", "1.5", "+3",
     "--json", "--json=1", "--jso", "--index", "--index=", "--index=a=b", "--config", "--config=c.yaml", "--limit",
     "--limit=3", "-n", "-n3", "--offset", "--year", "2021", "--copies", "--help", "-h", "--sort", "--nonsense"]
)  # fmt: skip
lines = st.lists(pieces, max_size=7)


def by_click(command: click.Command, arguments: list[str]) -> tuple[State, dict[str, object]]:
    """What click makes of a command's arguments: the state that they give, and the values of its parameters."""
    state = State()
    with cli.make_context("gongbao", [], resilient_parsing=True) as above:
        context = command.make_context(command.name, list(arguments), parent=above, obj=state)
    return state, context.params


@given(lines)
@example(["乡村振兴", "--json"])
@example(["--json", "乡村", "--limit=3", "振兴", "--index", "a", "--limit", "0", "--config", "b"])
def test_a_plain_search_is_what_click_reads_in_the_line(arguments: list[str]) -> None:
    line = plain_search(["search", *arguments])
    if line is None:
        return
    state, read = by_click(search, arguments)
    others = by_click(search, ["词"])[1]
    assert (state.index_dir, state.config_path, state.as_json) == (
        line.options.get("--index"), line.options.get("--config"), True,
    )  # fmt: skip
    assert read.pop("query") == line.words
    assert read.pop("limit") == int(line.options.get("--limit", "10"))
    assert read == {name: others[name] for name in read}  # nothing else is asked for


@given(lines)
@example(["--index", "a", "--config=b"])
def test_a_plain_app_is_what_click_reads_in_the_line(arguments: list[str]) -> None:
    line = plain_app(["tui", *arguments])
    if line is None:
        return
    state, read = by_click(cli.commands["tui"], arguments)
    assert (state.index_dir, state.config_path) == (line.options.get("--index"), line.options.get("--config"))
    assert (state.as_json, read, line.words) == (False, {}, ())


@pytest.mark.parametrize(
    "arguments", [[], ["tui"], ["search"], ["search", "--json"], ["search", "词"], ["facets", "词", "--json"], ["--json", "search", "词"]]
)  # fmt: skip
def test_what_is_no_plain_search_is_left_to_click(arguments: list[str]) -> None:
    assert plain_search(arguments) is None


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    assert gongbao(folder, "index", "seeds").returncode == 0
    return folder


def gongbao(
    folder: Path, *arguments: str, start: str = "from gongbao.tui.cli.entry_point import start as run"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {start}; run()", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [["乡村振兴"], ["淄博", "数字", "--limit", "2"], ["没有这样的话"], ["(乡村"], ["乡村", "--index", "none"], ["乡村", "--config", "none"]],
)  # fmt: skip
def test_a_plain_search_prints_and_returns_what_the_command_does(place: Path, arguments: list[str]) -> None:
    assert plain_search(["search", *arguments, "--json"])
    short = gongbao(place, "search", *arguments, "--json")
    whole = gongbao(place, "search", *arguments, "--json", start="from gongbao.tui.cli.commands import main as run")
    assert (short.returncode, short.stderr) == (whole.returncode, whole.stderr)
    if short.stdout or whole.stdout:
        one, other = json.loads(short.stdout), json.loads(whole.stdout)
        assert one.pop("seconds") > 0 < other.pop("seconds")
        assert one == other
        assert short.stdout.splitlines()[0] == whole.stdout.splitlines()[0]
