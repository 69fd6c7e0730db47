"""How often a pair of characters stands in each paragraph comes back from a bit each and the few numbers beside."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.arrays import ArrayFile, ArrayFileWriter
from indexer.store.often import BLOCK, Often, OftenEncoder

TFS = st.one_of(st.just(1), st.just(1), st.integers(2, 9), st.sampled_from([254, 255, 256, 69_999]))


def written(path: Path, parts: list[list[int]]) -> Often:
    encoder = OftenEncoder()
    for part in parts:
        encoder.add(np.array(part, np.uint32))
    file = ArrayFileWriter(path)
    encoder.write(file, "f")
    file.close({})
    return Often(ArrayFile(path), "f")


@given(parts=st.lists(st.lists(TFS, max_size=40), max_size=8), seed=st.integers(0, 99))
def test_any_span_of_any_parts_comes_back(
    parts: list[list[int]], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tfs = [tf for part in parts for tf in part]
    read, chance = written(tmp_path_factory.mktemp("often") / "f", parts), random.Random(seed)
    for _ in range(20):
        first, last = sorted(chance.choices(range(len(tfs) + 1), k=2))
        assert read.tfs(first, last).tolist() == tfs[first:last]


def test_spans_across_blocks_come_back(tmp_path: Path) -> None:
    chance = random.Random(4)
    tfs = [chance.choice([1] * 12 + [2, 3, 300]) for _ in range(5 * BLOCK + 77)]
    read = written(tmp_path / "f", [tfs[at : at + 1000] for at in range(0, len(tfs), 1000)])
    edges = [0, 7, 8, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, len(tfs) - 1, len(tfs)]
    for first in edges:
        for last in [edge for edge in edges if edge >= first]:
            assert read.tfs(first, last).tolist() == tfs[first:last]
