"""The query language: text → query tree. docs/query-language.md is its manual.

or   := and ((OR | "|" | 或) and)*        and  := not ((AND | 且)? not)*
not  := (NOT | - | 非)? prim              prim := field:prim | ( or ) | near | phrase | word | /regex/
near := prim NEAR/N prim
"""

from __future__ import annotations

import re

from gongbao.indexer.errors import QueryError
from gongbao.search.query import regex
from gongbao.search.query.ast import (
    All,
    Any,
    Fuzzy,
    Near,
    Not,
    Prefix,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Synonyms,
    Wildcard,
    Word,
)
from gongbao.search.query.fields import NUMBERS, STRINGS, Fields
from gongbao.search.query.lexer import Token, is_plain, tokens
from gongbao.search.query.visitors import SynonymList, alternatives, joined, with_synonyms

MAX_LEAVES = 300


def parse(text: str, fields: Fields, synonyms: SynonymList | None = None) -> Query:
    """The tree of a query; raises QueryError with the column at fault.

    ``synonyms`` maps a folded word to the folded words that are to be found besides it: such a word becomes
    ``Synonyms``, or in NEAR an ``Any`` of the pairs.
    """
    return _Parser(text, fields, synonyms or {}).run()


class _Parser:
    def __init__(self, query: str, fields: Fields, synonyms: SynonymList) -> None:
        self.query = query
        self.fields = fields
        self.synonyms = synonyms
        self.tokens = tokens(query)
        self.at = 0
        leaves = [token for token in self.tokens if token.kind in ("word", "phrase", "regex")]
        if len(leaves) > MAX_LEAVES:
            raise QueryError("query.too_many_words", query[:80], None, most=MAX_LEAVES)

    def run(self) -> Query:
        if self.next.kind == "end":
            raise self._fail("query.empty", 0)
        tree = self._or("text")
        if self.next.kind == ")":
            raise self._fail("query.bracket_closes_nothing")
        return tree

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def _take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _fail(self, code: str, column: int | None = None, **params: str | int) -> QueryError:
        return QueryError(code, self.query, self.next.start if column is None else column, **params)

    def _or(self, field: str) -> Query:
        parts = [self._and(field)]
        while self.next.kind == "or":
            sign = self._take()
            self._expect_more(sign)
            parts.append(self._and(field))
        return joined(Any, parts)

    def _and(self, field: str) -> Query:
        parts = [self._not(field)]
        while self.next.kind not in ("or", ")", "end"):
            if self.next.kind == "and":
                self._expect_more(self._take())
            parts.append(self._not(field))
        return joined(All, parts)

    def _expect_more(self, sign: Token) -> None:
        if self.next.kind in ("end", ")", "or", "and"):
            raise self._fail("query.nothing_after", sign.start, sign=self._shown(sign))

    def _shown(self, token: Token) -> str:
        return self.query[token.start : token.end].strip()

    def _not(self, field: str) -> Query:
        if self.next.kind == "not":
            sign = self._take()
            if self.next.kind == "not":
                raise self._fail("query.excluded_twice")
            if self.next.kind in ("end", ")", "or", "and", "near"):
                raise self._fail("query.nothing_to_exclude", sign.start, sign=self._shown(sign))
            return Not(self._near(field))
        return self._near(field)

    def _near(self, field: str) -> Query:
        first = self._primary(field)
        if self.next.kind != "near":
            return first
        sign = self._take()
        if self.next.kind in ("end", ")", "or", "and", "not", "near"):
            raise self._fail("query.no_word_after", sign.start, sign=sign.text)
        second = self._primary(field)
        if self.next.kind == "near":
            raise self._fail("query.near_joins_two")
        assert sign.number is not None
        pairs = [
            self._pair(a, b, sign.number, sign) for a in self._strings(first, sign) for b in self._strings(second, sign)
        ]
        return joined(Any, pairs)

    def _strings(self, query: Query, sign: Token) -> list[Substring]:
        if isinstance(query, Substring):
            return [query]
        if isinstance(query, Any | Synonyms):
            return [leaf for child in alternatives(query) for leaf in self._strings(child, sign)]
        raise self._fail("query.near_joins_words", sign.start)

    def _pair(self, first: Substring, second: Substring, distance: int, sign: Token) -> Query:
        if first.field != second.field:
            raise self._fail("query.near_fields", sign.start)
        return Near(first.field, (first.text, second.text), distance)

    def _primary(self, field: str) -> Query:
        token = self._take()
        if token.kind == "(":
            return self._group(token, field)
        if token.kind == "field":
            return self._field(token, field)
        if token.kind in ("word", "phrase", "regex"):
            return self._leaf(token, field)
        self.at -= 1
        if token.kind == "end":
            raise self._fail("query.ends_early")
        if token.kind == ")":
            raise self._fail("query.bracket_closes_nothing")
        raise self._fail("query.nothing_before", sign=self._shown(token))

    def _group(self, bracket: Token, field: str) -> Query:
        if self.next.kind in (")", "end"):
            raise self._fail("query.bracket_empty", bracket.start)
        tree = self._or(field)
        if self.next.kind != ")":
            raise self._fail("query.bracket_never_closed", bracket.start)
        self._take()
        return tree

    def _field(self, token: Token, outer: str) -> Query:
        try:
            name = self.fields.name(token.text)
        except QueryError as error:
            raise error.located(self.query, token.start) from None
        if outer not in ("text", name):
            raise self._fail("query.field_in_field", token.start, field=outer)
        if self.next.kind not in ("word", "phrase", "regex", "("):
            raise self._fail("query.no_value", token.start, field=self._shown(token))
        if name == "doc":
            return SameDocument(self._primary(outer))
        return self._primary(name)

    def _leaf(self, token: Token, field: str) -> Query:
        if field in STRINGS and field != "source":
            return self._string(token, field)
        if token.kind == "regex" or token.pattern != "plain" or token.number is not None:
            raise self._fail("query.plain_value", token.start, field=field)
        try:
            if field in NUMBERS:
                low, high = (self.fields.years if field == "year" else self.fields.dates)(token.text)
                return Range(field, low, high)
            values = self.fields.resolve(field, token.text)
        except QueryError as error:
            raise error.located(self.query, token.start) from None
        return joined(Any, [Word(field, value) for value in values or (token.text,)])

    def _string(self, token: Token, field: str) -> Query:
        text, boost = token.text, token.boost
        if token.kind == "regex":
            try:
                regex.check(text)
            except QueryError as error:
                raise error.located(self.query, token.start + 1 + (error.column or 0)) from None
            return Regex(field, text)
        if token.kind == "phrase":
            if token.number is not None:
                return Near(field, tuple(text.split()), token.number, ordered=True, boost=boost)
            return Substring(field, text, boost, quoted=True, literal=True)
        if token.pattern == "prefix":
            return Prefix(field, text, boost)
        if token.pattern == "wildcard":
            if not re.search(r"[^*?]", text):
                raise self._fail("query.wildcard_alone", token.start)
            return Wildcard(field, text, boost)
        if token.pattern == "fuzzy":
            edits = token.number or 1
            if len(text) <= edits:
                raise self._fail("query.fuzzy_too_short", token.start, edits=edits, word=text)
            return Fuzzy(field, text, edits, boost)
        # A word that is an operator once it is folded can be said again only with '='.
        word = Substring(field, text, boost, literal=token.literal or not is_plain(text))
        return with_synonyms(word, self.synonyms)
