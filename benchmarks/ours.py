"""gongbao, asked in two ways, and the Whoosh it is built on."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from benchmarks.peers import FACETS, Answer, Paragraphs
from benchmarks.questions import Question
from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.schema import FIELDS
from gongbao.indexer.store.whoosh_codec import schema_for_whoosh
from gongbao.search.engines.protocol import Engine, Filters, Request
from gongbao.search.index import Index
from gongbao.search.query import ast
from gongbao.search.results.highlighting import highlight_terms
from gongbao.search.results.hits import hit_fields, hits


class Gongbao:
    """Ours, through its public function."""

    name = "gongbao"
    folder = "gongbao"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        store.create(folder, Config())
        writer = store.open_writer(folder, Config())
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()

    def open(self, folder: Path) -> None:
        self.index = Index(folder, Config())

    def answer(self, question: Question) -> Answer:
        result = self.index.search(question.typed, city=question.city, year=question.years, copies=True)
        return result.total, {name: dict(pairs) for name, pairs in result.facets.items()}


class GongbaoTokens(Gongbao):
    """Ours, asked for the tokens that the peers are asked for; of a phrase, for the string."""

    name = "gongbao, tokens"

    def answer(self, question: Question) -> Answer:
        engine = self.index.engine
        tree = token_tree(question, engine)
        filters = Filters(
            {"city": (question.city,)} if question.city else {}, {"year": question.years} if question.years else {}
        )
        weights = (("title", 2.0), ("section", 1.5))
        headed = tuple(ast.Word(field, word, boost) for field, boost in weights for word in question.words)
        page = engine.search(Request(tree, filters, headed, facets=FACETS, fields=hit_fields(), copies=True))
        hits(page.hits, self.index.index_dir, wanted=highlight_terms(tree), scores=page.scores)
        return page.total, {name: dict(pairs) for name, pairs in page.facets.items()}


def token_tree(question: Question, engine: Engine) -> ast.Query:
    """The question as a tree over tokens."""
    if question.prefix:
        return ast.Any(tuple(ast.Word("text", word) for word, _ in engine.complete("text", question.prefix)))
    if question.phrase:
        return ast.Substring("text", "".join(question.phrase))
    words = tuple(ast.Word("text", word) for word in question.every + question.some)
    tree = words[0] if len(words) == 1 else ast.Any(words) if question.some else ast.All(words)
    return ast.All((tree, *(ast.Not(ast.Word("text", word)) for word in question.none))) if question.none else tree


def whoosh_query(question: Question) -> Any:
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
        writer = index.create_in(str(folder), schema_for_whoosh(FIELDS)).writer(limitmb=1024)
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index

        schema = schema_for_whoosh(FIELDS)  # the one kept beside it is a pickle of how our classes were then
        self.searcher = index.open_dir(str(folder), schema=schema).searcher()

    def answer(self, question: Question) -> Answer:
        from whoosh.query import And, NumericRange, Term

        narrow = [Term("city", question.city)] if question.city else []
        narrow += [NumericRange("year", *question.years)] if question.years else []
        found = self.searcher.search(
            whoosh_query(question),
            limit=10,
            filter=And(narrow) if narrow else None,
            groupedby=["city", "year", "genre"],
        )
        for found_hit in itertools.islice(found, 10):  # with groups it holds all, whatever the limit
            found_hit.highlights("text")
        # Its groups are those of the filtered paragraphs: a facet that is filtered by would take another search.
        facets = {"city", "year", "genre"} - ({"city"} if question.city else set())
        facets -= {"year"} if question.years else set()
        return len(found), {n: {k: len(v) for k, v in found.groups(n).items()} for n in facets}
