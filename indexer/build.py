"""Documents into the index: only what changed, a batch at a time, each batch one commit."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongbao.indexer import duplicates, known, lock, pipeline, pruning, store
from gongbao.indexer.config import Config
from gongbao.indexer.documents import DOUBTFUL_BELOW, Document, Metadata, Paragraph, Place, Skipped
from gongbao.indexer.errors import IndexUnwritable, Message
from gongbao.indexer.file_names import file_name
from gongbao.indexer.file_state import digest, file_state
from gongbao.indexer.known import File, Known
from gongbao.indexer.pipeline import FileReading, Job
from gongbao.indexer.record_files import RecordFile
from gongbao.indexer.schema import date_text, paragraph_fields
from gongbao.indexer.sources.records.stream import Stream
from gongbao.indexer.store import toc
from gongbao.indexer.told import Told

ASIDE = "fresh"
"""Folder inside the index directory in which an index is made anew, until it takes the old one's place."""


@dataclass(frozen=True, slots=True)
class RuleSum:
    """How many pieces of text, mostly lines, one cleaning rule took out, and of how many characters."""

    pieces: int
    characters: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of the indexer did. ``skipped`` says which files and records were not read, and why.

    Of ``skipped`` and ``doubtful`` no more than MOST_TOLD are kept, and a sentence by kind counts the others:
    ``skipped_in_all`` and ``doubtful_in_all`` are their numbers;
    ``given_up`` counts the files and records among the skipped that took too long or made their reader crash.
    ``noise`` sums what cleaning took out of the files read, by rule.
    """

    files: int = 0
    documents: int = 0
    paragraphs: int = 0
    copies: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: tuple[Skipped, ...] = ()
    doubtful: tuple[str, ...] = ()
    given_up: int = 0
    noise: Mapping[str, RuleSum] = field(default_factory=dict)
    skipped_in_all: int = 0
    doubtful_in_all: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """Progress: what is being done, how many files of how many, how many paragraphs and records so far."""

    stage: str
    files: int
    of: int
    paragraphs: int
    records: int = 0


MOST_WAITING = 40_000
"""A commit is due after so many documents, however short they are: each takes 4 kB until then."""

MOST_TOLD = 1000
"""Skipped records and doubtful fields that a report names one by one."""


def build_index(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    index_dir: str | os.PathLike[str] | None = None,
    config: Config | None = None,
    *,
    prune: bool = False,
    prune_folders: bool = False,
    fresh: bool = False,
    progress: Callable[[Event], None] | None = None,
) -> IndexReport:
    """Index files and folders into ``index_dir`` (default: the config's), adding to what is there.

    A file that did not change since the last run is left alone, a changed one replaces its paragraphs.
    ``prune`` also removes files that no longer exist, and ``prune_folders`` those too whose whole folder is missing
    or empty, for which ``prune`` raises InputError: their drive may not be mounted. ``fresh`` makes the index anew,
    and until that is done the old one stays. Raises InputError for a path that does not exist, IndexLocked while
    another process writes, IndexUnwritable when the disk is full or the folder read-only, and what
    ``store.open_index`` raises.
    """
    started = time.perf_counter()
    config = config or Config.load()
    folder = Path(index_dir if index_dir is not None else config.index)
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    jobs, skipped = pipeline.find_jobs(given, config, lambda path: file_name(path, folder))
    with writing_to(folder, config):
        if fresh and store.exists(folder):
            store.refuse_foreign(folder)
            report = Build(folder / ASIDE, config, progress, named_from=folder).run(jobs, skipped)
            known.take_over(folder, folder / ASIDE, toc.generation(folder / ASIDE), toc.generation(folder) + 1)
            store.swap_in(folder, folder / ASIDE)
            known.tidy(folder, toc.generation(folder))
            shutil.rmtree(folder / ASIDE)
        else:
            find_gone: Callable[[Iterable[str]], list[str]] | None = None
            if prune or prune_folders:
                find_gone = functools.partial(pruning.gone, index_dir=folder, given=given, insist=prune_folders)
            report = Build(folder, config, progress, named_from=folder).run(jobs, skipped, find_gone)
    return dataclasses.replace(report, seconds=time.perf_counter() - started)


def optimize(index_dir: str | os.PathLike[str], config: Config) -> tuple[int, int]:
    """Merge an index's segments into as few as may be, without what was deleted; how many there were, and are.

    The new segments stand beside the old ones until the commit: that needs as much room as the index takes. Raises
    IndexMissing, IndexLocked, and what ``store.open_generation`` raises.
    """
    folder = Path(index_dir)
    store.settings(folder)  # where there is no index, none shall be begun
    with writing_to(folder, config):
        before = store.open_generation(folder, config)
        held = Known.load(folder, before.number)
        writer = store.open_writer(folder, config)
        try:
            if held.whole:
                held.save(folder, writer.generation)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(optimize=True)
        known.tidy(folder, toc.generation(folder))
        return len(before.segments), len(store.open_generation(folder, config).segments)


@contextlib.contextmanager
def writing_to(folder: Path, config: Config) -> Iterator[None]:
    """The index directory, made if needed, locked for this run, and free of what a killed run left aside.

    The lock spans the run and not only its commits: what a run adds follows from what it found in the index.
    Raises IndexLocked, and IndexUnwritable for what the file system refuses meanwhile.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock.held(folder, config.indexing.wait_seconds):
            shutil.rmtree(folder / ASIDE, ignore_errors=True)
            yield
    except BrokenPipeError:  # from whoever follows the progress
        raise
    except OSError as error:
        raise IndexUnwritable("index.unwritable", folder=folder, error=error.strerror or error) from error


class Build:
    """One run over one index directory, which ``writing_to`` holds."""

    def __init__(
        self, folder: Path, config: Config, progress: Callable[[Event], None] | None, named_from: Path
    ) -> None:
        self.config = config
        self.progress = progress
        self.folder = folder
        self.named_from = named_from
        self.reading = reading_fingerprint(config)
        self.report = IndexReport()
        self.skipped: Told[Skipped] = Told(MOST_TOLD, lambda one: _problem(one.message).code, _others_skipped)
        self.doubtful: Told[str] = Told(MOST_TOLD, _doubtful_field, _others_doubtful)
        self.growing: dict[str, RecordFile] = {}
        self.again = False

    def run(
        self,
        jobs: Sequence[Job],
        skipped: Sequence[Skipped],
        find_gone: Callable[[Iterable[str]], list[str]] | None = None,
        again: bool = False,
    ) -> IndexReport:
        """Index what changed of these files, with ``again`` all of them, and remove what ``find_gone`` picks of the
        files that the index holds."""
        if not store.exists(self.folder):
            store.create(self.folder, self.config)
        store.tidy(self.folder)
        held = store.open_generation(self.folder, self.config)
        known.tidy(self.folder, held.number)
        self.known = Known.load(self.folder, held.number)
        if not self.known.whole:
            self.known = _from_index(held)
        if find_gone:
            find_gone(self.known.files)  # what it refuses, it refuses before anything is changed
        self.states = {job.name: file_state(job.path, self.reading) for job in jobs}
        self.again = again
        changed = [job for job in jobs if again or not self._unchanged(job, self.states[job.name])]
        self.report = dataclasses.replace(self.report, unchanged=len(jobs) - len(changed), files=len(jobs))
        self.skipped.add_all(skipped)
        batch: list[FileReading] = []
        size = waiting = done = records = 0
        for reading in pipeline.read_files(changed, self.config, self._held):
            batch.append(reading)
            size += sum(document.characters for document in reading.documents)
            done += reading.last
            records += len(reading.records or ()) + len(reading.empty)
            self._tell("reading", done, len(changed), records)
            waiting += len(reading.documents)
            if size > self.config.indexing.batch_characters or waiting >= MOST_WAITING:
                self._commit(batch)
                batch, size, waiting = [], 0, 0
        gone = find_gone(self.known.files) if find_gone else []
        if batch or gone:
            self._tell("writing", len(changed), len(changed), records)
            self._commit(batch, gone)
        return dataclasses.replace(
            self.report,
            skipped=self.skipped.told(),
            doubtful=self.doubtful.told(),
            skipped_in_all=self.skipped.count,
            doubtful_in_all=self.doubtful.count,
        )

    def _unchanged(self, job: Job, state: Mapping[str, Any]) -> bool:
        before = self.known.files.get(job.name)
        if before is None or before.state.get("reading") != state["reading"]:
            return False
        if before.state.get("stat") == state["stat"]:
            return True
        return before.records is None and before.digest is not None and before.digest == digest(job.path)

    def _held(self, job: Job, stream: Stream) -> Callable[[int], bool]:
        """Begin with a file of records: which of its records the index holds already."""
        before = self.known.files.get(job.name)
        growing = RecordFile(job.name)
        self.growing[job.name] = growing
        if before is None:
            return growing.is_held
        if before.records is None or before.state.get("reading") != self.reading or self.again:
            growing.replaces = True
            return growing.is_held
        growing.keep(before.records, before.documents, pipeline.hashes(stream))
        return growing.is_held

    def _tell(self, stage: str, done: int, of: int, records: int = 0) -> None:
        if self.progress:
            self.progress(Event(stage, done, of, self.report.paragraphs, records))

    def _commit(self, batch: list[FileReading], gone: Iterable[str] = ()) -> None:
        """Write one batch: replaced and removed files and records out, documents in, copies marked."""
        # A file that could not be opened this time keeps what the index holds of it.
        read = [reading.job.name for reading in batch if reading.digest is not None and reading.records is None]
        begun = [name for name in dict.fromkeys(r.job.name for r in batch) if name in self.growing]
        read += [name for name in begun if self.growing[name].replaces and not self.growing[name].begun]
        replaced = [n for n in dict.fromkeys((*read, *gone)) if n in self.known.files or not self.known.whole]
        dropped = {document for name in replaced if name in self.known.files for document in self._forget(name)}
        vanished = {document for name in begun for document in self.growing[name].take_vanished()}
        renamed = [self._renamed(reading) for reading in batch]
        signatures = {
            document.id: signature
            for reading in renamed
            for document, signature in zip(reading.documents, reading.signatures, strict=True)
        }
        orphans = self._orphans(dropped | vanished)
        # A document once an original stays one: what cites it keeps its meaning.
        held = store.open_generation(self.folder, self.config) if orphans else None
        lost = {copy: rows for copy in orphans if held and (rows := _rows(held, copy))}
        asked = {
            **signatures,
            **dict(zip(lost, duplicates.signatures(list(map(_document, lost.values()))), strict=True)),
        }
        copies = self.known.originals.repeats(asked)
        writer = store.open_writer(self.folder, self.config)
        try:
            for name in replaced:
                writer.delete_by_term("file", name)
            for identifier in vanished:
                writer.delete_by_term("doc", identifier)
            self._restate(writer, lost, copies)
            for reading in renamed:
                for document in reading.documents:
                    named = dataclasses.replace(document, path=reading.job.name, duplicate_of=copies.get(document.id))
                    for paragraph in named.paragraphs:
                        writer.add_document(**paragraph_fields(named, paragraph, self.config.facets))
            self.known.copies.update(copies)
            for reading in renamed:
                self._remember(reading)
            self.known.save(self.folder, writer.generation)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        known.tidy(self.folder, toc.generation(self.folder))
        self._report(renamed, copies, len(set(gone)))

    def _renamed(self, reading: FileReading) -> FileReading:
        """A portion whose documents' ids are no other's of their file: of two records with one id, or the same
        content, the later one's is made of that and its number among them."""
        growing = self.growing.get(reading.job.name)
        if growing is None or reading.records is None:
            return reading
        documents = [
            growing.named(document, record) for document, record in zip(reading.documents, reading.records, strict=True)
        ]
        return dataclasses.replace(reading, documents=tuple(documents))

    def _remember(self, reading: FileReading) -> None:
        """What the next run must know of a file that was read, or of a portion of one."""
        name = reading.job.name
        state = self.states[name]
        if reading.records is None:
            if reading.digest is not None:
                self.known.files[name] = File(state, reading.digest, tuple(d.id for d in reading.documents))
            return
        growing = self.growing[name]
        growing.add(zip(reading.records, (d.id for d in reading.documents), strict=True), reading.empty)
        growing.given_up |= reading.given_up
        done = reading.last and not growing.given_up
        records, documents = growing.arrays()
        self.known.files[name] = File(state if done else {**state, "stat": None}, "", (), records, documents)

    def _forget(self, name: str) -> list[str]:
        """Drop a file from what is known; the ids of its documents."""
        return self.known.files.pop(name).document_ids()

    def _orphans(self, dropped: Collection[str]) -> list[str]:
        """Forget documents; the ids of remaining ones that were copies of theirs."""
        if not dropped:
            return []
        self.known.originals.discard(dropped)
        for identifier in dropped:
            self.known.copies.pop(identifier, None)
        return [copy for copy, original in self.known.copies.items() if original in dropped]

    def _restate(self, writer: Any, lost: Mapping[str, list[dict[str, Any]]], copies: Mapping[str, str]) -> None:
        """Write again the documents in the index that lost their original, with what they are copies of now."""
        for identifier, rows in lost.items():
            if copies.get(identifier) == self.known.copies.pop(identifier):
                continue
            writer.delete_by_term("doc", identifier)
            for row in rows:
                again = {**row, "grams": row["text"], "copy_of": copies.get(identifier)}
                writer.add_document(**{name: value for name, value in again.items() if value is not None})

    def _report(self, batch: list[FileReading], copies: Mapping[str, str], gone: int) -> None:
        documents = [document for reading in batch for document in reading.documents]
        for reading in batch:
            self.skipped.add_all(reading.skipped)
        self.doubtful.add_all(
            f"{d.path}: {name} {found.text!r}"
            for d in documents
            for name, found in d.meta.evidence.items()
            if found.confidence < DOUBTFUL_BELOW
        )
        self.report = dataclasses.replace(
            self.report,
            documents=self.report.documents + len(documents),
            paragraphs=self.report.paragraphs + sum(len(d.paragraphs) for d in documents),
            copies=self.report.copies + sum(d.id in copies for d in documents),
            removed=self.report.removed + gone,
            given_up=self.report.given_up + sum(reading.given_up for reading in batch),
            noise=_summed(self.report.noise, documents),
        )


def _problem(message: Message) -> Message:
    """A reason without the line of its record."""
    problem = message.params.get("problem")
    return problem if isinstance(problem, Message) else message


def _others_skipped(others: Iterable[tuple[Skipped, int]]) -> Iterator[Skipped]:
    for first, count in others:
        yield Skipped("…", Message("skipped.others", count=count, problem=_problem(first.message)))


def _doubtful_field(doubtful: str) -> str:
    return doubtful.partition(": ")[2].split(" ")[0]


def _others_doubtful(others: Iterable[tuple[str, int]]) -> Iterator[str]:
    for first, count in others:
        yield f"… {count:,} more: {_doubtful_field(first)}"


def _rows(held: store.Generation, identifier: str) -> list[dict[str, Any]]:
    """The stored fields of a document's paragraphs, in order."""
    return sorted(store.paragraphs_with(held, "doc", identifier), key=lambda row: int(row["position"]))


def _document(rows: list[dict[str, Any]]) -> Document:
    """A document from its stored paragraphs, as far as it is compared with others."""
    first = rows[0]
    place = Place(first.get("level"), first.get("province"), first.get("city"), first.get("county"))
    meta = Metadata(first.get("title", ""), place, first.get("year"), date_text(first.get("date")))
    paragraphs = tuple(Paragraph(row["id"], row["position"], (), row["text"]) for row in rows)
    return Document(first["doc"], first["file"], meta, paragraphs)


def _from_index(held: store.Generation) -> Known:
    """What the paragraphs themselves tell, where no table does: every file is read again."""
    found = Known(whole=False)
    ids: dict[str, list[str]] = {}
    for file, document, original in store.first_paragraphs(held, ("file", "doc", "copy_of")):
        ids.setdefault(file, []).append(document)
        if original:
            found.copies[document] = original
    found.files = {name: File({}, None, tuple(documents)) for name, documents in ids.items()}
    return found


def _summed(before: Mapping[str, RuleSum], documents: Iterable[Document]) -> dict[str, RuleSum]:
    """``before`` with what was taken out of ``documents``."""
    sums = dict(before)
    for document in documents:
        for rule, text in document.removed:
            held = sums.get(rule, RuleSum(0, 0))
            sums[rule] = RuleSum(held.pieces + 1, held.characters + len("".join(text.split())))
    return sums


def reading_fingerprint(config: Config) -> str:
    """A hash of everything but the files that decides what documents they give."""
    parts = (
        pipeline.VERSION,
        config.chunking,
        sorted(config.genres.items()),
        config.facets,
        config.reading.text_column,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()
