"""Engines under test. Each one indexes the same tokens and answers a question in full:
the ten best paragraphs with highlighted snippets, the exact count, and the counts of every facet."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.questions import Question
from indexer import store
from indexer.config import Config
from indexer.store.tokens import Batch, Tokens, tokenize
from indexer.workers import Workers

FACETS = ("city", "year", "genre", "province", "county", "level")
Paragraphs = list[dict[str, Any]]
Answer = tuple[int, dict[str, dict[Any, int]]]
"""The exact count, and each facet's counts."""


class Peer(Protocol):
    """An engine: ``build`` indexes into a folder, ``answer`` answers in full."""

    name: str

    def build(self, folder: Path, paragraphs: Paragraphs) -> None: ...

    def answer(self, question: Question) -> Answer: ...


def spaced(paragraphs: Paragraphs, fields: Sequence[str], workers: int = 0) -> dict[str, list[str]]:
    """The tokens of each paragraph's fields with spaces between, segmented in worker processes."""

    def batches() -> Any:
        for start in range(0, len(paragraphs), 2000):
            part = paragraphs[start : start + 2000]
            yield Batch(Config().analysis, {name: [p.get(name, "") for p in part] for name in fields}, {})

    found: dict[str, list[str]] = {name: [] for name in fields}
    with Workers(tokenize, workers) as crew:
        for _, tokens in crew.map(batches()):
            if isinstance(tokens, Exception):
                raise tokens
            for name, values in tokens.items():
                found[name] += _joined(values)
    return found


def _joined(tokens: Tokens) -> list[str]:
    words = [text.decode() for text in tokens.vocabulary]
    each = [words[number] for number in tokens.tokens.tolist()]
    ends = tokens.starts.tolist()
    return [" ".join(each[a:b]) for a, b in itertools.pairwise(ends)]


class Gongbao:
    """Ours, through its public function."""

    name = "gongbao"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        writer = store.create(folder, Config()).writer()
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()
        self.open(folder)

    def open(self, folder: Path) -> None:
        from search.index import Index

        self.index = Index(folder, Config())

    def answer(self, question: Question) -> Answer:
        result = self.index.search(question.typed, city=question.city, year=question.years, collapse=False)
        return result.total, {name: dict(pairs) for name, pairs in result.facets.items()}


class GongbaoTokens(Gongbao):
    """Ours, asked for the tokens that the peers are asked for."""

    name = "gongbao, tokens"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        self.open(folder)

    def answer(self, question: Question) -> Answer:
        from search.engine import Filters
        from search.hits import hit
        from search.snippets import markers

        tree = token_query(question)
        filters = Filters(
            {"city": (question.city,)} if question.city else {}, {"year": question.years} if question.years else {}
        )
        engine = self.index.engine
        shown = tree if question.prefix else tree.subqueries[0]
        answer = engine.search(tree, filters, facets=FACETS)
        for values, score in zip(engine.stored(answer.numbers), answer.scores, strict=True):
            hit(values, self.index.index_dir, wanted=markers(shown), score=score)
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

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        from whoosh import index

        folder.mkdir()
        self.index = index.create_in(str(folder), store.Settings.of(Config()).schema())
        writer = self.index.writer(limitmb=1024)
        for paragraph in paragraphs:
            writer.add_document(**paragraph)
        writer.commit()
        self.searcher = self.index.searcher()

    def answer(self, question: Question) -> Answer:
        from whoosh.query import And, NumericRange, Term

        narrow = [Term("city", question.city)] if question.city else []
        narrow += [NumericRange("year", *question.years)] if question.years else []
        found = self.searcher.search(
            token_query(question), limit=10, filter=And(narrow) if narrow else None, groupedby=["city", "year", "genre"]
        )
        for hit in found:
            hit.highlights("text")
        return len(found), {n: {k: len(v) for k, v in found.groups(n).items()} for n in ("city", "year", "genre")}


class Tantivy:
    """tantivy-py on the same tokens, positions kept, facets as fast fields."""

    name = "tantivy"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("text", "title", "section"):
            builder.add_text_field(name, tokenizer_name="whitespace")
        for name in ("city", "genre", "province", "county", "level"):
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("year", stored=True, indexed=True, fast=True)
        for name in ("id", "body", "heading"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        folder.mkdir()
        self.index = tantivy.Index(self.schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer("whitespace", analyzer)
        tokens = spaced(paragraphs, ("text", "title", "section"), workers=2)
        writer = self.index.writer(512_000_000, 2)
        for at, paragraph in enumerate(paragraphs):
            document = tantivy.Document(
                text=tokens["text"][at], title=tokens["title"][at], section=tokens["section"][at],
                id=paragraph["id"], body=paragraph["text"][:16000], heading=paragraph.get("section", ""),
            )  # fmt: skip
            for name in ("city", "genre", "province", "county", "level"):
                if name in paragraph:
                    document.add_text(name, paragraph[name])
            if "year" in paragraph:
                document.add_integer("year", paragraph["year"])
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

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
        import tantivy
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
        snippets = tantivy.SnippetGenerator.create(self.searcher, query, self.schema, "body")
        for _, address in found.hits:
            snippets.snippet_from_doc(self.searcher.doc(address)).to_html()
        return found.count, facets


class SqliteFts:
    """SQLite's FTS5 on the same tokens."""

    name = "sqlite fts5"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        folder.mkdir()
        self.db = sqlite3.connect(folder / "index.db")
        self.db.execute("CREATE TABLE p (n INTEGER PRIMARY KEY, body, city, year, genre, province, county, level)")
        self.db.execute("CREATE VIRTUAL TABLE f USING fts5(text, content='', tokenize=\"unicode61 tokenchars '.'\")")
        texts = spaced(paragraphs, ("text",), workers=2)["text"]
        self.db.executemany(
            "INSERT INTO p VALUES (?,?,?,?,?,?,?,?)",
            ((n, p["text"], *(p.get(name) for name in FACETS)) for n, p in enumerate(paragraphs)),
        )
        self.db.executemany("INSERT INTO f(rowid, text) VALUES (?,?)", enumerate(texts))
        self.db.execute("INSERT INTO f(f) VALUES ('optimize')")
        self.db.commit()

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
        self.db.execute(f"SELECT p.n, p.body {join}{sql} ORDER BY bm25(f) LIMIT 10", [match, *values]).fetchall()
        facets = {}
        for name in FACETS:
            sql, values = where(but=name)
            rows = self.db.execute(f"SELECT {name}, count(*) {join}{sql} GROUP BY {name}", [match, *values])
            facets[name] = {value: held for value, held in rows if value is not None}
        return count, facets


class Bm25s:
    """bm25s on the same tokens, with facets counted by numpy; words only, no phrases, no count of its own."""

    name = "bm25s"

    def build(self, folder: Path, paragraphs: Paragraphs) -> None:
        import bm25s

        texts = spaced(paragraphs, ("text",), workers=2)["text"]
        self.model = bm25s.BM25()
        self.model.index([text.split(" ") for text in texts], show_progress=False)
        self.model.save(str(folder))
        columns = {name: [p.get(name, "") for p in paragraphs] for name in FACETS}
        self.columns = {name: np.unique(np.array(values), return_inverse=True) for name, values in columns.items()}
        self.texts = [p["text"] for p in paragraphs]

    def answer(self, question: Question) -> Answer:
        if not (question.every or question.some) or question.none or question.city or question.years:
            raise NotImplementedError
        words = list(question.every + question.some)
        scores = [self.model.get_scores([word]) for word in words]
        held = np.logical_and.reduce([s > 0 for s in scores]) if question.every else np.add.reduce(scores) > 0
        total = np.where(held, np.add.reduce(scores), 0)
        for n in np.argpartition(-total, 10)[:10].tolist():
            self.texts[n].find(words[0])
        matched = np.flatnonzero(held)
        facets = {}
        for name, (values, codes) in self.columns.items():
            counts = np.bincount(codes[matched], minlength=len(values))
            facets[name] = {values[c].item(): int(counts[c]) for c in np.flatnonzero(counts) if values[c] != ""}
        return len(matched), facets


def available(names: Sequence[str], say: Callable[[str], None]) -> list[Peer]:
    """The peers asked for that are installed; says which are not."""
    kinds: dict[str, tuple[type[Any], str]] = {
        "gongbao": (Gongbao, "numpy"),
        "tokens": (GongbaoTokens, "numpy"),
        "tantivy": (Tantivy, "tantivy"),
        "sqlite": (SqliteFts, "sqlite3"),
        "bm25s": (Bm25s, "bm25s"),
        "whoosh": (StockWhoosh, "whoosh"),
    }
    found: list[Peer] = []
    for name in names:
        kind, module = kinds[name]
        if importlib.util.find_spec(module) is None:
            say(f"{kind.name}: not installed, left out (pip install {module})")
        else:
            found.append(kind())
    return found


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def same_counts(one: Answer, other: Answer) -> bool:
    """Whether two answers agree on the count and on every facet both give."""
    clean = [{n: {k: v for k, v in f.items() if k not in ("", None)} for n, f in a[1].items()} for a in (one, other)]
    shared = clean[0].keys() & clean[1].keys()
    return one[0] == other[0] and all(json.dumps(_keys(clean[0][n])) == json.dumps(_keys(clean[1][n])) for n in shared)


def _keys(counts: dict[Any, int]) -> list[tuple[str, int]]:
    return sorted((str(key), held) for key, held in counts.items())
