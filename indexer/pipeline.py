"""The stages in a row: files in, documents out. One bad file lands in the report and never stops the rest."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongbao.indexer import articles, chunking, cleaning, duplicates, metadata, sources
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, RawText, Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.file_state import digest
from gongbao.indexer.sources import formats
from gongbao.indexer.sources.declared import declared_beside
from gongbao.indexer.sources.formats import suffix_of
from gongbao.indexer.sources.records.stream import Record, Stream, read_record, stream_of
from gongbao.indexer.workers import TookTooLong, WorkerDied, Workers

VERSION = 4
"""Raised when reading the same file would give other documents; files read by an older one are read again."""

PARALLEL_FROM = 24
"""Fewer files than this do not pay for several processes: starting one takes 0.3 s."""

RECORDS = 500
RECORD_BYTES = 1 << 20
"""So many records, or bytes of them, are handed to a reader at a time."""

MANY_RECORDS = 1 << 20
"""A file of records of more bytes is read by several processes."""

RECORD_SUFFIXES = (*formats.CSV.suffixes, *formats.JSONL.suffixes, *formats.JSON.suffixes)

HARMLESS = 128 * 1024
"""A few text files of up to so many bytes are read in this process. All else, whose parsers may crash, hang or swell,
is read in processes with limits of time and memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: ``path`` where it is, ``name`` by which the index knows it (documents' ids depend on it)."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave, or one portion of a file of records.

    ``digest`` is a hash of the file's bytes taken before reading, None where it cannot be opened. ``signatures`` are
    those of ``documents``, by which copies are found. Of a portion, ``records`` are the hashes of the records that the
    documents are of, ``empty`` of those that gave none; ``last`` says that the file ends with it.
    """

    job: Job
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    digest: str | None = None
    signatures: tuple[bytes, ...] = ()
    records: tuple[int, ...] | None = None
    empty: tuple[int, ...] = ()
    last: bool = True
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Portion:
    """Records of one file, to be read together, and their hashes; ``last`` says that no others follow."""

    job: Job
    stream: Stream
    records: tuple[Record, ...]
    hashes: tuple[int, ...]
    last: bool = False
    problem: Message | None = None


Held = Callable[[Job, Stream], Callable[[int], bool]]
"""For a file of records, whether a record of this hash is in the index already, asked once for each record."""


def read_files(jobs: Sequence[Job], config: Config, held: Held | None = None) -> Iterator[FileReading]:
    """Each file's reading, in the order of ``jobs``, within the limits of time and memory of config.yaml.

    Files of records come in portions; records that ``held`` says to be in the index are passed over. The limits hold
    for a portion, and for a record where a portion exceeds them.
    """
    limits = config.reading
    count = limits.workers or os.cpu_count() or 1
    if len(jobs) < PARALLEL_FROM and not any(_has_many_records(job.path) for job in jobs):
        count = 0 if all(_is_harmless(job.path) for job in jobs) else 1
    task = functools.partial(read_item, config=config)
    with Workers(task, count, limits.max_seconds, limits.max_memory_mb) as pool:
        for item, result in pool.map(_items(jobs, config, held or (lambda job, stream: lambda number: False))):
            yield from _readings(item, result, pool)


def _items(jobs: Sequence[Job], config: Config, held: Held) -> Iterator[Job | Portion]:
    """What the readers are given: files, and portions of files of records."""
    for job in jobs:
        try:
            stream = stream_of(job.path, config)
        except (OSError, EOFError, zlib.error, Unreadable):  # reading it says what is wrong
            stream = None
        if stream is None:
            yield job
        else:
            yield from _portions(job, stream, held(job, stream))


def _portions(job: Job, stream: Stream, is_held: Callable[[int], bool]) -> Iterator[Portion]:
    records: list[Record] = []
    hashes: list[int] = []
    size = 0
    problem = None
    try:
        for record, number in hashed(stream):
            if is_held(number):
                continue
            records.append(record)
            hashes.append(number)
            size += len(record.data)
            if len(records) >= RECORDS or size >= RECORD_BYTES:
                yield Portion(job, stream, tuple(records), tuple(hashes))
                records, hashes, size = [], [], 0
    except (OSError, zlib.error, Unreadable) as error:
        problem = Message("file.read_as_far_as_it_goes", error=error)
    yield Portion(job, stream, tuple(records), tuple(hashes), last=True, problem=problem)


def hashed(stream: Stream) -> Iterator[tuple[Record, int]]:
    """Each record of a stream with a hash of all that decides what it gives: its bytes, and what the file declares."""
    base = hashlib.blake2b(repr((stream.table, declared_beside(stream.path)[0])).encode(), digest_size=8)
    for record in stream.records():
        state = base.copy()
        state.update(record.data)
        yield record, int.from_bytes(state.digest(), "little")


def hashes(stream: Stream) -> Iterator[int]:
    """The hashes of a stream's records, as far as it can be read."""
    with contextlib.suppress(OSError, zlib.error, Unreadable):
        for _, number in hashed(stream):
            yield number


def _readings(
    item: Job | Portion, result: FileReading | Exception, pool: Workers[Job | Portion, FileReading]
) -> Iterator[FileReading]:
    """A result as it is; of a portion that could not be read the halves, down to the record that is at fault."""
    if isinstance(result, FileReading):
        yield result
        return
    job = item if isinstance(item, Job) else item.job
    if isinstance(item, Portion) and len(item.records) > 1:
        middle = len(item.records) // 2
        halves = [
            dataclasses.replace(item, records=item.records[:middle], hashes=item.hashes[:middle], last=False),
            dataclasses.replace(item, records=item.records[middle:], hashes=item.hashes[middle:]),
        ]
        for half in halves:
            for again, found in pool.map([half]):
                yield from _readings(again, found, pool)
        return
    if isinstance(result, TookTooLong):
        why = Message("file.too_long", result=result)
    elif isinstance(result, WorkerDied):
        why = Message("file.crash", result=result)
    else:
        why = Message("file.failed", error=result)
    given_up = isinstance(result, WorkerDied)
    if isinstance(item, Job):
        yield FileReading(job, (), (Skipped(job.path, why),), given_up=given_up)
        return
    skipped = [
        Skipped(f"{job.path}#{r.number}", Message("file.at_line", line=r.line, problem=why)) for r in item.records
    ]
    yield FileReading(job, (), tuple(skipped), "", records=(), last=item.last, given_up=given_up)


def _has_many_records(path: str) -> bool:
    try:
        return suffix_of(path) in RECORD_SUFFIXES and os.path.getsize(path) > MANY_RECORDS  # noqa: PTH202
    except OSError:
        return False


def read_item(item: Job | Portion, config: Config) -> FileReading:
    """A file, or a portion of one."""
    return read_file(item, config) if isinstance(item, Job) else read_portion(item, config)


def read_portion(portion: Portion, config: Config) -> FileReading:
    """The records of a portion through every stage but duplicates."""
    job = portion.job
    documents: list[Document] = []
    skipped: list[Skipped] = []
    of: list[int] = []
    empty: list[int] = []
    if portion.problem:
        skipped.append(Skipped(job.path, portion.problem))
    beside, problems = declared_beside(job.path)
    skipped += problems if portion.last else []
    for record, number in zip(portion.records, portion.hashes, strict=True):
        raw = read_record(portion.stream, record, config)
        found: list[Document] = []
        if isinstance(raw, RawText):
            raw = sources.with_metadata(raw, beside)
            key = raw.declared.get("id") or f"{number:016x}"
            found = list(documents_of(raw, job.name, 0, config, key))
            if not found:
                raw = Skipped(f"{job.path}#{raw.record}", Message("file.only_noise"))
        if isinstance(raw, Skipped):
            skipped.append(raw)
            empty.append(number)
        documents += found
        of += [number] * len(found)
    made = duplicates.signatures(documents)
    return FileReading(job, tuple(documents), tuple(skipped), "", made, tuple(of), tuple(empty), portion.last)


def _is_harmless(path: str) -> bool:
    try:
        if os.path.getsize(path) > HARMLESS:  # noqa: PTH202 - as the user gave it
            return False
        with open(path, "rb") as file:  # noqa: PTH123
            return sources.is_text(path, file.read(HARMLESS))
    except OSError:
        return True  # it will be skipped with its reason


def read_file(job: Job, config: Config) -> FileReading:
    """One file through every stage but duplicates; what goes wrong becomes a Skipped with its reason."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    before = digest(job.path)
    try:
        for item in sources.read_file(job.path, config):
            if isinstance(item, Skipped):
                skipped.append(item)
                continue
            found = list(documents_of(item, job.name, len(documents), config))
            documents += found
            if not found:
                skipped.append(Skipped(_place(job.path, item.record), Message("file.only_noise")))
    except Unreadable as error:
        skipped.append(Skipped(job.path, error.message))
        before = before and digest(job.path)  # it may have gone since
    except OSError as error:
        skipped.append(Skipped(job.path, Message("file.open_failed", error=error.strerror or error)))
        before = None
    signatures = duplicates.signatures(documents)
    return FileReading(job, tuple(documents), tuple(skipped), before, signatures)


def documents_of(raw: RawText, name: str, number: int, config: Config, key: str | None = None) -> Iterator[Document]:
    """The documents of one record, from cleaning to chunking; ``number`` counts those before it that share its ``key``,
    which is the record's own id, else its number, unless given."""
    cleaned = cleaning.clean(raw)
    removed = cleaned.removed
    for article in articles.split(cleaned, single=raw.record is not None):
        meta = metadata.describe(article, raw, config)
        identifier = document_id(name, key or raw.declared.get("id") or raw.record, number)
        paragraphs = chunking.paragraphs(article, identifier, config.chunking)
        if paragraphs:
            yield Document(identifier, raw.path, meta, paragraphs, removed=removed)
            removed = ()
            number += 1


def document_id(name: str, record: str | None, number: int) -> str:
    """A short id that stays the same while the file keeps its name and the document its place in it."""
    key = f"{name}\0{record or ''}\0{number}"
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _place(path: str, record: str | None) -> str:
    return path if record is None else f"{path}#{record}"


Progress = Callable[[int, int, int], None]
"""Called with files done, files in all, paragraphs so far."""


def inspect(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    config: Config | None = None,
    progress: Progress | None = None,
) -> tuple[list[Document], list[Skipped]]:
    """How a path, or several, would be read, without indexing: documents (copies marked), and what was skipped, why.

    ``config`` is that of ``Config.load()`` where none is given. Raises InputError for a path there is not.
    """
    config = config or Config.load()
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    jobs, skipped = find_jobs(given, config)
    documents: list[Document] = []
    signatures: dict[str, bytes] = {}
    done = 0
    for reading in read_files(jobs, config):
        done += reading.last
        documents += reading.documents
        signatures.update(zip((d.id for d in reading.documents), reading.signatures, strict=True))
        skipped += reading.skipped
        if progress:
            progress(done, len(jobs), sum(len(d.paragraphs) for d in reading.documents))
    copies = duplicates.among(signatures)
    return [dataclasses.replace(d, duplicate_of=copies.get(d.id)) for d in documents], skipped


def find_jobs(
    paths: Iterable[str | os.PathLike[str]], config: Config, name: Callable[[str], str] = str
) -> tuple[list[Job], list[Skipped]]:
    """The files under ``paths``, each once, and those that are skipped unread."""
    jobs: dict[str, Job] = {}
    skipped: list[Skipped] = []
    for found in sources.find_files(list(paths), config):
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            jobs.setdefault(os.path.realpath(found), Job(found, name(found)))
    return list(jobs.values()), skipped
