"""What a query means, said as plainly as possible: a loop over paragraphs with str.find, no index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from gongbao.indexer.analysis import words
from gongbao.indexer.documents import Document, Paragraph
from gongbao.indexer.folding import fold as fold_text
from gongbao.indexer.schema import date_number
from gongbao.search.query.ast import (
    All,
    Any,
    Boosted,
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

fold = cache(fold_text)
TEXTS = ("text", "title", "section")


@cache
def tokens(text: str) -> frozenset[str]:
    return frozenset(word.text for word in words(text))


def matching(query: Query, documents: Iterable[Document]) -> set[str]:
    """The ids of the paragraphs that match."""
    return {p.id for d in documents for p in d.paragraphs if holds(query, d, p)}


def field(name: str, document: Document, paragraph: Paragraph) -> str:
    return fold({"text": paragraph.text, "title": document.meta.title, "section": "\n".join(paragraph.section)}[name])


def number(name: str, document: Document) -> int | None:
    return document.meta.year if name == "year" else date_number(document.meta.date)


def value(name: str, document: Document) -> str | None:
    place = document.meta.place
    return {
        "city": place.city,
        "province": place.province,
        "genre": document.meta.genre,
        "source": document.meta.source,
    }[name]


@cache
def positions(text: str, string: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(string, i)]


def chained(text: str, parts: tuple[str, ...], distance: int, start: int | None = None) -> bool:
    if not parts:
        return True
    return any(
        chained(text, parts[1:], distance, at + len(parts[0]))
        for at in positions(text, parts[0])
        if start is None or start <= at <= start + distance
    )


@cache
def edits(a: str, b: str) -> int:
    table = {(i, j): i + j for i in range(len(a) + 1) for j in range(len(b) + 1) if not i or not j}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(a), len(b)]


def holds(query: Query, d: Document, p: Paragraph) -> bool:
    """Whether a paragraph of a document matches."""
    if isinstance(query, All):
        return all(holds(child, d, p) for child in query.children)
    if isinstance(query, Any):
        return any(holds(child, d, p) for child in query.children)
    if isinstance(query, Not):
        return not holds(query.child, d, p)
    if isinstance(query, Boosted):
        return holds(query.child, d, p)
    if isinstance(query, Synonyms):
        return any(holds(word, d, p) for word in (query.word, *query.others))
    if isinstance(query, SameDocument):
        leaves = outside_not(query.child)
        return document_holds(query.child, d) and (not leaves or any(holds(leaf, d, p) for leaf in leaves))
    if isinstance(query, Range):
        have = number(query.field, d)
        return have is not None and (query.low or 0) <= have <= (query.high or 10**9)
    if query.field not in TEXTS:
        return isinstance(query, Word) and value(query.field, d) == query.text
    return text_holds(query, field(query.field, d, p))


def text_holds(query: Query, text: str) -> bool:
    """Whether a leaf matches a folded text."""
    if isinstance(query, Substring):
        return query.text in text
    if isinstance(query, Word):
        return query.text in tokens(text)
    if isinstance(query, Near) and query.ordered:
        return chained(text, query.parts, query.distance)
    if isinstance(query, Near):
        first, second = query.parts
        return any(
            0 <= max(a, b) - (min(a, b) + len(first if a < b else second)) <= query.distance
            for a in positions(text, first)
            for b in positions(text, second)
            if a != b
        )
    if isinstance(query, Regex):
        return re.search(query.pattern, text) is not None
    if isinstance(query, Prefix):
        return any(token.startswith(query.text) for token in tokens(text))
    if isinstance(query, Wildcard):
        pattern = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in query.pattern)
        return any(re.fullmatch(pattern, token) for token in tokens(text))
    if isinstance(query, Fuzzy):
        near = [token for token in tokens(text) if abs(len(token) - len(query.text)) <= query.edits]
        return any(edits(token, query.text) <= query.edits for token in near)
    raise TypeError(query)


def document_holds(query: Query, d: Document) -> bool:
    """Whether a document matches when each leaf may match in another of its paragraphs."""
    if isinstance(query, All):
        return all(document_holds(child, d) for child in query.children)
    if isinstance(query, Any):
        return any(document_holds(child, d) for child in query.children)
    if isinstance(query, Not):
        return not document_holds(query.child, d)
    if isinstance(query, Boosted | SameDocument):
        return document_holds(query.child, d)
    return any(holds(query, d, p) for p in d.paragraphs)


def outside_not(query: Query) -> list[Query]:
    """The leaves outside every Not."""
    if isinstance(query, Not):
        return []
    if isinstance(query, All | Any):
        return [leaf for child in query.children for leaf in outside_not(child)]
    return outside_not(query.child) if isinstance(query, Boosted | SameDocument) else [query]
