"""Engines of other makers, fed with our tokens."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers import FACETS, Answer, Paragraphs
from benchmarks.questions import Question
from gongbao.indexer.config import Config
from gongbao.indexer.store.tokens import Batch, Tokens, tokenize
from gongbao.indexer.workers import Workers


def segmented(
    paragraphs: Paragraphs, fields: Sequence[str]
) -> Iterator[tuple[Sequence[dict[str, Any]], dict[str, Tokens]]]:
    """The paragraphs, 2,000 at a time, with the tokens of their fields, segmented in as many processes as gongbao's."""
    parts, ahead = itertools.tee(_batches(paragraphs))

    def batches() -> Iterator[Batch]:
        for part in ahead:
            yield Batch(Config().analysis, {name: [p.get(name, "") for p in part] for name in fields})

    with Workers(tokenize, Config().indexing.workers or os.cpu_count() or 1) as crew:
        for part, (_, tokens) in zip(parts, crew.map(batches()), strict=True):
            if isinstance(tokens, Exception):
                raise tokens
            yield part, tokens


def _batches(paragraphs: Paragraphs) -> Iterator[list[dict[str, Any]]]:
    source = iter(paragraphs)
    while part := list(itertools.islice(source, 2000)):
        yield part


def spaced(tokens: Tokens) -> list[str]:
    """Each value's tokens with spaces between."""
    words = [text.decode() for text in tokens.vocabulary]
    each = [words[number] for number in tokens.tokens.tolist()]
    return [" ".join(each[a:b]) for a, b in itertools.pairwise(tokens.starts.tolist())]


def snippet(text: str, words: Sequence[str]) -> str:
    """About eighty characters of a text around the first word found in it, the words marked."""
    at = min((place for place in (text.find(word) for word in words) if place >= 0), default=0)
    shown = text[max(at - 30, 0) : at + 50]
    for word in words:
        shown = shown.replace(word, f"<b>{word}</b>")
    return shown


class Tantivy:
    """tantivy-py on the same tokens, positions kept, facets as fast fields."""

    name = "tantivy"
    folder = "tantivy"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("text", "title", "section"):
            builder.add_text_field(name, tokenizer_name="whitespace")
        for name in ("city", "genre", "province", "county", "level"):
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("year", stored=True, indexed=True, fast=True)
        for name in ("id", "heading"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_bytes_field("body", stored=True)  # a text field would be indexed too
        folder.mkdir()
        index = self._with_tokenizer(tantivy.Index(builder.build(), path=str(folder)))
        writer = index.writer(512_000_000, 2)
        for part, tokens in segmented(paragraphs, ("text", "title", "section")):
            fields = {name: spaced(values) for name, values in tokens.items()}
            for at, paragraph in enumerate(part):
                document = tantivy.Document(
                    text=fields["text"][at], title=fields["title"][at], section=fields["section"][at],
                    id=paragraph["id"], body=paragraph["text"].encode(), heading=paragraph.get("section", ""),
                )  # fmt: skip
                for name in ("city", "genre", "province", "county", "level"):
                    if name in paragraph:
                        document.add_text(name, paragraph[name])
                if "year" in paragraph:
                    document.add_integer("year", paragraph["year"])
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def _with_tokenizer(index: Any) -> Any:
        import tantivy

        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("whitespace", analyzer)
        return index

    def open(self, folder: Path) -> None:
        import tantivy

        index = self._with_tokenizer(tantivy.Index.open(str(folder)))
        self.schema = index.schema
        self.searcher = index.searcher()

    def _query(self, question: Question) -> Any:
        from tantivy import Occur, Query

        def term(field: str, value: Any) -> Any:
            return Query.term_query(self.schema, field, value)

        if question.prefix:
            return Query.regex_query(self.schema, "text", f"{question.prefix}.*")
        clauses = [(Occur.Must, term("text", word)) for word in question.every]
        clauses += [(Occur.MustNot, term("text", word)) for word in question.none]
        if question.some:
            clauses.append((Occur.Must, Query.boolean_query([(Occur.Should, term("text", w)) for w in question.some])))
        if question.phrase:
            clauses.append((Occur.Must, Query.phrase_query(self.schema, "text", list(question.phrase))))
        clauses += [
            (Occur.Should, Query.boost_query(term(field, word), boost))
            for field, boost in (("title", 2.0), ("section", 1.5))
            for word in question.words
        ]
        return Query.boolean_query(clauses)

    def answer(self, question: Question) -> Answer:
        from tantivy import FieldType, Occur, Query

        query = self._query(question)
        narrow = {}
        if question.city:
            narrow["city"] = Query.term_query(self.schema, "city", question.city)
        if question.years:
            narrow["year"] = Query.range_query(self.schema, "year", FieldType.Integer, *question.years)

        def narrowed(but: str | None = None) -> Any:
            kept = [(Occur.Must, part) for name, part in narrow.items() if name != but]
            return Query.boolean_query([(Occur.Must, query), *kept]) if kept else query

        found = self.searcher.search(narrowed(), limit=10, count=True)
        facets: dict[str, dict[Any, int]] = {}
        together = {name: {"terms": {"field": name, "size": 10_000}} for name in FACETS if name not in narrow}
        results = self.searcher.aggregate(narrowed(), together)
        for name in narrow:  # a facet's counts ignore its own filter
            results |= self.searcher.aggregate(narrowed(name), {name: {"terms": {"field": name, "size": 10_000}}})
        for name, result in results.items():
            facets[name] = {
                (int(b["key"]) if name == "year" else b["key"]): int(b["doc_count"]) for b in result["buckets"]
            }
        words = question.words or (question.prefix,)
        for _, address in found.hits:
            snippet(self.searcher.doc(address).get_first("body").decode(), words)
        return found.count, facets


class SqliteFts:
    """SQLite's FTS5 on the same tokens."""

    name = "sqlite fts5"
    folder = "sqlite"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        folder.mkdir()
        db = sqlite3.connect(folder / "index.db")
        db.execute("CREATE TABLE p (n INTEGER PRIMARY KEY, body, city, year, genre, province, county, level)")
        db.execute("CREATE VIRTUAL TABLE f USING fts5(text, content='', tokenize=\"unicode61 tokenchars '.'\")")
        number = 0
        for part, tokens in segmented(paragraphs, ("text",)):
            rows = ((n, p["text"], *(p.get(name) for name in FACETS)) for n, p in enumerate(part, number))
            db.executemany("INSERT INTO p VALUES (?,?,?,?,?,?,?,?)", rows)
            db.executemany("INSERT INTO f(rowid, text) VALUES (?,?)", enumerate(spaced(tokens["text"]), number))
            number += len(part)
        db.execute("INSERT INTO f(f) VALUES ('optimize')")
        db.commit()
        db.close()

    def open(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "index.db")

    def answer(self, question: Question) -> Answer:
        quoted = [f'"{word}"' for word in question.every]
        match = " AND ".join(quoted) or " OR ".join(f'"{word}"' for word in question.some)
        match = match or (f'"{" ".join(question.phrase)}"' if question.phrase else f'"{question.prefix}"*')
        match += "".join(f' NOT "{word}"' for word in question.none)
        conditions = {"city": ("city = ?", [question.city])} if question.city else {}
        if question.years:
            conditions["year"] = ("year BETWEEN ? AND ?", list(question.years))

        def where(but: str | None = None) -> tuple[str, list[Any]]:
            kept = [part for name, part in conditions.items() if name != but]
            return "".join(f" AND {part}" for part, _ in kept), [value for _, values in kept for value in values]

        sql, values = where()
        join = "FROM f JOIN p ON p.n = f.rowid WHERE f MATCH ?"
        (count,) = self.db.execute(f"SELECT count(*) {join}{sql}", [match, *values]).fetchone()
        best = f"SELECT p.n, p.body {join}{sql} ORDER BY bm25(f) LIMIT 10"
        for _, text in self.db.execute(best, [match, *values]):
            snippet(text, question.words or (question.prefix,))
        facets = {}
        for name in FACETS:
            sql, values = where(but=name)
            rows = self.db.execute(f"SELECT {name}, count(*) {join}{sql} GROUP BY {name}", [match, *values])
            facets[name] = {value: held for value, held in rows if value is not None}
        return count, facets


class Bm25s:
    """bm25s on the same tokens, with facets counted by numpy; words only, no phrases, no count of its own."""

    name = "bm25s"
    folder = "bm25s"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        import bm25s
        from bm25s.tokenization import Tokenized

        vocabulary: dict[bytes, int] = {}
        numbers: list[list[int]] = []
        kept: dict[str, list[Any]] = {name: [] for name in ("text", *FACETS)}
        for part, tokens in segmented(paragraphs, ("text",)):
            words = tokens["text"]
            own = np.array([vocabulary.setdefault(word, len(vocabulary)) for word in words.vocabulary])
            each = own[words.tokens].tolist()
            numbers += [each[a:b] for a, b in itertools.pairwise(words.starts.tolist())]
            for name, values in kept.items():
                values += [p.get(name, "") for p in part]
        model = bm25s.BM25()
        model.index(Tokenized(numbers, {word.decode(): n for word, n in vocabulary.items()}), show_progress=False)
        model.save(str(folder))
        (folder / "paragraphs.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    def open(self, folder: Path) -> None:
        import bm25s

        self.model = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        kept = json.loads((folder / "paragraphs.json").read_text(encoding="utf-8"))
        self.texts = kept.pop("text")
        self.columns = {name: np.unique(np.array(values), return_inverse=True) for name, values in kept.items()}

    def answer(self, question: Question) -> Answer:
        if not (question.every or question.some) or question.none or question.city or question.years:
            raise NotImplementedError
        words = list(question.every + question.some)
        scores = [self.model.get_scores([word]) for word in words]
        held = np.logical_and.reduce([s > 0 for s in scores]) if question.every else np.add.reduce(scores) > 0
        total = np.where(held, np.add.reduce(scores), 0)
        for n in np.argpartition(-total, 10)[:10].tolist():
            snippet(self.texts[n], words)
        matched = np.flatnonzero(held)
        facets = {}
        for name, (values, codes) in self.columns.items():
            counts = np.bincount(codes[matched], minlength=len(values))
            facets[name] = {values[c].item(): int(counts[c]) for c in np.flatnonzero(counts) if values[c] != ""}
        return len(matched), facets
