"""What stands twice, once: the same paragraph twice in a row, or a block (often a page) printed again below itself."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.lines import Placed

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG = 30
_ALIKE = 0.9


def without_repeats(placed: list[Placed], removed: list[tuple[str, str]]) -> list[Placed]:
    """``placed`` without repetitions; each one dropped is added to ``removed``. Table rows may repeat."""
    once: list[Placed] = []
    last = ""
    for item in placed:
        text = item.line.text
        if text:
            key = "".join(text.split())
            if key == last and item.line.kind == "text" and len(_HAN.findall(key)) >= 2:
                removed.append(("repeated-line", text))
                continue
            last = key
        once.append(item)
    return _blocks_once(once, removed)


def _blocks_once(placed: list[Placed], removed: list[tuple[str, str]]) -> list[Placed]:
    """``placed`` without blocks of lines that repeat the block right above them, at least two long lines of it."""
    places = [n for n, p in enumerate(placed) if p.line.text]
    texts = ["".join(placed[n].line.text.split()) for n in places]
    seen: dict[str, int] = {}
    tried: set[tuple[int, int]] = set()
    for place, text in enumerate(texts):
        if len(text) < _LONG:
            continue
        first = found = seen.setdefault(text, place)
        size = place - found
        while first and size and texts[first - 1] == texts[first - 1 + size] and found - first < size - 1:
            first -= 1
        if size and (first, size) not in tried:
            tried.add((first, size))
            if again := _repeated(texts, first, size):
                removed.extend(("repeated-block", placed[places[n]].line.text) for n in again)
                dropped = {places[n] for n in again}
                return _blocks_once([p for n, p in enumerate(placed) if n not in dropped], removed)
    return placed


def _repeated(texts: list[str], first: int, size: int) -> list[int]:
    """The lines among ``size`` from ``first + size`` that repeat the ``size`` from ``first``, if nearly all do."""
    end = min(first + size, len(texts) - size)
    same = [n for n in range(first, end) if texts[n] == texts[n + size]]
    if len(same) < _ALIKE * size or sum(len(texts[n]) >= _LONG for n in same) < 2:
        return []
    return [n + size for n in same]
