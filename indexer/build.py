"""Documents into the index: only what changed, a batch at a time, each batch one commit."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import shutil
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongbao.indexer import duplicates, lock, pipeline, pruning, store
from gongbao.indexer.config import Config
from gongbao.indexer.documents import DOUBTFUL_BELOW, Document, Skipped
from gongbao.indexer.errors import IndexUnwritable
from gongbao.indexer.file_names import file_name
from gongbao.indexer.file_state import digest, file_state
from gongbao.indexer.pipeline import FileReading, Job
from gongbao.indexer.schema import paragraph_fields

ASIDE = "fresh"
"""Folder inside the index directory in which an index is made anew, until it takes the old one's place."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of the indexer did. ``skipped`` says which files were not read, and why."""

    files: int = 0
    documents: int = 0
    paragraphs: int = 0
    copies: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: tuple[Skipped, ...] = ()
    doubtful: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """Progress: what is being done, how many files of how many, how many paragraphs so far."""

    stage: str
    files: int
    of: int
    paragraphs: int


@dataclass(slots=True)
class _Known:
    """What the index holds already: each file's state and documents, the originals, and the copies of them.

    ``signatures`` are those of the copies, to find them another original when theirs goes.
    """

    files: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    documents: dict[str, list[str]] = field(default_factory=dict)
    originals: duplicates.Originals = field(default_factory=duplicates.Originals)
    copies: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, bytes] = field(default_factory=dict)


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
    ``store.read_generation`` raises.
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
            store.swap_in(folder, folder / ASIDE)
            shutil.rmtree(folder / ASIDE)
        else:
            find_gone: Callable[[Iterable[str]], list[str]] | None = None
            if prune or prune_folders:
                find_gone = functools.partial(pruning.gone, index_dir=folder, given=given, insist=prune_folders)
            report = Build(folder, config, progress, named_from=folder).run(jobs, skipped, find_gone)
    return dataclasses.replace(report, seconds=time.perf_counter() - started)


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
        self.known = _known(store.open_generation(self.folder, self.config))
        if find_gone:
            find_gone(self.known.files)  # what it refuses, it refuses before anything is changed
        states = {job.name: file_state(job.path, self.reading) for job in jobs}
        changed = [job for job in jobs if again or not self._unchanged(job, states[job.name])]
        self.report = dataclasses.replace(
            self.report, unchanged=len(jobs) - len(changed), skipped=tuple(skipped), files=len(jobs)
        )
        batch: list[FileReading] = []
        size = 0
        for done, reading in enumerate(pipeline.read_files(changed, self.config), 1):
            batch.append(reading)
            size += sum(document.characters for document in reading.documents)
            self._tell("reading", done, len(changed))
            if size > self.config.indexing.batch_characters:
                self._commit(batch, states)
                batch, size = [], 0
        gone = find_gone(self.known.files) if find_gone else []
        if batch or gone:
            self._tell("writing", len(changed), len(changed))
            self._commit(batch, states, gone)
        return self.report

    def _unchanged(self, job: Job, state: Mapping[str, Any]) -> bool:
        before = self.known.files.get(job.name)
        if before is None or before["reading"] != state["reading"]:
            return False
        return bool(before["stat"] == state["stat"] or before["digest"] == digest(job.path))

    def _tell(self, stage: str, done: int, of: int) -> None:
        if self.progress:
            self.progress(Event(stage, done, of, self.report.paragraphs))

    def _commit(
        self, batch: list[FileReading], states: Mapping[str, Mapping[str, Any]], gone: Iterable[str] = ()
    ) -> None:
        """Write one batch: replaced and removed files out, documents in, copies marked."""
        documents = [document for reading in batch for document in reading.documents]
        # A file that could not be opened this time keeps what the index holds of it.
        read = [reading.job.name for reading in batch if reading.digest is not None]
        replaced = [n for n in dict.fromkeys((*read, *gone)) if n in self.known.files]
        orphans = self._forget(replaced)
        signatures = {
            document.id: signature
            for reading in batch
            for document, signature in zip(reading.documents, reading.signatures, strict=True)
        }
        # A document once an original stays one: what cites it keeps its meaning.
        asked = {**signatures, **{copy: self.known.signatures[copy] for copy in orphans}}
        copies = self.known.originals.repeats(asked)
        writer = store.open_writer(self.folder, self.config)
        try:
            for name in replaced:
                writer.delete_by_term("file", name)
            self._restate(writer, orphans, copies)
            for reading in batch:
                state = {**states[reading.job.name], "digest": reading.digest}
                for document in reading.documents:
                    named = dataclasses.replace(document, path=reading.job.name, duplicate_of=copies.get(document.id))
                    own = {"file": state, "signature": b64encode(signatures[document.id]).decode()}
                    for paragraph in named.paragraphs:
                        writer.add_document(**paragraph_fields(named, paragraph, self.config.facets, own))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        self.known.copies.update(copies)
        self.known.signatures.update({copy: asked[copy] for copy in copies})
        self.report = _added(self.report, batch, documents, copies, len(set(gone)))

    def _forget(self, names: Iterable[str]) -> list[str]:
        """Drop these files from what is known; the ids of remaining documents that were copies of theirs."""
        dropped: set[str] = set()
        for name in names:
            del self.known.files[name]
            dropped.update(self.known.documents.pop(name, ()))
        for identifier in dropped:
            self.known.originals.discard(identifier)
            self.known.copies.pop(identifier, None)
            self.known.signatures.pop(identifier, None)
        return [copy for copy, original in self.known.copies.items() if original in dropped]

    def _restate(self, writer: store.IndexWriter, orphans: Iterable[str], copies: Mapping[str, str]) -> None:
        """Write again the documents in the index that lost their original, with what they are copies of now."""
        held = store.open_generation(self.folder, self.config)
        for identifier in orphans:
            if copies.get(identifier) == self.known.copies.pop(identifier):
                continue
            rows = sorted(store.paragraphs_with(held, "doc", identifier), key=lambda row: row["position"])
            writer.delete_by_term("doc", identifier)
            for row in rows:
                again = {**row, "grams": row["text"], "copy_of": copies.get(identifier)}
                writer.add_document(**{name: value for name, value in again.items() if value is not None})


def _added(
    report: IndexReport, batch: list[FileReading], documents: list[Document], copies: Mapping[str, str], gone: int
) -> IndexReport:
    doubtful = [
        f"{d.path}: {name} {found.text!r}"
        for d in documents
        for name, found in d.meta.evidence.items()
        if found.confidence < DOUBTFUL_BELOW
    ]
    return dataclasses.replace(
        report,
        documents=report.documents + len(documents),
        paragraphs=report.paragraphs + sum(len(d.paragraphs) for d in documents),
        copies=report.copies + sum(d.id in copies for d in documents),
        removed=report.removed + gone,
        skipped=report.skipped + tuple(s for reading in batch for s in reading.skipped),
        doubtful=report.doubtful + tuple(doubtful),
    )


def _known(held: store.Generation) -> _Known:
    known = _Known()
    originals: dict[str, bytes] = {}
    for file, document, record, original in store.first_paragraphs(held, ("file", "doc", "record", "copy_of")):
        state = json.loads(record)
        known.files[file] = state["file"]
        known.documents.setdefault(file, []).append(document)
        signature = b64decode(state["signature"])
        if original:
            known.copies[document] = original
            known.signatures[document] = signature
        else:
            originals[document] = signature
    known.originals = duplicates.Originals(originals)
    return known


def reading_fingerprint(config: Config) -> str:
    """A hash of everything but the files that decides what documents they give."""
    parts = (pipeline.VERSION, config.chunking, sorted(config.genres.items()), config.facets)
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()
