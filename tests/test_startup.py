"""What a start loads: a command that lives a fifth of a second must not import what it does not use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import gongbao

ROOT = Path(__file__).parents[1]
INTERFACES = {"textual", "rich", "aiohttp", "textual_serve"}
READERS = {
    "gongbao.indexer.cleaning",
    "gongbao.indexer.sources",
    "gongbao.indexer.pipeline",
    "lxml",
    "docx",
    "pypdfium2",
}
WORDS = {"jieba", "rjieba", "pypinyin", "gongbao.indexer.places", "gongbao.search.suggestions.suggester"}
SLOW_TO_LOAD = {"asyncio", "concurrent.futures", "multiprocessing", "pandas", "scipy", "matplotlib", "numpy.ma"}
SLOW_TO_LOAD |= {"importlib.metadata", "email", "socket", "difflib", "html.entities"}
OTHER_ANSWERS = {
    "gongbao.search.analyses.concordance", "gongbao.search.results.documents", "gongbao.search.output.exports", "gongbao.search.output.hit_table", "gongbao.search.output.manifest",
    "gongbao.search.analyses.similar", "gongbao.search.analyses.statistics", "gongbao.search.engines.whoosh", "gongbao.search.analyses.trend",
}  # fmt: skip
OTHER_COMMANDS = {
    "gongbao.tui.cli.analysis_commands",
    "gongbao.tui.cli.index_commands",
    "gongbao.tui.cli.serve",
    "gongbao.tui.cli.reports",
}
WRITING = {
    "gongbao.indexer.build",
    "gongbao.indexer.doctor",
    "gongbao.indexer.documents",
    "gongbao.indexer.store.writer",
    "gongbao.indexer.store.tokens",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("startup")
    text = "关于推进乡村振兴的意见\n\n各区县要把乡村振兴摆在优先位置，建设宜居宜业的村庄，让农民过上好日子。\n\n2021年3月1日\n"
    (folder / "opinion.txt").write_text(text, encoding="utf-8")
    gongbao.build_index([folder / "opinion.txt"], index_dir=folder / "index")
    return folder / "index"


def loaded_after(code: str, *arguments: str) -> tuple[set[str], str]:
    """The modules in memory when ``code`` has run in a fresh process, and what it printed."""
    whole = f"{code}\nimport sys\nprint(*sorted(sys.modules), file=sys.stderr)"
    command = [sys.executable, "-c", whole, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split()), done.stdout


def within(loaded: set[str], names: set[str]) -> set[str]:
    """Those of ``names`` that are loaded, or something inside them."""
    return {name for name in names if any(one == name or one.startswith(f"{name}.") for one in loaded)}


def test_importing_gongbao_loads_its_errors_and_nothing_heavy() -> None:
    loaded, _ = loaded_after("import gongbao")
    assert within(loaded, {"gongbao.indexer.errors"})
    assert not within(
        loaded, {"numpy", "whoosh", "yaml", "click", "gongbao.search", "dataclasses"} | INTERFACES | READERS | WORDS
    )


def test_every_public_name_is_there_when_asked_for() -> None:
    assert all(getattr(gongbao, name) is not None for name in gongbao.__all__)
    assert dir(gongbao) == sorted(gongbao.__all__)
    with pytest.raises(AttributeError, match="no attribute 'serach'"):
        _ = gongbao.serach  # type: ignore[attr-defined]


def test_a_search_in_a_script_loads_no_interface_no_reader_and_no_dictionary(index: Path) -> None:
    code = f"import gongbao\nfound = gongbao.search('乡村振兴', index_dir={str(index)!r})\nprint(found.total)"
    loaded, printed = loaded_after(code)
    assert int(printed) > 0
    assert not within(
        loaded, {"click", "whoosh"} | INTERFACES | READERS | WORDS | SLOW_TO_LOAD | OTHER_ANSWERS | WRITING
    )


def test_the_second_search_reads_no_yaml_and_hashes_no_dictionary(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    code = f"import gongbao\nprint(gongbao.search('乡村振兴', index_dir={str(index)!r}).total)"
    first, told = loaded_after(code)
    second, again = loaded_after(code)
    assert within(first, {"yaml", "hashlib"}) == {"yaml", "hashlib"}
    assert not within(second, {"yaml", "hashlib"})
    assert told == again


@pytest.mark.parametrize("options", [(), ("--json",), ("--json", "--year", "2019..", "--sort", "-date")])
def test_the_search_command_loads_nothing_that_other_commands_need(index: Path, options: tuple[str, ...]) -> None:
    code = "import contextlib\nfrom gongbao.tui.cli.commands import main\nwith contextlib.suppress(SystemExit):\n    main()"
    loaded, printed = loaded_after(code, "search", "乡村振兴", "--index", str(index), *options)
    if "--json" in options:
        assert "hits" in json.loads(printed)
    else:
        assert "乡村振兴" in printed
    heavy = INTERFACES | READERS | WORDS | SLOW_TO_LOAD | OTHER_ANSWERS | OTHER_COMMANDS | WRITING
    assert not within(loaded, heavy)


def test_a_plain_search_in_the_command_s_process_loads_no_click_and_not_what_is_spared(index: Path) -> None:
    code = (
        "import contextlib, os, sys\nos._exit = sys.exit\nfrom gongbao.tui.cli.entry_point import start\n"
        "with contextlib.suppress(SystemExit):\n    start()"
    )
    loaded, printed = loaded_after(code, "search", "乡村振兴", "--json", "--index", str(index))
    assert json.loads(printed)["total"] > 0
    # Of numpy._typing only what stands in for it is there: nothing of ours imports numpy.typing but to check types.
    spared = {"numpy.typing", "numpy._typing._array_like", "numpy._typing._dtype_like", "click"}
    assert not within(loaded, spared | INTERFACES | READERS | WORDS | SLOW_TO_LOAD | OTHER_ANSWERS | WRITING)


def test_asking_for_help_loads_no_engine() -> None:
    loaded, printed = loaded_after(
        "import contextlib\nfrom gongbao.tui.cli.commands import main\nwith contextlib.suppress(SystemExit):\n    main()",
        "--help",
    )
    assert "kwic" in printed
    assert not within(loaded, {"numpy", "whoosh", "gongbao.search", "yaml"} | INTERFACES | READERS)


def test_the_app_is_imported_without_the_engine() -> None:
    loaded, _ = loaded_after("import gongbao.tui.app")
    assert not within(
        loaded,
        {"numpy", "whoosh", "gongbao.search", "gongbao.indexer.store", "gongbao.indexer.build"} | READERS | WORDS,
    )
