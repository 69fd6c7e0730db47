"""Duplicates: documents in, a map from each copy to the document it repeats.

Candidates come from MinHash over character shingles of the folded text, so script, width of punctuation and layout do
not matter. A candidate is a copy only when most of the shorter document's clauses stand in the longer one and the
facts of the two (figures, dates, ordinals, names of places and offices, openings of articles) do not contradict each
other: the same template filled in for another city or another year shares its phrases, never its facts, and an amended
regulation has other articles. What tells it from its sisters (``document_identity``) must not differ at all.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.indexer import document_identity
from gongbao.indexer.documents import Document
from gongbao.indexer.folding import fold
from gongbao.indexer.minhash import BANDS, BandIndex, sketches
from gongbao.indexer.signature_parts import Part

_MOST = 300  # clauses and facts that a signature keeps: an even sample of a long document's
_MOST_TELLTALES = 40
_TOGETHER = 1 << 18  # characters whose sketches are made together: 10 MB of shingles

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
_NOT_CLAUSE = re.compile(r"[^\w%.\n]+|_")
_FACT = re.compile(
    r"\d+(?:\.\d+)?(?:[%年月日号届次个]|[亿万]?元|公里|亩|人|户)?"
    r"|第[一二三四五六七八九十百千〇零]{1,9}条.{0,6}"
    r"|第?[一二三四五六七八九十百千〇零]{1,9}[届次年月日号]"
    r"|[\u4e00-\u9fff]{2}(?:省|市|县|区|州|盟|旗|镇|乡|法院|检察院|委员会|局|厅)"
)
_MAGIC = b"gbd3"
_HEADER = struct.Struct("<4sIIIiHHHHI")


@dataclass(frozen=True, slots=True)
class _Signature:
    """What is compared: clause hashes with lengths, counted fact hashes, telltales, title, place and year.

    Only clauses and facts whose hash is a multiple of ``every`` (a power of two) are kept. ``keys`` are the band keys
    of the text's sketch, uint32[BANDS].
    """

    size: int
    title: int
    place: int
    year: int
    order: str
    keys: Any
    every: int
    clauses: Mapping[int, int]
    facts: Counter[int]
    telltales: Mapping[int, Counter[int]]

    def sampled(self, every: int) -> tuple[Mapping[int, int], Counter[int]]:
        """The clauses and facts as they would be with this sampling, ``every`` being no finer than its own."""
        if every == self.every:
            return self.clauses, self.facts
        return (
            {h: n for h, n in self.clauses.items() if h % every == 0},
            Counter({h: n for h, n in self.facts.items() if h % every == 0}),
        )


def signature(document: Document) -> bytes:
    """A document's signature, at most a few kilobytes, to be stored and compared with later documents."""
    return signatures([document])[0]


def signatures(documents: Sequence[Document]) -> tuple[bytes, ...]:
    """The signatures of documents, made some at a time: for many short ones that takes half the time."""
    made: list[bytes] = []
    some: list[Document] = []
    characters = 0
    for document in documents:
        some.append(document)
        characters += document.characters
        if characters >= _TOGETHER:
            made += _signatures(some)
            some, characters = [], 0
    return (*made, *_signatures(some))


def _signatures(documents: Sequence[Document]) -> list[bytes]:
    texts = [fold("\n".join(p.text for p in document.paragraphs)) for document in documents]
    bare = ["".join(text.split()) for text in texts]
    clauses = [_NOT_CLAUSE.sub("", _CLAUSES.sub("\n", text)) for text in bare]
    letters = [text.replace("\n", "") for text in clauses]
    return list(map(_signature, documents, texts, bare, clauses, map(len, letters), sketches(letters)))


def _signature(document: Document, text: str, bare: str, clauses: str, size: int, keys: Any) -> bytes:
    """One signature, from the document's folded text, the same without spaces, and its clauses, a line each."""
    place = document.meta.place
    name = "/".join(filter(None, (place.province, place.city, place.county))) if place.city or place.county else ""
    heading = fold(document.meta.title)
    title = _NOT_TEXT.sub("", heading)
    order = f"{document.meta.date or document.meta.year or '9999'}\0{document.path}\0{document.id}".encode(
        "utf-8", "surrogatepass"
    )
    lengths = {_hash(clause): len(clause) for clause in clauses.split("\n") if len(clause) >= 4}
    facts = Counter(map(_hash, _FACT.findall(bare)))
    every = 1
    while len(lengths) + len(facts) > _MOST * every:
        every *= 2
    told = Counter((_hash(kind), _hash(value)) for kind, value in document_identity.of(heading, text))
    parts = [_packed({h: n for h, n in found.items() if h % every == 0}) for found in (lengths, facts)]
    parts += [_packed(dict(told.most_common(_MOST_TELLTALES)))]
    names = (_hash(title) if title else 0, _hash(name) if name else 0, document.meta.year or 0)
    counts = (len(parts[0]) // 6, len(parts[1]) // 6, len(parts[2]) // 10)
    header = _HEADER.pack(_MAGIC, size, *names, len(order), *counts, every)
    return b"".join([header, order, keys.tobytes(), *parts])


def _packed(counted: Mapping[Any, int]) -> bytes:
    """Hashes, or tuples of them, as uint32, then their counts as uint16 (no more than that holds)."""
    hashes = [number for key in counted for number in (key if isinstance(key, tuple) else (key,))]
    counts = [min(count, 0xFFFF) for count in counted.values()]
    return struct.pack(f"<{len(hashes)}I{len(counts)}H", *hashes, *counts)


def _read(data: bytes) -> _Signature | None:
    """A stored signature; None for one of an earlier gongbao, whose file is read again before long."""
    import numpy as np  # here so that `import indexer` stays fast

    if data[:4] != _MAGIC:
        return None
    _, size, title, place, year, length, clauses, facts, told, every = _HEADER.unpack_from(data)
    at = _HEADER.size
    order = data[at : at + length].decode("utf-8", "surrogatepass")
    at += length
    keys = np.frombuffer(data, dtype="<u4", count=BANDS, offset=at)
    at += 4 * BANDS
    numbers = [struct.unpack_from(f"<{n}I{n}H", data, start) for n, start in ((clauses, at), (facts, at + 6 * clauses))]
    pairs = struct.unpack_from(f"<{2 * told}I{told}H", data, at + 6 * (clauses + facts))
    told_of: dict[int, Counter[int]] = defaultdict(Counter)
    for kind, value, count in zip(pairs[: 2 * told : 2], pairs[1 : 2 * told : 2], pairs[2 * told :], strict=True):
        told_of[kind][value] = count
    return _Signature(
        size, title, place, year, order, keys, every,
        dict(zip(numbers[0][:clauses], numbers[0][clauses:], strict=True)),
        Counter(dict(zip(numbers[1][:facts], numbers[1][facts:], strict=True))),
        told_of,
    )  # fmt: skip


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
    """The documents that repeat nothing, by id, compared with new ones: in parts, of which those that the last commits
    wrote are mapped from files (``signature_parts``)."""

    def __init__(self, signatures: Mapping[str, bytes] | None = None, parts: Iterable[Part] = ()) -> None:
        self.parts = list(parts)
        held = {key: one for key, data in (signatures or {}).items() if (one := _read(data)) and one.size >= _SMALLEST}
        if held and signatures:
            self.parts.append(Part(list(held), _stacked(held.values()), [signatures[key] for key in held]))

    def discard(self, keys: Collection[str]) -> None:
        """Forget documents, as far as they are held."""
        for part in self.parts:
            part.discard(keys)

    def repeats(self, signatures: Mapping[str, bytes]) -> dict[str, str]:
        """For each new document that repeats another, which; those that repeat nothing are held from now on."""
        self.discard(signatures)  # they are asked about anew
        new = {key: one for key, data in signatures.items() if (one := _read(data)) and one.size >= _SMALLEST}
        order = sorted(new, key=lambda key: new[key].order)
        if not order:
            return {}
        keys = _stacked(new[key] for key in order)
        index = BandIndex()
        index.add(keys)
        earlier: dict[int, list[tuple[Part, int]]] = defaultdict(list)
        for part in self.parts:
            for text, row in zip(*(found.tolist() for found in part.sharing(keys)), strict=True):
                earlier[text].append((part, row))
        found: dict[str, str] = {}
        known: dict[str, _Signature] = dict(new)
        for at, (key, candidates) in enumerate(zip(order, index.before(keys, range(len(order))), strict=True)):
            best: tuple[float, str, str] | None = None
            for other, one in self._held(earlier.get(at, ()), known):
                if overlap := _overlap(new[key], one):
                    known[other] = one
                    best = min(filter(None, (best, (-overlap, one.order, other))))
            for other in [order[row] for row in candidates.tolist()]:
                if other not in found and (overlap := _overlap(new[key], new[other])):
                    best = min(filter(None, (best, (-overlap, new[other].order, other))))
            if best:
                found[key] = best[2]
        turned = _fullest_first(found, known, new)
        kept = [row for row, key in enumerate(order) if key not in turned]
        self.parts.append(Part([order[row] for row in kept], keys[kept], [signatures[order[row]] for row in kept]))
        self.discard(turned)
        return turned

    def _held(
        self, rows: Iterable[tuple[Part, int]], known: Mapping[str, _Signature]
    ) -> Iterator[tuple[str, _Signature]]:
        for part, row in rows:
            name = part.id_of(row)
            one = known.get(name) or _read(part.signature(row))
            if one is not None:
                yield name, one


def _stacked(signatures: Iterable[_Signature]) -> Any:
    """The band keys of signatures: uint32[n, BANDS]."""
    import numpy as np

    return np.array([one.keys for one in signatures], dtype=np.uint32).reshape(-1, BANDS)


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
    short, long = sorted((a, b), key=lambda one: one.size)
    if short.size < _LEAST_SIZE * long.size:
        return 0.0
    every = max(a.every, b.every)
    (clauses, facts), (long_clauses, long_facts) = short.sampled(every), long.sampled(every)
    total = sum(clauses.values())
    shared = sum(length for clause, length in clauses.items() if clause in long_clauses)
    overlap = shared / total if total else 0.0
    if overlap < _OVERLAP_TITLED or document_identity.differ(a.telltales, b.telltales):
        return 0.0
    contradictions = min((facts - long_facts).total(), (long_facts - facts).total())
    fewest = min(facts.total(), long_facts.total())
    agree = a.title == b.title != 0 and a.place == b.place and a.year == b.year and not contradictions
    if overlap < _enough(short.size, agree and fewest >= _TELLING) or contradictions > _CONTRADICTION * fewest:
        return 0.0
    return overlap


def _enough(size: int, agree: bool) -> float:
    """The overlap that makes two documents copies: less where everything else agrees, more where they are short."""
    if agree:
        return _OVERLAP_TITLED
    return _OVERLAP_SHORT if size < _SHORT else _OVERLAP


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
