"""From a Whoosh query tree to nodes: for every part of the tree, one node a segment.

A part this module does not know is stepped through with Whoosh's own matcher: right, slow, and counted in
``Evaluation.stepped``.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from pyroaring import BitMap
from whoosh import query as whoosh_query
from whoosh.query import Query

from gongbao.indexer.store.columns import NONE
from gongbao.search.engines.columnar import combined, nodes, phrases
from gongbao.search.engines.columnar import sorted_lists as lists
from gongbao.search.engines.columnar.cached import cached_property
from gongbao.search.engines.columnar.decoded_postings import HANDFUL, Postings
from gongbao.search.engines.columnar.nodes import Node
from gongbao.search.engines.columnar.segments import Segments, View
from gongbao.search.engines.columnar.two_phase import Found, as_bytes, is_pair, matched, paired, plain
from gongbao.search.query.queries import SameDocument, Verified, shown_leaves

Nodes = list[Node]


class Evaluation:
    """One evaluation of a query over all segments; remembers leaves that occur more than once."""

    def __init__(self, segments: Segments, searcher: Callable[[], Any]) -> None:
        self._segments, self._searcher = segments, searcher
        self._views = segments.views
        self._known: dict[int, tuple[Query, Nodes]] = {}  # by identity: hashing a leaf takes as long as finding a term
        self.stepped: list[Query] = []

    def nodes(self, query: Query | None) -> Nodes:
        """What a query matches in each segment; None stands for everything."""
        if query is None:
            return self._every()
        if isinstance(query, Verified):
            return self._verified(query)
        return self._parts.get(type(query), Evaluation._other)(self, query)

    def _every(self, query: Any = None) -> Nodes:
        if query is not None and query.fieldname is not None:
            return self._other(query)
        return [Node(view.size, view.every) for view in self._views]

    def _nothing(self, _: Query) -> Nodes:
        return [nothing(view) for view in self._views]

    def _term(self, query: Any) -> Nodes:
        known = self._segments.lexeme(query.fieldname, query.text)
        if known is None:
            return self._nothing(query)
        field, boost = query.fieldname, query.boost
        found = [(view, view.term(field, known.text)) for view in self._views]
        return [
            nothing(view)
            if postings is None
            else nodes.Term(view.size, postings, view.palette(field) if known.scored else None, known.idf, boost)
            for view, postings in found
        ]

    def _and(self, query: Any) -> Nodes:
        return self._joined(combined.both, query)

    def _or(self, query: Any) -> Nodes:
        return self._joined(combined.either, query)

    def _joined(self, kind: Callable[[int, Sequence[Node]], Node], query: Any) -> Nodes:
        children = [self.nodes(child) for child in query.subqueries]
        if not children:
            return self._nothing(query)
        joined = [kind(view.size, parts) for view, parts in zip(self._views, zip(*children, strict=True), strict=True)]
        return joined if query.boost == 1.0 else [combined.Boosted(node, query.boost) for node in joined]

    def _not(self, query: Any) -> Nodes:
        return [_none_of(view, node) for view, node in zip(self._views, self.nodes(query.query), strict=True)]

    def _and_maybe(self, query: Any) -> Nodes:
        first, more = (self.nodes(child) for child in query.subqueries)
        return [combined.lifted(one.size, one, other) for one, other in zip(first, more, strict=True)]

    def _and_not(self, query: Any) -> Nodes:
        first, refused = (self.nodes(child) for child in query.subqueries)
        kept = [
            lists.without(one.ids, other.ids, view.size)
            for view, one, other in zip(self._views, first, refused, strict=True)
        ]
        return [nodes.Listed(n.size, ids, n.scores(ids)) for n, ids in zip(first, kept, strict=True)]

    def _require(self, query: Any) -> Nodes:
        first, wanted = (self.nodes(child) for child in query.subqueries)
        kept = [
            lists.common(one.ids, other.ids, view.size)
            for view, one, other in zip(self._views, first, wanted, strict=True)
        ]
        return [nodes.Listed(n.size, ids, n.scores(ids)) for n, ids in zip(first, kept, strict=True)]

    def _constant(self, query: Any) -> Nodes:
        return [nodes.Constant(node.size, node.ids, query.score) for node in self.nodes(query.child)]

    def _range(self, query: Any) -> Nodes:
        found: Nodes = []
        for view in self._views:
            numbers = view.arrays.columns.numbers.get(query.fieldname)
            if numbers is None:
                return self._other(query)
            held = within(numbers, query.start, query.end, query.startexcl, query.endexcl)
            if view.alive is not None:
                held &= view.alive
            found.append(Node(view.size, np.flatnonzero(held)))
        return found

    def _prefix(self, query: Any) -> Nodes:
        prefix = self._segments.schema[query.fieldname].to_bytes(query.text)
        return [
            self._any_term(view, query.fieldname, list(p.prefixed(prefix)) if p is not None else [])
            for view in self._views
            for p in [view.arrays.postings(query.fieldname)]
        ]

    def _wildcard(self, query: Any) -> Nodes:
        fits = re.compile(fnmatch.translate(query.text.replace("[", "[[]"))).match
        inner = query.text[1:-1]
        contains = query.text[:1] == query.text[-1:] == "*" and inner and not set(inner) & set("*?[")
        found: Nodes = []
        for view in self._views:
            postings = view.arrays.postings(query.fieldname)
            if postings is None:
                numbers: list[int] = []
            elif contains:
                numbers = postings.containing(inner.encode())
            else:
                texts = enumerate(postings.texts())
                numbers = [number for number, text in texts if fits(text.decode("utf-8", "surrogatepass"))]
            found.append(self._any_term(view, query.fieldname, numbers))
        return found

    def _any_term(self, view: View, field: str, numbers: list[int]) -> Node:
        """The paragraphs that hold any of these terms, unscored."""
        postings = view.arrays.postings(field)
        if postings is None or not numbers:
            return nothing(view)
        if len(numbers) < HANDFUL:
            return Bitmapped(view.size, BitMap.union(*(view.decoded(field, number).bitmap for number in numbers)))
        return Bitmapped(view.size, postings.union(numbers) - view.deleted)

    def _phrase(self, query: Any) -> Nodes:
        words = [self._term(whoosh_query.Term(query.fieldname, word, boost=query.boost)) for word in query.words]
        texts = [self._segments.schema[query.fieldname].to_bytes(word) for word in query.words]
        found: Nodes = []
        for at, view in enumerate(self._views):
            postings = [view.term(query.fieldname, text) for text in texts]
            both = combined.And(view.size, [word[at] for word in words])
            held = [p for p in postings if p is not None]
            ids = phrases.holding(held, both.ids, query.slop) if len(held) == len(postings) else both.ids[:0]
            found.append(nodes.Listed(view.size, ids, both.scores(ids)))
        return found

    def _verified(self, query: Verified) -> Nodes:
        known = self._known.get(id(query))
        if known is None:
            known = self._known[id(query)] = query, self._verify(query)
        return known[1]

    def _verify(self, query: Verified) -> Nodes:
        field = query.fieldname
        term = query.certain()
        certain: list[Postings | None] = [None] * len(self._views)
        if term is not None:
            known = self._segments.lexeme(term.fieldname, term.text)
            certain = [known and view.term(term.fieldname, known.text) for view in self._views]
        if is_pair(query) and query.string[0] != query.string[1]:
            pairs = [view.term("grams", as_bytes(query.string)) for view in self._views]
            idf = self._segments.idf(sum([pair.live_count for pair in pairs if pair is not None]))
            parts = zip(self._views, pairs, certain, strict=True)
            return [paired(view, pair, postings, idf, query.boost) for view, pair, postings in parts]
        candidates = (
            [_holding(view, query.string) for view in self._views]
            if plain(query) and len(query.string) > 1
            else self.nodes(query.candidates())
        )
        found = [
            Found(view, query, postings, node)
            for view, postings, node in zip(self._views, certain, candidates, strict=True)
        ]
        scored = self._segments.scored(field)
        idf = self._segments.idf(sum([part.size for part in found]))
        return [matched(part, field, idf, query.boost, part.view.palette(field) if scored else None) for part in found]

    def _same_document(self, query: SameDocument) -> Nodes:
        holds = self._documents(query.child)
        shown = shown_leaves(query.child)
        matched = self.nodes(whoosh_query.Or(shown)) if shown else self._every()
        found: Nodes = []
        for view, node, held in zip(self._views, matched, holds, strict=True):
            ids = node.ids.take(np.flatnonzero(held.take(view.document.take(node.ids))))
            found.append(combined.Boosted(nodes.Listed(view.size, ids, node.scores(ids)), query.boost))
        return found

    def _documents(self, query: Any) -> list[Any]:
        """Which documents of each segment fulfil a query whose leaves may match in different paragraphs."""
        if isinstance(query, whoosh_query.And | whoosh_query.Or):
            combine = np.logical_and if isinstance(query, whoosh_query.And) else np.logical_or
            parts = [self._documents(child) for child in query.subqueries]
            return [combine.reduce(masks) for masks in zip(*parts, strict=True)]
        if isinstance(query, whoosh_query.Not):
            return [~mask for mask in self._documents(query.query)]
        found = []
        for view, node in zip(self._views, self.nodes(query), strict=True):
            held = np.zeros(view.documents, bool)
            held[view.document.take(node.ids)] = True
            found.append(held)
        return found

    def _other(self, query: Query) -> Nodes:
        """Whoosh steps through it."""
        self.stepped.append(query)
        searcher = self._searcher()
        field = query.field()
        scored = field is None or self._segments.scored(field)
        found: Nodes = []
        for view, (leaf, _) in zip(self._views, searcher.leaf_searchers(), strict=True):
            ids, scores = [], []
            matcher = query.matcher(leaf, leaf.context())
            while matcher.is_active():
                ids.append(matcher.id())
                scores.append(matcher.score() if scored else 0.0)
                matcher.next()
            listed = nodes.Listed(view.size, np.array(ids, np.int64), np.array(scores, np.float64))
            alive = listed.ids if view.alive is None else listed.ids[view.alive[listed.ids]]
            found.append(nodes.Listed(view.size, alive, listed.scores(alive)))
        return found

    _parts: ClassVar[dict[Any, Callable[[Evaluation, Any], Nodes]]] = {
        whoosh_query.Term: _term,
        whoosh_query.And: _and,
        whoosh_query.Or: _or,
        whoosh_query.Not: _not,
        whoosh_query.AndMaybe: _and_maybe,
        whoosh_query.AndNot: _and_not,
        whoosh_query.Require: _require,
        whoosh_query.ConstantScoreQuery: _constant,
        whoosh_query.NumericRange: _range,
        whoosh_query.Prefix: _prefix,
        whoosh_query.Wildcard: _wildcard,
        whoosh_query.Phrase: _phrase,
        whoosh_query.Every: _every,
        type(whoosh_query.NullQuery): _nothing,
        SameDocument: _same_document,
    }


class Bitmapped(Node):
    """Paragraphs that match without score, found as a bitmap."""

    def __init__(self, size: int, bitmap: BitMap) -> None:
        super().__init__(size)
        self._bitmap = bitmap

    @property
    def bound(self) -> int:
        return len(self._bitmap)

    @cached_property
    def ids(self) -> lists.Ids:
        return lists.listed(self._bitmap)

    @property
    def bitmap(self) -> BitMap:
        return self._bitmap


def _holding(view: View, string: str) -> Node | None:
    """The paragraphs that hold all the pairs of characters of a string; None when there are none."""
    bitmaps = []
    for at in range(len(string) - 1):
        postings = view.term("grams", as_bytes(string[at : at + 2]))
        if postings is None:
            return None
        bitmaps.append(postings.bitmap)
    return Bitmapped(view.size, BitMap.intersection(*bitmaps))


def nothing(view: View) -> Node:
    """A node without matches."""
    return Node(view.size, np.zeros(0, np.int64))


def _none_of(view: View, refused: Node) -> Node:
    """The paragraphs that another node does not match."""
    bitmap = refused.bitmap
    if bitmap is None:
        return Node(view.size, lists.without(view.every, refused.ids, view.size))
    return Bitmapped(view.size, view.every_bitmap - bitmap)


def within(numbers: Any, low: int | None, high: int | None, above: bool = False, below: bool = False) -> Any:
    """Which numbers lie between two ends, None being open; missing numbers never do: bool[len(numbers)]."""
    held = numbers != NONE
    if low is not None:
        held &= numbers > low if above else numbers >= low
    if high is not None:
        held &= numbers < high if below else numbers <= high
    return held
