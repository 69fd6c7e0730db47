"""Any sequence of adding, changing, removing, committing, giving up, killing, reopening and searching equals a dictionary."""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gongbao.indexer import store
from gongbao.indexer.analysis import words
from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters, Request
from gongbao.search.query.ast import Word

CONFIG = Config()
WORDS = ("发展", "经济", "改革", "乡村", "数字")
IDS = st.integers(0, 11)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("，".join)
CITIES = st.sampled_from([None, "淄博市", "遵义市", "济源市"])


class IndexAgainstDictionary(RuleBasedStateMachine):
    """``pending`` is what the open writer has made of ``committed``; both map a paragraph's id to (text, city)."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.index = self.folder / "index"
        store.create(self.index, CONFIG)
        self.writer: Any = None
        self.committed: dict[str, tuple[str, str | None]] = {}
        self.pending: dict[str, tuple[str, str | None]] = {}
        self.kept: tuple[Any, dict[str, tuple[str, str | None]]] | None = None

    def teardown(self) -> None:
        if self.writer is not None:
            self.writer.cancel()
        shutil.rmtree(self.folder)

    def _open(self) -> None:
        if self.writer is None:
            self.writer, self.pending = store.open_writer(self.index, CONFIG), dict(self.committed)

    @rule(number=IDS, text=TEXTS, city=CITIES)
    def put(self, number: int, text: str, city: str | None) -> None:
        self._open()
        self.writer.update_document(
            id=f"p{number}", doc=f"d{number // 3}", file=f"f{number // 6}", position=number % 3, text=text, grams=text,
            city=city,
        )  # fmt: skip
        self.pending[f"p{number}"] = (text, city)

    @rule(file=st.integers(0, 1))
    def remove_a_file(self, file: int) -> None:
        if self.writer is not None and self.pending.keys() - self.committed.keys():
            return  # deletion by term speaks of what is committed
        self._open()
        if self.pending != self.committed:
            return
        self.writer.delete_by_term("file", f"f{file}")
        self.pending = {key: value for key, value in self.pending.items() if int(key[1:]) // 6 != file}

    @precondition(lambda self: self.writer is not None)
    @rule(optimize=st.booleans())
    def commit(self, optimize: bool) -> None:
        self.writer.commit(optimize=optimize)
        self.writer, self.committed = None, self.pending

    @precondition(lambda self: self.writer is not None)
    @rule()
    def give_up(self) -> None:
        self.writer.cancel()
        self.writer = None

    @precondition(lambda self: self.writer is not None)
    @rule()
    def die(self) -> None:
        """As if the process had ended: nothing is cleaned up but the lock, which goes with the writer."""
        self.writer = None
        gc.collect()

    @rule()
    def tidy(self) -> None:
        if self.writer is None:
            store.tidy(self.index)

    @rule()
    def keep_a_reader(self) -> None:
        self.kept = (ColumnarEngine(self.index, CONFIG), dict(self.committed))

    @invariant()
    def searches_equal_the_dictionary(self) -> None:
        _compare(ColumnarEngine(self.index, CONFIG), self.committed)
        if self.kept is not None:
            _compare(*self.kept)


def _compare(engine: ColumnarEngine, held: dict[str, tuple[str, str | None]]) -> None:
    everything = engine.search(Request(limit=100, facets=("city",), fields=("id", "text", "city")))
    assert {row["id"]: (row["text"], row.get("city")) for row in everything.hits.rows()} == held
    cities = [city for _, city in held.values() if city]
    assert dict(everything.facets["city"]) == {city: cities.count(city) for city in set(cities)}
    for word in WORDS:
        expected = {key for key, (text, _) in held.items() if word in {w.text for w in words(text)}}
        for filters, allowed in ((Filters(), None), (Filters(any_of={"city": ("淄博市",)}), "淄博市")):
            page = engine.search(Request(Word("text", word), filters, limit=100, fields=("id",)))
            found = set(page.hits.column("id"))
            assert found == {key for key in expected if allowed in (None, held[key][1])}


TestIndexAgainstDictionary = IndexAgainstDictionary.TestCase
TestIndexAgainstDictionary.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
