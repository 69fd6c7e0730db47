"""The query tree as Whoosh queries."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh import query as whoosh_query
from whoosh.fields import NUMERIC, Schema

from gongbao.search.engines.whoosh.deadline import Deadline
from gongbao.search.engines.whoosh.leaves import SameDocumentQuery, TwoPhaseQuery
from gongbao.search.query.ast import (
    All,
    Any,
    Boosted,
    Near,
    Not,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Synonyms,
    Word,
)
from gongbao.search.query.visitors import transform


def to_whoosh(tree: Query | None, schema: Schema, deadline: Deadline) -> whoosh_query.Query:
    """The Whoosh query of a tree; None stands for every paragraph, and a field the schema lacks matches nothing.

    Only leaves that match words are Whoosh's alone: ``TwoPhaseQuery`` and ``SameDocumentQuery`` are ours. Raises
    TypeError for ``Prefix``, ``Wildcard`` and ``Fuzzy``, which ``visitors.expanded`` replaces by words.
    """
    return _Compiler(schema, deadline).query(All(()) if tree is None else tree, 1.0)


def with_bonuses(query: whoosh_query.Query, bonuses: Sequence[whoosh_query.Query]) -> whoosh_query.Query:
    """What ``query`` matches, with the scores of those bonuses that match too."""
    return whoosh_query.AndMaybe(query, whoosh_query.Or(list(bonuses))) if bonuses else query


class _Compiler:
    def __init__(self, schema: Schema, deadline: Deadline) -> None:
        self._schema = schema
        self._deadline = deadline

    def query(self, node: Query, factor: float) -> whoosh_query.Query:
        """One node, its scores multiplied by ``factor``."""
        if isinstance(node, Boosted):
            return self.query(node.child, factor * node.factor)
        if isinstance(node, All):
            return whoosh_query.And(self._each(node.children, 1.0), factor) if node.children else whoosh_query.Every()
        if isinstance(node, Any):
            return self._any(node.children, factor)
        if isinstance(node, Synonyms):
            return self._any((node.word, *node.others), factor)
        if isinstance(node, Not):
            return whoosh_query.Not(self.query(node.child, 1.0))
        if isinstance(node, SameDocument):
            shown = self._shown(node.child, 1.0)
            holds = self._holds(node.child)
            return SameDocumentQuery(holds, whoosh_query.Or(shown) if shown else whoosh_query.Every(), factor)
        return self._leaf(node, factor)

    def _any(self, children: tuple[Query, ...], factor: float) -> whoosh_query.Query:
        return whoosh_query.Or(self._each(children, 1.0), factor) if children else whoosh_query.NullQuery

    def _each(self, nodes: Sequence[Query], factor: float) -> list[whoosh_query.Query]:
        return [self.query(node, factor) for node in nodes]

    def _leaf(self, leaf: Query, factor: float) -> whoosh_query.Query:
        if not isinstance(leaf, Word | Range | Substring | Near | Regex):
            raise TypeError(f"{leaf!r} has to be expanded before it reaches an engine")
        if leaf.field not in self._schema:
            return whoosh_query.NullQuery
        if isinstance(leaf, Word):
            return whoosh_query.Term(leaf.field, leaf.text, boost=leaf.boost * factor)
        if isinstance(leaf, Range):
            if not isinstance(self._schema[leaf.field], NUMERIC):
                return whoosh_query.NullQuery
            return whoosh_query.NumericRange(leaf.field, leaf.low, leaf.high)
        return TwoPhaseQuery(leaf, self._deadline, factor)

    def _shown(self, node: Query, factor: float) -> list[whoosh_query.Query]:
        """The leaves outside every ``Not``, each with the factors around it."""
        if isinstance(node, Not):
            return []
        if isinstance(node, All | Any):
            return [leaf for child in node.children for leaf in self._shown(child, factor)]
        if isinstance(node, Synonyms):
            return self._each((node.word, *node.others), factor)
        if isinstance(node, SameDocument):
            return self._shown(node.child, factor)
        if isinstance(node, Boosted):
            return self._shown(node.child, factor * node.factor)
        return [self._leaf(node, factor)]

    def _holds(self, node: Query) -> whoosh_query.Query:
        """The condition on a document: ``SameDocument`` says nothing more within itself."""
        return self.query(transform(node, lambda one: one.child if isinstance(one, SameDocument) else one), 1.0)
