"""Terms that leave out what they begin with alike are found, counted and spelt like a plain sorted list's."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.indexer.store import lexicon
from gongbao.indexer.store.arrays import ArrayFile, ArrayFileWriter
from gongbao.indexer.store.lexicon import Lexicon, LexiconEncoder

BYTES = st.one_of(
    st.lists(st.sampled_from([b"a", b"b", b"\x00", b"\xff", "发".encode(), "展".encode()]), max_size=9).map(b"".join),
    st.builds(lambda byte, size: byte * size, st.sampled_from([b"a", b"b"]), st.sampled_from([14, 15, 16, 269, 270, 70_000])),
)  # fmt: skip
TERMS = st.sets(BYTES, max_size=80).map(sorted)


def written(path: Path, terms: list[bytes]) -> Lexicon:
    encoder = LexiconEncoder()
    encoder.add(terms[:7])
    encoder.add(terms[7:])
    file = ArrayFileWriter(path)
    encoder.write(file, "f")
    file.close({})
    return Lexicon(ArrayFile(path), "f")


@given(terms=TERMS, sought=st.lists(BYTES, min_size=1), portion=st.sampled_from([1, 3, 256]))
def test_it_answers_like_a_sorted_list(
    terms: list[bytes], sought: list[bytes], portion: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lexicon, "PORTION", portion)
        read = written(tmp_path_factory.mktemp("lexicon") / "f", terms)
        assert len(read) == len(terms)
        assert list(read.texts()) == terms
        for first, last in [(0, 1), (3, 20), (15, 17), (16, len(terms)), (40, 41), (5, 5)]:
            assert list(read.texts(first, min(last, len(terms)))) == terms[first:last]
    for text in [*sought, *terms]:
        assert read.seek(text) == bisect_left(terms, text)
        assert read.find(text) == (terms.index(text) if text in terms else None)
        for part in {text, text[:1], text[:3]}:
            assert [terms[at] for at in read.prefixed(part)] == [term for term in terms if term.startswith(part)]
            if part:
                assert read.containing(part) == [at for at, term in enumerate(terms) if part in term]
    assert [read.text(at) for at in range(len(terms))] == terms
    for some in [*([text] for text in sought), sought, [*sought, *terms]]:
        held = sorted(set(some) & set(terms))
        assert list(read.numbers(set(some)).items()) == [(text, terms.index(text)) for text in held]
