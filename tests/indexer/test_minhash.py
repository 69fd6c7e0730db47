"""Sketches agree as often as the similarity of their texts says, and the index finds every text that shares a band."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.minhash import BANDS, ROWS, SAMPLE, SHINGLE, BandIndex, shingles, sketches


def text(draw: random.Random, length: int) -> str:
    return "".join(chr(draw.randint(0x4E00, 0x5FFF)) for _ in range(length))


def test_the_sketch_of_a_text_does_not_depend_on_its_neighbours() -> None:
    draw = random.Random(1)
    texts = [text(draw, length) for length in (0, 3, 60, 5, 9_000, 250, 250, 4, 30_000, 0)]
    alone = [sketches([one])[0] for one in texts]
    assert np.array_equal(sketches(texts), np.array(alone))


def test_shingles_are_those_of_each_text_and_none_spans_two() -> None:
    draw = random.Random(2)
    texts = [text(draw, length) for length in (40, 2, 0, 700, 5)]
    hashes, owners = shingles(texts)
    for number, one in enumerate(texts):
        pieces = {one[n : n + SHINGLE] for n in range(len(one) - SHINGLE + 1)}
        taken = {h for piece in pieces for h in shingles([piece])[0].tolist()}
        assert set(hashes[owners == number].tolist()) == taken
    assert len(hashes) == pytest.approx((36 + 696 + 1) / SAMPLE, rel=0.3)


@pytest.mark.parametrize("similarity", [0.1, 0.3, 0.5, 0.7])
def test_two_texts_share_a_band_as_often_as_their_similarity_says(similarity: float) -> None:
    draw = random.Random(3)
    length, rounds = 600, 300
    changed = round(length * (1 - similarity) / (1 + similarity))
    pairs = []
    for _ in range(rounds):
        one = text(draw, length)
        pairs += [one, one[: length - changed] + text(draw, changed)]
    keys = sketches(pairs)
    shared = (keys[0::2] == keys[1::2]).any(axis=1).mean()
    assert shared == pytest.approx(1 - (1 - similarity**ROWS) ** BANDS, abs=0.12)


@given(st.lists(st.lists(st.integers(0, 3), min_size=BANDS, max_size=BANDS), max_size=30), st.randoms())
@settings(max_examples=60)
def test_the_index_finds_what_comparing_all_pairs_finds(rows: list[list[int]], draw: random.Random) -> None:
    # A band key is made with its band's number; here the number is added by hand. The largest key is a border.
    keys = np.array(rows, np.uint32).reshape(-1, BANDS) * np.uint32(BANDS) + np.arange(BANDS, dtype=np.uint32)
    keys[keys == keys.max(initial=0)] = 0xFFFFFFFF
    index, start = BandIndex(), 0
    while start < len(keys):
        size = draw.randint(1, 7)
        index.add(keys[start : start + size])
        start += size
    assert index.rows == len(keys)
    for row, found in enumerate(index.before(keys, range(len(keys)))):
        assert found.tolist() == [other for other in range(row) if np.isin(keys[row], keys[other]).any()]
    stranger = np.full((1, BANDS), 7, np.uint32)
    assert index.before(stranger, [len(keys)])[0].tolist() == [n for n, own in enumerate(keys) if 7 in own]


def test_the_index_is_a_few_sorted_arrays_that_can_be_mapped_again() -> None:
    keys = sketches([text(random.Random(n), 100) for n in range(300)])
    index = BandIndex()
    for start in range(0, 300, 3):
        index.add(keys[start : start + 3])
    assert len(index.runs) <= 9
    assert sum(run.nbytes for run in index.runs) == 300 * BANDS * 8
    again = BandIndex(index.runs, index.rows)
    for one, other in zip(again.before(keys, range(300)), index.before(keys, range(300)), strict=True):
        assert np.array_equal(one, other)
