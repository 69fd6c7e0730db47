"""What a crawler wrote above a page it saved: title: …, url: …, 抓取时间: …. Evidence, not text.

A block is one only when it stands on top, line by line a label with its value, and says where or when the page was
fetched; so no heading with a colon is taken.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from gongbao.indexer.cleaning.cleaning_state import Page
from gongbao.indexer.folding import fold
from gongbao.indexer.wordlists import word_list

_LINE = re.compile(r"^\s*(?:[-*#>]+\s*)?([A-Za-z][A-Za-z_ -]{1,24}|[\u4e00-\u9fff]{2,8})\s*[:：=]\s*(.*)$")
_BARE = re.compile(r"^\s*#\s*\S{2,12}$|^\s*[-=*]{3,}\s*$")
_MOST = 40
_LONGEST = 400
_PARTING = re.compile(r"[\s_-]+")


@functools.cache
def _labels() -> tuple[Mapping[str, str], frozenset[str]]:
    """Labels of a crawler's header with the note each becomes, and those of them that only a crawler writes."""
    values = word_list("crawler_headers")
    keys = {_plain(str(name)): key for key, names in values["labels"].items() for name in names}
    return keys, frozenset(_plain(str(name)) for key in ("link", "fetched") for name in values["labels"][key])


def _plain(label: str) -> str:
    return _PARTING.sub("", fold(label).lower())


def take_crawler_header(page: Page) -> None:
    """Take the lines of a crawler's header; titles, sources, days and kinds of document stay as notes."""
    keys, telling = _labels()
    taken: list[tuple[int, str, str]] = []
    bare: list[int] = []
    for at, line in enumerate(page.lines[:_MOST]):
        text = line.text.strip()
        if not text:
            continue
        found = _LINE.match(text) if len(text) <= _LONGEST else None
        key = keys.get(_plain(found[1])) if found else None
        if found and key:
            taken.append((at, key, found[2].strip()))
        elif _BARE.match(text) and (not taken or at == taken[-1][0] + 1):
            bare.append(at)
        else:
            break
    labels = {_plain(found[1]) for at, *_ in taken if (found := _LINE.match(page.lines[at].text.strip()))}
    if len(taken) < 2 or not labels & telling:
        return
    for at in [n for n in bare if n < taken[-1][0] + 2]:
        page.take(at, "crawler-header")
    for at, key, value in taken:
        notes = [(key, value)] if value and key in _NOTED else []
        page.take(at, "crawler-header", *notes)


_NOTED = frozenset({"title", "source", "author", "published", "number", "genre", "issuer"})
