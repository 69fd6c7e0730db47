"""Hits that are read while they are written, and documents as files."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document, Metadata, Place
from gongbao.indexer.errors import IndexLocked, InputError, QueryError
from gongbao.search.engines.protocol import Columns, Request
from gongbao.search.index import Index
from gongbao.search.output.exports import export
from gongbao.search.output.hit_table import StreamedHits
from tests.search.conftest import document, write

CONFIG = Config()._replace(facets=("topic",))


def made(name: str, texts: Sequence[str], named: str, copy_of: str | None = None, **custom: str) -> Document:
    meta = Metadata(
        named, Place("prefecture", "山东省", "淄博市"), 2020, "2020-03-01", "通知意见", "某网", custom=custom
    )
    return document(name, texts, meta, copy_of)


DOCUMENTS = [
    made(
        "a", ["改革发展。", "发展改革,改革。", "无关。"], "甲/..\\报告?", topic="经济", 网址="http://x/a", title="另题"
    ),
    made("b", ["改革与人民。"], "甲/..\\报告?", 网址="http://x/b"),
    made("c", ["改革发展。", "发展改革,改革。", "无关。"], "甲/..\\报告?", "a"),
    *(made(f"d{n:02}", ["改革" * (1 + n % 5) + "。", f"第{n}号。"], f"乙{n}") for n in range(30)),
]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("streamed") / "index", DOCUMENTS, CONFIG, commits=2)


@pytest.fixture(scope="module")
def index(index_dir: Path) -> Iterator[Index]:
    with Index(index_dir, CONFIG) as opened:
        yield opened


@pytest.mark.parametrize("sort", ["relevance", "position", "-date", "city"])
@pytest.mark.parametrize("copies", [False, True])
@pytest.mark.parametrize("limit", [None, 5, 0])
def test_streamed_hits_are_those_of_a_search(index: Index, sort: Any, copies: bool, limit: int | None) -> None:
    streamed = index.streamed_table("改革", limit, sort=sort, copies=copies)
    held = index.table("改革", limit, sort=sort, copies=copies)
    columns, rows = held.columns, streamed.rows()
    assert [[row[name] for name in columns] for row in rows] == [[row[name] for name in columns] for row in held.rows()]
    assert streamed.manifest.counts == held.manifest.counts
    assert set(streamed.columns) == {*held.columns, "网址", "title_"} and {"title", "topic"} <= set(streamed.columns)


def test_hits_come_in_the_order_of_the_index_too(index: Index) -> None:
    streamed = index.streamed_table("改革", sort="index")
    assert [row["id"] for row in streamed.stream()] == [hit.id for hit in index.scan("改革")]
    first = index.streamed_table("改革", 4, sort="index").rows()
    assert [row["id"] for row in first] == [hit.id for hit in itertools.islice(index.scan("改革"), 4)]
    assert index.streamed_table("改革", 0, sort="index").rows() == []


def test_metadata_that_is_no_field_comes_with_every_hit(index: Index) -> None:
    found = {row["id"]: row for row in index.streamed_table("改革").stream()}
    assert (found["a-1"]["网址"], found["a-1"]["title_"], found["a-1"]["topic"]) == ("http://x/a", "另题", "经济")
    assert (found["b-0"]["网址"], found["b-0"]["topic"]) == ("http://x/b", None)


class Watched:
    """An engine that counts the paragraphs it was asked the fields of."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.read = engine, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def scan(self, request: Request, fields: tuple[str, ...], batch: int = 1) -> Iterator[Columns]:
        for columns in self.engine.scan(request, fields, 1):
            self.read += "text" in fields
            yield columns


def test_no_more_hits_are_read_than_were_asked_for(index: Index) -> None:
    table = index.streamed_table("改革", sort="index")
    watched = Watched(index.engine)
    lazy = StreamedHits(watched, *(getattr(table, n) for n in StreamedHits.__slots__[1:]))  # type: ignore[arg-type]
    assert len(list(itertools.islice(lazy.stream(), 3))) == 3
    assert watched.read == 3


def test_hits_of_an_index_that_changes_meanwhile_are_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "index", DOCUMENTS[:2], CONFIG)
    with Index(folder, CONFIG) as opened:
        table = opened.streamed_table("改革")
        write(folder, DOCUMENTS[3:5], CONFIG)
        opened.refresh()
        with pytest.raises(IndexLocked, match="changed"):
            export(table, tmp_path / "hits.csv")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index"]


def test_documents_are_written_whole_with_their_metadata(index: Index, tmp_path: Path) -> None:
    made = index.export_documents(tmp_path / "texts", "人民 OR 无关")
    with made.metadata.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["a", "b"] and made.documents == 2
    wanted = {d.id: d for d in DOCUMENTS}
    for row in rows:
        held = wanted[row["id"]]
        assert (made.folder / row["file"]).read_text(encoding="utf-8") == "\n\n".join(
            p.text for p in held.paragraphs
        ) + "\n"
        assert row["title"] == held.meta.title and row["网址"] == f"http://x/{row['id']}"
        assert int(row["paragraphs"]) == len(held.paragraphs) and row["date"] == "2020-03-01"
    names = {row["file"] for row in rows}
    assert {p.name for p in made.folder.iterdir()} == names | {"metadata.csv", "metadata.csv.manifest.json"}
    assert len(names) == 2 and not [name for name in names if "/" in name or "\\" in name or "?" in name]
    said = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert said["counts"] == {"documents": 2} and said["copies"]["ids"] == ["c"]


def test_every_document_is_written_where_nothing_is_asked(index: Index, tmp_path: Path) -> None:
    assert index.export_documents(tmp_path / "all").documents == len(DOCUMENTS) - 1
    assert index.export_documents(tmp_path / "more", copies=True).documents == len(DOCUMENTS)
    with pytest.raises(InputError, match="not empty"):
        index.export_documents(tmp_path / "all")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        index.export_documents(tmp_path / "file" / "texts")
    with pytest.raises(QueryError, match="orders are"):
        index.streamed_table("改革", sort="sideways")  # type: ignore[arg-type]
