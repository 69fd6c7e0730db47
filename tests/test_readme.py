"""The READMEs cannot lie: their commands run, and print what they show."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from gongbao.tui.cli.commands import main

ROOT = Path(__file__).parents[1]


def console(name: str) -> list[tuple[str, str]]:
    """Each ``$ ./run …`` command of a page with the output shown under it."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            found.append((command, shown))
    return found


COMMANDS = [
    (command.removeprefix("./run "), shown)
    for name in ("README.md", "README.zh.md")
    for command, shown in console(name)
    if command.startswith(("./run search", "./run inspect", "./run kwic", "./run trend"))
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    run(folder, "index seeds")
    return folder


def run(folder: Path, command: str) -> str:
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        main(shlex.split(command))
    return out.getvalue()


def untimed(text: str) -> str:
    return re.sub(r"\d[\d.,]* ms", "… ms", text)


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_the_readme_shows(clone: Path, command: str, shown: str) -> None:
    printed = untimed(run(clone, command))
    assert printed.strip()
    if shown.endswith("…\n"):
        assert printed.startswith(untimed(shown.removesuffix("…\n")))
    elif shown:
        assert printed.rstrip() == untimed(shown).rstrip()


def test_the_python_call_runs(clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(clone)
    exec(compile(code, "README.md", "exec"), {})
    assert "淄博市 2021" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_links_lead_to_files_that_exist(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        if "://" not in target:
            assert (ROOT / target).exists(), target
