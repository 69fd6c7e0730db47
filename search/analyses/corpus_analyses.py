"""What an index answers beyond search: concordance, trends, panels, collocates, keyness, dispersion, likeness."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.query import Every, Query

from gongbao.indexer.config import Config
from gongbao.indexer.errors import InputError, QueryError
from gongbao.search.engines.protocol import Engine, Filters
from gongbao.search.query.expansion import expanded, leaves
from gongbao.search.query.parser import Synonyms
from gongbao.search.query.unparse import interpretation

if TYPE_CHECKING:
    from gongbao.search.analyses.collocates import Collocates
    from gongbao.search.analyses.concept_lexicon import Rule
    from gongbao.search.analyses.concordance import Concordance, Order
    from gongbao.search.analyses.dispersion import Dispersion
    from gongbao.search.analyses.grouping import Groups
    from gongbao.search.analyses.keyness import Keyness
    from gongbao.search.analyses.panel import Panel
    from gongbao.search.analyses.texts import Lengths
    from gongbao.search.analyses.trend import Trend
    from gongbao.search.output.manifest import Manifest

Selection = Mapping[str, Any]
"""A choice of paragraphs: filters as ``search`` takes them, and ``query`` for those that match one."""


class Answers:
    """The analyses of an open index; every ``**filters`` takes what ``Index.search`` takes to narrow a search.

    They count every paragraph under the filters, copies of a document included unless ``copies=False``.
    """

    engine: Engine
    config: Config
    facets: tuple[str, ...]
    synonyms: Synonyms
    index_dir: str | os.PathLike[str]
    _lengths: Lengths | None
    _analysis: str

    def parse(self, query: str) -> Query:
        raise NotImplementedError

    def filters(self, **given: Any) -> Filters:
        raise NotImplementedError

    def concordance(
        self, query: str, width: int = 30, sort: Order = "position", limit: int | None = 100, offset: int = 0,
        **filters: Any,
    ) -> Concordance:  # fmt: skip
        """Every place where the query matches with ``width`` characters on each side.

        ``sort`` is "position", "right", "left", "year" or "city"; ``limit`` and ``offset`` choose a page of the
        sorted lines. Raises QueryError.
        """
        from gongbao.search.analyses.concordance import Concordance, lines

        if offset < 0 or (limit is not None and limit < 0):
            raise QueryError("limit and offset count from 0 upwards.")
        tree, wording, conditions = self._asked(query, filters)
        found = lines(self.engine, tree, conditions, width, sort)
        paragraphs = len({line.id for line in found})
        page = found[offset:] if limit is None else found[offset : offset + limit]
        counts = {"lines": len(page), "total": len(found), "paragraphs": paragraphs}
        options = {"width": width, "sort": sort, "limit": limit, "offset": offset}
        manifest = self._manifest("concordance", wording, conditions, options, counts)
        return Concordance(tuple(page), len(found), paragraphs, manifest)

    def trend(
        self, terms: str | Sequence[str], by: str | Sequence[str] = "year", *, tokens: bool = True,
        copies: bool = True, **filters: Any,
    ) -> Trend:  # fmt: skip
        """How often each term (a query, mostly a word) is used in each year, city, or other facet or facets.

        ``tokens=False`` spares the segmenting of all the text that the count of words takes. Raises QueryError.
        """
        from gongbao.search.analyses.trend import Trend, points

        asked = [terms] if isinstance(terms, str) else list(terms)
        if not asked:
            raise QueryError("Give at least one term.")
        trees = [self._asked(term, {}) for term in asked]
        conditions = self.filters(**filters)
        groups = self._groups(by, conditions, copies)
        whole = self._sizes(groups, tokens)
        found = [
            point
            for term, (tree, _, _) in zip(asked, trees, strict=True)
            for point in points(self.engine, term, tree, groups, whole)
        ]
        left_out = int((groups.of < 0).sum())
        counts = {"points": len(found), "paragraphs": len(groups.numbers), "left_out": left_out}
        wording = "; ".join(text for _, text, _ in trees)
        options = {"by": list(groups.by), "copies": copies, "tokens": tokens, "terms": asked}
        manifest = self._manifest("trend", wording, conditions, options, counts)
        return Trend(groups.by, tuple(found), left_out, manifest)

    def panel(
        self, lexicon: str | os.PathLike[str] | Mapping[str, Sequence[str]] | Sequence[str],
        by: str | Sequence[str] = ("city", "year"), rule: Rule = "longest", *, tokens: bool = True,
        copies: bool = True, **filters: Any,
    ) -> Panel:  # fmt: skip
        """The table of groups × terms of the word-frequency method.

        ``lexicon`` is a file or a mapping of concepts to terms (see concept_lexicon.py); ``rule`` is "longest" (not
        overlapping), "substrings" or "tokens". Raises QueryError and InputError.
        """
        from gongbao.search.analyses.concept_lexicon import RULES, counter
        from gongbao.search.analyses.concept_lexicon import lexicon as read
        from gongbao.search.analyses.panel import Panel, cells

        terms = read(lexicon)
        count = counter([term for listed in terms.values() for term in listed], rule, self.config.analysis)
        conditions = self.filters(**filters)
        groups = self._groups(by, conditions, copies)
        whole = self._sizes(groups, tokens)
        found = cells(self.engine, terms, count, groups, whole)
        left_out = int((groups.of < 0).sum())
        counts = {"cells": len(found), "paragraphs": len(groups.numbers), "left_out": left_out}
        options = {"by": list(groups.by), "rule": f"{rule}: {RULES[rule]}", "copies": copies, "tokens": tokens}
        options["lexicon"] = {concept: list(listed) for concept, listed in terms.items()}
        manifest = self._manifest("panel", "", conditions, options, counts)
        return Panel(groups.by, found, tuple(zip(groups.keys, whole, strict=True)), rule, left_out, manifest)

    def collocates(
        self, query: str, window: int = 5, *, min_count: int = 2, min_characters: int = 2, limit: int | None = 50,
        **filters: Any,
    ) -> Collocates:  # fmt: skip
        """The words that stand within ``window`` words of a match more often than elsewhere. Raises QueryError."""
        from gongbao.search.analyses.collocates import Collocates, collocates, surroundings

        if window < 1:
            raise QueryError("window counts words from 1 upwards.")
        tree, wording, conditions = self._asked(query, filters)
        found = surroundings(self.engine, tree, conditions, window, self.config.analysis)
        listed, near, size = collocates(found, min_count, min_characters)
        page = listed if limit is None else listed[:limit]
        counts = {"collocates": len(page), "matches": found.matches, "near": near, "tokens": size}
        options = {"window": window, "min_count": min_count, "min_characters": min_characters, "limit": limit}
        manifest = self._manifest("collocates", wording, conditions, options, counts)
        return Collocates(page, found.matches, near, size, manifest)

    def keyness(
        self, a: Selection, b: Selection | None = None, *, min_count: int = 3, min_characters: int = 2,
        limit: int | None = 50,
    ) -> Keyness:  # fmt: skip
        """The words that mark the paragraphs ``a`` out against ``b``, or against all others when ``b`` is None.

        Both are filters, as in ``{"city": "淄博", "year": 2021}``, with ``query`` to take those that match one; a
        paragraph in both counts for both. Raises QueryError.
        """
        from gongbao.search.analyses.keyness import Keyness, keywords, word_counts

        first = self._chosen(a)
        second = np.setdiff1d(self._chosen({}), first) if b is None else self._chosen(b)
        counts_a, counts_b = (word_counts(self.engine, n, self.config.analysis) for n in (first, second))
        listed = keywords(counts_a, counts_b, min_count, min_characters)
        page = listed if limit is None else listed[:limit]
        options = {
            "a": dict(a), "b": None if b is None else dict(b), "min_count": min_count,
            "min_characters": min_characters, "limit": limit,
        }  # fmt: skip
        counts = {"paragraphs_a": len(first), "paragraphs_b": len(second)}
        counts |= {"tokens_a": counts_a.total(), "tokens_b": counts_b.total()}
        manifest = self._manifest("keyness", "", Filters(), options, counts)
        return Keyness(page, counts_a.total(), counts_b.total(), manifest)

    def dispersion(self, term: str, by: str = "document", **filters: Any) -> Dispersion:
        """How evenly a term (a query) is spread over documents, or over a facet such as city or year.

        Raises QueryError.
        """
        from gongbao.search.analyses.dispersion import Dispersion, Part, deviation, juilland
        from gongbao.search.analyses.trend import points

        tree, wording, conditions = self._asked(term, filters)
        groups = self._groups("doc" if by == "document" else by, conditions, copies=True)
        whole = self._sizes(groups, tokens=False)
        parts = tuple(
            Part(point.group[0], point.count, point.characters)
            for point in points(self.engine, term, tree, groups, whole)
            if point.count is not None
        )
        dp, dp_norm = deviation(parts)
        reach = sum(part.count > 0 for part in parts)
        counts = {"parts": len(parts), "range": reach, "count": sum(part.count for part in parts)}
        manifest = self._manifest("dispersion", wording, conditions, {"by": by}, counts)
        return Dispersion(parts, counts["count"], reach, dp, dp_norm, juilland(parts), manifest)

    def _asked(self, query: str, filters: Mapping[str, Any], counted: bool = True) -> tuple[Query, str, Filters]:
        """A query as a tree engines run, as it is worded, and the filters resolved.

        Raises QueryError where matches are to be counted and the query asks for none in the text.
        """
        parsed = self.parse(query)
        if counted and not any(leaf.field() == "text" for leaf in leaves(parsed)):
            raise QueryError("There is nothing in the text to count; give a word.", query, 0)
        return expanded(parsed, self.engine)[0], interpretation(parsed, self.synonyms), self.filters(**filters)

    def _chosen(self, selection: Selection) -> np.ndarray[Any, np.dtype[np.int64]]:
        unknown = [name for name in selection if name.startswith("_")]
        if unknown:
            raise InputError(f"A selection has no {unknown[0]}.")
        tree, _, conditions = (
            self._asked(selection["query"], {k: v for k, v in selection.items() if k != "query"}, counted=False)
            if selection.get("query") is not None
            else (Every(), "", self.filters(**{k: v for k, v in selection.items() if k != "query"}))
        )
        return self.engine.ids(tree, conditions)

    def _groups(self, by: str | Sequence[str], conditions: Filters, copies: bool) -> Groups:
        from gongbao.search.analyses.grouping import grouped

        numbers = self.engine.ids(None, conditions)
        if not copies:
            numbers = numbers[self.engine.column("copy_of").codes[numbers] < 0]
        names = (*self.facets, "source", "doc")
        return grouped(self.engine, numbers, by, names)

    def _sizes(self, groups: Groups, tokens: bool) -> list[Any]:
        from gongbao.search.analyses.grouping import sizes

        if self._lengths is None:
            from gongbao.search.analyses.texts import Lengths

            self._lengths = Lengths(self.engine, self.config.analysis)
        return sizes(self.engine, groups, self._lengths, tokens)

    def _manifest(
        self, kind: str, query: str, conditions: Filters, options: Mapping[str, Any], counts: Mapping[str, int]
    ) -> Manifest:
        from gongbao.search.output.manifest import Manifest, now, shown, version

        return Manifest(
            kind=kind,
            query=query,
            filters=shown(conditions),
            options=options,
            counts=counts,
            generation=self.engine.generation,
            analysis=self._analysis,
            index=str(self.index_dir),
            made=now(),
            version=version(),
        )
