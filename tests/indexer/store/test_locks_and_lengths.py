"""What an index shares with Whoosh's own writers and readers: the lock, the bytes of lengths, the folder's names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh.util.numeric import byte_to_length, length_to_byte

from gongbao.indexer import store
from gongbao.indexer.errors import IndexLocked
from gongbao.indexer.store.impacts import LENGTHS, length_bytes
from tests.indexer.store.samples import CONFIG, ours, paragraphs


def test_bytes_of_lengths_are_those_of_whoosh() -> None:
    assert LENGTHS.tolist() == [byte_to_length(byte) for byte in range(256)]
    lengths = np.append(np.arange(5_000), [106_373, 106_374, 106_375, 10**7])
    assert length_bytes(lengths).tolist() == [length_to_byte(length) for length in lengths.tolist()]


def test_a_lock_that_whoosh_holds_keeps_our_writer_out_and_ours_keeps_whoosh_out(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(10, seed=1))
    lock = whoosh_index.open_dir(str(tmp_path / "i")).lock("WRITELOCK")
    assert lock.acquire()
    with pytest.raises(IndexLocked):
        store.open_writer(tmp_path / "i", CONFIG)
    lock.release()
    writer = store.open_writer(tmp_path / "i", CONFIG)
    assert not lock.acquire()
    writer.cancel()
    assert lock.acquire()
    lock.release()


def test_a_dropped_writer_frees_the_lock(tmp_path: Path) -> None:
    store.create(tmp_path / "i", CONFIG)
    writer = store.open_writer(tmp_path / "i", CONFIG)
    del writer
    store.open_writer(tmp_path / "i", CONFIG).commit()


def test_a_generation_that_is_open_stays_whole_when_its_files_are_replaced(tmp_path: Path) -> None:
    ours(tmp_path / "i", paragraphs(40, seed=2), commits=2)
    held = store.open_generation(tmp_path / "i", CONFIG)
    before = list(store.first_paragraphs(held, ("id", "doc")))
    writer = store.open_writer(tmp_path / "i", CONFIG)
    writer.delete_by_term("file", "f0.txt")
    writer.commit(optimize=True)
    assert not any(segment.path.exists() for segment in held.segments)
    assert list(store.first_paragraphs(held, ("id", "doc"))) == before
    assert held.paragraphs == 40 > store.open_generation(tmp_path / "i", CONFIG).paragraphs
