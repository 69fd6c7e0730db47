"""What a typed question's answer is, said as plainly as possible: loops over all paragraphs, no index.

Every part of a question gives each paragraph a score or none. Scores follow Whoosh's BM25F; what title, section, phrase
and nearness add follows the docstrings of ``gongbao.search.ranking.bonuses``.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from whoosh.util.numeric import byte_to_length, length_to_byte

from gongbao.indexer.analysis import words
from gongbao.indexer.documents import Document
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FACETS, date_number
from tests.search.equality.typed import (
    All,
    Any_,
    Apart,
    Expression,
    Meaning,
    Narrowing,
    Near,
    Numbers,
    Text,
    Value,
    Whole,
    Without,
    Words,
)
from tests.search.reference import edits, positions

K1, B = 1.2, 0.75
TITLE, SECTION, PHRASE, NEARNESS, REACH = 2.0, 1.5, 1.5, 1.0, 50
MOST = 12  # leaves of a question that can earn more in title and section
WINDOW = 30  # the best rows, ordered anew by nearness


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the index; what a pattern stands for."""

    text: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """Which paragraphs match, and what each scoring part gives them: ``parts`` are arrays over paragraphs."""

    mask: Any
    parts: tuple[Any, ...] = ()

    @property
    def scores(self) -> Any:
        return sum(self.parts, np.zeros(len(self.mask)))


@dataclass(frozen=True, slots=True)
class Ranking:
    """All rows in order: ``numbers``, their ``scores``, ``kinds`` (rows of one kind score the same by definition)."""

    total: int
    documents: int
    numbers: list[int]
    scores: list[float]
    kinds: list[tuple[float, ...]]
    more: list[int]
    copies: list[tuple[str, ...]]
    facets: dict[str, tuple[tuple[Any, int], ...]]


class Naive:
    """Paragraphs in the order they were written; those of ``deleted`` documents count for statistics only."""

    def __init__(self, documents: Iterable[Document], deleted: Iterable[str] = ()) -> None:
        gone = set(deleted)
        held = [(document, paragraph) for document in documents for paragraph in document.paragraphs]
        self.ids = [paragraph.id for _, paragraph in held]
        self.documents = [document.id for document, _ in held]
        self.originals = {d.id: d.duplicate_of for d, _ in held if d.duplicate_of}
        self.positions = [paragraph.position for _, paragraph in held]
        self.live = np.array([document.id not in gone for document, _ in held])
        self.size = len(held)
        place = {"city": "city", "province": "province", "county": "county", "level": "level"}
        self.values: dict[str, list[Any]] = {
            name: [getattr(d.meta.place, name) if name in place else getattr(d.meta, name) for d, _ in held]
            for name in (*FACETS, "date")
        }
        self.values["date"] = [date_number(date) for date in self.values["date"]]
        self.texts = {
            "text": [_folded(p.text) for _, p in held],
            "title": [_folded(d.meta.title) for d, _ in held],
            "section": [_folded("\n".join(p.section)) for _, p in held],
        }
        self.tokens = {name: [_counted(text) for text in texts] for name, texts in self.texts.items()}
        self.lexicon = {name: Counter(t for one in tokens for t in one) for name, tokens in self.tokens.items()}
        sizes = {name: [sum(one.values()) for one in tokens] for name, tokens in self.tokens.items()}
        self.average = {name: sum(lengths) / self.size or 1 for name, lengths in sizes.items()}
        self.lengths = {
            name: np.array([byte_to_length(length_to_byte(n)) for n in lengths], float)
            for name, lengths in sizes.items()
        }
        self._known: dict[Any, Found] = {}

    def ranking(
        self,
        meaning: Meaning | None,
        narrowing: Narrowing,
        sort: str = "relevance",
        group: bool = False,
        collapse: bool = True,
    ) -> Ranking:
        """The whole answer."""
        asked = None if meaning is None else self._expanded(meaning)
        found = Found(self.live) if asked is None else self.found(asked)
        bonuses = self._bonuses(asked) if asked is not None and sort == "relevance" else []
        parts = [*found.parts, *(part for bonus in bonuses for part in self.found(bonus).parts)]
        parts = [np.where(found.mask, part, 0.0) for part in parts]
        scores = sum(parts, np.zeros(self.size))
        mask = found.mask & self._allowed(narrowing)
        facets = {name: self._facet(name, found.mask & self._allowed(narrowing, name)) for name in FACETS}
        numbers = np.flatnonzero(mask).tolist()
        present = {self.documents[n] for n in numbers}
        hidden = {name for name in present if collapse and self.originals.get(name) in present}
        rows = self._ordered([n for n in numbers if self.documents[n] not in hidden], scores, sort)
        sizes = Counter(self.documents[n] for n in rows)
        if group:
            best: dict[str, int] = {}
            for number in rows:
                best.setdefault(self.documents[number], number)
            rows = list(best.values())
        shown = [float(scores[n]) for n in rows]
        kinds = [tuple(float(part[n]) for part in parts) for n in rows]
        strings = _strings(asked) if sort == "relevance" else []
        if len(strings) > 1:
            near = [self._nearness(strings, self.texts["text"][n]) for n in rows[:WINDOW]]
            shown[:WINDOW] = [score + more for score, more in zip(shown, near, strict=False)]
            kinds[:WINDOW] = [(*kind, more) for kind, more in zip(kinds, near, strict=False)]
            order = sorted(range(len(near)), key=lambda at: -shown[at]) + list(range(len(near), len(rows)))
            rows, shown, kinds = ([values[at] for at in order] for values in (rows, shown, kinds))
        return Ranking(
            total=len(numbers),
            documents=len(present),
            numbers=rows,
            scores=shown,
            kinds=kinds,
            more=[sizes[self.documents[n]] - 1 if group else 0 for n in rows],
            copies=[tuple(sorted(name for name in hidden if self.originals[name] == self.documents[n])) for n in rows],
            facets=facets,
        )

    def found(self, meaning: Any) -> Found:
        """What a part of a question matches."""
        if isinstance(meaning, All | Any_):
            each = [self.found(part) for part in meaning.parts]
            combine = np.logical_and if isinstance(meaning, All) else np.logical_or
            mask = combine.reduce([one.mask for one in each])
            return Found(mask, tuple(np.where(one.mask & mask, part, 0.0) for one in each for part in one.parts))
        if isinstance(meaning, Without):
            return Found(self.live & ~self.found(meaning.part).mask)
        if meaning not in self._known:
            self._known[meaning] = self._leaf(meaning)
        return self._known[meaning]

    def _leaf(self, meaning: Any) -> Found:
        if isinstance(meaning, Numbers):
            return Found(self.live & self._between(meaning.field, meaning.low, meaning.high))
        if isinstance(meaning, Value):
            return Found(self.live & np.array([value == meaning.value for value in self.values[meaning.field]]))
        if isinstance(meaning, Whole):
            return self._whole(meaning)
        if isinstance(meaning, Token):
            return self._token("text", meaning.text, meaning.boost)
        if isinstance(meaning, Spelled):
            each = [self._token(meaning.field, word, meaning.boost) for word in meaning.words]
            mask = np.logical_and.reduce([one.mask for one in each])
            return Found(mask, tuple(np.where(mask, part, 0.0) for one in each for part in one.parts))
        if isinstance(meaning, Text):
            tokens = self.tokens[meaning.field]
            counts = [
                one.get(meaning.string) or text.count(meaning.string)
                for one, text in zip(tokens, self.texts[meaning.field], strict=True)
            ]
            return self._scored(meaning.field, counts, meaning.boost)
        counted = {Near: _near, Apart: _apart, Expression: _matches}[type(meaning)]
        return self._scored("text", [counted(meaning, text) for text in self.texts["text"]])

    def _token(self, field: str, text: str, boost: float) -> Found:
        counts = np.array([one.get(text, 0) for one in self.tokens[field]], float)
        return self._weighed(field, counts, self.lexicon[field][text], boost)

    def _scored(self, field: str, each: Sequence[int], boost: float = 1.0) -> Found:
        counts = np.where(self.live, np.array(each, float), 0.0)
        return self._weighed(field, counts, int(np.count_nonzero(counts)), boost)

    def _weighed(self, field: str, counts: Any, frequency: int, boost: float) -> Found:
        idf = log(self.size / (frequency + 1)) + 1
        norm = K1 * ((1 - B) + B * self.lengths[field] / self.average[field])
        score = boost * idf * counts * (K1 + 1) / (counts + norm)
        mask = (counts > 0) & self.live
        return Found(mask, (np.where(mask, score, 0.0),))

    def _whole(self, meaning: Whole) -> Found:
        leaves = _outside_without(meaning.part)
        shown = self.found(Any_(tuple(leaves))) if leaves else Found(self.live)
        holds = self._documents(meaning.part)
        mask = shown.mask & np.array([name in holds for name in self.documents])
        return Found(mask, tuple(np.where(mask, part, 0.0) for part in shown.parts))

    def _documents(self, meaning: Any) -> set[str]:
        """The documents a question holds for as a whole."""
        if isinstance(meaning, All):
            return set.intersection(*(self._documents(part) for part in meaning.parts))
        if isinstance(meaning, Any_):
            return set.union(*(self._documents(part) for part in meaning.parts))
        if isinstance(meaning, Without):
            return set(self.documents) - self._documents(meaning.part)
        return {self.documents[n] for n in np.flatnonzero(self.found(meaning).mask).tolist()}

    def _expanded(self, meaning: Any) -> Any:
        """Patterns replaced by the words of the index that they stand for."""
        if isinstance(meaning, All | Any_):
            return type(meaning)(tuple(self._expanded(part) for part in meaning.parts))
        if isinstance(meaning, Without | Whole):
            return type(meaning)(self._expanded(meaning.part))
        if not isinstance(meaning, Words):
            return meaning
        if meaning.kind == "fuzzy":
            near = range(len(meaning.pattern) - 1, len(meaning.pattern) + 2)
            fits = [t for t in self.lexicon["text"] if len(t) in near and edits(t, meaning.pattern) <= 1]
        else:
            fits = [t for t in self.lexicon["text"] if fnmatch.fnmatchcase(t, meaning.pattern)]
        tokens = tuple(Token(text, meaning.boost) for text in sorted(fits))
        return Any_(tokens) if len(tokens) > 1 else tokens[0] if tokens else Token("")

    def _bonuses(self, asked: Any) -> list[Any]:
        found: list[Any] = []
        for leaf in _outside_without(asked)[:MOST]:
            if isinstance(leaf, Text) and leaf.field == "text":
                for field, worth in (("title", TITLE), ("section", SECTION)):
                    spelled = self._spelled(leaf.string, field)
                    if spelled:
                        found.append(Spelled(field, spelled, worth * leaf.boost / len(spelled)))
        return [*dict.fromkeys([*found, *(Text(string, "text", PHRASE) for string in _phrases(asked))])]

    def _spelled(self, string: str, field: str) -> tuple[str, ...]:
        """The fewest words (of at most 8 characters) of a field's lexicon that make up the string, a longer last word
        before a shorter one; none when they cannot."""
        if len(string) > 24:
            return ()
        lexicon = self.lexicon[field]

        @cache
        def fewest(end: int) -> tuple[str, ...] | None:
            if not end:
                return ()
            each = [
                (*before, string[start:end])
                for start in range(max(0, end - 8), end)
                if string[start:end] in lexicon and (before := fewest(start)) is not None
            ]
            return min(each, key=len, default=None)

        return fewest(len(string)) or ()

    def _nearness(self, strings: list[str], text: str) -> float:
        gained = 0.0
        for one, other in pairwise(strings):
            gaps = [
                b - a - len(one) if a < b else a - b - len(other)
                for a in positions(text, one)
                for b in positions(text, other)
            ]
            gained += NEARNESS * (1 - min([REACH, *(gap for gap in gaps if gap >= 0)]) / REACH)
        return gained

    def _allowed(self, narrowing: Narrowing, but: str = "") -> Any:
        mask = self.live.copy()
        for name, wanted in narrowing.any_of.items():
            mask &= np.array([name == but or value in wanted for value in self.values[name]])
        for name, refused in narrowing.excluded.items():
            mask &= np.array([name == but or value not in refused for value in self.values[name]])
        for name, ends in narrowing.ranges.items():
            mask &= (name == but) | self._between(name, *ends)
        return mask

    def _between(self, name: str, low: int | None, high: int | None) -> Any:
        return np.array([v is not None and (low or 0) <= v <= (high or 10**9) for v in self.values[name]])

    def _facet(self, name: str, mask: Any) -> tuple[tuple[Any, int], ...]:
        counts = Counter(self.values[name][n] for n in np.flatnonzero(mask).tolist())
        counts.pop(None, None)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def _ordered(self, numbers: list[int], scores: Any, sort: str) -> list[int]:
        if sort == "relevance":
            return sorted(numbers, key=lambda n: (-scores[n], n))
        if sort == "position":
            return sorted(numbers, key=lambda n: (self.documents[n], self.positions[n]))
        values = self.values[sort.lstrip("-")]
        numbers = sorted(numbers, key=lambda n: (-scores[n], n))
        known = sorted({value for value in values if value is not None}, reverse=sort[0] == "-")
        return sorted(numbers, key=lambda n: len(known) if values[n] is None else known.index(values[n]))


@dataclass(frozen=True, slots=True)
class Spelled:
    """All these words stand in the field."""

    field: str
    words: tuple[str, ...]
    boost: float


@cache
def _folded(text: str) -> str:
    return fold(text)


@cache
def _counted(folded: str) -> Counter[str]:
    return Counter(word.text for word in words(folded))


def _matches(meaning: Expression, text: str) -> int:
    return len(re.findall(meaning.pattern, text))


@cache
def _near(meaning: Near, text: str) -> int:
    """How often the first string stands near enough to the second, not overlapping it."""
    first, second = positions(text, meaning.first), positions(text, meaning.second)
    return sum(
        any(0 <= (b - a - len(meaning.first) if a < b else a - b - len(meaning.second)) <= meaning.most for b in second)
        for a in first
    )


@cache
def _apart(meaning: Apart, text: str) -> int:
    """How often the first string stands where all the others follow."""

    def follows(at: int, strings: tuple[str, ...]) -> bool:
        return not strings or any(
            follows(start + len(strings[0]), strings[1:])
            for start in positions(text, strings[0])
            if at <= start <= at + meaning.most
        )

    first, *others = meaning.strings
    return sum(follows(start + len(first), tuple(others)) for start in positions(text, first))


def _outside_without(meaning: Any) -> list[Any]:
    if isinstance(meaning, Without):
        return []
    if isinstance(meaning, All | Any_):
        return [leaf for part in meaning.parts for leaf in _outside_without(part)]
    return _outside_without(meaning.part) if isinstance(meaning, Whole) else [meaning]


def _strings(asked: Any) -> list[str]:
    """The strings whose nearness counts: those that stand in an And at the top."""
    parts = asked.parts[:MOST] if isinstance(asked, All) else ()
    return [part.string for part in parts if isinstance(part, Text) and part.field == "text"]


def _phrases(asked: Any) -> list[str]:
    """Neighbours in an And as one string; Latin words stand apart by a space."""
    if isinstance(asked, Any_):
        return [phrase for part in asked.parts for phrase in _phrases(part)]
    if not isinstance(asked, All):
        return []
    runs: list[list[str]] = [[]]
    for part in asked.parts:
        if isinstance(part, Text) and part.field == "text":
            runs[-1].append(part.string)
        else:
            runs.append([])
    return [_beside(run) for run in runs if len(run) > 1]


def _beside(run: list[str]) -> str:
    text = run[0]
    for string in run[1:]:
        text += " " * (text[-1:].isascii() and string[:1].isascii()) + string
    return text
