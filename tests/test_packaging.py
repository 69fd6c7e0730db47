"""What is built from the source tree works where the source tree is not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gongbao

ROOT = Path(__file__).parents[1]
DATA = {
    "gongbao/py.typed",
    "gongbao/indexer/data/config.yaml",
    "gongbao/indexer/data/errors.yaml",
    "gongbao/indexer/data/places.tsv",
    "gongbao/search/data/synonyms.txt",
    "gongbao/tui/data/app.tcss",
    "gongbao/tui/i18n/texts.yaml",
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


def test_the_wheel_adds_one_name_with_the_three_rooms_and_their_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= DATA
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"gongbao"}
    in_tree = {
        f"gongbao/{path.relative_to(ROOT).as_posix()}" for package in ("indexer", "search", "tui") for path in (ROOT / package).rglob("*")
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
            [sys.executable, "-m", "gongbao", *arguments], cwd=place, env=env, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    done = run("index", "documents", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 7
    found = run("search", "乡村振兴", "--city", "遵义", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] > 0
    assert run("doctor").returncode == 0
    where = "import gongbao.tui, gongbao.indexer, gongbao.search as s; print(gongbao.__file__, gongbao.tui.__file__, s.__file__)"
    shown = subprocess.run(
        [sys.executable, "-c", where], cwd=place, env=env, capture_output=True, text=True, check=True
    )
    assert all(path.startswith(str(site)) for path in shown.stdout.split())
    subprocess.run([sys.executable, "-c", "import gongbao.tui.app"], cwd=place, env=env, check=True)


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and nothing else; its Python."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return folder / "bin" / "python"


CALLS = """
import gongbao

index: gongbao.Index = gongbao.open("index")
results: gongbao.Results = gongbao.search("数字经济", index_dir="index", year=2020)
for hit in index.search("乡村振兴", city="淄博", year=(2019, 2021), limit=20).hits:
    city: str | None = hit.city
    title: str = hit.title
report: gongbao.IndexReport = gongbao.build_index("seeds", index_dir="index")
"""


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_type_checkers_find_every_public_name_of_the_installed_wheel(
    checker: str, environment: Path, tmp_path: Path
) -> None:
    if importlib.util.find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed; pip install -e '.[dev]' brings it")
    script = tmp_path / "script.py"
    names = "".join(f"gongbao.{name}\n" for name in gongbao.__all__)
    script.write_text(f"{CALLS}\n{names}", encoding="utf-8")
    options = {
        "mypy": ["--strict", "--no-incremental", "--python-executable", str(environment)],
        "basedpyright": ["--level", "error", "--pythonpath", str(environment)],
    }[checker]
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "basic"}', encoding="utf-8")

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", checker, *options, str(script)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = check()
    assert done.returncode == 0, done.stdout + done.stderr
    script.write_text(f"{CALLS}\nnumber: int = results\ngongbao.no_such_name\n", encoding="utf-8")
    wrong = check()  # nothing of it is taken for Any
    assert wrong.returncode == 1
    assert "no_such_name" in wrong.stdout
    assert "Results" in wrong.stdout


@pytest.mark.parametrize("installed", [True, False], ids=["wheel", "checkout"])
def test_files_of_a_user_named_as_our_rooms_do_no_harm(installed: bool, wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    for room in ("search", "indexer", "tui"):
        (place / f"{room}.py").write_text("raise SystemExit('the file of the user was imported')\n", encoding="utf-8")
    site = ROOT
    if installed:
        site = tmp_path / "site"
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site)
    script = place / "script.py"
    script.write_text(
        "import sys, gongbao\n"
        "gongbao.build_index(sys.argv[1], index_dir='index')\n"
        "print(gongbao.search('乡村振兴', index_dir='index', city='遵义').total)\n"
        "import gongbao.search.index\n"
        "print(gongbao.search('乡村振兴', index_dir='index', city='遵义').total)\n",
        encoding="utf-8",
    )
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, str(script), str(ROOT / "seeds")], cwd=place, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = done.stdout.split()
    assert int(first) == int(second) > 0


BLOCK = """
import json, os, sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in NAMES:
            raise ModuleNotFoundError(f"{name} is in no package that gongbao asks for", name=name)

NAMES = set(json.loads(os.environ["REFUSED"]))
sys.meta_path.insert(0, Refused())
"""


def test_nothing_is_needed_beyond_the_packages_that_the_wheel_asks_for(wheel: Path, tmp_path: Path) -> None:
    """As in an environment of its own: all packages but those that pip would bring along are hidden."""
    site, place = tmp_path / "site", tmp_path / "place"
    place.mkdir()
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    asked, brought = {"pip"}, set()
    (metadata,) = site.glob("*.dist-info/METADATA")
    wanted = [
        line[15:] for line in metadata.read_text(encoding="utf-8").splitlines() if line.startswith("Requires-Dist: ")
    ]
    while wanted:
        requirement = Requirement(wanted.pop())
        if requirement.marker and not any(
            requirement.marker.evaluate({"extra": e}) for e in requirement.extras or {""}
        ):
            continue
        name = canonicalize_name(requirement.name)
        if name not in brought:
            brought.add(name)
            wanted += importlib.metadata.requires(requirement.name) or []
    installed = importlib.metadata.packages_distributions()
    ours = {"gongbao"}
    hidden = [module for module, homes in installed.items()
              if module not in ours and not {canonicalize_name(home) for home in homes} & (brought | asked)]  # fmt: skip
    assert "pytest" in hidden and "numpy" not in hidden
    (site / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    shutil.copytree(ROOT / "seeds", place / "documents")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env |= {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1", "REFUSED": json.dumps(hidden)}
    steps = [["-m", "gongbao", "index", "documents"], ["-m", "gongbao", "search", "乡村振兴"],
             ["-m", "gongbao", "trend", "发展"], ["-m", "gongbao", "doctor"], ["-c", "import gongbao.tui.app, gongbao"]]  # fmt: skip
    for step in steps:
        done = subprocess.run([sys.executable, *step], cwd=place, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    refused = subprocess.run(
        [sys.executable, "-c", "import pytest"], cwd=place, env=env, capture_output=True, text=True
    )
    assert "in no package that gongbao asks for" in refused.stderr
