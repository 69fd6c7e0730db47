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
from gongbao.search.query.ast import (
    NOTHING,
    All,
    Fuzzy,
    Near,
    Not,
    Prefix,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Wildcard,
    Word,
)
from gongbao.search.query.ast import Any as AnyOf
from tests.search.equality.typed import Narrowing
from tests.search.reference import edits, positions

K1, B = 1.2, 0.75
TITLE, SECTION, PHRASE, NEARNESS, REACH = 2.0, 1.5, 1.5, 1.0, 50
MOST = 12  # leaves of a question that can earn more in title and section
WINDOW = 30  # the best rows, ordered anew by nearness


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
    left_out: int
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
        kept = {document.id for document, _ in held if document.id not in gone}
        self.originals = {
            d.id: d.duplicate_of for d, _ in held if d.id in kept and d.duplicate_of in kept and d.duplicate_of != d.id
        }
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
        meaning: Query | None,
        narrowing: Narrowing,
        sort: str = "relevance",
        group: bool = False,
        with_copies: bool = False,
    ) -> Ranking:
        """The whole answer."""
        asked = None if meaning is None else self._expanded(meaning)
        found = Found(self.live) if asked is None else self.found(asked)
        bonuses = self._bonuses(asked) if asked is not None and sort == "relevance" else []
        parts = [*found.parts, *(part for bonus in bonuses for part in self.found(bonus).parts)]
        parts = [np.where(found.mask, part, 0.0) for part in parts]
        scores = sum(parts, np.zeros(self.size))
        hidden = set() if with_copies else set(self.originals)
        shown_mask = np.array([name not in hidden for name in self.documents], bool)
        mask = found.mask & self._allowed(narrowing)
        facets = {name: self._facet(name, found.mask & self._allowed(narrowing, name) & shown_mask) for name in FACETS}
        numbers = np.flatnonzero(mask & shown_mask).tolist()
        rows = self._ordered(numbers, scores, sort)
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
            documents=len(sizes),
            left_out=int(np.count_nonzero(mask & ~shown_mask)),
            numbers=rows,
            scores=shown,
            kinds=kinds,
            more=[sizes[self.documents[n]] - 1 if group else 0 for n in rows],
            copies=[tuple(sorted(name for name in hidden if self.originals[name] == self.documents[n])) for n in rows],
            facets=facets,
        )

    def found(self, meaning: Query) -> Found:
        """What a part of a question matches."""
        if isinstance(meaning, All | AnyOf):
            each = [self.found(part) for part in meaning.children]
            combine = np.logical_and if isinstance(meaning, All) else np.logical_or
            mask = combine.reduce([one.mask for one in each]) if each else np.zeros(self.size, bool)
            return Found(mask, tuple(np.where(one.mask & mask, part, 0.0) for one in each for part in one.parts))
        if isinstance(meaning, Not):
            return Found(self.live & ~self.found(meaning.child).mask)
        if meaning not in self._known:
            self._known[meaning] = self._leaf(meaning)
        return self._known[meaning]

    def _leaf(self, meaning: Query) -> Found:
        if isinstance(meaning, Range):
            return Found(self.live & self._between(meaning.field, meaning.low, meaning.high))
        if isinstance(meaning, Word) and meaning.field in self.texts:
            counts = np.array([one.get(meaning.text, 0) for one in self.tokens[meaning.field]], float)
            return self._weighed(meaning.field, counts, self.lexicon[meaning.field][meaning.text], meaning.boost)
        if isinstance(meaning, Word):
            return Found(self.live & np.array([value == meaning.text for value in self.values[meaning.field]]))
        if isinstance(meaning, SameDocument):
            return self._whole(meaning)
        if isinstance(meaning, Substring):
            tokens = self.tokens[meaning.field]
            counts = [
                one.get(meaning.text) or text.count(meaning.text)
                for one, text in zip(tokens, self.texts[meaning.field], strict=True)
            ]
            return self._scored(meaning.field, counts, meaning.boost)
        if isinstance(meaning, Near | Regex):
            return self._scored("text", [_counted_in(meaning, text) for text in self.texts["text"]])
        raise TypeError(meaning)

    def _scored(self, field: str, each: Sequence[int], boost: float = 1.0) -> Found:
        counts = np.where(self.live, np.array(each, float), 0.0)
        return self._weighed(field, counts, int(np.count_nonzero(counts)), boost)

    def _weighed(self, field: str, counts: Any, frequency: int, boost: float) -> Found:
        idf = log(self.size / (frequency + 1)) + 1
        norm = K1 * ((1 - B) + B * self.lengths[field] / self.average[field])
        score = boost * idf * counts * (K1 + 1) / (counts + norm)
        mask = (counts > 0) & self.live
        return Found(mask, (np.where(mask, score, 0.0),))

    def _whole(self, meaning: SameDocument) -> Found:
        leaves = _outside_not(meaning.child)
        shown = self.found(AnyOf(tuple(leaves))) if leaves else Found(self.live)
        holds = self._documents(meaning.child)
        mask = shown.mask & np.array([name in holds for name in self.documents])
        return Found(mask, tuple(np.where(mask, part, 0.0) for part in shown.parts))

    def _documents(self, meaning: Query) -> set[str]:
        """The documents a question holds for as a whole."""
        if isinstance(meaning, All):
            return set.intersection(*(self._documents(part) for part in meaning.children))
        if isinstance(meaning, AnyOf):
            return set().union(*(self._documents(part) for part in meaning.children))
        if isinstance(meaning, Not):
            return set(self.documents) - self._documents(meaning.child)
        return {self.documents[n] for n in np.flatnonzero(self.found(meaning).mask).tolist()}

    def _expanded(self, meaning: Query) -> Query:
        """Patterns replaced by the words of the index that they stand for."""
        if isinstance(meaning, All | AnyOf):
            return type(meaning)(tuple(self._expanded(part) for part in meaning.children))
        if isinstance(meaning, Not | SameDocument):
            return type(meaning)(self._expanded(meaning.child))
        if isinstance(meaning, Fuzzy):
            near = range(len(meaning.text) - 1, len(meaning.text) + 2)
            fits = [t for t in self.lexicon["text"] if len(t) in near and edits(t, meaning.text) <= 1]
        elif isinstance(meaning, Prefix | Wildcard):
            pattern = meaning.text + "*" if isinstance(meaning, Prefix) else meaning.pattern
            fits = [t for t in self.lexicon["text"] if fnmatch.fnmatchcase(t, pattern)]
        else:
            return meaning
        words = tuple(Word("text", text, meaning.boost) for text in sorted(fits))
        return words[0] if len(words) == 1 else AnyOf(words) if words else NOTHING

    def _bonuses(self, asked: Query) -> list[Query]:
        found: list[Query] = []
        for leaf in _outside_not(asked)[:MOST]:
            if isinstance(leaf, Substring) and leaf.field == "text":
                for field, worth in (("title", TITLE), ("section", SECTION)):
                    spelled = self._spelled(leaf.text, field)
                    if spelled:
                        each = worth * leaf.boost / len(spelled)
                        found.append(All(tuple(Word(field, word, each) for word in spelled)))
        return [*dict.fromkeys([*found, *(Substring("text", string, PHRASE) for string in _phrases(asked))])]

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


@cache
def _folded(text: str) -> str:
    return fold(text)


@cache
def _counted(folded: str) -> Counter[str]:
    return Counter(word.text for word in words(folded))


@cache
def _counted_in(meaning: Near | Regex, text: str) -> int:
    if isinstance(meaning, Regex):
        return len(re.findall(meaning.pattern, text))
    return _in_order(meaning, text) if meaning.ordered else _either_way(meaning, text)


def _either_way(meaning: Near, text: str) -> int:
    """How often the first string stands near enough to the second, not overlapping it."""
    one, other = meaning.parts
    first, second = positions(text, one), positions(text, other)
    return sum(
        any(0 <= (b - a - len(one) if a < b else a - b - len(other)) <= meaning.distance for b in second) for a in first
    )


def _in_order(meaning: Near, text: str) -> int:
    """How often the first string stands where all the others follow."""

    def follows(at: int, strings: tuple[str, ...]) -> bool:
        return not strings or any(
            follows(start + len(strings[0]), strings[1:])
            for start in positions(text, strings[0])
            if at <= start <= at + meaning.distance
        )

    first, *others = meaning.parts
    return sum(follows(start + len(first), tuple(others)) for start in positions(text, first))


def _outside_not(meaning: Query) -> list[Query]:
    if isinstance(meaning, Not):
        return []
    if isinstance(meaning, All | AnyOf):
        return [leaf for part in meaning.children for leaf in _outside_not(part)]
    return _outside_not(meaning.child) if isinstance(meaning, SameDocument) else [meaning]


def _strings(asked: Query | None) -> list[str]:
    """The strings whose nearness counts: those that stand in an All at the top."""
    parts = asked.children[:MOST] if isinstance(asked, All) else ()
    return [part.text for part in parts if isinstance(part, Substring) and part.field == "text"]


def _phrases(asked: Query) -> list[str]:
    """Neighbours in an All as one string; Latin words stand apart by a space."""
    if isinstance(asked, AnyOf):
        return [phrase for part in asked.children for phrase in _phrases(part)]
    if not isinstance(asked, All):
        return []
    runs: list[list[str]] = [[]]
    for part in asked.children:
        if isinstance(part, Substring) and part.field == "text":
            runs[-1].append(part.text)
        else:
            runs.append([])
    return [_beside(run) for run in runs if len(run) > 1]


def _beside(run: list[str]) -> str:
    text = run[0]
    for string in run[1:]:
        text += " " * (text[-1:].isascii() and string[:1].isascii()) + string
    return text
