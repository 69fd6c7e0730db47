"""Tokens in the order of documents become postings in the order of terms, however few bits there are to pack them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.indexer.analysis import grams
from gongbao.indexer.store import invert
from gongbao.indexer.store.arrays import boundaries, narrow
from gongbao.indexer.store.columns import distinct
from gongbao.indexer.store.invert import FieldInverter, GramInverter
from gongbao.indexer.store.postings import Postings
from gongbao.indexer.store.tokens import Tokens

Value = list[tuple[bytes, int]]
"""The tokens of a text with their positions, ascending."""

words = st.sampled_from([word.encode() for word in ("a", "b", "发", "发展", "𠀀", "zz")])
places = st.one_of(st.integers(0, 5), st.integers(0, 300), st.integers(0, 1 << 20))
texts = st.lists(st.tuples(words, places), max_size=6).map(lambda tokens: sorted(tokens, key=lambda token: token[1]))
batches = st.lists(st.lists(st.one_of(st.none(), texts), min_size=1, max_size=8), min_size=1, max_size=4)


def tokens(values: list[Value], positional: bool) -> Tokens:
    vocabulary = sorted({word for value in values for word, _ in value}, reverse=True)
    numbers = [vocabulary.index(word) for value in values for word, _ in value]
    positions = narrow(np.array([place for value in values for _, place in value], np.int64)) if positional else None
    return Tokens(vocabulary, np.array(numbers, np.uint32), boundaries(np.array([*map(len, values)])), positions)


def places(parts: Iterable[Postings]) -> dict[bytes, dict[int, list[int]]]:
    """Each term's documents and its positions in them."""
    found: dict[bytes, dict[int, list[int]]] = {}
    for part in parts:
        assert part.tfs is not None and part.positions is not None
        of = np.split(part.positions, np.cumsum(part.tfs)[:-1])
        for term, first, last in zip(part.terms, part.starts, part.starts[1:], strict=False):
            found[term] = {int(part.docs[at]): of[at].tolist() for at in range(first, last)}
    return found


@pytest.mark.parametrize("bits", [64, 16])
@settings(max_examples=100, deadline=None)
@given(batches=batches)
def test_postings_are_those_found_text_by_text(bits: int, batches: list[list[Value | None]]) -> None:
    inverter, naive, number = FieldInverter(), defaultdict(lambda: defaultdict(list)), 0
    for batch in batches:
        distinct_values, which = distinct([None if value is None else tuple(value) for value in batch])
        inverter.add(tokens([list(value) for value in distinct_values], positional=True), which)
        for value in batch:
            for word, place in value or ():
                naive[word][number].append(place)
            number += 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invert, "BITS", bits)
        patch.setattr(invert, "PORTION", 4)
        assert inverter.lengths().tolist() == [len(value or ()) for batch in batches for value in batch]
        found = places(inverter.postings())
    assert list(found) == sorted(naive)
    assert found == naive


@given(batch=st.lists(st.one_of(st.none(), st.sets(words, min_size=1).map(sorted)), min_size=1, max_size=12))
def test_a_field_without_positions_tells_its_documents(batch: list[list[bytes] | None]) -> None:
    distinct_values, which = distinct([None if value is None else tuple(value) for value in batch])
    inverter = FieldInverter()
    inverter.add(tokens([[(word, 0) for word in value] for value in distinct_values], positional=False), which)
    found: dict[bytes, list[int]] = {}
    for part in inverter.postings():
        assert part.tfs is None and part.positions is None
        found |= {
            term: part.docs[first:last].tolist()
            for term, first, last in zip(part.terms, part.starts, part.starts[1:], strict=False)
        }
    terms = sorted({word for value in batch for word in value or ()})
    assert found == {word: [at for at, value in enumerate(batch) if word in (value or ())] for word in terms}


PIECES = st.sampled_from(
    [*"发展着著力,。 \n\0.019aZé營Ａ𠀀㐀\ue000\ud800\udfff￥\U0010ffff", "发展", "GDP", "營商環境" * 20]
)
PARAGRAPHS = st.one_of(st.none(), st.lists(PIECES, max_size=14).map("".join))


@pytest.mark.parametrize("bits", [64, 16])
@settings(max_examples=200, deadline=None)
@given(batches=st.lists(st.lists(PARAGRAPHS, max_size=6), max_size=4))
def test_pairs_of_characters_are_those_of_each_text_alone(bits: int, batches: list[list[str | None]]) -> None:
    inverter, naive = GramInverter(), defaultdict(lambda: defaultdict(list))
    for batch in batches:
        inverter.add(batch)
    paragraphs = [text or "" for batch in batches for text in batch]
    for number, text in enumerate(paragraphs):
        for at, gram in enumerate(grams(text)):
            naive[gram.encode("utf-8", "surrogatepass")][number].append(at)
    assert inverter.empty == (not naive)
    assert inverter.lengths().tolist() == [len(text) for text in paragraphs]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invert, "BITS", bits)
        patch.setattr(invert, "PORTION", 4)
        found = places(inverter.postings())
    assert list(found) == sorted(naive)
    assert found == naive
