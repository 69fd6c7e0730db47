"""Walking and rebuilding query trees: leaves, synonyms, and patterns replaced by the words they stand for."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from gongbao.search.engines.protocol import Engine
from gongbao.search.query.ast import (
    NOTHING,
    All,
    Any,
    Boosted,
    Fuzzy,
    Leaf,
    Not,
    Prefix,
    Query,
    SameDocument,
    Substring,
    Synonyms,
    Wildcard,
    Word,
)

MAX_TERMS = 1_024
"""Words that a pattern stands for at the most."""
SynonymList = Mapping[str, Sequence[str]]
"""Folded word → folded words to be found besides it."""
_INNER = (All, Any, Not, SameDocument, Boosted, Synonyms)
_PATTERNS = (Prefix, Wildcard, Fuzzy)
_LEXICONS: WeakKeyDictionary[Engine, dict[tuple[int, str], list[tuple[str, int]]]] = WeakKeyDictionary()


def children(node: Query) -> tuple[Query, ...]:
    """The nodes right below this one, in order; none for a leaf."""
    if isinstance(node, All | Any):
        return node.children
    if isinstance(node, Not | SameDocument | Boosted):
        return (node.child,)
    if isinstance(node, Synonyms):
        return (node.word, *node.others)
    return ()


def rebuilt(node: Query, change: Callable[[Query], Query]) -> Query:
    """This node over what ``change`` makes of each of its children; a leaf and ``Synonyms`` stay as they are."""
    if isinstance(node, All | Any):
        return type(node)(tuple([change(child) for child in node.children]))
    if isinstance(node, Not | SameDocument):
        return type(node)(change(node.child))
    if isinstance(node, Boosted):
        return Boosted(change(node.child), node.factor)
    return node


def transform(tree: Query, change: Callable[[Query], Query]) -> Query:
    """The tree rebuilt from its leaves upwards: ``change`` gets each node, its children already changed.

    A node of ``Synonyms`` is given as a whole; what is in it is not visited.
    """
    return change(rebuilt(tree, lambda child: transform(child, change)))


def leaves(tree: Query) -> list[Leaf]:
    """The leaves that a match can rest on, in order: those outside every ``Not``; of ``Synonyms``, all its words."""
    return [] if isinstance(tree, Not) else _below(tree, leaves)


def all_leaves(tree: Query) -> list[Leaf]:
    """Every leaf of a tree in order, those to be excluded too."""
    return _below(tree, all_leaves)


def _below(node: Query, within: Callable[[Query], list[Leaf]]) -> list[Leaf]:
    if isinstance(node, _INNER):
        return [leaf for child in children(node) for leaf in within(child)]
    return [node]


def with_synonyms(tree: Query, mapping: SynonymList) -> Query:
    """The tree with each word of the text that the list knows joined by its synonyms.

    Words that are quoted or literal, or stand in ``Near``, stay. A word added is literal where the list knows it too:
    synonyms are not followed further.
    """

    def change(node: Query) -> Query:
        if not isinstance(node, Substring) or node.field != "text" or node.quoted or node.literal:
            return node
        others = mapping.get(node.text, ())
        if not others:
            return node
        return Synonyms(node, tuple([replace(node, text=other, literal=other in mapping) for other in others]))

    return transform(tree, change) if mapping else tree


def joined(kind: type[All] | type[Any], parts: Sequence[Query]) -> Query:
    """One All or Any of these, with nested ones of the same kind laid flat; a single part stays itself."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Query] = []
    for part in parts:
        flat += part.children if isinstance(part, kind) else [part]
    return kind(tuple(flat))


def expanded(tree: Query, engine: Engine) -> tuple[Query, tuple[str, ...]]:
    """The tree as engines take it, and a note for each pattern that was cut short.

    ``Prefix``, ``Wildcard`` and ``Fuzzy`` become an ``Any`` of the words of the index that fit, of which the
    ``MAX_TERMS`` most frequent are kept, and ``NOTHING`` where no word fits; ``Synonyms`` become an ``Any``. How a
    string was typed is forgotten: quoted or not, it is the same leaf.
    """
    notes: list[str] = []

    def visit(node: Query) -> Query:
        if isinstance(node, Substring):
            return _plain(node)
        if isinstance(node, Synonyms):
            return Any(tuple(map(_plain, alternatives(node))))
        if isinstance(node, _PATTERNS):
            return _words(node, engine, notes)
        return rebuilt(Any(alternatives(node)) if isinstance(node, Any) else node, visit)

    return visit(tree), tuple(notes)


def alternatives(node: Any | Synonyms) -> tuple[Query, ...]:
    """What is joined by OR: the children, each ``Synonyms`` among them as its words, the one typed made literal."""
    parts: list[Query] = []
    for part in node.children if isinstance(node, Any) else (node,):
        parts += (replace(part.word, literal=True), *part.others) if isinstance(part, Synonyms) else (part,)
    return tuple(parts)


def _plain(string: Query) -> Query:
    """A string without what is known of how it was typed."""
    if isinstance(string, Substring) and (string.quoted or string.literal):
        return Substring(string.field, string.text, string.boost)
    return string


def _words(node: Prefix | Wildcard | Fuzzy, engine: Engine, notes: list[str]) -> Query:
    """The words of the index that a pattern stands for; a note is added when they are more than are searched."""
    pattern = node.pattern if isinstance(node, Wildcard) else node.text
    found = list(_fitting(node, engine))
    if not found:
        return NOTHING
    if len(found) > MAX_TERMS:
        notes.append(f"'{pattern}' stands for {len(found):,} words; the {MAX_TERMS:,} most frequent were searched.")
        found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MAX_TERMS]
    words = [Word(node.field, word, node.boost) for word, _ in found]
    return words[0] if len(words) == 1 else Any(tuple(words))


def _fitting(node: Prefix | Wildcard | Fuzzy, engine: Engine) -> Iterable[tuple[str, int]]:
    """The words that fit, each with the number of paragraphs that hold it."""
    if isinstance(node, Prefix):
        return engine.complete(node.field, node.text)
    if isinstance(node, Fuzzy):
        return near(node.text, node.edits, lexicon(engine, node.field))
    head = re.split(r"[*?]", node.pattern, maxsplit=1)[0]
    fits = re.compile(fnmatch.translate(node.pattern.replace("[", "[[]"))).match
    words = engine.complete(node.field, head) if head else lexicon(engine, node.field)
    return [(word, count) for word, count in words if fits(word)]


def lexicon(engine: Engine, field: str) -> list[tuple[str, int]]:
    """All words of an indexed field with the numbers of paragraphs that hold them, read once for each generation."""
    known = _LEXICONS.setdefault(engine, {})
    key = engine.generation, field
    if key not in known:
        for older in [kept for kept in list(known) if kept[0] != engine.generation]:
            known.pop(older, None)
        known[key] = engine.complete(field)
    return known[key]


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
