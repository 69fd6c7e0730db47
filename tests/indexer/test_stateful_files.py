"""Any sequence of writing, changing, deleting and correcting files, indexing, being struck and searching equals a dictionary.

One layer above ``store/test_stateful.py``: whole runs of the indexer over real files, struck in the middle by a fault of
the file system, with one reader that stays open and moves on only by ``refresh``.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import gongbao
from gongbao.indexer import build_index, examine, optimize
from gongbao.indexer.errors import IndexUnwritable
from gongbao.search.index import Index
from tests.indexer.crash import CITIES, CONFIG, faults

WORDS = ("琉璃产业", "葡萄种植", "风筝制作", "盐碱地治理")
NUMBERS = st.integers(0, 3)
Files = dict[str, tuple[str, str]]
"""By the file's name: the word it speaks of, and its genre."""


def text(city: str, word: str) -> str:
    return (
        f"{city}市2021年政府工作报告\n——2021年1月20日在{city}市人民代表大会上\n各位代表：\n"
        f"一年来，{city}市坚持稳中求进工作总基调，{word}取得了新的成效，人民生活水平继续提高，民生实事全部办结。\n"
    )


class FilesAgainstDictionary(RuleBasedStateMachine):
    """``there`` are the files on the disk, ``indexed`` what the last commit knows, ``seen`` what the reader knows."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.corpus, self.index = self.root / "corpus", self.root / "index"
        self.corpus.mkdir()
        (
            self.corpus / "说明.unknown"
        ).touch()  # a folder that holds nothing any more may be a drive that is not mounted
        self.there: Files = {}
        self.indexed: Files = {}
        self.seen: Files = {}
        build_index(self.corpus, self.index, CONFIG)
        self.reader: Index = gongbao.open(self.index, CONFIG)

    def teardown(self) -> None:
        self.reader.close()
        shutil.rmtree(self.root)

    @rule(number=NUMBERS, word=st.sampled_from(WORDS))
    def write(self, number: int, word: str) -> None:
        name = CITIES[number]
        (self.corpus / f"{name}.txt").write_text(text(name, word), encoding="utf-8")
        self.there[name] = (word, self.there.get(name, ("", "政府工作报告"))[1])

    @precondition(lambda self: self.there)
    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        for part in self.corpus.glob(f"{CITIES[number]}.*"):
            part.unlink()
        self.there.pop(CITIES[number], None)

    @precondition(lambda self: self.there)
    @rule(number=NUMBERS, genre=st.sampled_from(["领导讲话", "新闻报道"]))
    def correct(self, number: int, genre: str) -> None:
        name = CITIES[number]
        if name in self.there:
            (self.corpus / f"{name}.meta.yaml").write_text(f"genre: {genre}\n", encoding="utf-8")
            self.there[name] = (self.there[name][0], genre)

    @rule(how=st.sampled_from(["add", "prune", "fresh"]))
    def run(self, how: str) -> None:
        build_index(self.corpus, self.index, CONFIG, prune=how == "prune", fresh=how == "fresh")
        self.indexed = {**(self.indexed if how == "add" else {}), **self.there}

    @rule(at=st.integers(1, 25))
    def run_into_a_full_disk(self, at: int) -> None:
        """What was committed before the disk was full is a whole commit: so the last one is either old or new."""
        before = self._held(gongbao.open(self.index, CONFIG))
        try:
            with faults(self.index, at, "full"):
                build_index(self.corpus, self.index, CONFIG, prune=True)
        except IndexUnwritable:
            pass
        after = self._held(gongbao.open(self.index, CONFIG))
        for name in after.keys() | before.keys():
            assert after.get(name) in (before.get(name), self.there.get(name)), name
        self.indexed = after

    @rule()
    def merge_all_segments(self) -> None:
        optimize(self.index, CONFIG)

    @rule()
    def refresh(self) -> None:
        self.reader.refresh()
        self.seen = dict(self.indexed)

    @rule()
    def see_the_doctor(self) -> None:
        assert examine(self.index, CONFIG, full=True).sound

    @invariant()
    def a_new_reader_sees_what_was_indexed(self) -> None:
        assert self._held(gongbao.open(self.index, CONFIG)) == self.indexed

    @invariant()
    def the_open_reader_sees_what_it_saw(self) -> None:
        assert self._held(self.reader, close=False) == self.seen

    def _held(self, reader: Index, close: bool = True) -> Files:
        held: Files = {}
        for word in WORDS:
            for hit in reader.search(f'"{word}"', limit=50, copies=True).hits:
                name = Path(hit.path).stem
                assert name not in held, f"{name} is there twice"
                held[name] = (word, hit.genre)
        assert reader.search(None, limit=50, copies=True).total == len(held)
        if close:
            reader.close()
        return held


TestFilesAgainstDictionary = FilesAgainstDictionary.TestCase
TestFilesAgainstDictionary.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
