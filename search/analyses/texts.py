"""The paragraphs that a request matches, streamed from an engine, and how a text's length is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gongbao.indexer.analysis import whole_words
from gongbao.indexer.config import Analysis
from gongbao.indexer.folding import fold_all
from gongbao.search.engines.protocol import Engine, Request

BATCH = 1_000
"""Paragraphs in memory at a time."""


def paragraphs(engine: Engine, request: Request, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These stored fields of every paragraph that matches, in the order of the index; None where one lacks a field."""
    names = tuple(dict.fromkeys(fields))
    for columns in engine.scan(request, names, BATCH):
        yield from zip(*(columns.column(name) for name in fields), strict=True)


def texts(engine: Engine, request: Request, fields: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    """(text, folded text, *fields) of every paragraph that matches, in the order of the index."""
    names = tuple(dict.fromkeys(("text", *fields)))
    for columns in engine.scan(request, names, BATCH):
        shown = [text or "" for text in columns.column("text")]
        yield from zip(shown, fold_all(shown), *(columns.column(name) for name in fields), strict=True)


def characters(text: str) -> int:
    """How many characters a text has, white space left out."""
    return len(text) - sum(map(str.isspace, text))


def tokens(text: str, analysis: Analysis) -> list[str]:
    """The whole words of a text, folded, in order, without punctuation."""
    return whole_words(text, analysis)
