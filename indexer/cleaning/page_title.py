"""A browser's title line, 标题_栏目_网站 or 别市报告|本市报告: the headline alone stays."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import SENTENCE_END, SPACE, Found, Page, edges_of
from gongbao.indexer.cleaning.labels import TITLE_WORDS, is_label
from gongbao.indexer.cleaning.noise import Noise
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_TITLE_BARS = re.compile(r"\s*[|_]+\s*|\s+[-–—]{1,2}\s+|--|[-–—](?=[^-–—]{2,20}(?:网|门户|政府|在线|平台|网站)$)")

_DASHED = re.compile(r"[-–—―─]")
_ADDRESS = re.compile(r"://|^\s*[-*]?\s*[a-z_]{2,24}\s*:")
_SITES = re.compile(
    r"^[\u4e00-\u9fff·]{2,16}(?:人民政府|政府|委员会|人大|政协|[局厅委办]|频道|专栏|栏目|公开|要闻|动态|公告|新闻|中心)$"
)
_COLUMN = 6  # the longest name of a column


def take_page_title(page: Page, rules: Noise) -> None:
    """Settle a browser's title line, 标题_栏目_网站 or 别市报告|本市报告: the headline alone stays."""
    first, _ = edges_of(page)
    head = [n for n in range(min(first + 1, len(page.lines))) if page.taken[n] is None and page.compact[n]][:6]
    for place, at in enumerate(head):
        line = page.lines[at]
        parts = _segments(page.folded[at])
        if (
            line.kind != "text"
            or len(parts) < 2
            or len(page.compact[at]) > 140
            or SENTENCE_END.search(page.compact[at])
        ):
            continue
        if _ADDRESS.search(page.folded[at]):
            continue
        texts = [SPACE.sub("", page.folded[at][a:b]) for a, b in parts]
        others = {page.compact[n] for n in head[place + 1 :]}
        if any(len(text) >= 5 and text in others for text in texts):
            page.take(at, "page-title", ("title", line.text.strip()))
            continue
        if place > 1 or _is_column(texts, page.folded[at], rules):
            continue
        below = (
            "".join(page.compact[at + 1 :])[:4000] + fold("".join(x.text for x in page.lines[at + 1 : at + 12]))[:4000]
        )
        best = max(
            range(len(parts)), key=lambda n: (_agreement(texts[n], below) * (not rules.site.match(texts[n])), -n)
        )
        a, b = parts[best]
        others_at = [n for n in range(len(parts)) if n != best]
        if _DASHED.search(page.folded[at]) and not all(_names_a_place_on_a_site(texts[n], rules) for n in others_at):
            continue  # a subtitle, or the session's line, behind a dash
        kept = line.text[a:b].strip()
        page.removed.append(("page-title", line.text[:a] + line.text[b:]))
        page.notes.append(Found("title", line.text.strip(), line.text, at))
        page.lines[at] = Line(kept, line.heading, line.kind)


def _names_a_place_on_a_site(text: str, rules: Noise) -> bool:
    """Whether a part of a title only names a site or a column of it: 某市人民政府, 政务公开, 通知公告."""
    return bool(rules.site.match(text) or _SITES.search(text)) or (text not in TITLE_WORDS and is_label(text, rules))


def _is_column(texts: list[str], folded: str, rules: Noise) -> bool:
    """Whether the first of two parts says what kind of piece this is (一问一答|…, 图解|…) and is of the title."""
    return (
        len(texts) == 2
        and "|" in folded
        and len(texts[0]) <= _COLUMN < len(texts[1])
        and texts[0].isalpha()
        and rules.column.search(texts[0]) is not None
        and not rules.site.match(texts[1])
    )


def _segments(folded: str) -> list[tuple[int, int]]:
    bounds, at = [], 0
    for match in _TITLE_BARS.finditer(folded):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, len(folded)))
    return [(a, b) for a, b in bounds if folded[a:b].strip()]


def _agreement(segment: str, below: str) -> float:
    """How much of a segment the text below says too: the share of its character pairs, longer ones a little ahead."""
    pairs = {segment[n : n + 2] for n in range(len(segment) - 1)}
    return sum(pair in below for pair in pairs) / (len(pairs) + 3) if pairs else 0.0
