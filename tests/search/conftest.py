"""Indexes for the search tests: the seeds by lines, and small corpora written in a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Paragraph, Place
from gongbao.indexer.schema import paragraph_fields
from gongbao.search.index import Index

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
_META = {
    "000": Metadata("关于加力提速落实突破的决议", Place("prefecture", "山东省", "淄博市"), 2021, "2021-02-26", "决议决定", "鲁中网"),
    "001": Metadata("人大常委会举行第四十四次会议", Place("prefecture", "山东省", "淄博市"), 2021, "2021-02-27", "新闻报道"),
    "002": Metadata("今后,臨沂要在這10個方面發力", Place("prefecture", "山东省", "临沂市"), 2020, "2020-03-20", "新闻报道"),
    "003": Metadata("第十四个五年规划的建议", Place("prefecture", "贵州省", "遵义市"), 2020, "2020-12-19", "规划计划"),
    "004": Metadata("2019年濟源市政府工作報告", Place("prefecture", "河南省", "济源市"), 2019, "2019-02-16", "政府工作报告"),
}  # fmt: skip


def document(name: str, texts: Sequence[str], meta: Metadata, duplicate_of: str | None = None) -> Document:
    """A document of these paragraphs; a paragraph that starts with a numeral and 、 is the next ones' section."""
    section: tuple[str, ...] = ()
    paragraphs = []
    for position, text in enumerate(texts):
        if len(text) < 30 and text[1:2] == "、":
            section = (text,)
        paragraphs.append(Paragraph(f"{name}-{position}", position, section, text))
    return Document(name, f"{name}.txt", meta, tuple(paragraphs), duplicate_of)


def seed_documents() -> list[Document]:
    documents = []
    for path in sorted(SEEDS.glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        key = path.name[:3]
        documents.append(document(key, [line for line in lines if line], _META[key]))
    return documents


def write(index_dir: Path, documents: Sequence[Document], config: Config | None = None, commits: int = 1) -> Path:
    """An index of these documents, in so many segments where the documents allow."""
    config = config or Config()
    store.create(index_dir, config)
    for part in range(commits):
        writer = store.open_writer(index_dir, config)
        for one in documents[part::commits]:
            for paragraph in one.paragraphs:
                writer.add_document(**paragraph_fields(one, paragraph, config.facets))
        writer.commit(merge=False)
    return index_dir


@pytest.fixture(scope="session")
def seeds() -> list[Document]:
    return seed_documents()


@pytest.fixture(scope="session")
def seed_dir(seeds: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("seeds") / "index", seeds, commits=2)


@pytest.fixture(scope="session")
def seed_index(seed_dir: Path) -> Iterator[Index]:
    with Index(seed_dir, Config()) as index:
        yield index
