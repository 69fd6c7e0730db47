"""Positions near and far, and how many of them each posting has, come back from a byte, a bit and the few beside."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.store import overflow_values
from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter
from gongbao.indexer.store.positions import BLOCK, Positions, PositionsEncoder

TFS = st.one_of(st.just(1), st.integers(1, 9), st.sampled_from([254, 255, 256, 5_000]))
EDGES = [0, 1, 128, 254, 255, 256, 510, 511, 512, 65_535, 65_536, 2**32 - 1]


def written(path: Path, parts: list[list[int]], places: list[int], scored: bool) -> Positions:
    encoder, at = PositionsEncoder(scored), 0
    for part in parts:
        encoder.add(np.array(part, np.uint32), np.array(places[at : at + sum(part)], np.uint32))
        at += sum(part)
    assert encoder.total == at
    file = ArrayFileWriter(path)
    encoder.write(file, "f")
    file.close({})
    return Positions(ArrayFile(path), "f")


@given(parts=st.lists(st.lists(TFS, max_size=40), max_size=6), farness=st.sampled_from([0, 0.01, 0.3, 1]),
       scored=st.booleans(), seed=st.integers(0, 99))  # fmt: skip
def test_any_span_of_any_parts_comes_back(parts: list[list[int]], farness: float, scored: bool, seed: int,
                                          tmp_path_factory: pytest.TempPathFactory) -> None:  # fmt: skip
    chance, tfs = random.Random(seed), [tf for part in parts for tf in part]
    places = [chance.choice(EDGES) if chance.random() < farness else chance.randrange(255) for _ in range(sum(tfs))]
    path = tmp_path_factory.mktemp("positions") / "f"
    read = written(path, parts, places, scored)
    assert len(ArrayFile(path)["f.ninth"]) == 0 or farness > 0.1
    for _ in range(20):
        first, last = sorted(chance.choices(range(len(tfs) + 1), k=2))
        begin, end = sum(tfs[:first]), sum(tfs[:last])
        since = np.array(tfs[first - first % BLOCK : last], np.uint32)
        assert read.span(first, last, since if scored else None) == (begin, end)
        assert read.between(begin, end).tolist() == places[begin:end]
        if not scored:
            assert read.tfs(first, last).tolist() == tfs[first:last]


@pytest.mark.parametrize("farness", [0.01, 0.4])
def test_spans_across_blocks_come_back(tmp_path: Path, farness: float) -> None:
    chance = random.Random(4)
    tfs = [chance.choice([1] * 12 + [2, 3, 300]) for _ in range(5 * BLOCK + 77)]
    places = [chance.choice(EDGES) if chance.random() < farness else chance.randrange(255) for _ in range(sum(tfs))]
    read = written(tmp_path / "f", [tfs[at : at + 100] for at in range(0, len(tfs), 100)], places, False)
    assert sum(tfs) > 4 * overflow_values.BLOCK
    edges = [0, 7, 8, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, len(tfs) - 1, len(tfs)]
    for first in edges:
        for last in [edge for edge in edges if edge >= first]:
            begin, end = sum(tfs[:first]), sum(tfs[:last])
            assert read.tfs(first, last).tolist() == tfs[first:last]
            assert read.span(first, last) == (begin, end)
            assert read.between(begin, end).tolist() == places[begin:end]
