"""What a web page puts around a document: finds those lines, keeps what they tell as notes, and names the rule.

A line is judged folded (simplified, half-width, lower case), so traditional and full-width pages need no rules
of their own. Lines that are plainly no text go wherever they stand; doubtful ones only at the edges, above the
first or below the last full sentence of the page.
"""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import (
    CLOCK,
    DATE,
    DAY,
    LISTED,
    SENTENCE,
    SENTENCE_END,
    SENTENCE_STOP,
    SEPARATORS,
    SPACE,
    Found,
    Page,
    noted,
    words_of,
)
from gongbao.indexer.cleaning.crawler_header import take_crawler_header
from gongbao.indexer.cleaning.edges import take_edges
from gongbao.indexer.cleaning.index_table import take_table
from gongbao.indexer.cleaning.listings import take_contents, take_page_numbers, take_related, take_running_heads
from gongbao.indexer.cleaning.noise import Noise, noise
from gongbao.indexer.cleaning.page_title import take_page_title
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_CRUMBS = re.compile(
    r"^[【\[]?(?:您|你)?(?:现在|当前|目前)?(?:的|所在|所在的|所处的?|浏览)*(?:位置|栏目)(?:是|为)?:"
    r"|^[>»]*(?:网站|本站)?(?:首页|主页)(?:>|»|›|→|/|\\|-|—|::|\|)+\S|^\S{2,16}网?>+\S+>+(?:正文|内容|详情|浏览文章)$"
)
_STATED = re.compile(r"[^>]{8}。")  # a sentence on the line of the crumbs is no part of them
_TRAILING = re.compile(
    r"(?:\s*[(【\[](?:本文|文章|稿件|信息)?(?:责任编辑|责编|编辑|值班编辑|网络编辑|实习编辑"
    r"|来源|稿源|作者|审核|校对|编审)[: ][^()【】\[\]。]{0,40}[)】\]]"
    r"|\s*[【\[](?:我要)?(?:打印|关闭|收藏|返回|纠错|字体|字号|大 ?中 ?小|复制|分享)[^】\]]{0,12}[】\]]"
    r"|\s*分享(?:到|至):.{0,60}|\s*(?:责任编辑|责编):\s*\S{2,12}|\s*[上下]一[篇条]:[^。]{0,60}"
    r"|(?<=[。!?\"])\s*扫一扫[^。]{0,24}|(?<=[。!?\"])\s*版权所有[^。]{0,40})+$"
)
_TRAILING_HINT = re.compile(r"[编編享篇条條扫掃权權]|[)）】\]]\s*$")
_SOURCE_INSIDE = re.compile(r"(?:来源|稿源)[: ]\s*([^()【】\[\]。]{1,40})")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
_COMMENTS = re.compile(r"[ \u3000]+(?:我要|网友|查看|已有)?\d{0,6}条?评论 ?(?:[(（]\d*[)）])?$")
_STAMPED = re.compile(rf"^\s*({DATE.pattern})\s+(\S+)\s*$|^\s*(\S+)\s+({DAY}[ t,]*{CLOCK})\s*$")
_NAMES = re.compile(  # a last ） went with the separators around a value
    r"[\u4e00-\u9fff·]{2,5}(?:[ \u3000、,，/]+[\u4e00-\u9fff·]{2,5}){0,4}(?:[(（][^()（）]{2,20}[)）]?)?"
    r"|[\u4e00-\u9fff]{2,14}(?:[部委局办院台社队站]|中心|日报|政府)"
)
_BAR_LABEL = re.compile(r"^(\s*[\u4e00-\u9fff]{1,6}\s*)\|(?=[^|]+$)")
_TELLING_ROW = re.compile(r":\s*\S|(?:19|20)\d\d ?[-/.年]|https?:")
_VIEWS = re.compile(r"^[\d, 次人万+]*$|document|script|loading|getcl|count|^\S{0,4}$")


def sift(lines: list[Line]) -> Page:
    """Judge every line; the page returned names what was taken and holds the lines with trailing bits cut."""
    rules = noise()
    page = Page.of(lines, rules.sentences)
    take_crawler_header(page)
    take_table(page, rules)
    for at in range(len(lines)):
        if page.open(at):
            _judge(page, at, rules)
    take_page_numbers(page)
    take_running_heads(page)
    take_contents(page)
    take_related(page, rules)
    take_edges(page, rules)
    take_page_title(page, rules)
    _cut_trailing(page)
    return page


def _judge(page: Page, at: int, rules: Noise) -> None:
    compact = page.compact[at]
    size = len(compact)
    sentence = size >= 16 and SENTENCE_STOP.search(compact[-4:]) is not None
    if LISTED.match(compact):
        return
    for rule in rules.anywhere:
        if (
            size <= rule.most
            and rule.pattern.search(compact)
            and (not sentence or (rule.sentences and rule.sentences.search(page.lines[at].text)))
        ):
            page.take(at, rule.name, *noted(rule, page.lines[at].text))
            return
    if size <= 160:
        if _CRUMBS.search(compact) and not SENTENCE_END.search(compact) and not _STATED.search(compact):
            page.take(at, "breadcrumbs", ("crumbs", page.lines[at].text.strip()))
            return
        if stamped := _stamped(page, at, rules):
            page.take(at, "date-line", *stamped)
            return
        information = _information(page, at, rules)
        if information is not None:
            page.take(at, "information-line", *information)
            return
        words = words_of(page.folded[at])
        known = sum(word in rules.menu for word in words)
        if len(words) >= 3 and (
            known == len(words) or (len(words) >= 4 and known >= 0.6 * len(words) and max(map(len, words)) <= 8)
        ):
            page.take(at, "menu")


def _stamped(page: Page, at: int, rules: Noise) -> list[tuple[str, str]] | None:
    """The notes of a line that is a date, perhaps an hour, and a paper's or a site's name, in either order."""
    match = _STAMPED.match(page.folded[at]) if page.lines[at].kind == "text" and len(page.compact[at]) <= 40 else None
    if match is None:
        return None
    date, name = (match.group(1), match.group(2)) if match.group(1) else (match.group(4), match.group(3))
    clear = ":" in date or "-" in date or "/" in date
    return [("published", date.strip()), ("source", name)] if clear and rules.site.match(name) else None


def _information(page: Page, at: int, rules: Noise) -> list[tuple[str, str]] | None:
    """The (key, value) pairs of a line like 来源：淄博日报 发布时间：2021-02-26 浏览：12, else None."""
    folded, text = page.folded[at], page.lines[at].text
    if page.lines[at].kind == "row" and not _TELLING_ROW.search(folded):
        return None  # the heads of a table, 日期 | 利率, have labels too, but no values
    barred = "丨" in folded or "|" in folded
    if barred:
        folded = _BAR_LABEL.sub(r"\1:", folded.replace("丨", ":"))
        barred = folded != page.folded[at]
    found: list[tuple[str, int, int]] = []
    for match in rules.label.finditer(folded):
        label = SPACE.sub("", match.group(1))
        glued = match.start() > 0 and "\u3400" <= folded[match.start() - 1] <= "\u9fff"
        if not glued or (len(label) >= 4 and found):
            found.append((label, match.start(), match.end()))
    if not any(label in rules.strong for label, *_ in found):
        editors = [label for label, *_ in found if rules.weak[label] == "editor"]
        if (len(editors) < 2 or len(editors) < len(found)) and not (barred and found):
            return None
    pairs = []
    before = folded[: found[0][1]].strip(SEPARATORS)
    if before:
        if LISTED.match(before):
            return None
        if date := DATE.search(before):
            pairs.append(("published", date.group()))
            before = before.replace(date.group(), "")
        before = _ADDRESS.sub("", before).strip(SEPARATORS)
        if len(before) > 16 or SENTENCE.search(before):
            return None
        if before and before not in rules.menu:
            pairs.append(("source", before))
    ends = [start for _, start, _ in found[1:]] + [len(folded)]
    for (label, _, start), end in zip(found, ends, strict=True):
        key = rules.strong.get(label) or rules.weak[label]
        value = _COMMENTS.sub("", text[start:end].strip(" \u3000")).strip(SEPARATORS)
        if barred and key in ("author", "editor") and not _NAMES.fullmatch(value):
            return None
        if len(value) > 44 or SENTENCE.search(value.rstrip(";；")) or value.count("，") + value.count(",") > 3:
            return None
        if key == "views" and not _VIEWS.search(folded[start:end].strip(SEPARATORS)):
            return None
        if key == "source" and (date := DATE.search(fold(value))):
            pairs.append(("published", date.group()))
            value = value[: date.start()].strip(SEPARATORS)
        if value and key in ("source", "author", "published", "index"):
            pairs.append((key, value))
    return pairs


def _cut_trailing(page: Page) -> None:
    """Cut （责任编辑：张三）, 【打印】【关闭】 and the like off the end of lines."""
    for at, line in enumerate(page.lines):
        if page.taken[at] is not None or not line.text:
            continue
        offset = max(0, len(line.text) - 120)
        end = line.text[offset:]
        if not _TRAILING_HINT.search(end):
            continue
        folded = fold(end)
        match = _TRAILING.search(folded)
        if match and match.start() + offset > 0:
            cut = line.text[offset + match.start() :]
            page.removed.append(("trailing", cut))
            if source := _SOURCE_INSIDE.search(match.group()):
                begin = match.start() + source.start(1)
                page.notes.append(Found("source", end[begin : begin + len(source.group(1))].strip(), cut, at))
            page.lines[at] = Line(line.text[: offset + match.start()].rstrip(), line.heading, line.kind)
