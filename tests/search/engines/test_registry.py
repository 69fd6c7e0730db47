"""Engines are chosen by config.yaml or by the address, and other packages add theirs by an entry point."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gongbao
from gongbao.indexer import store
from gongbao.indexer.config import Config, Search
from gongbao.indexer.errors import EngineUnavailable, IndexMissing
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.registry import engine_names, engine_of, open_engine
from gongbao.search.engines.whoosh.engine import WhooshEngine
from tests.search.engines.contract.examples import EXAMPLES
from tests.search.engines.memory import MemoryEngine
from tests.search.engines.workshops import IndexWorkshop

WITH_WHOOSH = Config(search=Search(engine="whoosh"))


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    IndexWorkshop(tmp_path, "columnar").add(EXAMPLES)
    return tmp_path / "index"


def distribution(folder: Path, monkeypatch: pytest.MonkeyPatch, **engines: str) -> None:
    """An installed package that adds these engines, as far as Python can tell."""
    held = folder / "my_engine-1.0.dist-info"
    held.mkdir(parents=True)
    (held / "METADATA").write_text("Metadata-Version: 2.1\nName: my-engine\nVersion: 1.0\n")
    lines = [f"{name} = {place}" for name, place in engines.items()]
    (held / "entry_points.txt").write_text("\n".join(["[gongbao.engines]", *lines, ""]))
    monkeypatch.syspath_prepend(str(folder))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Paragraphs as the engine in memory reads them."""
    path = tmp_path / "paragraphs.jsonl"
    path.write_text("\n".join(json.dumps(paragraph, ensure_ascii=False) for paragraph in EXAMPLES), encoding="utf-8")
    return path


def test_config_and_address_choose_the_engine(index_dir: Path) -> None:
    assert isinstance(open_engine(index_dir, Config()), ColumnarEngine)
    assert isinstance(open_engine(str(index_dir), WITH_WHOOSH), WhooshEngine)
    assert isinstance(open_engine(f"whoosh://{index_dir}", Config()), WhooshEngine)
    assert isinstance(open_engine(f"columnar://{index_dir}", WITH_WHOOSH), ColumnarEngine)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("index", ("whoosh", "index")),
        ("C:\\data\\index", ("whoosh", "C:\\data\\index")),
        ("/a/b://c", ("whoosh", "/a/b://c")),
        ("columnar://a/b", ("columnar", "a/b")),
        ("columnar:///a/b", ("columnar", "/a/b")),
        ("opensearch://127.0.0.1:9200/policies", ("opensearch", "opensearch://127.0.0.1:9200/policies")),
    ],
)
def test_an_address_names_an_engine_or_is_a_folder(address: str, expected: tuple[str, str]) -> None:
    assert engine_of(address, WITH_WHOOSH) == expected


def test_both_built_in_engines_answer_a_search_alike(index_dir: Path) -> None:
    with gongbao.open(index_dir) as index, gongbao.open(index_dir, WITH_WHOOSH) as plain:
        one, other = (each.search("经济 OR 乡村*", city="淄博") for each in (index, plain))
        assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits] == ["report-0", "report-1"]
        assert one.facets == other.facets
        assert one.hits[0].score == pytest.approx(other.hits[0].score)


def test_a_packages_engine_is_opened_by_address(lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path / "site", monkeypatch, memory="tests.search.engines.memory:opened")
    assert engine_names() == ("columnar", "whoosh", "memory")
    assert isinstance(open_engine(f"memory://{lines}", Config()), MemoryEngine)
    with gongbao.open(f"memory://{lines}") as index:
        results = index.search("经济 增长", year=2019)
        assert [hit.id for hit in results.hits] == ["report-1"]
        assert results.interpretation == "经济 AND 增长"
        assert [hit.id for hit in index.scan("改革")] == ["news-0", "news-1"]


def test_a_packages_engine_is_opened_by_config(lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path / "site", monkeypatch, memory="tests.search.engines.memory:opened")
    (tmp_path / "own.yaml").write_text("search: {engine: memory}\n", encoding="utf-8")
    config = Config.load(tmp_path / "own.yaml")
    with gongbao.open(lines, config) as index:
        assert index.search("乡村振兴").total == 2
        assert index.trend("经济", tokens=False).points
    with pytest.raises(IndexMissing):
        open_engine("elsewhere", config)


def test_an_engine_there_is_not_is_an_error_that_names_those_there_are(index_dir: Path) -> None:
    for address, config in (("nope://x", Config()), (index_dir, Config(search=Search(engine="nope")))):
        with pytest.raises(EngineUnavailable, match=r"no engine 'nope'; there are: columnar, whoosh.*search.engine"):
            open_engine(address, config)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no_such_module:Engine", "broken.*cannot be loaded: ModuleNotFoundError"),
        ("tests.search.engines.memory:Absent", "broken.*cannot be loaded: AttributeError"),
        ("tests.search.engines.memory:SCORED", "broken.*is no function or class"),
    ],
)
def test_an_engine_that_cannot_be_loaded_is_an_error(
    place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(tmp_path / "site", monkeypatch, broken=place)
    with pytest.raises(EngineUnavailable, match=said):
        open_engine("broken://x", Config())


def test_two_packages_with_one_name_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path / "one", monkeypatch, memory="tests.search.engines.memory:opened")
    distribution(tmp_path / "other", monkeypatch, memory="tests.search.engines.memory:MemoryEngine")
    entry = tmp_path / "other" / "my_engine-1.0.dist-info"
    entry.rename(entry.with_name("other_engine-1.0.dist-info"))
    metadata = tmp_path / "other" / "other_engine-1.0.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("my-engine", "other-engine"))
    with pytest.raises(EngineUnavailable, match="Several packages add an engine 'memory'"):
        open_engine("memory://x", Config())


def test_a_package_cannot_take_the_place_of_a_built_in_engine(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(tmp_path / "site", monkeypatch, columnar="tests.search.engines.memory:opened")
    assert isinstance(open_engine(f"columnar://{index_dir}", Config()), ColumnarEngine)
    assert engine_names() == ("columnar", "whoosh")


def test_opening_a_built_in_engine_asks_for_no_entry_points(index_dir: Path) -> None:
    code = (
        "import sys; from gongbao.indexer.config import Config; from gongbao.search.engines.registry import open_engine; "
        f"open_engine({str(index_dir)!r}, Config()); print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_what_is_no_index_is_said_by_both(tmp_path: Path) -> None:
    for name in ("columnar", "whoosh"):
        with pytest.raises(IndexMissing):
            open_engine(f"{name}://{tmp_path / 'nothing'}", Config())
        store.create(tmp_path / name, Config())
        open_engine(f"{name}://{tmp_path / name}", Config()).close()
