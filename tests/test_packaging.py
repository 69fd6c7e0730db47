"""What is built from the source tree works where the source tree is not."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = {
    "indexer/data/config.yaml",
    "indexer/data/places.tsv",
    "search/data/synonyms.txt",
    "tui/data/app.tcss",
    "tui/data/faults.yaml",
    "tui/data/texts.yaml",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel made from the source distribution made from the tree, without a network."""
    for tool in ("build", "hatchling"):
        if importlib.util.find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed; pip install -e '.[dev]' brings it")
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(out.glob("*.tar.gz"))) == 1
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_the_three_packages_their_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= DATA
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "gongbao.py",
        "indexer",
        "search",
        "tui",
    }
    in_tree = {
        path.relative_to(ROOT).as_posix() for package in ("indexer", "search", "tui") for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }  # fmt: skip
    assert in_tree <= names


def test_the_installed_wheel_indexes_and_searches_far_from_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    site, place = tmp_path / "site", tmp_path / "place"
    place.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)],
        check=True,
    )  # fmt: skip
    shutil.copytree(ROOT / "seeds", place / "documents")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env |= {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui.commands", *arguments], cwd=place, env=env, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    done = run("index", "documents", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 7
    found = run("search", "乡村振兴", "--city", "遵义", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] > 0
    assert run("doctor").returncode == 0
    where = (
        "import gongbao, indexer, search, tui; print(gongbao.__file__, indexer.__file__, search.__file__, tui.__file__)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", where], cwd=place, env=env, capture_output=True, text=True, check=True
    )
    assert all(path.startswith(str(site)) for path in shown.stdout.split())
    subprocess.run([sys.executable, "-c", "import tui.app"], cwd=place, env=env, check=True)
