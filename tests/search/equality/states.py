"""The same changes made to an index of ours and to a stock one of Whoosh, up to a state that is asked questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from gongbao.indexer import store
from gongbao.indexer.config import Config
from gongbao.indexer.documents import Document
from gongbao.indexer.schema import FIELDS, paragraph_fields
from gongbao.indexer.store import whoosh_codec
from tests.search.equality.collection import documents

STATES = ("one segment", "edited", "merged", "optimized")


def fields(every: list[Document]) -> list[dict[str, Any]]:
    """What is indexed of some documents."""
    return [paragraph_fields(document, paragraph) for document in every for paragraph in document.paragraphs]


def build(folder: Path, state: str, count: int, seed: int = 1, stock: bool = False) -> Path:
    """An index of about ``count`` paragraphs in a state, in ``folder``; ``stock`` for one that Whoosh writes itself."""
    if stock:
        folder.mkdir()
        index: Any = whoosh_index.create_in(str(folder), whoosh_codec.schema_for_whoosh(FIELDS))
    else:
        store.create(folder, Config())
        index = whoosh_codec.open_index(folder, Config())
    every = documents(count, seed)
    if state == "one segment":
        _add(index, every)
        return folder
    for part in range(3):
        _add(index, every[part * len(every) // 3 : (part + 1) * len(every) // 3])
    writer = index.writer()
    for gone in every[::8]:
        writer.delete_by_term("doc", gone.id)
    texts = [paragraph.text for other in documents(40, seed + 1) for paragraph in other.paragraphs]
    for old in every[5::9]:  # whole documents, as the indexer does: the same ids with other words
        for paragraph, text in zip(old.paragraphs, texts, strict=False):
            writer.update_document(**{**paragraph_fields(old, paragraph), "text": text, "grams": text})
    writer.commit(merge=False, optimize=state == "optimized")
    if state == "merged":
        for part in range(10):  # small ones, of which some are merged, by whichever policy
            writer = index.writer()
            for added in fields(documents(3, seed + 2 + part, first=90_000 + 10 * part)):
                writer.add_document(**added)
            writer.commit()
    return folder


def rewritten(folder: Path, ours: Path) -> Path:
    """A stock index of what an index holds now, written at once: when Whoosh merges, it adds up rounded lengths."""
    folder.mkdir()
    writer = whoosh_index.create_in(str(folder), whoosh_codec.schema_for_whoosh(FIELDS)).writer()
    with whoosh_index.open_dir(str(ours)).searcher() as searcher:
        for values in searcher.reader().all_stored_fields():
            writer.add_document(**values, grams=values["text"])
    writer.commit()
    return folder


def _add(index: Any, every: list[Document]) -> None:
    writer = index.writer()
    for values in fields(every):
        writer.add_document(**values)
    writer.commit(merge=False)
