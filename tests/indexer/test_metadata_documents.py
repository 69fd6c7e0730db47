"""Whole documents of many provinces, ranks and kinds, through cleaning and splitting as the pipeline does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongbao.indexer import articles, cleaning
from gongbao.indexer.documents import Line, RawText
from gongbao.indexer.metadata import describe
from tests.indexer.metadata_cases import CONFIG

DOCUMENTS = Path(__file__).resolve().parents[1] / "data" / "metadata_documents.txt"


def blocks() -> list[tuple[str, str]]:
    text = DOCUMENTS.read_text(encoding="utf-8").split("\n\n", 1)[1]
    found = [tuple(block.strip("\n").split("\n", 1)) for block in text.split("\n=====\n")]
    return [(wanted, document) for wanted, document in found]


def spelled(value: object) -> str:
    return "-" if value is None else str(value)


@pytest.mark.parametrize(("wanted", "document"), blocks())
def test_a_document_is_placed_dated_and_named_by_its_kind(wanted: str, document: str) -> None:
    lines = tuple(Line(line) for line in document.split("\n"))
    raw = RawText("in/1.txt", lines, "txt")
    (article,) = articles.split(cleaning.clean(raw))
    meta = describe(article, raw, CONFIG)
    at = meta.place
    place = at.city or (at.province if at.level == "province" else at.level)
    assert "/".join(map(spelled, (place, at.county, meta.year, meta.date, meta.genre))) == wanted
