"""Prefixes, wildcards and near spellings become the words of the index that they stand for, within bounds."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from whoosh.query import And, FuzzyTerm, Not, NullQuery, Or, Prefix, Query, Term, Wildcard

from gongbao.search.engines.protocol import Engine
from gongbao.search.query.regex import SECONDS, Pattern

MAX_TERMS = 1_024
_LEXICONS: WeakKeyDictionary[Engine, dict[str, list[tuple[str, int]]]] = WeakKeyDictionary()


def expanded(query: Query, engine: Engine) -> tuple[Query, tuple[str, ...]]:
    """The tree with every pattern replaced by an Or of terms, and a note for each pattern that was cut short.

    The most frequent ``MAX_TERMS`` words are kept. A pattern no word fits becomes NullQuery, which matches nothing.
    """
    notes: list[str] = []

    def visit(node: Query) -> Query:
        if isinstance(node, Prefix | Wildcard | FuzzyTerm):
            return _terms(node, engine, notes)
        return node if node.is_leaf() else node.apply(visit)

    return visit(query), tuple(notes)


def _terms(node: Prefix | Wildcard | FuzzyTerm, engine: Engine, notes: list[str]) -> Query:
    pattern = node.text
    if isinstance(node, Prefix):
        found = engine.terms(node.fieldname, pattern)
    elif isinstance(node, Wildcard):
        head = re.split(r"[*?]", pattern, maxsplit=1)[0]
        fits = re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match
        words = engine.terms(node.fieldname, head) if head else lexicon(engine, node.fieldname)
        found = [(word, count) for word, count in words if fits(word)]
    else:
        found = list(near(pattern, node.maxdist, lexicon(engine, node.fieldname)))
    if not found:
        return NullQuery
    if len(found) > MAX_TERMS:
        notes.append(f"'{pattern}' stands for {len(found):,} words; the {MAX_TERMS:,} most frequent were searched.")
        found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MAX_TERMS]
    terms: list[Query] = [Term(node.fieldname, word, boost=node.boost) for word, _ in found]
    return terms[0] if len(terms) == 1 else Or(terms)


def lexicon(engine: Engine, field: str) -> list[tuple[str, int]]:
    """All terms of a field with their frequencies, read once for each engine."""
    known = _LEXICONS.setdefault(engine, {})
    if field not in known:
        known[field] = engine.terms(field)
    return known[field]


def cut_short(query: Query) -> tuple[str, ...]:
    """A note for each pattern of an evaluated tree whose time ran out."""
    spent = [leaf for leaf in leaves(query) if isinstance(leaf, Pattern) and leaf.spent > SECONDS]
    return tuple(f"/{p.pattern}/ was stopped after {SECONDS:.0f} seconds; there may be more matches." for p in spent)


def near(word: str, edits: int, terms: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    """Those of the (term, frequency) pairs that so many edits make of ``word``."""
    letters = Counter(word)
    for term, count in terms:
        if abs(len(term) - len(word)) <= edits:
            shared = sum((letters & Counter(term)).values())
            if shared >= len(word) - edits and distance(word, term, edits) <= edits:
                yield term, count


def distance(first: str, second: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two words; ``most + 1`` when there are more."""
    before: list[int] = []
    above = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        row = [i]
        for j, b in enumerate(second, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]


def leaves(query: Query) -> list[Query]:
    """The leaves that a match can rest on: those outside every Not, in the order they stand."""
    if isinstance(query, And | Or):
        return [leaf for child in query.subqueries for leaf in leaves(child)]
    if isinstance(query, Not):
        return []
    if query.is_leaf():
        return [query]
    return [leaf for child in query.children() for leaf in leaves(child)]
