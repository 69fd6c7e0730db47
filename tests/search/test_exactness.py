"""Equal sets: what the index finds is what a plain scan of the folded text finds, for any string and any tree."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata
from gongbao.indexer.folding import fold
from gongbao.search.engines.protocol import Request
from gongbao.search.index import Index
from gongbao.search.query.ast import (
    All,
    Any,
    Fuzzy,
    Near,
    Not,
    Prefix,
    Query,
    Range,
    Regex,
    SameDocument,
    Substring,
    Wildcard,
    Word,
)
from gongbao.search.query.lexer import is_plain
from gongbao.search.query.unparse import unparse
from gongbao.search.query.visitors import expanded, joined
from gongbao.search.ranking.bonuses import bonuses
from tests.search import reference
from tests.search.conftest import document, write

NATIONAL = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "national"
ODD = [
    "PM2.5浓度下降,5G+工业互联网和C-V2X。",
    "实施“1+N+2”政策;“十四五”时期,GDP增长6.5%左右(可比价)。",
    "二○二○年,ＧＤＰ突破１０００亿元——创新高。",
    "a",
    "乡",
    "《关于〈规划〉的通知》〔2020〕1号",
    "𠀀𠀁生僻字\u3000全角空格",
    "aaa aa a",
    "乡村乡村乡村",
]


def found(index: Index, query: Query, added: tuple[Query, ...] = ()) -> set[str]:
    """The ids of the paragraphs that the engine says match."""
    tree, _ = expanded(query, index.engine)
    request = Request(tree, bonuses=added, limit=10_000, fields=("id",), copies=True)
    ids = list(index.engine.search(request).hits.column("id"))
    assert len(set(ids)) == len(ids)
    return set(ids)


def substring(draw: random.Random, text: str, most: int) -> str:
    start = draw.randrange(len(text))
    return text[start : start + draw.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, most))]


class Trees:
    """Random trees in the form that ``parse`` gives."""

    def __init__(self, seed: int, documents: list[Document]) -> None:
        self.draw = random.Random(seed)
        self.texts = [fold(p.text) for d in documents for p in d.paragraphs]
        self.documents = documents

    def string(self, text: str | None = None, most: int = 8) -> str:
        while True:
            found = substring(self.draw, text or self.draw.choice(self.texts), most)
            if found.strip() and self.draw.random() < 0.9:
                return found
            if self.draw.random() < 0.1:
                return "".join(self.draw.choices("发展的乡村a1", k=self.draw.choice((1, 2, 3))))

    def leaf(self) -> Query:
        draw, kind = self.draw, self.draw.randrange(20)
        if kind < 6:
            string = self.string()
            return Substring("text", string) if is_plain(string) else quoted("text", string)
        if kind < 9:
            return quoted("text", self.string(), draw.choice((1.0, 1.0, 2.5)))
        text = draw.choice(self.texts)
        if kind < 11:
            return Near("text", (self.string(text), self.string(text)), draw.choice((0, 1, 5, 40)))
        if kind < 13:
            parts = tuple("".join(self.string(text).split()) for _ in range(draw.choice((2, 2, 3))))
            return Near("text", parts, draw.choice((0, 2, 20)), ordered=True)
        if kind == 13:
            title = fold(draw.choice(self.documents).meta.title)
            return quoted(draw.choice(("title", "section")), self.string(title, 4))
        if kind == 14:
            first, last = sorted(draw.choices((2018, 2019, 2020, 2021, 2022), k=2))
            return Range("year", *draw.choice(((first, last), (first, None), (None, last))))
        if kind == 15:
            return Range("date", 20200101, draw.choice((20200320, 20201231, None)))
        if kind == 16:
            return Word("city", draw.choice(("淄博市", "临沂市", "遵义市")))
        if kind == 17:
            return Regex(
                "text", draw.choice((r"第[一二三四五]\w", r"\d+(?:\.\d+)?%", r"发展[^,。]{2,5}建设", r"a+|乡村"))
            )
        if kind == 18:
            token = draw.choice(
                [t for t in sorted(reference.tokens(text)) if len(t) > 1 and not t[-1].isdigit() and is_plain(t)]
                or ["发展"]
            )
            return draw.choice((Prefix("text", token[:1]), Wildcard("text", f"*{token[-1]}"), Fuzzy("text", token, 1)))
        return Substring("title", draw.choice(("报告", "规划", "十四", "决议")), literal=draw.random() < 0.2)

    def tree(self, depth: int = 3) -> Query:
        draw = self.draw
        kind = draw.randrange(10) if depth else 0
        if kind < 4:
            return self.leaf()
        if kind < 7:
            return joined(draw.choice((All, Any)), [self.tree(depth - 1) for _ in range(draw.choice((2, 2, 3)))])
        if kind < 9:
            return joined(All, [self.tree(depth - 1), Not(self.tree(depth - 1))])
        if draw.random() < 0.5:
            return Not(self.tree(depth - 1))
        return SameDocument(self.tree(depth - 1))


def quoted(field: str, string: str, boost: float = 1.0) -> Substring:
    """A string as typed in quotation marks."""
    return Substring(field, string, boost, quoted=True, literal=True)


@pytest.fixture(scope="module")
def corpus(seeds: list[Document]) -> list[Document]:
    return [
        *seeds,
        document("odd", ODD, Metadata("PM2.5与“十四五”")),
        document("more", [*ODD[:3], "空文本之外"], Metadata("无")),
    ]


@pytest.fixture(scope="module")
def corpus_index(corpus: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index(write(tmp_path_factory.mktemp("exact") / "index", corpus, commits=3), Config())


def test_thousands_of_random_strings_match_what_a_scan_matches(corpus: list[Document], corpus_index: Index) -> None:
    trees = Trees(1, corpus)
    for _ in range(2_000):
        query = Substring("text", trees.string(most=30))
        assert found(corpus_index, query) == reference.matching(query, corpus), query


def test_strings_typed_in_quotes_match_what_a_scan_matches(corpus: list[Document], corpus_index: Index) -> None:
    draw = random.Random(2)
    for _ in range(150):
        typed = substring(draw, draw.choice([p.text for d in corpus for p in d.paragraphs]), 12)
        if not typed.strip() or {"「", "」"} & set(typed):
            continue
        hits = corpus_index.search(f"「{typed}」", limit=None, facets=()).hits
        assert {hit.id for hit in hits} == {p.id for d in corpus for p in d.paragraphs if fold(typed) in fold(p.text)}


@pytest.mark.parametrize("typed", ["PM2.5", "5G+", "1+N+2", "C-V2X", "6.5%", "１０００亿", "2020〕1", "𠀀", "ａａ"])
def test_words_with_digits_latin_and_signs_are_found_as_typed(
    corpus: list[Document], corpus_index: Index, typed: str
) -> None:
    hits = corpus_index.search(typed, limit=None).hits
    assert {h.id for h in hits} == {p.id for d in corpus for p in d.paragraphs if fold(typed) in fold(p.text)} != set()


def test_quotation_marks_inside_quotation_marks_are_part_of_the_string(
    corpus: list[Document], corpus_index: Index
) -> None:
    wanted = {p.id for d in corpus for p in d.paragraphs if '"十四五"' in fold(p.text)}
    for typed in ('"“十四五”"', "「“十四五”」", "““十四五””"):
        assert {hit.id for hit in corpus_index.search(typed, limit=None).hits} == wanted != set()


def test_random_trees_match_what_the_reference_matches(corpus: list[Document], corpus_index: Index) -> None:
    trees = Trees(3, corpus)
    for _ in range(250):
        query = trees.tree()
        assert found(corpus_index, query) == reference.matching(query, corpus), query


def test_bonuses_never_change_the_matched_set(corpus: list[Document], corpus_index: Index) -> None:
    trees = Trees(4, corpus)
    for _ in range(150):
        query, _ = expanded(trees.tree(), corpus_index.engine)
        added = bonuses(query, corpus_index.engine)
        assert found(corpus_index, query, added) == found(corpus_index, query), query


def test_the_wording_of_a_tree_parses_to_the_same_tree(corpus: list[Document], corpus_index: Index) -> None:
    trees = Trees(5, corpus)
    for _ in range(2_000):
        query = trees.tree(4)
        written = unparse(query)
        assert corpus_index.parse(written, synonyms=False) == query, written


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="the corpus of national reports is not on this machine")
def test_random_trees_match_on_national_reports(tmp_path: Path) -> None:
    documents = []
    for path in sorted(NATIONAL.glob("*.txt"))[::4]:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        meta = Metadata(path.stem, year=int(path.stem[:4]) if path.stem[:4].isdigit() else None)
        documents.append(document(path.stem, lines, meta))
    trees = Trees(6, documents)
    with Index(write(tmp_path / "index", documents), Config()) as index:
        for _ in range(60):
            query = trees.tree()
            assert found(index, query) == reference.matching(query, documents), query
