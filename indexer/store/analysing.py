"""Analysing a segment's documents: batch by batch in worker processes, while more documents are still being added."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from gongbao.indexer.config import Config
from gongbao.indexer.schema import FieldSpec
from gongbao.indexer.store.arrays import Array
from gongbao.indexer.store.columns import distinct
from gongbao.indexer.store.invert import FieldInverter, GramInverter
from gongbao.indexer.store.stored import TEXT
from gongbao.indexer.store.tokens import Batch, Tokens, key_tokens, tokenize
from gongbao.indexer.workers import Workers

BATCH = 2000
"""Paragraphs that one worker analyses at a time, ..."""

BATCH_CHARACTERS = 1 << 21
"""... or fewer when their texts reach this length."""

Buffer = Mapping[str, list[Any]]
"""Documents field by field: a value for each document, None where it has none."""

Result = tuple[Batch, dict[str, Tokens] | Exception]


class Analysing:
    """Turns documents into tokens by field.

    ``feed`` hands what has been added so far to worker processes and returns at once; ``finish`` analyses the rest
    and gives everything. Without ``feed`` no process is started.
    """

    def __init__(self, fields: Mapping[str, FieldSpec], config: Config) -> None:
        self._config = config
        self._indexed = {name: spec for name, spec in fields.items() if spec.indexed}
        self._words = {name: FieldInverter() for name, spec in self._indexed.items() if spec.kind == "words"}
        self._grams = {name: GramInverter() for name, spec in self._indexed.items() if spec.kind == "pairs"}
        self._places: list[dict[str, Array]] = []
        self._fed = 0
        self._batches: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._error: BaseException | None = None
        self._workers: Workers[Batch, dict[str, Tokens]] | None = None
        self._thread: threading.Thread | None = None

    def feed(self, buffer: Buffer) -> None:
        """Start on all documents added so far, as far as that has not happened."""
        if self._thread is None:
            self._workers = Workers(tokenize, self._config.indexing.workers or os.cpu_count() or 1)
            self._thread = threading.Thread(target=self._collect, args=[self._workers], daemon=True)
            self._thread.start()
        for batch in self._cut(buffer):
            self._batches.put(batch)

    def finish(self, buffer: Buffer) -> dict[str, FieldInverter | GramInverter]:
        """The tokens of all documents by indexed field; fields without any are left out."""
        if self._thread is None:
            with Workers(tokenize, 0) as here:
                self._take(here.map(self._cut(buffer)))
        else:
            self.feed(buffer)
        inverters: dict[str, FieldInverter | GramInverter] = {**self._words, **self._grams}
        for name in self._indexed.keys() - inverters.keys():
            values, which = distinct(buffer[name])
            inverters[name] = keys = FieldInverter()
            keys.add(key_tokens(values, self._indexed[name]), which)
        if self._thread is not None:
            self._batches.put(None)
            self._thread.join()
        self.close()
        if self._error is not None:
            raise self._error
        return {name: inverters[name] for name in self._indexed if not inverters[name].empty}

    def close(self) -> None:
        """End the processes at once; what is under way is given up."""
        if self._thread is not None and self._workers is not None:
            self._workers.close()
            self._batches.put(None)  # the thread takes no batch more than this one: its pool is closed
            self._thread.join()
            self._thread = None

    def _collect(self, workers: Workers[Batch, dict[str, Tokens]]) -> None:
        try:
            self._take(workers.map(iter(self._batches.get, None)))
        except BaseException as error:
            self._error = error

    def _take(self, results: Iterator[Any]) -> None:
        for number, (_, found) in enumerate(results):
            if isinstance(found, Exception):
                raise found
            for name, tokens in found.items():
                self._words[name].add(tokens, self._places[number][name])
            self._places[number] = {}

    def _cut(self, buffer: Buffer) -> Iterator[Batch]:
        """The documents not yet fed in portions of bounded count and length; each distinct value once."""
        texts = buffer[TEXT]
        while self._fed < len(texts):
            start, characters = self._fed, 0
            while self._fed < len(texts) and self._fed - start < BATCH and characters < BATCH_CHARACTERS:
                characters += len(texts[self._fed] or "")
                self._fed += 1
            for name, grams in self._grams.items():
                grams.add(buffer[name][start : self._fed])
            found = {name: distinct(buffer[name][start : self._fed]) for name in self._words}
            self._places.append({name: which for name, (_, which) in found.items()})
            yield Batch(self._config.analysis, {name: values for name, (values, _) in found.items()})
