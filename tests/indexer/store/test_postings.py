"""What is encoded into a segment file comes out as it went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.util.numeric import length_to_byte

from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter, boundaries, spans
from gongbao.indexer.store.impacts import length_bytes
from gongbao.indexer.store.postings import FieldPostings, Postings, PostingsEncoder

Naive = dict[bytes, dict[int, list[int]]]


def packed(naive: Naive) -> Postings:
    """The term → document → positions map as arrays."""
    terms = sorted(naive)
    docs = [doc for term in terms for doc in sorted(naive[term])]
    places = [naive[term][doc] for term in terms for doc in sorted(naive[term])]
    return Postings(
        terms,
        boundaries(np.array([len(naive[term]) for term in terms])),
        np.array(docs, np.uint32),
        np.array([len(p) for p in places], np.uint32),
        np.array([at for p in places for at in p], np.uint32),
    )


@st.composite
def fields(draw: st.DrawFn) -> tuple[Naive, int]:
    count = draw(st.sampled_from([3, 40, 700]))
    spread = st.sampled_from([1, 2, 3, 255, 300])
    naive: Naive = {}
    for term in draw(st.sets(st.sampled_from(["a", "b", "发", "发展", "𠀀", "zz"]), min_size=1)):
        docs = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=6))
        if draw(st.booleans()):
            docs |= set(range(0, count, 2))
        naive[term.encode()] = {
            d: sorted(draw(st.sets(st.integers(0, 400), min_size=1, max_size=draw(spread)))) if d < 3 else [d]
            for d in docs
        }
    return naive, count


@settings(max_examples=60)
@given(field=fields(), scored=st.booleans())
def test_documents_frequencies_and_positions_survive(
    field: tuple[Naive, int], scored: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    naive, count = field
    lengths = (np.arange(count) % 256).astype(np.uint8)
    postings = packed(naive)
    encoder = PostingsEncoder(count, lengths, scored)
    encoder.add(postings)
    path = tmp_path_factory.mktemp("segment") / "f"
    file = ArrayFileWriter(path)
    encoder.write(file, "f")
    file.close({})
    read = FieldPostings(ArrayFile(path), "f", count)
    assert list(read.texts()) == sorted(naive)
    for text, documents in naive.items():
        term = read.find(text)
        assert term is not None
        assert read.docs(term).tolist() == sorted(documents) == list(read.bitmap(term))
        assert read.tfs(term).tolist() == [len(documents[d]) for d in sorted(documents)]
        assert read.positions(term).tolist() == [at for d in sorted(documents) for at in documents[d]]
    again = read.run(0, len(read))
    assert all(np.array_equal(getattr(again, n), getattr(postings, n)) for n in ("starts", "docs", "tfs", "positions"))
    assert [read.text(t) for t in read.prefixed("发".encode())] == [
        t for t in sorted(naive) if t.startswith("发".encode())
    ]


def test_length_bytes_are_whooshs() -> None:
    lengths = [*range(5000), 99999, 106373, 106374, 106375, 10**6]
    assert length_bytes(np.array(lengths)).tolist() == [length_to_byte(n) for n in lengths]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9))))
def test_spans_lists_every_position_of_every_span(pairs: list[tuple[int, int]]) -> None:
    starts, lengths = np.array([p[0] for p in pairs], np.int64), np.array([p[1] for p in pairs], np.int64)
    assert spans(starts, lengths).tolist() == [at for start, size in pairs for at in range(start, start + size)]


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    from gongbao.indexer.errors import IndexDamaged

    path = tmp_path / "f"
    file = ArrayFileWriter(path)
    file.add("numbers", np.arange(1000, dtype=np.uint32))
    file.close({"documents": 3})
    whole = path.read_bytes()
    ArrayFile(path).verify()
    for damaged in (whole[:-1], whole[:50], b"", b"x" + whole[1:], whole[:-40] + b"?" + whole[-39:]):
        path.write_bytes(damaged)
        with pytest.raises(IndexDamaged, match="f is damaged"):
            ArrayFile(path)
    path.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:])
    with pytest.raises(IndexDamaged, match="'numbers'"):
        ArrayFile(path).verify()
