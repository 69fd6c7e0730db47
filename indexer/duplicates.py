"""Duplicates: documents in, a map from each copy to the document it repeats.

Candidates come from MinHash LSH over character shingles of the folded text, so script, width of punctuation and
layout do not matter. A candidate is a copy only when most of the shorter document's clauses stand in the longer
one and the facts of the two (figures, dates, ordinals, names of places and offices) do not contradict each other:
the same template filled in for another city or another year shares its phrases, never its facts.
"""

from __future__ import annotations

import functools
import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.documents import Document
from indexer.folding import fold

_PERMUTATIONS = 128
_BANDS = (42, 3)  # finds pairs of Jaccard 0.45 with probability 0.98
_SCHEME = "affine32"
_SHINGLE = 5
_SAMPLE = 4  # one shingle in four, by its hash, so that the same ones are taken in every document
_MOST_CLAUSES = 4000

_OVERLAP = 0.8
_OVERLAP_SHORT = 0.9
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
_HEADER = struct.Struct("<4sIIiI")


@dataclass(frozen=True, slots=True)
class _Signature:
    """What is compared: MinHash values, clause hashes with lengths, counted fact hashes, and place and year."""

    size: int
    place: int
    year: int
    order: str
    values: Any
    clauses: Mapping[int, int]
    facts: Counter[int]


def signature(document: Document) -> bytes:
    """A document's signature, a few kilobytes, to be stored and compared with later documents."""
    import numpy as np  # here so that `import indexer` stays fast

    text = fold("\n".join(p.text for p in document.paragraphs))
    letters = _NOT_TEXT.sub("", text)
    place = document.meta.place
    name = "/".join(filter(None, (place.province, place.city, place.county))) if place.city or place.county else ""
    order = f"{document.meta.date or document.meta.year or '9999'}\0{document.path}\0{document.id}".encode(
        "utf-8", "surrogatepass"
    )
    clauses = _clauses(text)
    facts = Counter(_hash(fact) for fact in _FACT.findall(_bare(text)))
    parts = [
        _HEADER.pack(b"gbd1", len(letters), _hash(name) if name else 0, document.meta.year or 0, len(order)),
        order,
        _minhash(letters).astype(np.uint32).tobytes(),
        struct.pack("<I", len(clauses)),
        np.array(sorted(clauses.items()), dtype=np.uint32).tobytes(),
        np.array(sorted(facts.items()), dtype=np.uint32).tobytes(),
    ]
    return b"".join(parts)


def _read(data: bytes) -> _Signature:
    import numpy as np

    _, size, place, year, length = _HEADER.unpack_from(data)
    at = _HEADER.size
    order = data[at : at + length].decode("utf-8", "surrogatepass")
    at += length
    values = np.frombuffer(data, dtype=np.uint32, count=_PERMUTATIONS, offset=at)
    at += 4 * _PERMUTATIONS
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    clauses = np.frombuffer(data, dtype=np.uint32, count=2 * count, offset=at).tolist()
    facts = np.frombuffer(data, dtype=np.uint32, offset=at + 8 * count).tolist()
    return _Signature(size, place, year, order, values, _paired(clauses), Counter(_paired(facts)))


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
    from datasketch import MinHashLSH  # here so that `import indexer` stays fast

    lsh = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
    read = {key: _read(data) for key, data in (known or {}).items()}
    for key, one in read.items():
        if one.size >= _SMALLEST:
            lsh.insert(key, _sketch(one))
    new = {key: _read(data) for key, data in signatures.items()}
    read.update(new)
    repeats: dict[str, str] = {}
    for key in sorted(new, key=lambda k: new[k].order):
        if new[key].size < _SMALLEST:
            continue
        sketch = _sketch(new[key])
        found = [(overlap, other) for other in lsh.query(sketch) if (overlap := _overlap(new[key], read[other]))]
        if found:
            repeats[key] = min(found, key=lambda pair: (-pair[0], read[pair[1]].order))[1]
        else:
            lsh.insert(key, sketch)
    return _fullest_first(repeats, read, new)


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
    short, long = (a, b) if a.size <= b.size else (b, a)
    if short.size < _LEAST_SIZE * long.size:
        return 0.0
    total = sum(short.clauses.values())
    shared = sum(length for clause, length in short.clauses.items() if clause in long.clauses)
    overlap = shared / total if total else 0.0
    if overlap < (_OVERLAP_SHORT if short.size < _SHORT else _OVERLAP):
        return 0.0
    contradictions = min((a.facts - b.facts).total(), (b.facts - a.facts).total())
    if contradictions > _CONTRADICTION * min(a.facts.total(), b.facts.total()):
        return 0.0
    return overlap


def _clauses(text: str) -> dict[int, int]:
    """Hash and length of each clause, spaces and line ends ignored; an even sample of a very long text's."""
    found: dict[int, int] = {}
    for clause in _CLAUSES.split(_bare(text)):
        letters = _NOT_TEXT.sub("", clause)
        if len(letters) >= 4:
            found[_hash(letters)] = len(letters)
    if len(found) > _MOST_CLAUSES:
        every = -(-len(found) // _MOST_CLAUSES)
        found = {h: n for h, n in found.items() if (h >> 3) % every == 0}
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
