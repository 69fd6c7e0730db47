"""The resolution printed twice among the seeds is one document and its copy."""

from __future__ import annotations

from pathlib import Path

from gongbao.indexer.articles import split
from gongbao.indexer.chunking import paragraphs
from gongbao.indexer.cleaning import clean
from gongbao.indexer.config import Chunking
from gongbao.indexer.documents import Document, Line, Metadata, RawText
from gongbao.indexer.duplicates import find

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def test_the_third_article_of_001_repeats_000_and_nothing_else_repeats() -> None:
    documents = []
    for path in sorted(SEEDS.glob("*.txt")):
        raw = RawText(path.name, tuple(map(Line, path.read_text(encoding="utf-8").split("\n"))), "txt")
        for n, article in enumerate(split(clean(raw))):
            key = f"{path.name[:3]}-{n}"
            documents.append(Document(key, path.name, Metadata(key), paragraphs(article, key, Chunking())))
    assert find(documents) == find(documents[::-1]) == {"001-2": "000-0"}
