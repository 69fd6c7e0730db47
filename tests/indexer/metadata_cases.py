"""How the metadata tests write a document: a text, perhaps notes and a path, and what must be read from it."""

from __future__ import annotations

from collections.abc import Mapping

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Article, Line, Metadata, Note, RawText
from gongbao.indexer.metadata import describe

CONFIG = Config.load("config.yaml")


def read(
    text: str,
    path: str = "in/0001.txt",
    notes: Mapping[str, str] | None = None,
    declared: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
) -> Metadata:
    """The metadata of an article with these lines, as the pipeline would describe it."""
    lines = tuple(Line(line) for line in text.strip("\n").split("\n"))
    noted = tuple(Note(key, value, f"{key}:{value}", 0) for key, value in (notes or {}).items())
    raw = RawText(path, lines, "txt", declared=declared or {}, hints=hints or {})
    return describe(Article(lines, noted), raw, CONFIG)
