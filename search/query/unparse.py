"""A query tree as text: what was understood, in words that parse to the same tree again."""

from __future__ import annotations

from dataclasses import replace

from gongbao.indexer.folding import fold
from gongbao.indexer.schema import date_text
from gongbao.search.query.ast import (
    All,
    Any,
    Boosted,
    Fuzzy,
    Leaf,
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
from gongbao.search.query.fields import LAST_DATE, LAST_YEAR
from gongbao.search.query.lexer import is_plain
from gongbao.search.query.visitors import alternatives, transform


def unparse(tree: Query) -> str:
    """The canonical text of a tree.

    Parsing it without synonyms gives the same tree again, if the tree came from parsing without synonyms; a node of
    ``Synonyms`` is written as the bracket of OR that it stands for. What the language cannot say is written as near as
    it can: the factor of ``Boosted`` at each leaf, an indexed term of a text field as ``text:term``.

    >>> unparse(All((Substring("text", "乡村振兴"), Not(Word("city", "淄博市")))))
    '乡村振兴 AND NOT city:淄博市'
    """
    return _written(tree, top=True)


def _written(node: Query, top: bool = False) -> str:
    if isinstance(node, All):
        return _joined(" AND ", node.children, top)
    if isinstance(node, Any | Synonyms):
        return _joined(" OR ", alternatives(node), top)
    if isinstance(node, Not):
        inner = _written(node.child)
        return f"NOT ({inner})" if isinstance(node.child, Not) else f"NOT {inner}"
    if isinstance(node, SameDocument):
        return f"doc:({_written(node.child, top=True)})"
    if isinstance(node, Boosted):
        return _written(_spread(node), top)
    return _leaf(node, top)


def _joined(sign: str, parts: tuple[Query, ...], top: bool) -> str:
    inner = sign.join([_written(part) for part in parts])
    return inner if top else f"({inner})"


def _spread(node: Boosted) -> Query:
    """The child with the factor at each of its leaves."""

    def weighed(leaf: Query) -> Query:
        if isinstance(leaf, Synonyms):
            word, *others = [replace(word, boost=word.boost * node.factor) for word in (leaf.word, *leaf.others)]
            return Synonyms(word, tuple(others))
        if isinstance(leaf, Range | All | Any | Not | SameDocument | Boosted):
            return leaf
        return replace(leaf, boost=leaf.boost * node.factor)

    return transform(node.child, weighed)


def _leaf(leaf: Leaf, top: bool) -> str:
    if isinstance(leaf, Range):
        return f"{leaf.field}:{_range(leaf)}"
    if isinstance(leaf, Word):
        return f"{leaf.field}:{leaf.text if _is_plain(leaf.text) else quoted(leaf.text)}"
    field = "" if leaf.field == "text" else f"{leaf.field}:"
    if isinstance(leaf, Near) and not leaf.ordered:
        first, second = map(quoted, leaf.parts)  # no synonyms, no operators
        pair = f"{first} NEAR/{leaf.distance} {second}"
        return f"{field}({pair})" if field or not top else pair
    return field + _string(leaf) + (f"^{_number(leaf.boost)}" if leaf.boost != 1.0 else "")


def _is_plain(text: str) -> bool:
    return is_plain(fold(text))  # a tree whose texts are in their original characters reads well too


def _string(leaf: Substring | Near | Prefix | Wildcard | Fuzzy | Regex) -> str:
    if isinstance(leaf, Substring):
        if leaf.quoted:
            return quoted(leaf.text)
        if not _is_plain(leaf.text):
            return f"={quoted(leaf.text)}"
        return f"={leaf.text}" if leaf.literal else leaf.text
    if isinstance(leaf, Near):
        return f"{quoted(' '.join(leaf.parts))}~{leaf.distance}"
    if isinstance(leaf, Regex):
        return f"/{leaf.pattern}/"
    if isinstance(leaf, Prefix):
        return f"{leaf.text}*"
    return f"{leaf.text}~{leaf.edits}" if isinstance(leaf, Fuzzy) else leaf.pattern


def quoted(string: str) -> str:
    """A folded string in quotation marks."""
    # A folded string has straight quotation marks only, so that corner marks around it are unambiguous.
    return f"「{string}」" if '"' in string else f'"{string}"'


def _number(weight: float) -> str:
    """A weight in digits, which read as the same number again."""
    written = repr(float(weight))
    if "e" in written:
        from decimal import Decimal  # 1 ms; weights so small are rare

        written = format(Decimal(written), "f")
    return written.removesuffix(".0")


def _range(leaf: Range) -> str:
    low, high = leaf.low, leaf.high
    latest = LAST_DATE if leaf.field == "date" else LAST_YEAR
    if low is not None and low > latest:
        return f">{_end(leaf.field, latest)}"
    if high is not None and high < (101 if leaf.field == "date" else 0):
        return "<0000"
    first, last = _end(leaf.field, low), _end(leaf.field, high)
    return first if first == last else f"{first}..{last}"


def _end(field: str, number: int | None) -> str:
    """One end of a range; nothing for an open one."""
    if number is None:
        return ""
    return date_text(number) or "" if field == "date" else f"{number:04}"
