"""Any sequence of adding, changing, removing, committing, giving up, killing, reopening and searching equals a dictionary."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from whoosh.query import Term

from gongbao.indexer import store
from gongbao.indexer.analysis import words
from gongbao.indexer.config import Config
from gongbao.search.engines.columnar.engine import ColumnarEngine
from gongbao.search.engines.protocol import Filters

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
        self.index = store.create(self.folder / "index", CONFIG)
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
            self.writer, self.pending = self.index.writer(), dict(self.committed)

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
        """As if the process had ended: nothing is cleaned up but the lock, which the system frees."""
        self.writer.writelock.release()
        self.writer.writelock = None
        self.writer = None

    @rule()
    def reopen(self) -> None:
        if self.writer is None:
            self.index = store.open_index(self.folder / "index", CONFIG)

    @rule()
    def keep_a_reader(self) -> None:
        self.kept = (ColumnarEngine(self.index), dict(self.committed))

    @invariant()
    def searches_equal_the_dictionary(self) -> None:
        _compare(ColumnarEngine(self.index), self.committed)
        if self.kept is not None:
            _compare(*self.kept)


def _compare(engine: ColumnarEngine, held: dict[str, tuple[str, str | None]]) -> None:
    everything = engine.search(None, Filters(), limit=100, facets=("city",))
    stored = {row["id"]: (row["text"], row.get("city")) for row in engine.stored(everything.numbers)}
    assert stored == held
    cities = [city for _, city in held.values() if city]
    assert dict(everything.facets["city"]) == {city: cities.count(city) for city in set(cities)}
    for word in WORDS:
        expected = {key for key, (text, _) in held.items() if word in {w.text for w in words(text)}}
        for filters, allowed in ((Filters(), None), (Filters(any_of={"city": ("淄博市",)}), "淄博市")):
            numbers = engine.ids(Term("text", word), filters).tolist()
            found = {row["id"] for row in engine.stored(numbers)}
            assert found == {key for key in expected if allowed in (None, held[key][1])}


TestIndexAgainstDictionary = IndexAgainstDictionary.TestCase
TestIndexAgainstDictionary.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
