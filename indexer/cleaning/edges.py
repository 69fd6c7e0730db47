"""The edges of a page, above its first and below its last full sentence, where doubtful lines are noise."""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import (
    CLOCK,
    DAY,
    LISTED,
    SENTENCE,
    SENTENCE_END,
    SEPARATORS,
    SiftedPage,
    edges_of,
    noted,
    words_of,
)
from gongbao.indexer.cleaning.labels import TITLE_WORDS, take_labels
from gongbao.indexer.cleaning.masthead import take_mastheads
from gongbao.indexer.cleaning.noise import Noise

_BARE_DATE = re.compile(
    rf"^[\[(【]?(?:(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[ t,]*{CLOCK})?|{DAY}[ t,]*{CLOCK}|{CLOCK})[\])】]?$"
)
_STAMP = re.compile(rf"^(.{{0,30}}?)((?:19|20)\d{{2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日? *{CLOCK})(.{{0,16}})$")
_EDGE_CRUMBS = re.compile(r"^\s*[^\s>]{2,14}(?:\s*(?:>|»|›|→)+\s*[^\s>]{2,24})+\s*>*\s*$")
_CRUMB_MARK = re.compile(r"[>»›→/]{1,2}$")
_CRUMB = 12
_NO_ACCOUNT = re.compile(r"^(?:原创|转载|发表于\S{2,8})$")
_KEPT_BELOW = re.compile(r"^(附|注|表|图|主题词|抄送|印发|(联系|经办)人|备注|说明)|[年月]\d{1,2}日$|\d")


def take_edges(page: SiftedPage, rules: Noise) -> None:
    first, last = edges_of(page)
    edge = [n for n in (*range(first), *range(last, len(page.lines))) if page.compact[n]]
    take_labels(page, edge, first, rules)
    for at in edge:
        compact = page.compact[at]
        if not page.open(at) or LISTED.match(compact):
            continue
        rule = next(
            (r for r in rules.edge if not r.after and len(compact) <= r.most and r.pattern.search(compact)), None
        )
        if rule is not None and not SENTENCE_END.search(compact):
            page.take(at, rule.name, *noted(rule, page.lines[at].text))
        elif at < first:
            _judge_head(page, at, first, rules)
    _take_upright_crumbs(page, [n for n in edge if n < first])
    for order in (edge, edge[::-1]):
        for place, at in enumerate(order):
            if page.open(at) and place and page.taken[order[place - 1]] not in (None, "break", "page-number"):
                _judge_beside(page, at, first, last, rules)
    take_mastheads(page, first, rules)


def account_of(text: str) -> str:
    """Whose account a page is, of what stands beside its date: 原创 甲 甲 is 甲, 发表于贵州 nobody's."""
    words = [word for word in text.strip(SEPARATORS).split() if not _NO_ACCOUNT.match(word)]
    return " ".join(dict.fromkeys(words)).strip(SEPARATORS)


def _take_upright_crumbs(page: SiftedPage, head: list[int]) -> None:
    """Take breadcrumbs that stand below each other, with lines of nothing but > between them."""
    marks = [place for place, at in enumerate(head) if _CRUMB_MARK.match(page.compact[at])]
    if len(marks) < 2:
        return
    for place in marks:
        for at in head[max(0, place - 1) : place + 2]:
            if page.open(at) and len(page.compact[at]) <= _CRUMB:
                page.take(at, "breadcrumbs", ("crumbs", page.lines[at].text.strip()))


def _judge_head(page: SiftedPage, at: int, first: int, rules: Noise) -> None:
    folded, compact, text = page.folded[at].strip(), page.compact[at], page.lines[at].text.strip()
    if _BARE_DATE.match(compact) and "年" not in folded:
        page.take(at, "date-line", ("published", text))
    elif stamp := _STAMP.match(folded):
        around = [account_of(part) for part in (stamp.group(1), stamp.group(3))]
        page.take(at, "date-line", ("published", stamp.group(2)), *(("source", part) for part in around if part))
    elif (label := re.match(r"^(时间|日期|发布): ?(.+)$", folded)) and _BARE_DATE.match(label.group(2).strip()):
        page.take(at, "date-line", ("published", label.group(2).strip()))
    elif _EDGE_CRUMBS.match(folded) and not SENTENCE.search(compact):
        page.take(at, "breadcrumbs", ("crumbs", text))
    elif rules.site.match(compact) and _has_title(page, at, first, rules):
        page.take(at, "site-name", ("site", text))
    elif len(words := words_of(folded)) >= 2 and all(word in rules.menu for word in words):
        page.take(at, "menu")


def _has_title(page: SiftedPage, at: int, first: int, rules: Noise) -> bool:
    """Whether some other line of the head could be the title, so that the one at ``at`` need not be."""
    return any(
        page.taken[n] is None and n != at and len(page.compact[n]) >= 7 and not rules.site.match(page.compact[n])
        for n in range(min(first + 1, len(page.lines)))
    )


def _judge_beside(page: SiftedPage, at: int, first: int, last: int, rules: Noise) -> None:
    """Judge an edge line whose neighbour was taken: contact lines, lone menu words, footers."""
    compact, text = page.compact[at], page.lines[at].text.strip()
    for rule in rules.edge:
        if rule.after and len(compact) <= rule.most and rule.pattern.search(compact):
            page.take(at, rule.name, *noted(rule, text))
            return
    if compact in rules.menu and compact not in TITLE_WORDS:
        page.take(at, "menu")
    elif at < first and _BARE_DATE.match(page.folded[at].strip()):
        page.take(at, "date-line", ("published", text))
    elif (
        at >= last
        and last > first
        and len(compact) <= 24
        and page.lines[at].kind == "text"
        and not SENTENCE_END.search(compact)
        and not _KEPT_BELOW.search(compact)
        and any(page.taken[n] in rules.footers for n in range(last, at))
    ):
        page.take(at, "footer")
