"""Documents that repeat another one are left out of every figure, and named; asked for, they count."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Metadata, Place
from gongbao.search.index import Index
from gongbao.search.output.exports import export
from gongbao.search.output.tables import Table
from tests.search.conftest import document, write

TEXTS = ["改革推动发展。", "坚持改革,改革不停。"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Three documents: one, one that repeats it, and one that repeats a document that is not there."""
    meta = Metadata("甲", Place("prefecture", "山东省", "淄博市"), 2020)
    documents = [
        document("first", TEXTS, meta),
        document("again", TEXTS, meta, duplicate_of="first"),
        document("orphan", ["改革。"], meta, duplicate_of="nowhere"),
    ]
    with Index(write(tmp_path_factory.mktemp("copies") / "index", documents), Config()) as opened:
        yield opened


ASKED: dict[str, tuple[Callable[..., Any], Callable[[Any], int]]] = {
    "concordance": (lambda index, **o: index.concordance("改革", **o), lambda t: t.total),
    "trend": (lambda index, **o: index.trend("改革", **o), lambda t: t.points[0].count),
    "panel": (lambda index, **o: index.panel(["改革"], **o), lambda t: t.cells[0].count),
    "dispersion": (lambda index, **o: index.dispersion("改革", **o), lambda t: t.count),
    "collocates": (lambda index, **o: index.collocates("改革", **o), lambda t: t.matches),
    "keyness": (
        lambda index, **o: index.keyness({"city": "淄博"}, min_count=1, **o),
        lambda t: next(k.a for k in t.keywords if k.word == "改革"),
    ),
}


@pytest.mark.parametrize("kind", ASKED)
def test_copies_count_only_when_they_are_asked_for(index: Index, kind: str) -> None:
    ask, count = ASKED[kind]
    one = 3  # in the two paragraphs of the document, and one more in the orphan
    assert count(ask(index)) == one + 1
    assert count(ask(index, copies=True)) == 2 * one + 1


@pytest.mark.parametrize("kind", ASKED)
def test_the_manifest_names_the_copies_that_were_left_out(index: Index, kind: str, tmp_path: Path) -> None:
    ask, _ = ASKED[kind]
    table: Table = ask(index)
    _, beside = export(table, tmp_path / "t.csv")
    left_out = json.loads(beside.read_text(encoding="utf-8"))["copies"]
    assert left_out == {"counted": False, "documents": 1, "paragraphs": 2, "ids": ["again"]}
    assert ask(index, copies=True).manifest.copies["counted"] is True


def test_filters_say_which_copies_could_have_been_in(index: Index) -> None:
    assert index.trend("改革", year=2020).manifest.copies["ids"] == ["again"]
    assert index.trend("改革", query="坚持").manifest.copies == {
        "counted": False, "documents": 1, "paragraphs": 1, "ids": ["again"],
    }  # fmt: skip
    assert index.concordance("没有").manifest.copies["ids"] == []


def test_denominators_leave_copies_out_too(index: Index) -> None:
    (point,) = index.trend("改革").points
    assert point.of_documents == 2 and point.characters == sum(map(len, TEXTS)) + len("改革。")
    (size,) = index.panel(["改革"]).sizes.values()
    assert (size.documents, size.paragraphs) == (2, 3)
