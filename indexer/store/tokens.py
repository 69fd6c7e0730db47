"""Texts into tokens, many texts at a time: the same tokens and positions as ``gongbao.indexer.analysis``, as arrays.

A field of a batch is ``Tokens``: each distinct value is analysed once. ``tokenize`` is a plain function of a
picklable batch, so that worker processes can run it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TypeVar

import numpy as np

from gongbao.indexer.analysis import (
    NUMERALS,
    Segmenter,
    alone,
    as_spelled,
    as_written,
    pieces,
    segmenter,
)
from gongbao.indexer.config import Analysis
from gongbao.indexer.folding import points
from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store.arrays import Array, boundaries, narrow, spans

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of V values: value v has tokens[starts[v]:starts[v + 1]].

    ``vocabulary`` are distinct token texts; ``tokens`` indexes into it; ``starts`` int64[V + 1]; ``positions`` like
    ``tokens``, or None where positions are not kept. Both are uint16 where their numbers allow, else uint32: they
    travel between processes.
    """

    vocabulary: list[bytes]
    tokens: Array
    starts: Array
    positions: Array | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Values to analyse: ``words`` names the fields and lists their values."""

    analysis: Analysis
    words: dict[str, list[str]]


def tokenize(batch: Batch) -> dict[str, Tokens]:
    """Every field of the batch as Tokens."""
    segment = segmenter(batch.analysis)
    return {name: word_tokens(values, segment) for name, values in batch.words.items()}


class _Vocabulary(dict[Key, int]):
    """Numbers keys in the order they are first asked for."""

    def __missing__(self, key: Key) -> int:
        self[key] = number = len(self)
        return number


def folded_points(text: str) -> Array:
    """The code points of the folded text: uint32, one for each character."""
    return points()[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)]


def as_text(characters: Array) -> str:
    """The text of code points."""
    return characters.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")


_ALONE, _END = "\ue000", "\ue001"
"""Stand for a run that is a token as it is, and for the end of a value, in the text that is segmented."""


def _marked(values: Sequence[str]) -> tuple[str, list[str]]:
    """One text of all values for the segmenter, and the runs that are tokens as they are.

    In the text, such runs are _ALONE, the end of a value is _END, and what else is not Han is a space.
    """
    sizes = np.fromiter(map(len, values), np.int64, len(values))
    characters = np.insert(folded_points("".join(values)), np.cumsum(sizes), 0)
    ends = np.cumsum(sizes) + np.arange(len(sizes))
    # Most characters are in no run: where several of them follow one another, one is enough to find the runs.
    outside = _outside()[characters]
    kept = np.flatnonzero(~(outside & np.append(False, outside[:-1])))
    found = [(match.start(), match.group()) for match in alone().finditer(as_text(characters[kept]))]
    marked = np.where(_is_han()[characters], characters, ord(" ")).astype(np.uint32)
    for at, run in found:
        if "〇" in run:  # its numerals are Han
            marked[kept[at : at + len(run)]] = ord(" ")
    marked[kept[[at for at, _ in found]]] = ord(_ALONE)
    marked[ends] = ord(_END)
    for at in np.flatnonzero(marked == ord("着")).tolist():
        first = max(at - 1, 0)
        marked[at] = ord(as_spelled(as_text(marked[first : at + 2]))[at - first])
    blank = marked == ord(" ")
    return as_text(marked[~(blank & np.append(False, blank[:-1]))]), [run for _, run in found]


PUNCTUATION = "\0\t\n \u3000,。、;:?!\"'“”‘’()《》<>〈〉【】[]「」『』{}%‰—–-―…·/\\~+*=&#@|$^`"
"""Folded characters besides Han that are never part of a number or a Latin word; the commonest ones."""


@functools.cache
def _is_han() -> Array:
    """Whether each code point is Han to the segmenter: bool[0x110000]."""
    han = np.zeros(0x110000, bool)
    han[0x4E00:0x9FD6] = True
    return han


@functools.cache
def _outside() -> Array:
    """Which code points are never in a run that is a token as it is: Han but numerals, punctuation: bool[0x110000]."""
    outside = _is_han().copy()
    outside[[ord(numeral) for numeral in NUMERALS]] = False
    outside[[ord(mark) for mark in PUNCTUATION]] = True
    return outside


def word_tokens(values: Sequence[str], segment: Segmenter) -> Tokens:
    """``gongbao.indexer.analysis.words`` of each value, segmented in one go.

    Runs that are tokens as they are (numbers, Latin words) are taken out and leave a mark behind; the marks then
    show what belongs where.
    """
    text, alone = _marked(values)
    wholes: _Vocabulary[str] = _Vocabulary()
    _, mark, end = wholes[" "], wholes[_ALONE], wholes[_END]  # numbers 0, 1 and 2
    word = np.array(list(map(wholes.__getitem__, segment.cut(text))), np.int64)
    segmented = len(wholes)
    word[word == mark] = [wholes[run] for run in alone]
    ends = np.flatnonzero(word == end)
    kept = word > end
    word, word_ends = word[kept], boundaries(kept)[np.append(0, ends)]

    parts = [(), (), (), *(_parts(whole, segment) for whole in islice(wholes, 3, segmented))]
    parts += [(run,) for run in islice(wholes, segmented, None)]
    counts = np.fromiter(map(len, parts), np.int64, len(parts))
    vocabulary: _Vocabulary[str] = _Vocabulary()
    flat = np.fromiter(map(vocabulary.__getitem__, chain.from_iterable(parts)), np.uint32, int(counts.sum()))
    first, counts = boundaries(counts)[word], counts[word]
    position = np.arange(len(word)) - np.repeat(word_ends[:-1], np.diff(word_ends))
    return Tokens(
        [name.encode("utf-8", "surrogatepass") for name in vocabulary],
        narrow(flat[spans(first, counts)]),
        boundaries(counts)[word_ends],
        narrow(np.repeat(position, counts)),
    )


@functools.lru_cache(maxsize=1 << 15)
def _parts(whole: str, segment: Segmenter) -> tuple[str, ...]:
    """The tokens of a word, as folded text writes them; most words of a batch were in those before it."""
    written = as_written(whole)
    return tuple(written[at : at + size] for at, size in pieces(whole, segment.known))


def key_tokens(values: Sequence[Any], spec: FieldSpec) -> Tokens:
    """The terms of values of a field without positions: a value, or a number at each precision."""
    if spec.kind != "number":  # each value is its own term
        numbers = np.arange(len(values) + 1)
        return Tokens([spec.encode(value) for value in values], numbers[:-1].astype(np.uint32), numbers, None)
    vocabulary: _Vocabulary[bytes] = _Vocabulary()
    tokens: list[int] = []
    ends = [0]
    for value in values:
        tokens.extend(vocabulary[term] for term in spec.terms(value))
        ends.append(len(tokens))
    return Tokens(list(vocabulary), np.array(tokens, np.uint32), np.array(ends, np.int64), None)
