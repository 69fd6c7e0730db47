"""Readers see one whole generation while writers commit; threads and processes at once get what one alone gets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import gongbao
from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.store import segment, toc
from gongbao.search.index import Index

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
COMMIT = """
import sys; from pathlib import Path; from tests.search.test_reading_while_writing import commit
commit(Path(sys.argv[1]), 1, merge=True)
"""
CONFIG = Config.load()
SIZE = 7
RECORD = json.dumps({"period": None, "custom": {}, "evidence": {}})


def commit(folder: Path, version: int, merge: bool = False) -> None:
    """A commit in which every paragraph says the number of the version, in place of those of the version before."""
    writer = store.open_writer(folder, CONFIG, timeout=60)
    for number in range(SIZE):
        writer.update_document(
            id=f"p{number}", doc=f"d{number // 3}", file="a.txt", position=number % 3, city=f"城市{version}",
            text=f"版本{version}的第{number}段，发展经济", grams=f"版本{version}的第{number}段，发展经济", title="报告", record=RECORD,
        )  # fmt: skip
    writer.commit(optimize=merge)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store.create(tmp_path / "index", CONFIG)
    commit(tmp_path / "index", 0)
    return tmp_path / "index"


def version_of(index: Index) -> int:
    """The one version that all that the index says is of."""
    found = index.search("发展", limit=None)
    everything = index.search(None, limit=None)
    assert found.total == everything.total == SIZE
    cities = {hit.city for hit in [*found.hits, *everything.hits]} | {value for value, _ in found.facets["city"]}
    (city,) = cities
    assert all(hit.text.startswith(f"版本{city[2:]}的") for hit in found.hits)
    return int(city[2:])


def test_readers_that_open_and_refresh_while_another_commits_see_one_generation_each(folder: Path) -> None:
    last = 40
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for version in range(1, last + 1):
                commit(folder, version, merge=version % 5 == 0)
        except BaseException as error:
            faults.append(error)

    def read() -> None:
        try:
            seen = 0
            with gongbao.open(folder, CONFIG) as long_lived:
                while seen < last and writing.is_alive():
                    with gongbao.open(folder, CONFIG) as opened:
                        new = version_of(opened)
                    assert new >= seen
                    long_lived.refresh()
                    seen = version_of(long_lived)
                    assert seen >= new
        except BaseException as error:
            faults.append(error)

    writing = threading.Thread(target=write)
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in (writing, *readers):
        thread.start()
    for thread in (writing, *readers):
        thread.join()
    assert not faults, faults
    with gongbao.open(folder, CONFIG) as index:
        assert version_of(index) == last


def test_an_open_index_stays_with_its_generation_in_every_kind_of_answer(folder: Path) -> None:
    with gongbao.open(folder, CONFIG) as index:
        commit(folder, 1, merge=True)
        assert version_of(index) == 0
        assert index.search("版本0", limit=None).total == SIZE
        assert {hit.city for hit in index.search("title:报告~", limit=None).hits} == {"城市0"}
        assert {hit.city for hit in index.scan("版*")} == {"城市0"}
        assert {point.group for point in index.trend("发展", "city").points} == {("城市0",)}
        assert [each.text for each in index.suggest("城市")] == ["city:城市0"]
        assert index.document("d0").paragraphs[0].text.startswith("版本0")
        begun = index.scan("发展")
        first = next(begun)
        assert index.refresh()
        assert version_of(index) == 1
        assert {hit.city for hit in [first, *begun]} == {"城市0"}
        assert [each.text for each in index.suggest("城市")] == ["city:城市1"]
        assert not index.refresh()


@pytest.mark.parametrize("moment", ["contents", "segments"])
def test_a_commit_in_the_middle_of_opening_makes_the_reader_start_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    owner, name = {"contents": (toc, "read"), "segments": (segment, "open_arrays")}[moment]
    original, commits = getattr(owner, name), []

    def overtaken(path: Path) -> Any:
        if not commits:
            commits.append(1)
            subprocess.run([sys.executable, "-c", COMMIT, str(folder)], env=ENVIRONMENT, check=True)
        return original(path)

    monkeypatch.setattr(owner, name, overtaken)
    with gongbao.open(folder, CONFIG) as index:
        assert version_of(index) == 1


@pytest.mark.parametrize("step", range(4))
def test_a_commit_before_any_look_at_the_contents_leaves_the_reader_with_one_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    looks: list[Path] = []

    def overtaking(original: Callable[[Path], Any]) -> Callable[[Path], Any]:
        def look(path: Path) -> Any:
            looks.append(path)
            if len(looks) == step + 1:
                subprocess.run([sys.executable, "-c", COMMIT, str(folder)], env=ENVIRONMENT, check=True)
            return original(path)

        return look

    for name in ("latest", "read"):
        monkeypatch.setattr(toc, name, overtaking(getattr(toc, name)))
    with gongbao.open(folder, CONFIG) as index:
        assert version_of(index) in (0, 1)
        index.refresh()
        assert version_of(index) in (0, 1)
        assert len(looks) >= 4


QUERIES = [
    "发展",
    '"第3段"',
    "版本 AND 发展",
    "发展 OR 第5段",
    "发展 -第2段",
    "/第[0-3]段/",
    "经*",
    "city:城市0",
    "不存在",
]


def answers(index: Index) -> list[Any]:
    return [
        (found.total, found.facets, [(hit.id, hit.score, hit.snippet) for hit in found.hits])
        for found in (index.search(query, limit=None) for query in QUERIES)
    ]


def test_threads_that_share_an_index_get_what_one_alone_gets(seed_dir: Path) -> None:
    more = ["乡村振兴", '"营商环境"', "数字 经济", "发展 AND 改革", "政府 -报告", "/第[一二三]产业/", "经济*", "淄博"]

    def ask(index: Index) -> list[Any]:
        return [
            (found.total, found.facets, [(hit.id, hit.score, hit.snippet) for hit in found.hits])
            for found in (index.search(query, limit=50) for query in more)
        ]

    with Index(seed_dir, Config()) as alone:
        expected = ask(alone)
    with Index(seed_dir, Config()) as shared, ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: ask(shared), range(16))) == [expected] * 16
    with ThreadPoolExecutor(4) as threads:

        def own(_: int) -> list[Any]:
            with Index(seed_dir, Config()) as index:
                return ask(index)

        assert list(threads.map(own, range(4))) == [expected] * 4


ASK = """
import sys; from tests.search.test_reading_while_writing import CONFIG, answers; import gongbao
with gongbao.open(sys.argv[1], CONFIG) as index:
    print(repr(answers(index)))
"""


def test_processes_that_share_an_index_get_what_one_alone_gets(folder: Path) -> None:
    with gongbao.open(folder, CONFIG) as index:
        expected = repr(answers(index))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(folder)], env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8"
        )
        for _ in range(3)
    ]
    assert [process.communicate()[0].strip() for process in processes] == [expected] * 3
