"""A query tree as text: what was understood, in words that parse to the same tree again."""

from __future__ import annotations

from whoosh.query import And, FuzzyTerm, Not, NumericRange, Or, Prefix, Query, Term, Wildcard

from gongbao.indexer.schema import date_text
from gongbao.search.query.lexer import is_plain
from gongbao.search.query.parser import Synonyms
from gongbao.search.query.queries import CharNear, Exact, SameDocument, Spread, Word
from gongbao.search.query.regex import Pattern


def interpretation(query: Query, synonyms: Synonyms | None = None) -> str:
    """The canonical text of a tree made by ``parse`` with the same synonyms."""
    return _written(query, synonyms or {}, top=True)


def _written(query: Query, synonyms: Synonyms, top: bool = False) -> str:
    if isinstance(query, And | Or):
        sign = " AND " if isinstance(query, And) else " OR "
        inner = sign.join(_written(child, synonyms) for child in query.subqueries)
        return inner if top else f"({inner})"
    if isinstance(query, Not):
        inner = _written(query.query, synonyms)
        return f"NOT ({inner})" if isinstance(query.query, Not) else f"NOT {inner}"
    if isinstance(query, SameDocument):
        return f"doc:({_written(query.child, synonyms, top=True)})"
    if isinstance(query, NumericRange):
        return f"{query.fieldname}:{_range(query)}"
    if isinstance(query, Term):
        return f"{query.fieldname}:{_value(query.text)}"
    field = "" if query.fieldname == "text" else f"{query.fieldname}:"
    if isinstance(query, CharNear):
        first, second = quoted(query.first), quoted(query.second)  # no synonyms, no operators
        pair = f"{first} NEAR/{query.distance} {second}"
        return f"{field}({pair})" if field or not top else pair
    return field + _leaf(query, synonyms) + (f"^{query.boost:g}" if query.boost != 1.0 else "")


def _leaf(query: Query, synonyms: Synonyms) -> str:
    if isinstance(query, Word):
        if not is_plain(query.string):
            return f"={quoted(query.string)}"
        return f"={query.string}" if query.fieldname == "text" and query.string in synonyms else query.string
    if isinstance(query, Exact):
        return quoted(query.string)
    if isinstance(query, Spread):
        return f"{quoted(' '.join(query.parts))}~{query.distance}"
    if isinstance(query, Pattern):
        return f"/{query.pattern}/"
    if isinstance(query, Prefix):
        return f"{query.text}*"
    if isinstance(query, FuzzyTerm):
        return f"{query.text}~{query.maxdist}"
    if isinstance(query, Wildcard):
        return str(query.text)
    raise TypeError(f"no wording for {query!r}")


def quoted(string: str) -> str:
    """A folded string in quotation marks."""
    # A folded string has straight quotation marks only, so that corner marks around it are unambiguous.
    return f"「{string}」" if '"' in string else f'"{string}"'


def _value(text: str) -> str:
    return text if is_plain(text) else quoted(text)


def _range(query: NumericRange) -> str:
    low, high = query.start, query.end
    if query.fieldname == "date":
        first, last = date_text(low) or "", date_text(high) or ""
    else:
        first, last = ("" if end is None else f"{end:04}" for end in (low, high))
    return first if first == last else f"{first}..{last}"
