"""Duplicates: documents in, a map from each copy to the document it repeats.

Candidates come from MinHash LSH over character shingles of the folded text, so script, width of punctuation and
layout do not matter. A candidate is a copy only when most of the shorter document's clauses stand in the longer
one and the facts of the two (figures, dates, ordinals, names of places and offices) do not contradict each other:
the same template filled in for another city or another year shares its phrases, never its facts.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.indexer.documents import Document
from gongbao.indexer.folding import fold

_PERMUTATIONS = 128
_BANDS = (42, 3)  # finds pairs of Jaccard 0.45 with probability 0.98
_SCHEME = "affine32"
_SHINGLE = 5
_SAMPLE = 4  # one shingle in four, by its hash, so that the same ones are taken in every document
_MOST = 300  # clauses and facts that a signature keeps: an even sample of a long document's

_OVERLAP = 0.8
_OVERLAP_SHORT = 0.9
_OVERLAP_TITLED = 0.7  # of two with the same title, place and year, and no fact that differs
_TELLING = 4  # so many facts must agree for that
_SHORT = 400
_SMALLEST = 60
_LEAST_SIZE = 0.5
_CONTRADICTION = 0.05
_FULLER = 1.15

_CLAUSES = re.compile(r"[。、!?;,:|]+|(?<!\d)\.+|\.+(?!\d)")
_NOT_TEXT = re.compile(r"[^\w%.]+|_")
_FACT = re.compile(
    r"\d+(?:\.\d+)?(?:[%年月日号届次个]|[亿万]?元|公里|亩|人|户)?"
    r"|第?[一二三四五六七八九十百千〇零]{1,9}[届次年月日号]"
    r"|[\u4e00-\u9fff]{2}(?:省|市|县|区|州|盟|旗|镇|乡|法院|检察院|委员会|局|厅)"
)
_HEADER = struct.Struct("<4sIIIiIII")


@dataclass(frozen=True, slots=True)
class _Signature:
    """What is compared: MinHash values, clause hashes with lengths, counted fact hashes, title, place and year.

    Only clauses and facts whose hash is a multiple of ``every`` (a power of two) are kept.
    """

    size: int
    title: int
    place: int
    year: int
    order: str
    values: Any
    every: int
    clauses: Mapping[int, int]
    facts: Counter[int]

    def thinned(self, every: int) -> _Signature:
        """The signature as it would be with this sampling, ``every`` being no finer than its own."""
        if every == self.every:
            return self
        clauses = {h: n for h, n in self.clauses.items() if h % every == 0}
        facts = Counter({h: n for h, n in self.facts.items() if h % every == 0})
        return dataclasses.replace(self, every=every, clauses=clauses, facts=facts)


def signature(document: Document) -> bytes:
    """A document's signature, at most a few kilobytes, to be stored and compared with later documents."""
    import numpy as np  # here so that `import indexer` stays fast

    text = fold("\n".join(p.text for p in document.paragraphs))
    letters = _NOT_TEXT.sub("", text)
    place = document.meta.place
    name = "/".join(filter(None, (place.province, place.city, place.county))) if place.city or place.county else ""
    title = _NOT_TEXT.sub("", fold(document.meta.title))
    order = f"{document.meta.date or document.meta.year or '9999'}\0{document.path}\0{document.id}".encode(
        "utf-8", "surrogatepass"
    )
    clauses = _clauses(text)
    facts = Counter(_hash(fact) for fact in _FACT.findall(_bare(text)))
    every = 1
    while len(clauses) + len(facts) > _MOST * every:
        every *= 2
    kept = [
        np.array(sorted((h, n) for h, n in found.items() if h % every == 0), dtype=np.uint32).tobytes()
        for found in (clauses, facts)
    ]
    names = (_hash(title) if title else 0, _hash(name) if name else 0, document.meta.year or 0)
    header = _HEADER.pack(b"gbd2", len(letters), *names, len(order), every, len(kept[0]) // 8)
    return b"".join([header, order, _minhash(letters).astype(np.uint32).tobytes(), *kept])


def _read(data: bytes) -> _Signature:
    import numpy as np

    _, size, title, place, year, length, every, count = _HEADER.unpack_from(data)
    at = _HEADER.size
    order = data[at : at + length].decode("utf-8", "surrogatepass")
    at += length
    values = np.frombuffer(data, dtype=np.uint32, count=_PERMUTATIONS, offset=at)
    at += 4 * _PERMUTATIONS
    clauses = np.frombuffer(data, dtype=np.uint32, count=2 * count, offset=at).tolist()
    facts = np.frombuffer(data, dtype=np.uint32, offset=at + 8 * count).tolist()
    return _Signature(size, title, place, year, order, values, every, _paired(clauses), Counter(_paired(facts)))


def _paired(flat: list[int]) -> dict[int, int]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def find(documents: Sequence[Document], known: Mapping[str, bytes] | None = None) -> dict[str, str]:
    """For each document that repeats another, the id of the one it repeats; whatever the order they come in.

    ``known`` are signatures of documents indexed before, by id; a new document may repeat one of them. Of two
    new ones, the one with the earlier date, then the path that sorts first, is the original, unless the other
    is clearly fuller. An original repeats nothing itself.
    """
    return among({d.id: signature(d) for d in documents}, known)


def among(signatures: Mapping[str, bytes], known: Mapping[str, bytes] | None = None) -> dict[str, str]:
    """``find`` on signatures alone."""
    return Originals(known).repeats(signatures)


class Originals:
    """The documents that repeat nothing, by id, compared with new ones; made ready when first asked."""

    def __init__(self, signatures: Mapping[str, bytes] | None = None) -> None:
        self._waiting = dict(signatures or {})
        self._read: dict[str, _Signature] = {}

    @functools.cached_property
    def _lsh(self) -> Any:
        from datasketch import MinHashLSH  # half a second: a run that finds no file changed needs none of it

        return MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)

    def _keep(self, key: str, one: _Signature) -> None:
        if one.size >= _SMALLEST and key not in self._read:
            self._lsh.insert(key, _sketch(one))
            self._read[key] = one

    def discard(self, key: str) -> None:
        """Forget a document, if it was held."""
        self._waiting.pop(key, None)
        if key in self._read:
            del self._read[key]
            self._lsh.remove(key)

    def repeats(self, signatures: Mapping[str, bytes]) -> dict[str, str]:
        """For each new document that repeats another, which; those that repeat nothing are held from now on."""
        while self._waiting:
            key, data = self._waiting.popitem()
            self._keep(key, _read(data))
        new = {key: _read(data) for key, data in signatures.items()}
        found: dict[str, str] = {}
        for key in sorted(new, key=lambda k: new[k].order):
            one = new[key]
            if one.size < _SMALLEST:
                continue
            alike = [
                (overlap, other)
                for other in self._lsh.query(_sketch(one))
                if (overlap := _overlap(one, self._read[other]))
            ]
            if alike:
                found[key] = min(alike, key=lambda pair: (-pair[0], self._read[pair[1]].order))[1]
            else:
                self._keep(key, one)
        turned = _fullest_first(found, {**self._read, **new}, new)
        for key, one in new.items():
            if key in turned:
                self.discard(key)
            else:
                self._keep(key, one)
        return turned


def _fullest_first(
    repeats: Mapping[str, str], read: Mapping[str, _Signature], new: Mapping[str, _Signature]
) -> dict[str, str]:
    """``repeats`` turned round where a copy is clearly fuller than its original, lest a part hide the whole."""
    copies: dict[str, list[str]] = defaultdict(list)
    for key, original in repeats.items():
        copies[original].append(key)
    out: dict[str, str] = {}
    for original, keys in copies.items():
        fullest = max(keys, key=lambda k: (read[k].size, read[k].order))
        if original not in new or read[fullest].size < _FULLER * read[original].size:
            out.update((key, original) for key in keys)
            continue
        for key in [original, *keys]:
            if key != fullest and _overlap(read[key], read[fullest]):
                out[key] = fullest
    return out


def _overlap(a: _Signature, b: _Signature) -> float:
    """The share of the shorter document that stands in the longer one, 0 when the two are not copies."""
    if (a.place and b.place and a.place != b.place) or (a.year and b.year and a.year != b.year):
        return 0.0
    every = max(a.every, b.every)
    short, long = sorted((a.thinned(every), b.thinned(every)), key=lambda one: one.size)
    if short.size < _LEAST_SIZE * long.size:
        return 0.0
    total = sum(short.clauses.values())
    shared = sum(length for clause, length in short.clauses.items() if clause in long.clauses)
    overlap = shared / total if total else 0.0
    contradictions = min((short.facts - long.facts).total(), (long.facts - short.facts).total())
    if overlap < _enough(short, long, contradictions):
        return 0.0
    if contradictions > _CONTRADICTION * min(short.facts.total(), long.facts.total()):
        return 0.0
    return overlap


def _enough(a: _Signature, b: _Signature, contradictions: int) -> float:
    """The overlap that makes two documents copies: less where everything else agrees, more where they are short."""
    agree = a.title == b.title != 0 and a.place == b.place and a.year == b.year and not contradictions
    if agree and min(a.facts.total(), b.facts.total()) >= _TELLING:
        return _OVERLAP_TITLED
    return _OVERLAP_SHORT if min(a.size, b.size) < _SHORT else _OVERLAP


def _clauses(text: str) -> dict[int, int]:
    """Hash and length of each clause, spaces and line ends ignored."""
    found: dict[int, int] = {}
    for clause in _CLAUSES.split(_bare(text)):
        letters = _NOT_TEXT.sub("", clause)
        if len(letters) >= 4:
            found[_hash(letters)] = len(letters)
    return found


def _bare(text: str) -> str:
    return "".join(text.split())


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _minhash(letters: str) -> Any:
    """MinHash values of the text's sampled five-character shingles."""
    import numpy as np
    from datasketch import MinHash

    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    sketch = MinHash(_PERMUTATIONS, hashfunc=int, permutations=_permutations(), scheme=_SCHEME)
    if len(codes) >= _SHINGLE:
        hashes = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
        for n in range(_SHINGLE):
            hashes = hashes * np.uint64(1_000_003) + codes[n : n + len(hashes)]
        hashes ^= hashes >> np.uint64(29)
        hashes *= np.uint64(0xBF58476D1CE4E5B9)
        hashes ^= hashes >> np.uint64(32)
        hashes = np.unique(hashes & np.uint64(0xFFFFFFFF))
        sketch.update_batch(hashes[hashes % _SAMPLE == 0].tolist())
    return sketch.hashvalues


@functools.cache
def _permutations() -> Any:
    from datasketch import MinHash

    return MinHash(_PERMUTATIONS, scheme=_SCHEME).permutations


def _sketch(one: _Signature) -> Any:
    from datasketch import MinHash

    return MinHash(_PERMUTATIONS, hashvalues=one.values, permutations=_permutations(), scheme=_SCHEME)
