"""Adding, updating, deleting, merging: what a reader sees afterwards, and what is left when something goes wrong."""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as Q

from gongbao.indexer import store
from gongbao.indexer.config import Analysis, Config
from gongbao.indexer.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated
from gongbao.indexer.store import analysing, toc, whoosh_codec, writer
from gongbao.indexer.store.stored import StoredBuilder
from gongbao.indexer.store.tokens import Batch, Tokens, tokenize
from tests.indexer.store.samples import CONFIG, ours, paragraphs, rows, stock

QUERIES = [Q.Term("text", "发展"), Q.Term("title", "发展"), Q.Or([Q.Term("text", "改革"), Q.Term("section", "经济")])]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix}


def test_after_any_edits_and_an_optimize_the_index_equals_a_new_one(tmp_path: Path) -> None:
    chance = random.Random(5)
    index = ours(tmp_path / "ours", paragraphs(120, seed=1), commits=4)
    alive = {p["id"]: p for p in paragraphs(120, seed=1)}
    for round_ in range(6):
        edit = index.writer()
        for file in chance.sample(sorted({p["file"] for p in alive.values()}), 4):
            removed = [key for key, p in alive.items() if p["file"] == file]
            assert edit.delete_by_term("file", file) == len(removed)
            for key in removed:
                del alive[key]
        for new in paragraphs(20, seed=10 + round_, first=100 * (round_ + 1)):
            edit.update_document(**new)
            alive[new["id"]] = new
        for new in chance.sample(sorted(alive.values(), key=lambda p: p["id"]), 3):
            edit.update_document(**new)
            edit.update_document(**new)
            alive[new["id"]] = alive.pop(new["id"])
        edit.commit()
    assert index.doc_count() == len(alive)
    with index.searcher() as searcher:
        assert sorted(f["id"] for f in searcher.all_stored_fields()) == sorted(alive)
    index.writer().commit(optimize=True)
    fresh = stock(tmp_path / "stock", list(alive.values()))
    assert index.doc_count_all() == len(alive)
    for query in QUERIES:
        assert sorted(rows(index, query)) == sorted(rows(fresh, query))
    store.verify(tmp_path / "ours")


def test_small_commits_are_merged_in_tiers(tmp_path: Path) -> None:
    index = ours(tmp_path / "i", [])
    for number in range(30):
        edit = index.writer()
        edit.add_document(id=str(number), doc=str(number), file=str(number), position=0, text="发展", grams="发展")
        edit.commit()
    assert len(store.open_generation(tmp_path / "i", CONFIG).segments) < 16
    with index.searcher() as searcher:
        assert [f["id"] for f in searcher.all_stored_fields()] == [str(n) for n in range(30)]


def test_many_paragraphs_are_analysed_in_worker_processes_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = paragraphs(200, seed=3)
    alone = ours(tmp_path / "alone", documents)
    monkeypatch.setattr(writer, "BATCH", 60)
    monkeypatch.setattr(analysing, "BATCH", 60)
    monkeypatch.setattr(writer, "PARALLEL", 100)
    together = ours(tmp_path / "together", documents)
    for query in QUERIES:
        assert rows(alone, query) == rows(together, query)


STARTED = "GONGBAO_TEST_STARTED"


def asleep(batch: Batch) -> dict[str, Tokens]:
    """In a worker process: leaves its number behind, and takes for ever."""
    (Path(os.environ[STARTED]) / str(os.getpid())).touch()
    time.sleep(600)
    return tokenize(batch)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("how", ["cancel", "commit"])
def test_a_writer_that_gives_up_does_not_wait_for_what_is_being_analysed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    started = tmp_path / "started"
    started.mkdir()
    monkeypatch.setenv(STARTED, str(started))
    monkeypatch.setattr(analysing, "tokenize", asleep)
    threads = set(threading.enumerate())
    monkeypatch.setattr(writer, "BATCH", 10)
    monkeypatch.setattr(analysing, "BATCH", 10)
    monkeypatch.setattr(writer, "PARALLEL", 20)
    index = ours(tmp_path / "i", [])
    edit = index.writer()
    for document in paragraphs(200, seed=3):
        edit.add_document(**document)
    while not any(started.iterdir()):
        time.sleep(0.01)
    if how == "cancel":
        edit.cancel()  # hangs for hours where it waits
    else:
        monkeypatch.setattr(StoredBuilder, "add_all", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            edit.commit()
    assert set(threading.enumerate()) == threads
    assert not any(is_alive(int(path.name)) for path in started.iterdir())
    index.writer().commit()


def test_a_memory_bound_makes_more_segments_but_splits_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BYTES_PER_CHARACTER", CONFIG.indexing.memory_mb * 2**20 // 3000)
    index = ours(tmp_path / "i", paragraphs(150, seed=4))  # merges nothing
    segments = store.open_generation(tmp_path / "i", CONFIG).segments
    assert len(segments) > 3
    held = [{segment.arrays.stored.value(n, "doc") for n in range(segment.count)} for segment in segments]
    assert sum(map(len, held)) == len(set().union(*held))
    together = ours(tmp_path / "j", [])
    edit = together.writer()
    for document in paragraphs(150, seed=4):
        edit.add_document(**document)
    edit.commit()
    assert len(store.open_generation(tmp_path / "j", CONFIG).segments) == 1
    for query in QUERIES:
        assert rows(together, query) == rows(index, query)


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    index = ours(tmp_path / "i", [])
    first = index.writer()
    with pytest.raises(IndexLocked, match="try again"):
        index.writer()
    first.cancel()
    index.writer().commit()


def test_cancel_and_failure_leave_the_old_state_and_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "i"
    index = ours(folder, paragraphs(20, seed=1))
    before = files(folder)
    edit = index.writer()
    edit.delete_by_term("file", "f0.txt")
    edit.add_document(id="new", doc="new", file="new", position=0, text="发展", grams="发展")
    edit.cancel()
    assert files(folder) == before
    assert index.doc_count() == 20

    def full(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(toc, "write", full)
    edit = index.writer()
    edit.add_document(id="new", doc="new", file="new", position=0, text="发展", grams="发展")
    with pytest.raises(OSError, match="No space"):
        edit.commit()
    monkeypatch.undo()
    assert files(folder) == before
    index.writer().commit()


def test_a_commit_whose_folder_cannot_be_synced_keeps_the_segments_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = ours(tmp_path / "i", paragraphs(20, seed=1))

    def broken(_: Path) -> None:
        raise OSError("Input/output error")

    monkeypatch.setattr(toc, "_sync_folder", broken)
    edit = index.writer()
    edit.add_document(id="new", doc="new", file="new", position=0, text="发展", grams="发展")
    with pytest.raises(OSError, match="Input/output"):
        edit.commit()
    monkeypatch.undo()
    with index.searcher() as searcher:
        assert searcher.doc_count() == 21
    index.writer().commit()


def test_a_reader_keeps_its_generation_while_the_index_moves_on(tmp_path: Path) -> None:
    index = ours(tmp_path / "i", paragraphs(40, seed=1))
    with index.searcher() as old:
        before = [hit["id"] for hit in old.search(QUERIES[0], limit=None)]
        edit = index.writer()
        edit.delete_by_term("file", "f0.txt")
        edit.commit(optimize=True)
        assert [hit["id"] for hit in old.search(QUERIES[0], limit=None)] == before
    with index.searcher() as new:
        assert new.doc_count() < 40


def test_disk_order_is_segment_then_contents_then_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = ours(tmp_path / "i", [])
    events: list[str] = []
    sync, replace = os.fsync, os.replace

    def name(handle: int) -> str:
        return Path(f"/proc/self/fd/{handle}").readlink().suffix

    if not Path("/proc/self/fd").exists():
        pytest.skip("file names of open handles are read from /proc")
    monkeypatch.setattr(os, "fsync", lambda handle: (events.append(f"sync{name(handle)}"), sync(handle))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (events.append("rename"), replace(a, b))[1])
    edit = index.writer()
    edit.add_document(id="a", doc="a", file="a", position=0, text="发展", grams="发展")
    edit.commit()
    assert events == ["sync.gongbao", "sync.new", "rename", "sync"]


def test_missing_damaged_and_outdated_indexes_are_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="gongbao index"):
        store.open_generation(tmp_path, CONFIG)
    folder = tmp_path / "i"
    ours(folder, paragraphs(10, seed=1))
    with pytest.raises(IndexOutdated, match="analysis settings"):
        store.open_generation(folder, Config(analysis=Analysis(hmm=False)))
    contents = next(folder.glob("*.toc"))
    whole = contents.read_bytes()
    for damaged in (whole[:-3], whole[:7], b"", whole[:40] + b"x" + whole[41:]):
        contents.write_bytes(damaged)
        with pytest.raises(IndexDamaged):
            store.open_generation(folder, CONFIG)
    contents.write_bytes(whole)
    segment = next(folder.glob("*.gongbao"))
    data = bytearray(segment.read_bytes())
    data[200] ^= 1
    segment.unlink()
    segment.write_bytes(data)
    with pytest.raises(IndexDamaged, match="has changed"):
        store.verify(folder)


def test_creating_over_an_index_empties_it(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(10, seed=1))
    assert store.create(tmp_path / "i", CONFIG).paragraphs == 0
    assert store.open_generation(tmp_path / "i", CONFIG).segments == ()
    assert not list((tmp_path / "i").glob("*.gongbao"))


def test_facets_of_the_config_are_recorded_and_need_no_config_to_open(tmp_path: Path) -> None:
    with_facet = Config(facets=("部门",))
    store.create(tmp_path / "i", with_facet)
    edit = store.open_writer(tmp_path / "i", with_facet)
    edit.add_document(id="a", doc="a", file="a", position=0, text="发展", grams="发展", 部门="财政局")
    edit.commit()
    assert store.settings(tmp_path / "i").facets == ("部门",)
    assert rows(whoosh_codec.open_index(tmp_path / "i", CONFIG), Q.Term("部门", "财政局")) == [("a", 1.0)]
