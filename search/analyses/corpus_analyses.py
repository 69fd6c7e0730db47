"""What an index answers beyond search: concordance, trends, panels, collocates, keyness, dispersion."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongbao.indexer.errors import QueryError
from gongbao.search.analyses.selection import Corpus, chosen, narrowing, outside, question, selected
from gongbao.search.engines.protocol import Request

if TYPE_CHECKING:
    from gongbao.search.analyses.asked import Asked
    from gongbao.search.analyses.collocates import Collocates, CollocatesOrder
    from gongbao.search.analyses.concept_lexicon import Rule
    from gongbao.search.analyses.concordance import Concordance, Order
    from gongbao.search.analyses.dispersion import Dispersion
    from gongbao.search.analyses.keyness import Keyness, KeynessOrder
    from gongbao.search.analyses.panel import Panel
    from gongbao.search.analyses.trend import Trend

Selection = Mapping[str, Any]
"""A choice of paragraphs: filters as ``search`` takes them, and ``query`` for those that match one."""


class CorpusAnalyses:
    """The analyses of an open index; every ``**filters`` takes what ``Index.search`` takes to narrow a search.

    Documents that repeat another one of the index are left out, and the manifest names them; ``copies=True`` counts
    them. Words are counted as they are typed; ``synonyms=True`` counts those that the list of synonyms adds as well,
    and every result has the reading of its terms. What counts as a match is said in ``counting``.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.engine = corpus.engine

    def concordance(
        self, query: str, width: int = 30, sort: Order = "position", limit: int | None = 100, offset: int = 0, *,
        copies: bool = False, synonyms: bool = False, **filters: Any,
    ) -> Concordance:  # fmt: skip
        """Every place where the query matches with ``width`` characters on each side.

        ``sort`` is "position", "right", "left", "year" or "city"; ``limit`` and ``offset`` choose a page of the
        sorted lines. Raises QueryError.
        """
        from gongbao.search.analyses.concordance import Concordance, lines
        from gongbao.search.output.manifest import manifest_of

        if offset < 0 or (limit is not None and limit < 0):
            raise QueryError("search.negative")
        asked = question(self.corpus, query, synonyms)
        request = chosen(self.corpus, filters, copies)
        found = lines(self.engine, asked.tree, request, width, sort)
        paragraphs = len({line.id for line in found})
        page = found[offset:] if limit is None else found[offset : offset + limit]
        counts = {"lines": len(page), "total": len(found), "paragraphs": paragraphs}
        options = {"width": width, "sort": sort, "limit": limit, "offset": offset, "synonyms": synonyms}
        matching = request._replace(query=asked.tree)
        manifest = manifest_of(self.corpus, "concordance", (asked,), matching, options, counts)
        return Concordance(tuple(page), len(found), paragraphs, _readings(asked), manifest)

    def trend(
        self, terms: str | Sequence[str], by: str | Sequence[str] = "year", *, tokens: bool = True,
        copies: bool = False, synonyms: bool = False, query: str | None = None, section: str | None = None,
        **filters: Any,
    ) -> Trend:  # fmt: skip
        """How often each term (a query, mostly a word) is used in each year, city, or other facet or facets.

        ``by`` takes facets by their English or Chinese names, month and quarter; all combinations of the values that
        occur are listed. ``query`` and ``section`` (a string in the headings) narrow the text that is counted and
        compared with. ``tokens=False`` spares the segmenting of all the text that the count of words takes. Raises
        QueryError.
        """
        from gongbao.search.analyses.grouping import every_combination, grouping, sizes
        from gongbao.search.analyses.trend import Trend, points
        from gongbao.search.output.manifest import manifest_of

        typed = [terms] if isinstance(terms, str) else list(terms)
        if not typed:
            raise QueryError("count.no_terms")
        asked = [question(self.corpus, term, synonyms) for term in typed]
        groups = grouping(by, self.corpus.fields, self.corpus.facets)
        within = narrowing(self.corpus, query, synonyms)
        request = chosen(self.corpus, filters, copies, within, section)
        held, left_out = sizes(self.engine, request, groups, tokens)
        keys = every_combination(groups, held)
        found = tuple(
            point for each in asked for point in points(self.engine, each.typed, each.tree, request, groups, keys, held)
        )
        paragraphs = sum(size.paragraphs for size in held.values()) + left_out.paragraphs
        counts = {"points": len(found), "paragraphs": paragraphs, "left_out": left_out.paragraphs}
        options = {"by": list(groups.by), "tokens": tokens, "terms": typed, "synonyms": synonyms}
        options |= {"query": query, "section": section}
        manifest = manifest_of(self.corpus, "trend", (*asked, *within), request, options, counts, ungrouped=left_out)
        return Trend(groups.by, found, _readings(*asked), left_out, manifest)

    def panel(
        self, lexicon: str | os.PathLike[str] | Mapping[str, Sequence[str]] | Sequence[str],
        by: str | Sequence[str] = ("city", "year"), rule: Rule = "longest", *, tokens: bool = True,
        copies: bool = False, synonyms: bool = False, all_groups: bool = False, query: str | None = None,
        section: str | None = None, join: str | os.PathLike[str] | None = None, on: Sequence[str] | None = None,
        **filters: Any,
    ) -> Panel:  # fmt: skip
        """The table of groups × terms of the word-frequency method.

        ``lexicon`` is a file or a mapping of concepts to terms (see concept_lexicon.py); ``rule`` is "longest" (not
        overlapping), "substrings" or "tokens". Groups are those that hold documents; ``all_groups`` gives every
        combination of the values that occur. ``query`` and ``section`` (a string in the headings) narrow the text
        that is counted and compared with. ``join`` is a CSV file of the user's own variables, joined on the columns
        ``on`` (all of ``by`` when None). Raises QueryError and InputError.
        """
        from gongbao.search.analyses import concept_lexicon
        from gongbao.search.analyses.grouping import every_combination, grouping, sizes
        from gongbao.search.analyses.joining import joined
        from gongbao.search.analyses.panel import Panel, cells
        from gongbao.search.output.manifest import manifest_of

        corpus = self.corpus
        given = concept_lexicon.lexicon(lexicon)
        parse = functools.partial(corpus.parse, synonyms=False)
        terms = concept_lexicon.terms(given, parse, corpus.synonyms if synonyms else None)
        count = concept_lexicon.counter(terms, rule, corpus.config.analysis)
        groups = grouping(by, corpus.fields, corpus.facets)
        within = narrowing(self.corpus, query, synonyms)
        request = chosen(self.corpus, filters, copies, within, section)
        held, left_out = sizes(self.engine, request, groups, tokens)
        every = every_combination(groups, held)
        keys = every if all_groups else tuple(held)
        found = cells(self.engine, terms, count, request, groups, keys, held)
        counts = {
            "cells": len(found), "groups": len(keys), "left_out": left_out.paragraphs,
            "paragraphs": sum(size.paragraphs for size in held.values()) + left_out.paragraphs,
        }  # fmt: skip
        options = {
            "by": list(groups.by), "rule": f"{rule}: {concept_lexicon.RULES[rule]}", "tokens": tokens,
            "synonyms": synonyms, "all_groups": all_groups, "query": query, "section": section,
            "lexicon": {concept: list(listed) for concept, listed in given.items()},
        }  # fmt: skip
        readings = {term.term: term.reading for term in terms}
        manifest = manifest_of(
            self.corpus, "panel", within, request, options, counts, ungrouped=left_out, readings=readings
        )
        panel = Panel(groups.by, found, held, every, rule, readings, left_out, manifest)
        if join is None:
            return panel
        variables = joined(join, on, groups.by, keys, panel.columns, corpus.fields)
        return panel.with_variables(variables, os.fspath(join))

    def collocates(
        self, query: str, window: int = 5, *, min_count: int = 2, min_characters: int = 2,
        max_p: float | None = None, sort: CollocatesOrder = "g2_two_cell", limit: int | None = 50,
        copies: bool = False, synonyms: bool = False, **filters: Any,
    ) -> Collocates:  # fmt: skip
        """The words that stand within ``window`` words of a match more often than elsewhere.

        ``sort`` is "g2_two_cell" (how sure), "mutual_information" (how strong) or "count"; ``max_p`` leaves out words
        with a larger p-value. Raises QueryError.
        """
        from gongbao.search.analyses.collocates import Collocates, collocates, surroundings
        from gongbao.search.analyses.words import WrittenForms
        from gongbao.search.output.manifest import manifest_of

        if window < 1:
            raise QueryError("collocates.window")
        asked = question(self.corpus, query, synonyms)
        request = chosen(self.corpus, filters, copies)
        forms = WrittenForms()
        found = surroundings(self.engine, asked.tree, request, window, self.corpus.config.analysis, forms)
        listed, near, size = collocates(
            found, forms, min_count=min_count, min_characters=min_characters, max_p=max_p, sort=sort
        )
        page = listed if limit is None else listed[:limit]
        counts = {"collocates": len(page), "matches": found.matches, "near": near, "tokens": size}
        options = {
            "window": window, "min_count": min_count, "min_characters": min_characters, "max_p": max_p, "sort": sort,
            "limit": limit, "synonyms": synonyms,
        }  # fmt: skip
        manifest = manifest_of(self.corpus, "collocates", (asked,), request, options, counts)
        return Collocates(page, found.matches, near, size, _readings(asked), manifest)

    def keyness(
        self, a: Selection, b: Selection | None = None, *, min_count: int = 3, min_characters: int = 2,
        max_p: float | None = None, sort: KeynessOrder = "g2_two_cell", limit: int | None = 50,
        copies: bool = False, synonyms: bool = False,
    ) -> Keyness:  # fmt: skip
        """The words that mark the paragraphs ``a`` out against ``b``, or against all others when ``b`` is None.

        Both are filters, as in ``{"city": "淄博", "year": 2021}``, with ``query`` to take those that match one; a
        paragraph in both counts for both. ``sort`` is "g2_two_cell" (how sure), "log_ratio" (how strong) or "count";
        ``max_p`` leaves out words with a larger p-value. Raises QueryError.
        """
        from gongbao.search.analyses.copies import copies_left_out
        from gongbao.search.analyses.keyness import Keyness, keywords
        from gongbao.search.analyses.words import WrittenForms, word_counts
        from gongbao.search.output.manifest import manifest_of

        first, asked_a = selected(self.corpus, a, copies, synonyms)
        second, asked_b = (outside(first), ()) if b is None else selected(self.corpus, b, copies, synonyms)
        forms = WrittenForms()
        counts_a, counts_b = (
            word_counts(self.engine, request, self.corpus.config.analysis, forms) for request in (first, second)
        )
        listed = keywords(
            counts_a, counts_b, forms, min_count=min_count, min_characters=min_characters, max_p=max_p, sort=sort
        )
        page = listed if limit is None else listed[:limit]
        options = {
            "a": dict(a), "b": None if b is None else dict(b), "min_count": min_count,
            "min_characters": min_characters, "max_p": max_p, "sort": sort, "limit": limit, "synonyms": synonyms,
        }  # fmt: skip
        counts = {"paragraphs_a": self.engine.count(first), "paragraphs_b": self.engine.count(second)}
        counts |= {"tokens_a": counts_a.total(), "tokens_b": counts_b.total()}
        asked = (*asked_a, *asked_b)
        out = copies_left_out(self.engine, first) + copies_left_out(self.engine, second)
        manifest = manifest_of(self.corpus, "keyness", asked, Request(copies=copies), options, counts, copies=out)
        return Keyness(page, counts_a.total(), counts_b.total(), _readings(*asked), manifest)

    def dispersion(
        self, term: str, by: str = "document", *, copies: bool = False, synonyms: bool = False, **filters: Any
    ) -> Dispersion:
        """How evenly a term (a query) is spread over documents, or over a facet such as city or year.

        Raises QueryError.
        """
        from gongbao.search.analyses.dispersion import Dispersion, deviation, juilland, parts_of
        from gongbao.search.analyses.grouping import grouping, sizes
        from gongbao.search.analyses.trend import points
        from gongbao.search.output.manifest import manifest_of

        asked = question(self.corpus, term, synonyms)
        groups = grouping(by, self.corpus.fields, self.corpus.facets)
        request = chosen(self.corpus, filters, copies)
        held, left_out = sizes(self.engine, request, groups, tokens=False)
        parts = parts_of(points(self.engine, term, asked.tree, request, groups, tuple(held), held))
        dp, dp_norm = deviation(parts)
        reach = sum(part.count > 0 for part in parts)
        counts = {"parts": len(parts), "range": reach, "count": sum(part.count for part in parts)}
        counts["left_out"] = left_out.paragraphs
        options = {"by": by, "synonyms": synonyms}
        manifest = manifest_of(self.corpus, "dispersion", (asked,), request, options, counts, ungrouped=left_out)
        return Dispersion(
            parts, counts["count"], reach, dp, dp_norm, juilland(parts), _readings(asked), left_out, manifest
        )


def _readings(*asked: Asked) -> dict[str, str]:
    return {each.typed: each.reading for each in asked}
