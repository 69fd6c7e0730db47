"""The texts of a segment, each compressed by itself, so that one can be read without the others.

A text is UTF-16 (two bytes for a Chinese character, where UTF-8 needs three: smaller also when compressed, and twice as
fast to decode). From COMPRESSED paragraphs on it is a Zstandard frame made with a dictionary that was trained on a
sample of the segment's own texts: short texts compress by a tenth alone, and by two fifths with it (fifty reports).

    stored.text        uint8          UTF-16-LE texts or their frames, end to end; an empty text is no byte
    stored.text_at     uint32 or 64   [N + 1] where each starts
    stored.dictionary  uint8          what the frames need; empty where texts are not compressed
    stored.folded      uint8          [N] which kinds of characters folding would change in the text (see below)

A frame has neither magic number nor checksum: every array of a segment has one.
"""

from __future__ import annotations

import functools
import operator
import threading
from codecs import utf_16_le_decode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from gongbao.indexer.folding import table
from gongbao.indexer.store.arrays import Array, ArrayFile, ArrayFileWriter, boundaries, damaged

COMPRESSED = 1 << 10
"""Fewer texts are left as they are: a commit of some paragraphs shall not wait for a dictionary (0.05 s)."""

PORTION = 1 << 12
"""Texts encoded or compressed at a time."""

SAMPLE = 2_000
"""So many texts, evenly spaced, train a dictionary: 4,000 save one hundredth more, and take twice as long."""

SAMPLED_BYTES = 1 << 12
"""No more of a text goes into the sample."""

DICTIONARY = 110 * 1024
SHARE = 16
"""A dictionary has up to so many bytes, and not more than one for so many of text: 64 kB make frames a tenth longer."""

SEGMENT, PIECE = 200, 8
"""What of the sample is looked at together (k and d of Zstandard's training). Given, not sought: it takes a fifth of
the time, and other k of 50 to 2,000 were all worse."""

LEVEL = 3
"""Level 12 saves little more, at ten times the cost; level 1 gives up a quarter."""

HAN, ALPHANUMERIC, OTHER = 1, 2, 4
"""Kinds of characters; a text whose ``folded`` has none of a string's kinds holds the string exactly where its
folded form does."""

_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


def kind(character: str) -> int:
    """HAN, ALPHANUMERIC or OTHER."""
    if any(first <= character <= last for first, last in _HAN):
        return HAN
    return ALPHANUMERIC if character.isalnum() else OTHER


@functools.lru_cache(maxsize=1 << 10)
def kinds(string: str) -> int:
    """The kinds of a string's characters."""
    return functools.reduce(operator.or_, map(kind, string), 0)


@functools.cache
def _changed() -> Array:
    """uint8[0x110000]: the kinds of a code point and of what it folds to; 0 where folding leaves it as it is."""
    changed = np.zeros(0x110000, np.uint8)
    for source, target in table().items():
        if source != target:
            changed[source] = kind(chr(source)) | kind(chr(target))
    return changed


def changed_kinds(texts: list[str]) -> Array:
    """The kinds of characters that folding changes in each text: uint8[n]."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    found = np.zeros(len(texts), np.uint8)
    if len(characters):
        starts = boundaries(sizes)[:-1][sizes > 0]
        found[sizes > 0] = np.bitwise_or.reduceat(_changed()[characters], starts)
    return found


class TextsBuilder:
    """Collects the texts of consecutive documents; they are compressed as they are written."""

    def __init__(self) -> None:
        self._parts: list[_NewTexts | _SegmentTexts] = []
        self._folded: list[Array] = [np.zeros(0, np.uint8)]

    def add_all(self, texts: list[str]) -> None:
        """Append the texts of documents."""
        for start in range(0, len(texts), PORTION):
            portion = texts[start : start + PORTION]
            self._parts.append(_NewTexts(portion))
            self._folded.append(changed_kinds(portion))

    def add_segment(self, texts: Texts, kept: Array) -> None:
        """Append those of the documents ``kept`` (ascending numbers) of another segment, which stays open."""
        self._parts.append(_SegmentTexts(texts, kept))
        self._folded.append(texts.folded[kept])

    def write(self, file: ArrayFileWriter) -> None:
        """Write everything added, and let go of it."""
        trained = self._trained()
        compress = _compressor(trained) if trained else bytes
        sizes = [np.zeros(0, np.int64)]

        def written() -> Iterator[Array]:
            yield np.zeros(0, np.uint8)
            for part in self._taken():
                for first in range(0, len(part), PORTION):
                    raw = part.raw(range(first, min(first + PORTION, len(part))))
                    ready = [compress(text) if text else b"" for text in raw]
                    sizes.append(np.fromiter(map(len, ready), np.int64, len(ready)))
                    yield np.frombuffer(b"".join(ready), np.uint8)

        file.add("stored.dictionary", np.frombuffer(trained, np.uint8))
        file.add("stored.text", written())
        at = boundaries(np.concatenate(sizes))
        file.add("stored.text_at", at.astype(np.uint32 if at[-1] < 1 << 32 else np.uint64))
        file.add("stored.folded", self._folded)

    def _taken(self) -> Iterator[_NewTexts | _SegmentTexts]:
        """The parts in order, each forgotten when the next is asked for."""
        self._parts.reverse()
        while self._parts:
            yield self._parts.pop()

    def _trained(self) -> bytes:
        """The dictionary for these texts, empty for few of them."""
        count = sum(map(len, self._parts))
        if count < COMPRESSED:
            return b""
        step = -(-count // SAMPLE)
        sample, start = [], 0
        for part in self._parts:
            sample += [text[:SAMPLED_BYTES] for text in part.raw(range(start, len(part), step))]
            start += -(-(len(part) - start) // step) * step - len(part)
        return train(sample, min(DICTIONARY, sum(map(len, sample)) * step // SHARE))


class _NewTexts:
    """Texts as they were given."""

    def __init__(self, texts: list[str]) -> None:
        self._data = "".join(texts).encode("utf-16-le", "surrogatepass")
        sizes = np.fromiter(map(len, texts), np.int64, len(texts)) << 1
        if sizes.sum() < len(self._data):  # characters of two units
            sizes = np.array([len(text.encode("utf-16-le", "surrogatepass")) for text in texts])
        self._at: list[int] = boundaries(sizes).tolist()

    def __len__(self) -> int:
        return len(self._at) - 1

    def raw(self, numbers: Iterable[int]) -> list[bytes]:
        """Some of them, encoded."""
        return [self._data[self._at[number] : self._at[number + 1]] for number in numbers]


class _SegmentTexts:
    """Some of another segment's texts."""

    def __init__(self, texts: Texts, kept: Array) -> None:
        self._texts, self._kept = texts, kept

    def __len__(self) -> int:
        return len(self._kept)

    def raw(self, numbers: Sequence[int]) -> list[bytes]:
        """Some of them, encoded."""
        return self._texts.raw(self._kept[list(numbers)].tolist())


def train(sample: Sequence[bytes], size: int) -> bytes:
    """A dictionary of up to ``size`` bytes for texts like these; empty where none can be made of them."""
    import zstandard  # not all that open an index compress or expand a text

    try:
        return zstandard.train_dictionary(size, list(sample), k=SEGMENT, d=PIECE, steps=1, level=LEVEL).as_bytes()
    except (ValueError, zstandard.ZstdError):  # too little, or nothing that repeats
        return b""


def _compressor(trained: bytes) -> Any:
    import zstandard

    dictionary = zstandard.ZstdCompressionDict(trained)
    dictionary.precompute_compress(level=LEVEL)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_checksum=False,
        write_dict_id=False,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters).compress


class Texts:
    """The texts of an open segment. Threads may share it: each expands with a decompressor of its own."""

    def __init__(self, file: ArrayFile) -> None:
        self.folded = file["stored.folded"]
        self._path = file.path
        self._data, self._at = file["stored.text"].data, file["stored.text_at"].data
        self._trained = file["stored.dictionary"]
        self.compressed = len(self._trained) > 0
        """Whether texts are Zstandard frames."""
        self._idle: list[Any] = []
        """The ``decompress`` of each decompressor that no thread uses now; taking from a list is atomic."""
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Get ready now, so that the first text that is read need not wait (1 ms); raises IndexDamaged."""
        if self.compressed and not self._idle:
            self._idle.append(self._decompressor())

    def of(self, document: int) -> str:
        """The text of a document as it was given; raises IndexDamaged."""
        raw = self._data[self._at[document] : self._at[document + 1]]
        try:
            if self.compressed and raw:
                expand = self._taken()
                try:
                    raw = expand(raw)
                finally:
                    self._idle.append(expand)
            return utf_16_le_decode(raw, "surrogatepass", True)[0]
        except (UnicodeDecodeError, MemoryError, self._error) as error:
            raise damaged(self._path, "array_file.text") from error

    def all_of(self, documents: Sequence[int]) -> list[str]:
        """The texts of documents; raises IndexDamaged."""
        try:
            return [utf_16_le_decode(raw, "surrogatepass", True)[0] for raw in self.raw(documents)]
        except UnicodeDecodeError as error:
            raise damaged(self._path, "array_file.text") from error

    def raw(self, documents: Sequence[int]) -> list[bytes]:
        """The same as UTF-16-LE."""
        data, at = self._data, self._at
        frames = [data[at[number] : at[number + 1]] for number in documents]
        if not self.compressed:
            return list(map(bytes, frames))
        expand = self._taken()
        try:
            return [expand(frame) if frame else b"" for frame in frames]
        except (self._error, MemoryError) as error:
            raise damaged(self._path, "array_file.text") from error
        finally:
            self._idle.append(expand)

    def _taken(self) -> Any:
        """A ``decompress`` that no other thread uses, to be put back; raises IndexDamaged."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._decompressor()

    def _decompressor(self) -> Any:
        import zstandard  # a search that finds nothing reads no text

        try:
            with self._lock:
                return zstandard.ZstdDecompressor(
                    dict_data=self._dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS
                ).decompress
        except (zstandard.ZstdError, MemoryError) as error:
            raise damaged(self._path, "array_file.dictionary") from error

    @functools.cached_property
    def _dictionary(self) -> Any:
        import zstandard

        return zstandard.ZstdCompressionDict(self._trained.tobytes())

    @functools.cached_property
    def _error(self) -> type[Exception]:
        import zstandard

        error: type[Exception] = zstandard.ZstdError
        return error
