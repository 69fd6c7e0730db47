"""The stages in a row: files in, documents out. One bad file lands in the report and never stops the rest."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongbao.indexer import articles, chunking, cleaning, duplicates, metadata, sources
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, RawText, Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.file_state import digest
from gongbao.indexer.workers import TookTooLong, WorkerDied, Workers

VERSION = 2
"""Raised when reading the same file would give other documents; files read by an older one are read again."""

PARALLEL_FROM = 24
"""Fewer files than this do not pay for several processes: starting one takes 0.3 s."""

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
    """What one file gave. ``digest`` is a hash of its bytes taken before reading, None where it cannot be opened.

    ``signatures`` are those of ``documents``, by which copies are found.
    """

    job: Job
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    digest: str | None = None
    signatures: tuple[bytes, ...] = ()


def read_files(jobs: Sequence[Job], config: Config) -> Iterator[FileReading]:
    """Each file's reading, in the order of ``jobs``, within the limits of time and memory of config.yaml."""
    limits = config.reading
    count = limits.workers or os.cpu_count() or 1
    if len(jobs) < PARALLEL_FROM:
        count = 0 if all(_is_harmless(job.path) for job in jobs) else 1
    task = functools.partial(read_file, config=config)
    with Workers(task, count, limits.max_seconds, limits.max_memory_mb) as pool:
        for job, result in pool.map(jobs):
            if isinstance(result, TookTooLong):
                why = Message("file.too_long", result=result)
            elif isinstance(result, WorkerDied):
                why = Message("file.crash", result=result)
            elif isinstance(result, Exception):
                why = Message("file.failed", error=result)
            else:
                yield result
                continue
            yield FileReading(job, (), (Skipped(job.path, why),))


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


def documents_of(raw: RawText, name: str, number: int, config: Config) -> Iterator[Document]:
    """The documents of one record, from cleaning to chunking; ``number`` counts those before it in the file."""
    for article in articles.split(cleaning.clean(raw)):
        meta = metadata.describe(article, raw, config)
        identifier = document_id(name, raw.declared.get("id") or raw.record, number)
        paragraphs = chunking.paragraphs(article, identifier, config.chunking)
        if paragraphs:
            yield Document(identifier, raw.path, meta, paragraphs)
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
    paths: Iterable[str | os.PathLike[str]], config: Config, progress: Progress | None = None
) -> tuple[list[Document], list[Skipped]]:
    """How ``paths`` would be read, without indexing: documents (copies marked) and what was skipped, why."""
    jobs, skipped = find_jobs(paths, config)
    documents: list[Document] = []
    signatures: dict[str, bytes] = {}
    for done, reading in enumerate(read_files(jobs, config), 1):
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
