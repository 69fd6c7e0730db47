"""Is an index sound? Every byte against its checksum, and what is indexed against the stored text it came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexDamaged, IndexForeign
from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store.arrays import Array, ArrayFile
from gongbao.indexer.store.columns import GROUP, NONE, PRESENCE, distinct
from gongbao.indexer.store.impacts import length_bytes
from gongbao.indexer.store.invert import FieldInverter, GramInverter
from gongbao.indexer.store.lexicon import Lexicon
from gongbao.indexer.store.merge import merged
from gongbao.indexer.store.postings import Postings
from gongbao.indexer.store.segment import Segment, SegmentArrays
from gongbao.indexer.store.stored import TEXT
from gongbao.indexer.store.texts import changed_kinds
from gongbao.indexer.store.tokens import Batch, Tokens, key_tokens, tokenize

SAMPLE = 2_000
"""So many paragraphs of each segment are indexed again and compared, unless all are asked for."""

CHUNK = 20_000
"""Paragraphs compared at a time: it bounds memory (about 1 kB each)."""

MOST_NAMED = 20

UNFINISHED = "rebuilding.json"
"""In the index directory while a rebuild is under way: the files it has yet to read."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong: in which file of the index, in which array of it ("" = the file as a whole), what, and
    the documents' files it touches (some of them, where there are many)."""

    file: str
    part: str
    what: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """What ``examine`` found. ``compared`` of ``paragraphs`` were indexed again and compared."""

    index: str
    generation: int
    segments: int
    paragraphs: int
    bytes: int
    compared: int
    damage: tuple[Damage, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        return {"sound": self.sound, **asdict(self)}


def examine(index_dir: str | os.PathLike[str], config: Config, full: bool = False) -> Health:
    """Check every byte of an index against its checksum, and its postings, columns and facets against its texts.

    All paragraphs when ``full``, else SAMPLE of each segment, evenly spaced. Raises IndexMissing, IndexForeign,
    IndexOutdated; damage is what comes back.
    """
    folder = Path(index_dir)
    while True:
        generation = store.toc.generation(folder)
        health = _examined(folder, config, full)
        if health.sound or store.toc.generation(folder) == generation:
            return health  # else a commit took away files while we looked


def _examined(folder: Path, config: Config, full: bool) -> Health:
    try:
        held = store.read_generation(folder, config)
    except IndexForeign:
        raise
    except IndexDamaged as error:
        contents = store.toc.latest(folder)
        found = Damage(contents.name if contents else "", "", str(error))
        return Health(str(folder), store.toc.generation(folder), 0, 0, 0, 0, (found, *_unfinished(folder)))
    damage = list(_unfinished(folder))
    read = compared = 0
    sound = []
    for segment in held.segments:
        path = segment.path
        wrong, size = _bytes(path)
        read += size
        if not wrong:
            try:
                count, wrong = _compared(segment, held.fields, config, full)
                compared += count
            except (
                ValueError,
                IndexError,
                KeyError,
                OverflowError,
                IndexDamaged,
            ) as error:  # the bytes are as written, but written wrong
                wrong = [("", f"cannot be read ({type(error).__name__}: {error})")]
        if wrong:
            named = sources(path)
            damage += [Damage(path.name, part, what, tuple(named[:MOST_NAMED])) for part, what in wrong]
        else:
            sound.append(segment)
    if len(sound) == len(held.segments):
        damage += _across(held.segments)
    return Health(str(folder), held.number, len(held.segments), held.paragraphs, read, compared, tuple(damage))


def _unfinished(folder: Path) -> Iterator[Damage]:
    if (folder / UNFINISHED).exists():
        yield Damage(UNFINISHED, "", "a rebuild was interrupted; run it again with: gongbao doctor --rebuild")


def _bytes(path: Path) -> tuple[list[tuple[str, str]], int]:
    """(what is wrong with a segment file as (array, what), bytes read)."""
    try:
        file = ArrayFile(path)
    except (IndexDamaged, OSError) as error:
        return [("", str(error))], 0
    return [(name, "its bytes have changed since they were written") for name in file.changed()], file.size


def sources(path: Path) -> list[str]:
    """The names of the files that a segment's paragraphs come from, as far as its sound arrays show."""
    try:
        arrays = SegmentArrays(path)
        bad = set(arrays.file.changed())
    except (IndexDamaged, OSError):
        return []
    if not bad & {"file.shapes", "file.lexicon", "file.lexicon_at"} and "file" in arrays.fields:
        return [text.decode("utf-8", "replace") for text in Lexicon(arrays.file, "file").texts()]
    if stored_is_sound(bad):
        rows = (arrays.stored.fields(number) for number in range(arrays.count))
        return list(dict.fromkeys(row["file"] for row in rows if "file" in row))
    return []


def stored_is_sound(changed: Iterable[str]) -> bool:
    """Whether the stored fields can be believed when these arrays have changed."""
    return not any(name.startswith("stored.") or not name for name in changed)


# --- what is indexed against what is stored --------------------------------------------------------------------------


def _compared(
    segment: Segment, fields: Mapping[str, FieldSpec], config: Config, full: bool
) -> tuple[int, list[tuple[str, str]]]:
    """How many paragraphs were indexed again, and what differs as (array, what)."""
    arrays = segment.arrays
    step = 1 if full else max(1, arrays.count // SAMPLE)
    numbers = np.arange(0, arrays.count, step)
    wrong: list[tuple[str, str]] = []
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        rows = [arrays.stored.fields(number) for number in chunk.tolist()]
        wrong += _fields_that_differ(arrays, fields, config, chunk, rows)
        wrong += _columns_that_differ(arrays, fields, chunk, rows)
    return len(numbers), wrong


def _fields_that_differ(
    arrays: SegmentArrays,
    fields: Mapping[str, FieldSpec],
    config: Config,
    numbers: Array,
    rows: Sequence[dict[str, Any]],
) -> Iterator[tuple[str, str]]:
    place = np.full(arrays.count, -1, np.int64)
    place[numbers] = np.arange(len(numbers))
    for name, spec in fields.items():
        if not spec.indexed:
            continue
        inverter: FieldInverter | GramInverter
        if spec.kind == "pairs":
            inverter = GramInverter()
            inverter.add([row.get(TEXT) for row in rows])
        else:
            values, which = distinct([row.get(name) for row in rows])
            inverter = FieldInverter()
            inverter.add(_tokens(spec, values, config), which)
        lengths = arrays.lengths(name)
        if lengths is not None and not np.array_equal(length_bytes(inverter.lengths()), lengths[numbers]):
            yield f"{name}.lengths", "the lengths of texts are not those of the stored ones"
        held = arrays.postings(name)
        kept = _places(() if held is None else merged([(held, place)]))
        expected = _places(() if inverter.empty else inverter.postings())
        if kept != expected:
            term = min(term for term, _ in kept.items() ^ expected.items()).decode("utf-8", "replace")
            yield name, f"what is indexed is not what the stored text gives, first at the term {term!r}"


def _tokens(spec: FieldSpec, values: list[Any], config: Config) -> Tokens:
    if spec.kind == "words":
        return tokenize(Batch(config.analysis, {spec.name: values}))[spec.name]
    return key_tokens(values, spec)


def _places(parts: Iterable[Postings]) -> dict[bytes, bytes]:
    """Each term's paragraphs, frequencies and positions, as bytes to compare."""
    held: dict[bytes, bytes] = {}
    for part in parts:
        ends = None if part.tfs is None else np.append(0, np.cumsum(part.tfs.astype(np.int64)))
        for number, term in enumerate(part.terms):
            first, last = int(part.starts[number]), int(part.starts[number + 1])
            data = part.docs[first:last].astype(np.uint32).tobytes()
            if ends is not None and part.tfs is not None and part.positions is not None:
                data += part.tfs[first:last].astype(np.uint32).tobytes()
                data += part.positions[ends[first] : ends[last]].astype(np.uint32).tobytes()
            held[term] = data
    return held


def _columns_that_differ(
    arrays: SegmentArrays, fields: Mapping[str, FieldSpec], numbers: Array, rows: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    columns = arrays.columns
    for name, ordinals in columns.facets.items():
        values, spec = columns.values(name), fields[name]
        wanted = [b"" if row.get(name) is None else spec.encode(row[name]) for row in rows]
        named = dict(enumerate(values))
        if [named.get(ordinal) for ordinal in ordinals[numbers].tolist()] != wanted:
            yield f"profile.{name}", "a facet's values are not those stored"
    for name, column in columns.numbers.items():
        stored = np.array([NONE if row.get(name) is None else row[name] for row in rows], np.int64)
        if not np.array_equal(column[numbers].astype(np.int64), stored):
            array = f"profile.{name}" if name in columns.profiles else f"{name}.numbers"
            yield array, "numbers are not those stored"
    profile = columns.profile[columns.document[numbers]]
    copies = np.array([row.get(PRESENCE) is not None for row in rows], bool)
    if not np.array_equal(columns.profiles[PRESENCE][profile].astype(bool), copies):
        yield f"profile.{PRESENCE}", "which documents are copies is not what is stored"
    group = columns.document[numbers].tolist()
    pairs = {(number, row.get(GROUP)) for number, row in zip(group, rows, strict=True)}
    if len({number for number, _ in pairs}) != len(pairs):
        yield "document.first", "paragraphs of several documents are taken for one document's"
    if not np.array_equal(changed_kinds([row.get(TEXT, "") for row in rows]), arrays.stored.texts.folded[numbers]):
        yield "stored.folded", "the kinds of characters are not those of the stored texts"


def _across(segments: Sequence[Segment]) -> Iterator[Damage]:
    """What no segment shows alone: paragraphs that are there twice, documents that lack some."""
    seen: dict[str, str] = {}
    held: dict[str, list[int]] = {}
    for segment in segments:
        stored, name = segment.arrays.stored, segment.path.name
        for number in segment.live().tolist():
            row = stored.fields(number)
            if "id" not in row or "doc" not in row:
                continue
            if row["id"] in seen:
                yield Damage(name, "id", f"paragraph {row['id']} is there twice", (row.get("file", ""),))
            seen[row["id"]] = name
            held.setdefault(row["doc"], []).append(row.get("position", 0))
    for document, positions in held.items():
        if sorted(positions) != list(range(len(positions))):
            yield Damage("", "", f"document {document} lacks some of its paragraphs")
