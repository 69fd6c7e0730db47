"""Which documents hold a term: as delta codes, as bitmaps made of them, and as short lists, they are what the plain list says."""

from __future__ import annotations

import array
import math
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from gongbao.indexer.store import delta_codes
from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter, boundaries
from gongbao.indexer.store.doc_id_lists import DENSE
from gongbao.indexer.store.postings import FieldPostings, Postings, PostingsEncoder
from gongbao.indexer.store.sparse import Sparse, SparseEncoder

NUMBERS = st.one_of(
    st.integers(0, 700), st.integers(0, 200_000), st.sampled_from([0, 254, 255, 256, 510, 65_535, 65_536])
)
LISTS = st.lists(st.sets(NUMBERS, min_size=1, max_size=60).map(sorted), min_size=1, max_size=6)


@given(lists=LISTS)
def test_each_list_comes_back_from_its_bytes(lists: list[list[int]]) -> None:
    starts = boundaries(np.array(list(map(len, lists))))
    docs = np.array([number for each in lists for number in each], np.uint32)
    data, sizes, roaring = delta_codes.encoded(docs, starts[:-1])
    ends = np.cumsum(sizes)
    assert ends[-1] == len(data)
    for each, first, last, least in zip(lists, ends - sizes, ends, roaring, strict=True):
        assert delta_codes.decoded(data[first:last], len(each)).tolist() == each
        held = BitMap(each)
        held.run_optimize()
        if max(each) < 1 << 16:  # of several containers each may have its own best way
            assert least <= len(held.serialize())


@given(
    numbers=st.sets(NUMBERS, min_size=1, max_size=300),
    runs=st.lists(st.tuples(NUMBERS, st.integers(0, 9_000)), max_size=3),
)
def test_a_bitmap_of_numbers_holds_them(numbers: set[int], runs: list[tuple[int, int]]) -> None:
    numbers = numbers.union(*(range(start, start + size) for start, size in runs))
    docs = np.array(sorted(numbers), np.uint32)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delta_codes, "MANY", 1)
        bitmap = delta_codes.bitmap_of(docs)
    assert list(bitmap) == docs.tolist()
    assert bitmap == delta_codes.bitmap_of(docs) == BitMap(array.array("I", docs.tobytes()))
    assert (bitmap | BitMap([300_000])).max() >= 300_000  # it can be computed with


def test_bytes_of_another_number_of_documents_are_refused() -> None:
    data, *_ = delta_codes.encoded(np.array([3, 300, 301], np.uint32), np.zeros(1, np.int64))
    for count in (2, 5):
        with pytest.raises(ValueError, match="3 documents"):
            delta_codes.decoded(data, count)


def test_terms_of_any_density_come_back_and_take_no_more_room_than_bitmaps(tmp_path: Path) -> None:
    chance, size = random.Random(7), 150_000
    lists = {
        f"每{every}".encode(): sorted(chance.sample(range(size), size // every))
        for every in (2, 3, 8, 20, 40, 100, 300, 580)
    }
    lists |= {
        b"run": list(range(70_000, 140_000)),
        b"one": [149_999],
        b"two": [65_535, 65_536],
        b"few": list(range(0, 150_000, 600)),
    }
    terms = sorted(lists)
    docs = np.array([number for term in terms for number in lists[term]], np.uint32)
    encoder = PostingsEncoder(size)
    encoder.add(Postings(terms, boundaries(np.array([len(lists[term]) for term in terms])), docs))
    file = ArrayFileWriter(tmp_path / "f")
    encoder.write(file, "f")
    file.close({})
    read = FieldPostings(ArrayFile(tmp_path / "f"), "f", size)
    for number, term in enumerate(terms):
        assert read.docs(number).tolist() == lists[term] == list(read.bitmap(number))
    assert np.array_equal(read.run(0, len(read)).docs, docs)
    for _ in range(40):
        some = sorted(chance.sample(range(len(terms)), chance.randrange(len(terms) + 1)))
        docs, starts = read.lists(some)
        assert [docs[slice(*own)].tolist() for own in pairwise(starts.tolist())] == [lists[terms[at]] for at in some]
        assert list(read.union(some)) == sorted(set().union(*(lists[terms[number]] for number in some)))
        span = range(some[0], some[-1] + 1) if some else range(3, 3)
        held = [number for term in terms[span.start : span.stop] for number in lists[term]]
        assert read.counted(span)[0].tolist() == held
        assert read.count(span) == len(held)
    bitmaps = [BitMap(numbers) for numbers in lists.values() if len(numbers) >= DENSE]
    for bitmap in bitmaps:
        bitmap.run_optimize()
    forms = [read._many(number)[0] for number, term in enumerate(terms) if len(lists[term]) >= DENSE]
    assert 0 < forms.count(0) < len(forms)
    assert ArrayFile(tmp_path / "f").sizes()["f.dense"] < 0.9 * sum(len(bitmap.serialize()) for bitmap in bitmaps)


@pytest.mark.parametrize("far", [65_535, 65_536, 2**24 - 1, 2**24, 2**32 - 1])
def test_numbers_of_any_size_come_back_for_terms_in_few_documents(tmp_path: Path, far: int) -> None:
    encoder = PostingsEncoder(far + 1)
    encoder.add(Postings([b"a", b"b"], np.array([0, 2, 3]), np.array([0, far, far], np.uint32)))
    file = ArrayFileWriter(tmp_path / "f")
    encoder.write(file, "f")
    file.close({})
    read = FieldPostings(ArrayFile(tmp_path / "f"), "f", far + 1)
    assert (
        [read.docs(0).tolist(), read.docs(1).tolist()]
        == [[0, far], [far]]
        == [list(read.bitmap(0)), list(read.bitmap(1))]
    )
    assert read.run(0, 2).docs.tolist() == [0, far, far]


@given(lists=LISTS, beyond=st.sampled_from([1, 2, 1_000, 300_000]), seed=st.integers(0, 9))
def test_rows_of_bits_hold_lists_of_any_density(lists: list[list[int]], beyond: int, seed: int) -> None:
    documents, chance = max(map(max, lists)) + beyond, random.Random(seed)
    encoder = SparseEncoder(documents, 60)
    for some in (lists[:2], lists[2:]):
        encoder.add(np.array([n for each in some for n in each], np.uint32), np.array(list(map(len, some)), np.int64))
    kept = np.array([size for each in lists for size in (0, len(each))], np.uint32)  # every other is kept elsewhere
    low, high = (np.concatenate(row.parts) for row in (encoder.low, encoder.high))
    read = Sparse(low, high, kept, documents, 60)
    for number, each in enumerate(lists):
        assert read.docs(2 * number + 1, len(each)).tolist() == each
        assert 8 * (len(low) + len(high)) <= 14 + sum(len(e) * (3 + math.log2(documents / len(e))) for e in lists)
    for _ in range(5):
        some_of = np.array(sorted(chance.sample(range(len(lists)), chance.randrange(len(lists) + 1))), np.int64)
        found = read.all_docs(2 * some_of + 1, kept[2 * some_of + 1].astype(np.int64))
        assert found.tolist() == [n for at in some_of for n in lists[at]]
