"""One file, read by whichever format it is in, with the metadata its user declared for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from gongbao.indexer.config import Config
from gongbao.indexer.documents import RawText, Skipped
from gongbao.indexer.errors import Message, Unreadable
from gongbao.indexer.sources.contents import read_bytes
from gongbao.indexer.sources.declared import declared_beside
from gongbao.indexer.sources.formats import UNSUPPORTED, Format, format_of, suffix_of
from gongbao.indexer.sources.html.notices import is_notice


def read_file(path: str, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText a record of ``path``, in file order, and a Skipped for each record or note that is unusable.

    Declared metadata: what the record or its front matter says, then NAME.meta.yaml, then the folder's
    metadata.csv. Raises Unreadable with the reason when the file as a whole cannot be read; no other
    exception comes out, whatever the bytes.
    """
    data = read_bytes(path, config)
    format = format_of(path, data)
    beside, problems = declared_beside(path)
    yield from problems
    for item in _items(format, path, data, config):
        if isinstance(item, RawText) and item.record is None and is_notice(item):
            yield Skipped(path, Message("html.notice"))
            continue
        yield with_metadata(item, beside) if isinstance(item, RawText) else item


def with_metadata(raw: RawText, beside: dict[str, str]) -> RawText:
    """``raw`` with what was declared beside its file, where it declares nothing itself."""
    declared = {**beside, **raw.declared}
    hints = dict(raw.hints)
    if "published" in declared:
        # The day a page was put up is evidence for the document's date, and may be years after it.
        hints.setdefault("published", declared["published"])
    return dataclasses.replace(raw, declared=declared, hints=hints)


def _items(format: Format, path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    try:
        yield from format.reader()(path, data, config)
    except Unreadable:
        if (advice := UNSUPPORTED.get(suffix_of(path))) is not None:
            raise Unreadable("format.unsupported", suffix=suffix_of(path), advice=advice) from None
        raise
    except MemoryError:
        allowed = config.reading.max_memory_mb
        raise Unreadable("file.memory", limit=allowed) from None
    except (Exception, RecursionError) as error:
        # Parsers meet files no one foresaw; one file must never stop the rest.
        said = " ".join(str(error).split())[:200]
        raise Unreadable("file.damaged", format=format.name, kind=type(error).__name__, error=said) from error
