"""An engine over a list of paragraphs: loops, dictionaries, and the text of ``protocol.py``; the smallest there is.

It is what other engines are compared with in ``contract``, and what stands in for one of another package.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import Any

from whoosh.util.numeric import byte_to_length, length_to_byte

from gongbao.indexer.analysis import grams, whole_words, words
from gongbao.indexer.config import Config
from gongbao.indexer.errors import IndexClosed, IndexMissing, SearchTimeout
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import (
    Columns,
    Filters,
    Group,
    Measure,
    Page,
    Request,
    Sort,
    Value,
    check_fields,
    check_filters,
)
from gongbao.search.query import ast
from gongbao.search.query.ast import Near, Query, Range, Regex, Substring, Word
from gongbao.search.query.matching import occurrences
from gongbao.search.query.regex import SECONDS
from gongbao.search.ranking.proximity import WINDOW, min_distances, reordered

SCORED = ("text", "title", "section")
K1, B = 1.2, 0.75
Matches = dict[int, float]
"""Paragraphs by number, each with its score."""


class Entry:
    """One paragraph: its stored fields, and what its texts are as indexed."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.stored = {name: value for name, value in stored.items() if name != "grams"}
        self.texts = {name: fold(stored.get(name) or "") for name in SCORED}
        self.terms = {name: Counter(word.text for word in words(text)) for name, text in self.texts.items()}
        self.pairs = set(grams(self.texts["text"]))

    def get(self, name: str) -> Any:
        return self.stored.get(name)

    def indexed(self, name: str) -> Mapping[str, int]:
        """The terms of a field, each with how often it stands there."""
        if name in SCORED:
            return self.terms[name]
        if name == "grams":
            return dict.fromkeys(self.pairs, 1)
        return {self.stored[name]: 1} if isinstance(self.stored.get(name), str) and name != "record" else {}

    def length(self, name: str) -> int:
        """The number of a field's tokens."""
        return self.terms[name].total()


@dataclass
class Shelf:
    """Where paragraphs lie: ``entries`` in order, those of the ``deleted`` documents too; ``number`` counts changes."""

    entries: list[Entry] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    number: int = 0

    def add(self, paragraphs: Sequence[Mapping[str, Any]]) -> None:
        self.entries = [*self.entries, *map(Entry, paragraphs)]
        self.number += 1

    def delete(self, documents: Sequence[str]) -> None:
        gone = {number for number, entry in enumerate(self.entries) if entry.get("doc") in documents}
        self.deleted = self.deleted | gone
        self.number += 1

    def merge(self) -> None:
        self.entries = [entry for number, entry in enumerate(self.entries) if number not in self.deleted]
        self.deleted = set()
        self.number += 1


class MemoryEngine:
    """``protocol.Engine`` over a shelf."""

    def __init__(self, shelf: Shelf, config: Config | None = None) -> None:
        self._shelf: Shelf | None = shelf
        self._config = config or Config()
        self._held = State(shelf)

    @property
    def _state(self) -> State:
        if self._shelf is None:
            raise IndexClosed("closed")
        return self._held

    @property
    def generation(self) -> int:
        return self._state.generation

    @property
    def capabilities(self) -> frozenset[str]:
        return frozenset({"made for tests"})

    def search(self, request: Request) -> Page:
        state, clock = self._state, Clock(request.seconds)
        check_fields(request.facets, self._config.facets)
        check_filters(request.filters, self._config.facets)
        found = state.evaluate(request.query, clock)
        if request.sort == "relevance":
            bonuses = [state.evaluate(bonus, clock) for bonus in request.bonuses]
            found = {n: score + sum(bonus.get(n, 0.0) for bonus in bonuses) for n, score in found.items()}
        copies = set() if request.copies else state.copies
        passing = [n for n in sorted(found) if state.passes(n, request.filters)]
        numbers = [n for n in passing if state.document(n) not in copies]
        rows = state.ordered(numbers, found, request.sort)
        sizes = Counter(map(state.document, numbers))
        if request.group == "document":
            best: dict[str, int] = {}
            for number in rows:
                best.setdefault(state.document(number), number)
            rows = list(best.values())
        scores = [found[number] for number in rows]
        if len(request.near) > 1 and request.sort == "relevance":
            apart = [min_distances(request.near, state.entries[n].texts["text"]) for n in rows[:WINDOW]]
            order, scores = reordered(scores, apart, 0, len(rows))
            rows = [rows[at] for at in order]
        first = max(request.offset, 0)
        page = slice(first, first + max(request.limit, 0))
        return Page(
            total=len(numbers),
            documents=len(sizes),
            rows=len(rows),
            hits=state.columns(rows[page], request.fields),
            scores=scores[page],
            more=[sizes[state.document(n)] - 1 if request.group else 0 for n in rows[page]],
            copies=[state.copies_of(n) if copies else () for n in rows[page]],
            facets={name: state.facet(name, found, request.filters, copies) for name in request.facets},
            left_out=len(passing) - len(numbers),
            snapshot=state.generation,
        )

    def count(self, request: Request) -> int:
        return len(self._numbers(self._state, request))

    def scan(self, request: Request, fields: tuple[str, ...], batch: int = 1_000) -> Iterator[Columns]:
        state = self._state
        numbers = self._numbers(state, request)
        return (self._batch(state, numbers[at : at + batch], fields) for at in range(0, len(numbers), batch))

    def _numbers(self, state: State, request: Request) -> list[int]:
        check_filters(request.filters, self._config.facets)
        return state.numbers(request)

    def _batch(self, state: State, numbers: list[int], fields: tuple[str, ...]) -> Columns:
        if self._shelf is None:
            raise IndexClosed("closed")
        return state.columns(numbers, fields)

    def aggregate(self, request: Request, by: Sequence[str], measures: Sequence[Measure]) -> list[Group]:
        state = self._state
        groups: dict[tuple[Any, ...], list[Entry]] = {} if by else {(): []}
        check_fields(by, self._config.facets)
        for number in self._numbers(state, request):
            entry = state.entries[number]
            groups.setdefault(tuple(entry.get(name) for name in by), []).append(entry)
        count: dict[str, Callable[[list[Entry]], int]] = {
            "paragraphs": len,
            "documents": lambda held: len({entry.get("doc") for entry in held}),
            "characters": lambda held: sum(len("".join(entry.texts["text"].split())) for entry in held),
            "tokens": lambda held: sum(len(whole_words(entry.texts["text"], self._config.analysis)) for entry in held),
        }
        keys = sorted(groups, key=lambda key: [(value is None, value) for value in key])
        return [Group(key, {measure: count[measure](groups[key]) for measure in measures}) for key in keys]

    def documents(self, ids: Sequence[str], fields: tuple[str, ...]) -> list[Columns]:
        state = self._state
        return [state.columns(sorted(state.held("doc", name), key=state.position), fields) for name in ids]

    def paragraphs(self, ids: Sequence[str], fields: tuple[str, ...]) -> Columns:
        state = self._state
        return state.columns([number for name in ids for number in state.held("id", name)], fields)

    def values(self, field: str) -> Sequence[Value]:
        state = self._state
        check_fields([field], self._config.facets)
        return sorted({state.entries[n].get(field) for n in state.live} - {None})

    def term_statistics(self, field: str, terms: Sequence[str]) -> list[int]:
        lexicon = self._state.lexicon(field)
        return [lexicon[term] for term in terms]

    def complete(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        return sorted((term, count) for term, count in self._state.lexicon(field).items() if term.startswith(prefix))

    def refresh(self) -> bool:
        before = self._state.generation
        assert self._shelf is not None
        if self._shelf.number == before:
            return False
        self._held = State(self._shelf)
        return True

    def close(self) -> None:
        self._shelf = None


class Clock:
    """Raises SearchTimeout ``seconds`` from now on, and when regular expressions have taken ``SECONDS``."""

    def __init__(self, seconds: float | None) -> None:
        self.end = None if seconds is None else time.monotonic() + seconds
        self.matching = 0.0

    def look(self) -> None:
        if (self.end is not None and time.monotonic() > self.end) or self.matching > SECONDS:
            raise SearchTimeout("too slow")


class State:
    """The paragraphs of one generation, by number."""

    def __init__(self, shelf: Shelf) -> None:
        self.entries = shelf.entries
        self.live = [number for number in range(len(self.entries)) if number not in shelf.deleted]
        self.generation = shelf.number
        originals = {self.document(n): self.entries[n].get("copy_of") for n in self.live}
        self.originals = {one: other for one, other in originals.items() if other in originals and other != one}
        self.copies = set(self.originals)
        self._known: dict[Query, Matches] = {}
        self._lexicons: dict[str, Counter[str]] = {}

    def document(self, number: int) -> str:
        return str(self.entries[number].get("doc"))

    def position(self, number: int) -> int:
        return int(self.entries[number].get("position"))

    def held(self, name: str, value: str) -> list[int]:
        return [n for n in self.live if self.entries[n].get(name) == value]

    def columns(self, numbers: Sequence[int], fields: tuple[str, ...]) -> Columns:
        return Columns(fields, [[self.entries[n].get(name) for n in numbers] for name in fields])

    def copies_of(self, number: int) -> tuple[str, ...]:
        own = self.document(number)
        return tuple(sorted(copy for copy, original in self.originals.items() if original == own))

    def lexicon(self, name: str) -> Counter[str]:
        """In how many paragraphs each term of a field stands, deleted ones included."""
        if name not in self._lexicons:
            self._lexicons[name] = Counter(term for entry in self.entries for term in entry.indexed(name))
        return self._lexicons[name]

    def passes(self, number: int, filters: Filters) -> bool:
        get = self.entries[number].get
        return (
            all(get(name) in wanted for name, wanted in filters.any_of.items())
            and all(get(name) not in refused for name, refused in filters.excluded.items())
            and all(_within(get(name), *ends) for name, ends in filters.ranges.items())
        )

    def numbers(self, request: Request) -> list[int]:
        found = self.evaluate(request.query, Clock(request.seconds))
        copies = set() if request.copies else self.copies
        return [n for n in sorted(found) if self.passes(n, request.filters) and self.document(n) not in copies]

    def facet(self, name: str, found: Matches, filters: Filters, copies: set[str]) -> tuple[tuple[Value, int], ...]:
        others = filters.without(name)
        kept = [n for n in found if self.passes(n, others) and self.document(n) not in copies]
        counts = Counter(self.entries[n].get(name) for n in kept)
        del counts[None]
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def ordered(self, numbers: list[int], scores: Matches, sort: Sort) -> list[int]:
        if sort == "position":
            return sorted(numbers, key=lambda n: (self.document(n), self.position(n), n))
        best = sorted(numbers, key=lambda n: (-scores[n], n))
        if sort == "relevance":
            return best
        name = sort.lstrip("-")
        known = [n for n in best if self.entries[n].get(name) is not None]
        known.sort(key=lambda n: self.entries[n].get(name), reverse=sort.startswith("-"))  # stable either way
        return known + [n for n in best if self.entries[n].get(name) is None]

    def evaluate(self, query: Query | None, clock: Clock) -> Matches:
        """The paragraphs that match and are not deleted, with their scores."""
        if query is None:
            return dict.fromkeys(self.live, 0.0)
        if isinstance(query, ast.All | ast.Any):
            each = [self.evaluate(child, clock) for child in query.children]
            enough = len(each) if isinstance(query, ast.All) else 1
            held = [n for n in self.live if sum(n in one for one in each) >= enough]
            return {n: sum(one.get(n, 0.0) for one in each) for n in held}
        if isinstance(query, ast.Not):
            child = self.evaluate(query.child, clock)
            return {n: 0.0 for n in self.live if n not in child}
        if isinstance(query, ast.Boosted):
            return {n: score * query.factor for n, score in self.evaluate(query.child, clock).items()}
        if isinstance(query, ast.SameDocument):
            holds = self._documents(query.child, clock)
            leaves = _shown(query.child)
            shown = self.evaluate(ast.Any(tuple(leaves)) if leaves else ast.EVERYTHING, clock)
            return {n: score for n, score in shown.items() if self.document(n) in holds}
        if query not in self._known:
            self._known[query] = self._leaf(query, clock)
        return self._known[query]

    def _documents(self, query: Query, clock: Clock) -> set[str]:
        """The documents for which the query holds as a whole."""
        every = {self.document(n) for n in self.live}
        if isinstance(query, ast.All):
            return every.intersection(*(self._documents(child, clock) for child in query.children))
        if isinstance(query, ast.Any):
            return set().union(*(self._documents(child, clock) for child in query.children))
        if isinstance(query, ast.Not):
            return every - self._documents(query.child, clock)
        if isinstance(query, ast.Boosted | ast.SameDocument):
            return self._documents(query.child, clock)
        return {self.document(n) for n in self.evaluate(query, clock)}

    def _leaf(self, leaf: Query, clock: Clock) -> Matches:
        if isinstance(leaf, Range):
            return {n: 0.0 for n in self.live if _within(self.entries[n].get(leaf.field), leaf.low, leaf.high)}
        if isinstance(leaf, Word):
            counts = {n: self.entries[n].indexed(leaf.field).get(leaf.text, 0) for n in self.live}
            return self._weighed(leaf, counts, self.lexicon(leaf.field)[leaf.text])
        if not isinstance(leaf, Substring | Near | Regex):
            raise TypeError(leaf)
        counts = {n: self._frequency(leaf, self.entries[n], clock) for n in self.live}
        return self._weighed(leaf, counts, sum(count > 0 for count in counts.values()))

    def _frequency(self, leaf: Substring | Near | Regex, entry: Entry, clock: Clock) -> int:
        if leaf.field not in SCORED:
            return 0
        if isinstance(leaf, Substring) and leaf.text in entry.terms[leaf.field]:
            return entry.terms[leaf.field][leaf.text]
        clock.look()
        began = time.perf_counter()
        found = occurrences(leaf, entry.texts[leaf.field])
        clock.matching += (time.perf_counter() - began) * isinstance(leaf, Regex)
        return found

    def _weighed(self, leaf: Word | Substring | Near | Regex, counts: Mapping[int, int], frequency: int) -> Matches:
        """BM25F, where ``counts`` are above 0."""
        found = {n: float(count) for n, count in counts.items() if count}
        if leaf.field not in SCORED:
            return dict.fromkeys(found, 0.0)
        idf = log(len(self.entries) / (frequency + 1)) + 1 if found else 0.0
        average = sum(entry.length(leaf.field) for entry in self.entries) / len(self.entries) if found else 1.0
        scores: Matches = {}
        for n, tf in found.items():
            length = byte_to_length(length_to_byte(self.entries[n].length(leaf.field)))  # as an index keeps it
            scores[n] = leaf.boost * idf * tf * (K1 + 1) / (tf + K1 * ((1 - B) + B * length / average))
        return scores


def _within(value: Any, low: int | None, high: int | None) -> bool:
    return isinstance(value, int) and (low is None or value >= low) and (high is None or value <= high)


def _shown(query: Query) -> list[Query]:
    """The leaves outside every Not, each in the ``Boosted`` around it."""
    if isinstance(query, ast.All | ast.Any):
        return [leaf for child in query.children for leaf in _shown(child)]
    if isinstance(query, ast.Boosted):
        return [ast.Boosted(leaf, query.factor) for leaf in _shown(query.child)]
    if isinstance(query, ast.Not):
        return []
    return _shown(query.child) if isinstance(query, ast.SameDocument) else [query]


def opened(address: str, config: Config) -> MemoryEngine:
    """The engine over a file of paragraphs, one JSON object a line: what an entry point leads to."""
    path = Path(address.removeprefix("memory://"))
    if not path.is_file():
        raise IndexMissing(f"There is no file {path}.")
    shelf = Shelf()
    shelf.add([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
    return MemoryEngine(shelf, config)
