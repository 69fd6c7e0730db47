"""Two runs at once: the second waits, or says who holds the lock; a dead process holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gongbao.indexer import Config, build_index, lock, store
from gongbao.indexer.errors import IndexLocked
from tests.indexer.crash import report

HOLD = "import sys, time; from pathlib import Path; from gongbao.indexer import lock\nwith lock.held(Path(sys.argv[1]), 0):\n    print('held', flush=True); time.sleep(600)"
"""A process that holds the lock until it is ended."""


def config(seconds: float) -> Config:
    loaded = Config.load()
    return loaded._replace(indexing=loaded.indexing._replace(wait_seconds=seconds))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for city in ("烟台", "潍坊"):
        (folder / f"{city}.txt").write_text(report(city), encoding="utf-8")
    return folder


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    (tmp_path / "index").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "index")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_run_names_the_process_that_writes(corpus: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(IndexLocked, match=f"Process {other.pid} on .* is writing") as error:
        build_index(corpus, corpus.parent / "index", config(0.1))
    assert error.value.exit_code == 3


def test_a_fresh_run_waits_for_the_lock_too(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus, tmp_path / "index", config(0))
    with lock.held(tmp_path / "index", 0), pytest.raises(IndexLocked, match=str(os.getpid())):
        build_index(corpus, tmp_path / "index", config(0), fresh=True)


def test_the_second_run_waits_for_the_first(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with lock.held(tmp_path / "index", 0):
        waiting = threading.Thread(target=build_index, args=(corpus, tmp_path / "index", config(60)))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert not store.exists(tmp_path / "index")
    waiting.join()
    assert store.open_generation(tmp_path / "index", config(0)).paragraphs > 0


def test_the_lock_of_a_killed_process_is_free(corpus: Path, other: subprocess.Popen[str], tmp_path: Path) -> None:
    other.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    other.wait()
    assert build_index(corpus, tmp_path / "index", config(0)).documents == 2


def test_a_lock_file_that_holds_rubbish_stops_no_one(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / lock.NAME).write_bytes(b"\xff\x00{")
    assert build_index(corpus, tmp_path / "index", config(0)).documents == 2
    assert lock.holder(tmp_path / "index" / lock.NAME).sentence() == "Another process"


def test_runs_at_once_over_the_same_files_index_each_document_once(corpus: Path, tmp_path: Path) -> None:
    runs = [threading.Thread(target=build_index, args=(corpus, tmp_path / "index", config(60))) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    held = store.open_generation(tmp_path / "index", config(0))
    ids = [segment.arrays.stored.value(number, "id") for segment in held.segments for number in segment.live().tolist()]
    assert len(ids) == len(set(ids)) > 0


def test_waiting_does_not_depend_on_the_time_of_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backwards = iter(range(10**9, 0, -3600))
    monkeypatch.setattr("time.time", lambda: next(backwards))
    with lock.held(tmp_path, 0), pytest.raises(IndexLocked), lock.held(tmp_path, 0.2):
        pass
