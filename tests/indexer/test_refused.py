"""What the file system refuses is said in one sentence, and costs no document that was there."""

from __future__ import annotations

import ctypes
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongbao
from gongbao.indexer import Config, build_index, pipeline
from gongbao.indexer.errors import IndexUnwritable
from tests.indexer.crash import CONFIG, content, report

resource = pytest.importorskip("resource", reason="limits of POSIX systems")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for city in ("烟台", "潍坊"):
        (folder / f"{city}.txt").write_text(report(city), encoding="utf-8")
    return folder


def names(index: Path, query: str) -> set[str]:
    with gongbao.open(index) as opened:
        return {Path(hit.path).stem for hit in opened.search(query, limit=100).hits}


def test_a_file_that_cannot_be_opened_keeps_what_the_index_holds_of_it(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus, tmp_path / "index", CONFIG)
    (corpus / "烟台.txt").write_text(report("烟台", 3), encoding="utf-8")
    before, opened = content(tmp_path / "index"), Path.open

    def refused(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "烟台.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)
    run = build_index(corpus, tmp_path / "index", CONFIG, prune=True)
    assert [(Path(s.path).name, "Permission denied" in s.reason) for s in run.skipped] == [("烟台.txt", True)]
    assert content(tmp_path / "index") == before
    monkeypatch.undo()
    assert build_index(corpus, tmp_path / "index", CONFIG).documents == 1
    assert {row["year"] for row in content(tmp_path / "index").values()} == {2010, 2013}


def test_a_file_that_vanishes_before_it_is_read_is_skipped_with_a_reason(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus, tmp_path / "index", CONFIG)
    (corpus / "烟台.txt").write_text(report("烟台", 3), encoding="utf-8")
    before, read = content(tmp_path / "index"), pipeline.sources.read_file

    def vanishing(path: str, config: Config) -> object:
        Path(path).unlink()
        return read(path, config)

    monkeypatch.setattr(pipeline.sources, "read_file", vanishing)
    (skipped,) = build_index(corpus, tmp_path / "index", CONFIG).skipped
    assert "cannot be opened" in skipped.reason
    assert content(tmp_path / "index") == before


def test_a_file_that_changes_while_it_is_read_is_read_again_by_the_next_run(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = pipeline.sources.read_file

    def changing(path: str, config: Config) -> Iterator[object]:
        items = list(read(path, config))
        Path(path).write_text(report(Path(path).stem, 5), encoding="utf-8")
        return iter(items)

    monkeypatch.setattr(pipeline.sources, "read_file", changing)
    build_index(corpus, tmp_path / "index", CONFIG)
    monkeypatch.undo()
    assert build_index(corpus, tmp_path / "index", CONFIG).documents == 2
    assert {row["year"] for row in content(tmp_path / "index").values()} == {2015}


def test_clocks_and_file_times_going_backwards_change_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus, tmp_path / "index", CONFIG)
    hours = iter(range(10**9, 0, -3600))
    monkeypatch.setattr(time, "time", lambda: float(next(hours)))
    (corpus / "烟台.txt").write_text(report("烟台", 2), encoding="utf-8")
    os.utime(corpus / "烟台.txt", (0, 0))
    os.utime(corpus / "潍坊.txt", (4e9, 4e9))
    run = build_index(corpus, tmp_path / "index", CONFIG)
    assert (run.documents, run.unchanged) == (1, 1)
    assert {row["year"] for row in content(tmp_path / "index").values()} == {2010, 2012}


def test_an_index_directory_that_is_a_file_is_named(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(IndexUnwritable, match="index cannot be written"):
        build_index(corpus, tmp_path / "index", CONFIG)


def command(*arguments: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongbao.tui.cli.commands", *arguments], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, **options,
    )  # fmt: skip


def test_a_full_disk_is_one_sentence_and_exit_code_3(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus, tmp_path / "index", CONFIG)
    before = content(tmp_path / "index")
    (corpus / "日照.txt").write_text(report("日照"), encoding="utf-8")

    def little_room() -> None:  # files may grow to 200 bytes, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    done = command("index", "corpus", cwd=tmp_path, preexec_fn=little_room)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be written (File too large)" in done.stderr
    assert content(tmp_path / "index") == before
    assert command("index", "corpus", cwd=tmp_path).returncode == 0
    assert names(tmp_path / "index", "日照") == {"日照"}


def without_privileges() -> None:
    """From here on even root may not write what is read-only (Linux; drops CAP_DAC_OVERRIDE and ..._READ_SEARCH)."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):
        libc.prctl(24, capability, 0, 0, 0)


def test_a_read_only_index_is_searched_but_not_written(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus / "烟台.txt", tmp_path / "index", CONFIG)
    paths = [tmp_path / "index", *(tmp_path / "index").iterdir()]
    for path in paths:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    options = {"cwd": tmp_path, "preexec_fn": without_privileges if os.getuid() == 0 else None}
    try:
        found = command("search", "乡村", "--json", **options)
        done = command("index", "corpus", **options)
    finally:
        for path in paths:
            path.chmod(0o755)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["total"] > 0
    if done.returncode == 0 and os.getuid() == 0:
        pytest.skip("the tests run as root, whose rights cannot be dropped here")
    assert done.returncode == 3
    assert "cannot be written (Permission denied)" in done.stderr
    assert len(done.stderr.splitlines()) == 1
