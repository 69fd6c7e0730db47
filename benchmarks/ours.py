"""gongbao, asked in two ways, and the Whoosh it is built on."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from benchmarks.peers import FACETS, Answer, Paragraphs
from benchmarks.questions import Question
from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.search.engines.protocol import Filters
from gongbao.search.index import Index
from gongbao.search.results.hits import hits
from gongbao.search.results.snippets import markers


class Gongbao:
    """Ours, through its public function."""

    name = "gongbao"
    folder = "gongbao"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        writer = store.create(folder, Config()).writer()
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()

    def open(self, folder: Path) -> None:
        self.index = Index(folder, Config())

    def answer(self, question: Question) -> Answer:
        result = self.index.search(question.typed, city=question.city, year=question.years, collapse=False)
        return result.total, {name: dict(pairs) for name, pairs in result.facets.items()}


class GongbaoTokens(Gongbao):
    """Ours, asked for the tokens that the peers are asked for."""

    name = "gongbao, tokens"

    def answer(self, question: Question) -> Answer:
        tree = token_query(question)
        filters = Filters(
            {"city": (question.city,)} if question.city else {}, {"year": question.years} if question.years else {}
        )
        engine = self.index.engine
        shown = tree if question.prefix else tree.subqueries[0]
        answer = engine.search(tree, filters, facets=FACETS)
        hits(engine, answer.numbers, self.index.index_dir, wanted=markers(shown), scores=answer.scores)
        return answer.total, {name: dict(pairs) for name, pairs in answer.facets.items()}


def token_query(question: Question) -> Any:
    """The question as Whoosh's own query classes over tokens, with the bonus for words in title and headings."""
    from whoosh.query import And, AndMaybe, Not, Or, Phrase, Prefix, Term

    if question.prefix:
        return Prefix("text", question.prefix)
    if question.phrase:
        tree: Any = Phrase("text", list(question.phrase))
    else:
        terms = [Term("text", word) for word in question.every + question.some]
        tree = terms[0] if len(terms) == 1 else Or(terms) if question.some else And(terms)
    if question.none:
        tree = And([tree, *(Not(Term("text", word)) for word in question.none)])
    return AndMaybe(
        tree, Or([Term(f, w, boost=b) for f, b in (("title", 2.0), ("section", 1.5)) for w in question.words])
    )


class StockWhoosh:
    """Whoosh as it comes, with jieba."""

    name = "whoosh"
    folder = "whoosh"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        from whoosh import index

        folder.mkdir()
        writer = index.create_in(str(folder), store.Settings.of(Config()).schema()).writer(limitmb=1024)
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index

        schema = store.Settings.of(Config()).schema()  # the one kept beside it is a pickle of how our classes were then
        self.searcher = index.open_dir(str(folder), schema=schema).searcher()

    def answer(self, question: Question) -> Answer:
        from whoosh.query import And, NumericRange, Term

        narrow = [Term("city", question.city)] if question.city else []
        narrow += [NumericRange("year", *question.years)] if question.years else []
        found = self.searcher.search(
            token_query(question), limit=10, filter=And(narrow) if narrow else None, groupedby=["city", "year", "genre"]
        )
        for found_hit in itertools.islice(found, 10):  # with groups it holds all, whatever the limit
            found_hit.highlights("text")
        # Its groups are those of the filtered paragraphs: a facet that is filtered by would take another search.
        facets = {"city", "year", "genre"} - ({"city"} if question.city else set())
        facets -= {"year"} if question.years else set()
        return len(found), {n: {k: len(v) for k, v in found.groups(n).items()} for n in facets}
