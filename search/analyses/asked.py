"""What an analysis is asked to look for: a query as typed, as engines run it, and in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gongbao.indexer.errors import QueryError
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Engine
from gongbao.search.query import ast
from gongbao.search.query.ast import Query
from gongbao.search.query.unparse import unparse
from gongbao.search.query.visitors import expanded, leaves, transform


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: ``typed`` by the user, ``understood`` as a tree, ``tree`` as engines run it.

    ``reading`` says in the query language how it was understood, in the characters that were typed; ``notes`` what
    a bound cut short.
    """

    typed: str
    understood: Query
    tree: Query
    reading: str
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The query for a manifest: as typed, its reading, and its tree in JSON."""
        from gongbao.search.query.json_form import to_json  # a search has no use for it

        return {"typed": self.typed, "reading": self.reading, "tree": to_json(self.understood)}


def asked(typed: str, understood: Query, engine: Engine, counted: bool = True) -> Asked:
    """A parsed query made ready to run.

    Raises QueryError where matches are to be counted (``counted``) and the query asks for none in the text.
    """
    if counted and not any(leaf.field == "text" for leaf in leaves(understood)):
        raise QueryError("count.no_words", typed, 0)
    tree, notes = expanded(understood, engine)
    return Asked(typed, understood, tree, reading(understood, typed), notes)


def reading(tree: Query, typed: str) -> str:
    """A tree in the query language, its words in the characters that were typed instead of folded ones.

    Folding keeps every character in its place, so a folded word of the tree stands in the folded query where the typed
    one stands in the query; a word that is not there (a synonym) stays as it is.
    """
    folded = fold(typed)

    def as_typed(node: Query) -> Query:
        if isinstance(node, ast.Substring | ast.Prefix | ast.Fuzzy | ast.Word):
            return replace(node, text=_typed(node.text, typed, folded))
        if isinstance(node, ast.Wildcard | ast.Regex):
            return replace(node, pattern=_typed(node.pattern, typed, folded))
        if isinstance(node, ast.Near):
            return replace(node, parts=tuple(_typed(part, typed, folded) for part in node.parts))
        if isinstance(node, ast.Synonyms):
            return replace(node, word=replace(node.word, text=_typed(node.word.text, typed, folded)))
        return node

    return unparse(transform(tree, as_typed))


def _typed(word: str, typed: str, folded: str) -> str:
    at = folded.find(word)
    return typed[at : at + len(word)] if at >= 0 and len(folded) == len(typed) else word
