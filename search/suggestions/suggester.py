"""What else might have been meant: queries to offer when nothing was found, and completions while typing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeGuard

from gongbao.indexer import places
from gongbao.indexer.analysis import words
from gongbao.indexer.config import Analysis
from gongbao.indexer.errors import SearchTimeout
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Engine, Filters, Request
from gongbao.search.query.ast import All, Any, Query, Regex, Substring, Synonyms
from gongbao.search.query.fields import Fields, short
from gongbao.search.query.lexer import is_plain
from gongbao.search.query.matching import spans
from gongbao.search.query.unparse import quoted, unparse
from gongbao.search.query.visitors import expanded, leaves, lexicon, near
from gongbao.search.suggestions.pronunciation import Sounds, is_pinyin, syllables

MOST = 5
MOST_WORDS = 12
_PLACES: tuple[Literal["city", "province", "county"], ...] = ("city", "province", "county")
LONGEST_QUERY = 100
LONGEST = 16
"""Words longer than this are split, not respelled."""
LOOKED_AT = 50
"""Paragraphs that are looked at for what a misspelled word should be."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to type: ``text`` is a query; ``count`` paragraphs hold it (None where that was not counted)."""

    text: str
    kind: Literal["word", "city", "province", "county", "genre"]
    count: int | None = None


class Suggester:
    """Suggestions from the words of one index; the sound of its words is learnt on first need."""

    def __init__(self, engine: Engine, fields: Fields, analysis: Analysis, parse: Callable[[str], Query]) -> None:
        self.engine = engine
        self.fields = fields
        self.analysis = analysis
        self.parse = parse
        self._sounds: Sounds | None = None

    @property
    def sounds(self) -> Sounds:
        """The most frequent words of the texts, by the way they sound."""
        if self._sounds is None:
            self._sounds = Sounds(lexicon(self.engine, "text"))
        return self._sounds

    def instead(self, typed: str, query: Query, filters: Filters) -> tuple[str, ...]:
        """Queries that do find something under these filters, likeliest first; each can be searched as it stands."""
        found: list[str] = []
        if len(typed) > LONGEST_QUERY:
            return ()
        for candidate in self._candidates(fold(typed).strip(), query):
            if candidate and candidate not in found and self._count(self.parse(candidate), filters):
                found.append(candidate)
            if len(found) == MOST:
                break
        return tuple(found)

    def _candidates(self, folded: str, query: Query) -> Iterator[str]:
        if is_pinyin(folded):
            yield from self._by_sound(folded)
        strings = [leaf for leaf in leaves(query) if isinstance(leaf, Substring) and leaf.field == "text"]
        if len(strings) > MOST_WORDS:
            return
        yield from self._as_facets(query)
        if isinstance(query, All):
            yield " ".join(_said(part) for part in query.children if self._count(part))
        for leaf in strings:
            if self._count(leaf):
                continue  # this word is not at fault
            parts = query.children if isinstance(query, All) else [leaf]
            for better in self._respelled(leaf):
                yield " ".join(better if part is leaf else _said(part) for part in parts)
        if isinstance(query, All) and len(strings) > 1:
            yield " OR ".join(_typed(s.text) for s in strings)

    def _as_facets(self, query: Query) -> Iterator[str]:
        """The query with words that are a place, a year or a kind of document asked for as such.

        Words that run together (遵义市2020年脱贫攻坚) are taken apart; then also without the words that no text holds.
        """
        parts = query.children if isinstance(query, All) else [query]
        named = [self._named(part) if _is_word(part) else None for part in parts]
        if any(named):
            yield " ".join(name or _said(part) for name, part in zip(named, parts, strict=True))
            held = [
                name or _said(part)
                for name, part in zip(named, parts, strict=True)
                if name or not _is_word(part) or self._count(part)
            ]
            yield " ".join(held)

    def _named(self, word: Substring) -> str | None:
        """The facets that a word names and what is left of it, in the query language; None if it names none."""
        whole = self._facet(word.text)
        if whole or self._count(word):
            return whole
        parts = [part for part in self._words(word.text) if len(part) > 1]
        facets = [self._facet(part) for part in parts]
        return (
            " ".join(facet or _typed(part) for facet, part in zip(facets, parts, strict=True)) if any(facets) else None
        )

    def _facet(self, string: str) -> str | None:
        year = re.fullmatch(r"(\d{4})年?", string)
        if year and int(year[1]) in self.fields.values("year"):
            return f"year:{year[1]}"
        for field in (*_PLACES, "genre"):
            for value in self.fields.values(field):
                if string in (fold(str(value)), short(fold(str(value)))):
                    return f"{field}:{value}"
        return next(self._places_sounding(string, 1), None) if is_pinyin(string) else None

    def _places_sounding(self, romanised: str, limit: int) -> Iterator[str]:
        for name in places.suggest(romanised, limit):
            for field in _PLACES:
                if name in self.fields.values(field):
                    yield f"{field}:{name}"

    def _by_sound(self, folded: str) -> Iterator[str]:
        yield from self._places_sounding(folded, 5)
        for row in self.sounds.readings(folded):
            yield "".join(row)
            if len(row) > 1:
                yield " ".join(row)

    def _respelled(self, leaf: Substring) -> Iterator[str]:
        string = leaf.text.strip()
        if _is_word(leaf) or " " not in string:
            parts = self._words(string)
            known = [part for part in parts if self._count(Substring("text", part))]
            if len(parts) > 1 and len(known) == len(parts):
                yield " ".join(_typed(part) for part in parts)
        if 1 < len(string) <= LONGEST:
            yield from self._one_letter_off(string)
            if string.isascii():
                close = sorted(near(string, 1 + (len(string) > 5), lexicon(self.engine, "text")), key=lambda p: -p[1])
                yield from (_typed(word) for word, _ in close[:MOST])
            else:
                yield from (w for w in self.sounds.by_sound.get("".join(syllables(string)), ()) if w != string)
        known = [part for part in self._words(string) if len(part) > 1]
        known = [part for part in known if self._count(Substring("text", part))]
        if known:
            yield " ".join(_typed(part) for part in known)
            yield " OR ".join(_typed(part) for part in known)

    def _words(self, string: str) -> list[str]:
        return list(dict.fromkeys(word.text for word in words(string, self.analysis, parts=False)))

    def _one_letter_off(self, string: str) -> Iterator[str]:
        """Strings of the texts that differ by one character: another one, one less, one more, two swapped."""
        if len(string) < 3:
            return
        found: Counter[str] = Counter()
        for at in range(len(string)):
            found.update(self._fitting(f"{re.escape(string[:at])}[^\\W_]{re.escape(string[at + 1 :])}"))
            for other in (
                string[:at] + string[at + 1 :],
                string[:at] + string[at : at + 2][::-1] + string[at + 2 :],
            ):
                if other != string and len(other) > 2:
                    found[other] += self._count(Substring("text", other))
            if at > 0:
                found.update(self._fitting(f"{re.escape(string[:at])}[^\\W_]{re.escape(string[at:])}"))
        yield from (_typed(other) for other, count in found.most_common(MOST) if count)

    def _fitting(self, pattern: str) -> list[str]:
        """What a pattern matches in the first paragraphs that it fits; nothing where it takes too long to look."""
        leaf = Regex("text", pattern)
        try:
            batch = next(self.engine.scan(Request(leaf), ("text",), LOOKED_AT), None)
        except SearchTimeout:
            return []  # what is found too late is not offered
        texts = [] if batch is None else [fold(text) for text in batch.column("text")]
        return [text[start:end] for text in texts for start, end in spans(leaf, text)]

    def _count(self, tree: Query, filters: Filters | None = None) -> int:
        """How many paragraphs match."""
        return self.engine.count(Request(expanded(tree, self.engine)[0], filters or Filters()))

    def complete(self, prefix: str, limit: int = 10) -> tuple[Completion, ...]:
        """What begins so, in characters or in pinyin: places and genres of this index, then its words."""
        wanted = fold(prefix).strip()
        if not wanted:
            return ()
        found: list[Completion] = []
        named = set(places.suggest(wanted, 50))
        for field in _PLACES:
            values = [v for v in self.fields.values(field) if v in named or fold(str(v)).startswith(wanted)]
            found += [Completion(f"{field}:{value}", field) for value in values]
        genres = [value for value in self.fields.values("genre") if wanted in fold(str(value))]
        found += [Completion(f"genre:{value}", "genre") for value in genres]
        terms = sorted(self.engine.complete("text", wanted), key=lambda pair: (-pair[1], pair[0]))
        if is_pinyin(wanted):
            terms = [*self.sounds.starting(wanted)[:limit], *terms]
        found += [Completion(_typed(word), "word", count) for word, count in dict(terms).items()]
        return tuple(found[:limit])


def _is_word(query: Query) -> TypeGuard[Substring]:
    """Whether this is a word that was typed without quotation marks."""
    return isinstance(query, Substring) and not query.quoted


def _said(query: Query) -> str:
    """A part of an All in the query language."""
    wording = unparse(query)
    return f"({wording})" if isinstance(query, Any | Synonyms) else wording


def _typed(string: str) -> str:
    """A string as one would type it: bare where that is the same query."""
    return string if is_plain(string) else quoted(string)
