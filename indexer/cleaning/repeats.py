"""What stands twice, once: the same paragraph twice in a row, or a whole page printed again below itself."""

from __future__ import annotations

import re

from indexer.cleaning.lines import Placed

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG = 30


def without_repeats(placed: list[Placed], removed: list[tuple[str, str]]) -> list[Placed]:
    """``placed`` without repetitions; each one dropped is added to ``removed``. Table rows may repeat."""
    once: list[Placed] = []
    last = ""
    for item in placed:
        text = item.line.text
        if not text:
            once.append(item)
            continue
        key = "".join(text.split())
        if key == last and item.line.kind == "text" and len(_HAN.findall(key)) >= 2:
            removed.append(("repeated-line", text))
            continue
        last = key
        once.append(item)
    return _page_once(once, removed)


def _page_once(placed: list[Placed], removed: list[tuple[str, str]]) -> list[Placed]:
    """Drop the second of two equal blocks that follow each other and together hold nearly the whole page."""
    texts = [(n, "".join(p.line.text.split())) for n, p in enumerate(placed) if p.line.text]
    long = [(n, t) for n, t in texts if len(t) >= _LONG]
    if len(long) < 2 or len({t for _, t in long}) > 0.75 * len(long):
        return placed
    first_seen: dict[str, int] = {}
    for order, (n, text) in enumerate(long):
        if text in first_seen:
            start = n
            half = order
            break
        first_seen[text] = order
    else:
        return placed
    again = [text for _, text in long[half:]]
    known = {text for _, text in texts if _ < start}
    if sum(text in first_seen for text in again) < 0.9 * len(again):
        return placed
    # The short lines right above the repetition (its title) repeat too.
    while start and (
        not placed[start - 1].line.text or "".join(placed[start - 1].line.text.split()) in _texts(placed[: start - 1])
    ):
        start -= 1
    out = placed[:start]
    for item in placed[start:]:
        if not item.line.text or "".join(item.line.text.split()) not in known:
            out.append(item)
        else:
            removed.append(("repeated-page", item.line.text))
    return out


def _texts(placed: list[Placed]) -> set[str]:
    return {"".join(p.line.text.split()) for p in placed if p.line.text}
