"""A query tree as JSON and back: what saved searches and manifests carry.

A node is an object with its ``type`` (substring, word, near, prefix, wildcard, fuzzy, regex, range, all, any, not,
same_document, boosted, synonyms) and its fields as in ``query.ast``; a field that has its default may be left out.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from typing import Any as Json

from gongbao.indexer.errors import Message, QueryError
from gongbao.indexer.folding import fold
from gongbao.search.query import ast, regex
from gongbao.search.query.fields import STRINGS
from gongbao.search.query.lexer import MAX_DISTANCE

MAX_NODES = 10_000
MAX_DEPTH = 200
"""Deeper than any tree that comes from parsing: a bracket adds three levels at the most."""
MAX_NUMBER = 2**31 - 1

_CLASSES: dict[str, type[ast.Query]] = {
    "substring": ast.Substring,
    "word": ast.Word,
    "near": ast.Near,
    "prefix": ast.Prefix,
    "wildcard": ast.Wildcard,
    "fuzzy": ast.Fuzzy,
    "regex": ast.Regex,
    "range": ast.Range,
    "all": ast.All,
    "any": ast.Any,
    "not": ast.Not,
    "same_document": ast.SameDocument,
    "boosted": ast.Boosted,
    "synonyms": ast.Synonyms,
}
_NAMES = {kind: name for name, kind in _CLASSES.items()}
_FIELDS = {name: {field.name: field for field in dataclasses.fields(kind)} for name, kind in _CLASSES.items()}


def to_json(tree: ast.Query) -> dict[str, Json]:
    """The tree as a dict of strings, numbers, lists and dicts; fields that have their default are left out.

    >>> to_json(ast.Not(ast.Substring("text", "乡村")))
    {'type': 'not', 'child': {'type': 'substring', 'field': 'text', 'text': '乡村'}}
    """
    written: dict[str, Json] = {"type": _NAMES[type(tree)]}
    for field in dataclasses.fields(tree):
        value = getattr(tree, field.name)
        if value != field.default:
            written[field.name] = _value(value)
    return written


def _value(value: Json) -> Json:
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    return to_json(value) if type(value) in _NAMES else value


def from_json(value: Json) -> ast.Query:
    """The tree that ``to_json`` made this of; strings of text fields are folded, so that they need not have been.

    Raises QueryError naming the place in the JSON for what is no tree: an unknown type or field, a value of the wrong
    kind or out of bounds, a pattern that could run away, more than ``MAX_NODES`` nodes or ``MAX_DEPTH`` levels.
    """
    return _Reader().node(value, "query", 0)


class _Reader:
    """Reads one tree, counting its nodes."""

    def __init__(self) -> None:
        self.nodes = 0

    def node(self, value: Json, place: str, depth: int) -> ast.Query:
        if not isinstance(value, dict):
            raise _fault(place, "tree.no_object")
        kind = _CLASSES.get(value["type"]) if isinstance(value.get("type"), str) else None
        if kind is None:
            raise _fault(f"{place}.type", "tree.type", known=", ".join(_CLASSES))
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise _fault(place, "tree.too_large", parts=MAX_NODES, depth=MAX_DEPTH)
        fields = _FIELDS[value["type"]]
        for name in value:
            if name != "type" and name not in fields:
                raise _fault(f"{place}.{name}", "tree.unknown_field", type=value["type"], known=", ".join(fields))
        given: dict[str, Json] = {}
        for name, field in fields.items():
            if name in value:
                given[name] = self._field(str(field.type), value[name], f"{place}.{name}", depth)
            elif field.default is dataclasses.MISSING:
                raise _fault(f"{place}.{name}", "tree.missing_field", type=value["type"])
        return _checked(kind(**given), place)

    def _field(self, annotation: str, value: Json, place: str, depth: int) -> Json:
        if annotation.startswith("tuple["):
            if not isinstance(value, list):
                raise _fault(place, "tree.no_list")
            inner = annotation.removeprefix("tuple[").removesuffix(", ...]")
            return tuple([self._field(inner, part, f"{place}[{at}]", depth) for at, part in enumerate(value)])
        if annotation in _PLAIN:
            return _PLAIN[annotation](value, place)
        node = self.node(value, place, depth + 1)
        if annotation == "Substring" and not isinstance(node, ast.Substring):
            raise _fault(f"{place}.type", "tree.only_substring")
        return node


def _fault(place: str, code: str, **params: Json) -> QueryError:
    return QueryError("tree.fault", place=place, fault=Message(code, **params))


def _text(value: Json, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise _fault(place, "tree.no_text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _fault(place, "tree.half_character") from None
    return value


def _flag(value: Json, place: str) -> bool:
    if not isinstance(value, bool):
        raise _fault(place, "tree.no_flag")
    return value


def _whole(value: Json, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_NUMBER:
        raise _fault(place, "tree.no_whole_number")
    return value


def _end(value: Json, place: str) -> int | None:
    return None if value is None else _whole(value, place)


def _weight(value: Json, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise _fault(place, "tree.no_weight")
    return float(value)


_PLAIN: dict[str, Callable[[Json, str], Json]] = {
    "str": _text,
    "bool": _flag,
    "int": _whole,
    "int | None": _end,
    "float": _weight,
}
"""How a field is read, by its annotation in ``query.ast``."""


def _checked(node: ast.Query, place: str) -> ast.Query:
    """A leaf within its bounds, with a folded string where it looks into a text; other nodes as they are."""
    if isinstance(node, ast.Near):
        few = len(node.parts) != 2 if not node.ordered else len(node.parts) < 2
        if few or not 0 <= node.distance <= MAX_DISTANCE:
            raise _fault(place, "tree.near", most=MAX_DISTANCE)
        return dataclasses.replace(node, parts=tuple(map(fold, node.parts)))
    if isinstance(node, ast.Fuzzy) and not (1 <= node.edits <= 2 and len(node.text) > node.edits):
        raise _fault(place, "tree.fuzzy")
    if isinstance(node, ast.Wildcard):
        if not re.search(r"[^*?]", node.pattern):
            raise _fault(place, "tree.wildcard")
        return dataclasses.replace(node, pattern=fold(node.pattern))
    if isinstance(node, ast.Regex):
        try:
            regex.check(node.pattern)
        except QueryError as error:
            raise _fault(f"{place}.pattern", error.code, **error.params) from None
    if isinstance(node, ast.Substring | ast.Prefix | ast.Fuzzy) or (
        isinstance(node, ast.Word) and node.field in STRINGS and node.field != "source"
    ):
        return dataclasses.replace(node, text=fold(node.text))
    return node
