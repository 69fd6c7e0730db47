"""Runs of lines that are no text: tables of contents, lists of related links, page heads and numbers."""

from __future__ import annotations

import itertools
import re

from gongbao.indexer.cleaning.cleaning_state import LISTED, SENTENCE, SENTENCE_END, Page, is_body
from gongbao.indexer.cleaning.lines import ends, starts_paragraph
from gongbao.indexer.cleaning.noise import Noise

_NO_HEAD = re.compile(
    r"^[([]?(?:金额|计量|数据|统计)?单位[::]|[::,]$|^\(?(?:续|接)(?:表|上表)|^[\d.,%\-+ ]+$|^(?:表|图|附件?|附表)\d"
    r"|^(?:合计|小计|项目|科目)|\d(?:\.\d+)?(?:万|亿|%|元|人|吨|公顷)"
)
_OF_TEXT = re.compile(r"附件|第[一二三四五六七八九十百\d]+[编章节条]|[一二三四五六七八九十]{1,3}、")
_HAN_RUN = re.compile("[\u4e00-\u9fff]{8}")
_LEADER = re.compile(r"^.{2,60}?(?:…{2,}|[.·．-]{4,}|…)\(?\d{1,4}\)?$")
# Stands below the title of every paper of a session or at the end of each; folded, without spaces.
_ADOPTS = re.compile(
    r"[年月日届].*(?:会议|大会|全会).{0,6}(?:通过|批准|表决|审议|修订|修正)"
    r"|年.*日.*(?:会议|大会|全会)上?\)?$|\(.*年.*(?:通过|批准|公布|发布|印发|修订|修正|施行|废止)\)$"
    r"|^\(?(?:[12]\d{3}|[一二][\u4e00-\u9fff〇○]{3})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日\)?$"
)
_ENTRY_END = re.compile(r"[….·．\-]*(?:\(\d{1,4}\)|\d{1,4})?$")


def take_page_numbers(page: Page) -> None:
    """Take bare numbers that count up through the file, as page numbers do."""
    bare = [
        (n, int(c))
        for n, c in enumerate(page.compact)
        if c.isdecimal() and len(c) <= 3 and page.lines[n].kind == "text"
    ]
    if len(bare) >= 2 and all(b[1] == a[1] + 1 and b[0] - a[0] >= 4 for a, b in itertools.pairwise(bare)):
        for at, _ in bare:
            page.take(at, "page-number")


def take_running_heads(page: Page) -> None:
    """Take a head printed on every page of a converted file: a short line that comes back where a page ends.

    A page ends where a page number stands, or inside a sentence that stops above the line and goes on below it. Units
    of tables, numbered headings, and lines that tell when or in which session something was adopted are no heads,
    however often they come back; neither is the tail of a wrapped sentence.
    """
    seen: dict[str, list[int]] = {}
    for at, compact in enumerate(page.compact):
        if 4 <= len(compact) <= 50 and page.open(at) and page.lines[at].kind == "text" and not _NO_HEAD.search(compact):
            seen.setdefault(compact, []).append(at)
    top = next((n for n, line in enumerate(page.lines) if line.text.strip()), 0)
    for compact, places in seen.items():
        if len(places) < 2 or SENTENCE.search(compact) or LISTED.match(compact) or _ADOPTS.search(compact):
            continue
        if len(places) == 2 and places[0] == top and _splits(page, places[1]):
            page.take(places[1], "running-head")
            continue
        if len(places) < 3 or min(b - a for a, b in itertools.pairwise(places)) < 3:
            continue
        edges = [at for at in places if _beside_number(page, at) or _splits(page, at)]
        if len(edges) >= 0.5 * len(places):
            for at in places if places[0] in edges else places[1:]:
                page.take(at, "running-head")


def _splits(page: Page, at: int) -> bool:
    """Whether line ``at`` stands right inside a sentence: long text above stops short and long text below goes on."""
    above = next((n for n in range(at - 1, max(-1, at - 4), -1) if page.lines[n].text.strip()), None)
    below = next((n for n in range(at + 1, min(len(page.lines), at + 4)) if page.lines[n].text.strip()), None)
    if above is None or below is None or "row" in (page.lines[above].kind, page.lines[below].kind):
        return False
    texts = [page.lines[above].text.strip(), page.lines[below].text.strip()]
    prose = min(map(len, texts)) >= 14 and all(_HAN_RUN.search(text) for text in texts)
    return prose and not ends(texts[0]) and not starts_paragraph(texts[1])


def _beside_number(page: Page, at: int) -> bool:
    """Whether a page number stands beside line ``at``."""
    above = next((n for n in range(at - 1, -1, -1) if page.lines[n].text.strip()), None)
    below = next((n for n in range(at + 1, len(page.lines)) if page.lines[n].text.strip()), None)
    return any(n is not None and page.taken[n] == "page-number" for n in (above, below))


def take_contents(page: Page) -> None:
    """Take a table of contents: leader dots with page numbers, or lines below 目录 that all stand again further on."""
    led = [n for n, c in enumerate(page.compact) if page.open(n) and _LEADER.search(c)]
    if len(led) >= 2:
        for at in led:
            page.take(at, "contents")
    for head in [n for n, c in enumerate(page.compact[:80]) if c in ("目录", "目次", "本期目录", "总目录", "[目录]")]:
        listed = []
        for at in range(head + 1, len(page.lines)):
            if not page.open(at):
                continue
            entry = _ENTRY_END.sub("", page.compact[at])
            if len(entry) < 4 or len(entry) > 70 or entry not in "".join(page.compact[at + 1 :]):
                break
            listed.append(at)
        if len(listed) >= 2 or led:
            for at in (head, *listed):
                page.take(at, "contents")


def take_related(page: Page, rules: Noise) -> None:
    """Take headings such as 相关文章 with the short lines of links below, but not the next article's headline."""
    heads = [
        n for n, c in enumerate(page.compact) if c and len(c) <= 40 and page.taken[n] is None and rules.related.match(c)
    ]
    if not heads:
        return
    body = [n for n, line in enumerate(page.lines) if page.taken[n] is None and is_body(line.text)]
    for head in heads:
        if not page.open(head):
            continue
        page.take(head, "related")
        until = next((n for n in body if n > head), len(page.lines))
        listed = [n for n in range(head + 1, until) if page.open(n) and len(page.compact[n]) <= 60]
        if (
            until < len(page.lines)
            and listed
            and not re.match(r"^[·•▪■◆>\-*]|.*(19|20)\d\d-\d", page.compact[listed[-1]])
        ):
            listed.pop()
        for at in listed:
            compact = page.compact[at]
            if SENTENCE_END.search(compact) or _ADOPTS.search(compact) or _OF_TEXT.match(compact):
                break
            page.take(at, "related")
