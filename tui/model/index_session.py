"""The index as the app uses it: opened once, asked from worker threads, one question at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gongbao.indexer.config import Config
from gongbao.tui.model import gc_tuning
from gongbao.tui.model.build_in_subprocess import build_in_subprocess
from gongbao.tui.model.comparison_group import ComparisonGroup
from gongbao.tui.model.facet_rows import SHORT
from gongbao.tui.model.question import Question

if TYPE_CHECKING:
    from gongbao.tui.drawing.document_layout import OpenDocument

PAGE = 50
"""Hits fetched at a time."""
LINES = 1000
"""Lines of a concordance fetched at a time."""
CONTEXT = 60
"""Characters fetched on each side of a line's match: enough for the widest pane."""
ORDERS = ("right", "left", "year", "city", "position")
"""Of the lines of a concordance."""


def _open(index_dir: str, config: Config) -> Any:
    import gongbao  # numpy and Whoosh: 100 ms and more, so only in a worker and after the first paint
    import gongbao.tui.drawing.document_layout  # the first results and documents are set with it

    try:
        return gongbao.open(index_dir, config)
    finally:
        gc_tuning.settle()


class IndexSession:
    """``opener(index_dir, config)`` gives an index as ``gongbao.open`` does, ``build`` makes one as
    ``indexer.build_index`` does; tests bring their own."""

    def __init__(
        self,
        index_dir: str,
        config: Config,
        opener: Callable[[str, Config], Any] | None = None,
        build: Callable[..., Any] | None = None,
    ) -> None:
        self.build = build or build_in_subprocess
        self.index_dir = index_dir
        self.config = config
        self._opener = opener or _open
        self._lock = threading.Lock()
        self._index: Any = None
        self._seen = 0
        self.provinces: dict[str, str] = {}
        """City → province, filled as many cities are met."""

    @property
    def is_open(self) -> bool:
        """Whether questions can be asked."""
        return self._index is not None

    def open(self) -> None:
        """Open the index; raises IndexMissing and its kin."""
        with self._lock:
            if self._index is None:
                self._seen = self._changed_at()
                self._index = self._opener(self.index_dir, self.config)

    # Analyses take long and run beside searches: they do not hold the lock, and the index allows it.

    def complete(self, word: str) -> Any:
        """Words, places and kinds of document to type instead of this beginning of one, also from pinyin."""
        return self._index.suggest(word, limit=30)

    def table(self, question: Question, ids: Collection[str] | None = None) -> Any:
        """All hits in their order as a table to export, or those with these paragraph ids."""
        table = self._index.table(
            question.query.strip() or None,
            **question.arguments(),
            sort=question.sort,
            group="document" if question.group else None,
        )
        return table if ids is None else replace(table, hits=tuple(hit for hit in table.hits if hit.id in ids))

    def concordance(self, question: Question, sort: str, width: int, offset: int, limit: int | None) -> Any:
        """A page of every place where the query matches."""
        return self._index.concordance(
            question.query.strip(), width=width, sort=sort, offset=offset, limit=limit, **question.arguments()
        )

    def trend(self, terms: list[str], by: str, question: Question) -> Any:
        """How often terms are used by a facet, under the question's filters."""
        return self._index.trend(terms, by, tokens=False, **question.arguments())

    def keyness(self, a: ComparisonGroup, b: ComparisonGroup | None) -> Any:
        """The words that mark one side out against the other, the strongest of both."""
        copies = any(side.question is not None and side.question.copies for side in (a, b) if side is not None)
        return self._index.keyness(a.selection(), b.selection() if b is not None else None, limit=400, copies=copies)

    def reopen(self) -> bool:
        """Move to the newest generation; True where there was a newer one than was open."""
        with self._lock:
            self._seen = self._changed_at()
            if self._index is None:
                self._index = self._opener(self.index_dir, self.config)
                return True
            return bool(self._index.refresh())

    def _changed_at(self) -> int:
        """When something in the index's folder was last made or renamed, in nanoseconds; 0 where there is no folder."""
        try:
            return os.stat(self.index_dir).st_mtime_ns  # noqa: PTH116 - the address need not be a path
        except OSError:
            return 0

    @property
    def may_be_stale(self) -> bool:
        """Whether the index's folder has changed since the generation that is open was looked for. Costs nothing."""
        return self._index is not None and self._changed_at() != self._seen

    def locate(self, place: Any) -> Any:
        """``place``, or where it is a question: the first hit of its answer, None where it finds nothing."""
        if not isinstance(place, Question):
            return place
        hits = self._index.search(place.query.strip() or None, **place.arguments(), limit=1).hits
        return hits[0] if hits else None

    def close(self) -> None:
        """Let go of the index without waiting for those who still ask it something: the last of them closes it."""
        self._index = None

    def ask(self, question: Question, offset: int, given_up: Callable[[], bool]) -> Any:
        """One page of Results, or None if ``given_up`` said so while another question was being answered."""
        with self._lock:
            if given_up() or self._index is None:
                return None
            results = self._index.search(
                question.query.strip() or None,
                **question.arguments(),
                sort=question.sort,
                group="document" if question.group else None,
                limit=PAGE,
                offset=offset,
            )
            _ = results.suggestions  # worked out here, not on the screen's thread
        self._place(results.facets.get("city", ()))
        return results

    def _place(self, cities: Iterable[tuple[Any, int]]) -> None:
        """Learn which province each city lies in, if they are too many to be shown in one list."""
        new = [str(city) for city, _ in cities if str(city) not in self.provinces]
        if len(new) + len(self.provinces) > SHORT:
            from gongbao.indexer.places import (
                resolve,  # its table takes 140 ms to load: only in a worker, for many cities
            )

            for city in new:
                place = resolve(city)
                self.provinces[city] = place.province or "" if place else ""

    def document(self, id: str) -> Any:
        """The document with this id, or the one that holds the paragraph with this id; raises QueryError."""
        return self._index.document(id)

    def read(self, id: str, question: Question, given_up: Callable[[], bool]) -> OpenDocument | None:
        """The whole document of that id with the question's matches marked, or None if given up."""
        from gongbao.tui.drawing.document_layout import OpenDocument, Passage

        with self._lock:
            if given_up() or self._index is None:
                return None
            found = self._index.document(id)
            spans = self._index.matches(question.query.strip() or None, [each.text for each in found.paragraphs])
        place = " ".join(dict.fromkeys(each for each in (found.province, found.city, found.county) if each))
        facts = (
            " · ".join(str(each) for each in (place, found.date or found.year, found.genre) if each),
            " · ".join(each for each in (found.source, found.path) if each),
        )
        passages = tuple(
            Passage(each.id, tuple(each.section), each.text, tuple(marks))
            for each, marks in zip(found.paragraphs, spans, strict=True)
        )
        return OpenDocument(id, found.title or "", tuple(fact for fact in facts if fact), passages, found)
