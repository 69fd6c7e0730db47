"""What a web page puts around a document: finds those lines, keeps what they tell as notes, and names the rule.

A line is judged folded (simplified, half-width, lower case), so traditional and full-width pages need no rules
of their own. Lines that are plainly no text go wherever they stand; doubtful ones only at the edges, above the
first or below the last full sentence of the page.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from indexer.cleaning.noise import Noise, Rule, noise
from indexer.documents import Line
from indexer.folding import fold

_LONGEST = 300
_SENTENCE = re.compile(r"[。！？；!?;]")
_SENTENCE_END = re.compile(r"[。！？；!?;…][”’」』）)\"'》]*$")
_SENTENCE_STOP = re.compile(r"(?:。|[\u4e00-\u9fff”）》][！；!;])[”’」』）)\"]*$")
_SPACE = re.compile(r"\s+")
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_DATE = rf"(?:19|20)\d{{2}} ?[-/.年] ?\d{{1,2}} ?[-/.月] ?\d{{1,2}} ?日?(?:[ t,]*{_CLOCK})?"
DATE = re.compile(_DATE)
_BARE_DATE = re.compile(
    rf"^[\[(【]?(?:(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[ t,]*{_CLOCK})?|{_DATE[:-1]}|{_CLOCK})[\])】]?$"
)
_STAMP = re.compile(rf"^(.{{0,30}}?)((?:19|20)\d{{2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日? *{_CLOCK})(.{{0,16}})$")
_CRUMBS = re.compile(
    r"^[【\[]?(?:您|你)?(?:现在|当前|目前)?(?:的|所在|所在的|所处的?|浏览)*(?:位置|栏目)(?:是|为)?:"
    r"|^(?:网站|本站)?(?:首页|主页)(?:>|»|›|→|/|\\|-|—|::|\|)+\S|^\S{2,16}网?>+\S+>+(?:正文|内容|详情|浏览文章)$"
)
_EDGE_CRUMBS = re.compile(r"^\s*[^\s>]{2,14}(?:\s*(?:>|»|›|→)+\s*[^\s>]{2,24})+\s*>*\s*$")
_LEADER = re.compile(r"^.{2,60}?(?:…{2,}|[.·．-]{4,}|…)\(?\d{1,4}\)?$")
_ENTRY_END = re.compile(r"[….·．\-]*(?:\(\d{1,4}\)|\d{1,4})?$")
_LISTED = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.](?!\d)|[①-⑳]|第[一二三四五六七八九十百\d]+[章节条])"
)
_TOKENS = re.compile(r"[\s|/·•,、>»›\[\]【】()_:＞]+")
_TABLE_CELLS = re.compile(r"\s*[|\t]\s*")
_TRAILING = re.compile(
    r"(?:\s*[(【\[](?:本文|文章|稿件|信息)?(?:责任编辑|责编|编辑|值班编辑|网络编辑|实习编辑"
    r"|来源|稿源|作者|审核|校对|编审)[: ][^()【】\[\]。]{0,40}[)】\]]"
    r"|\s*[【\[](?:我要)?(?:打印|关闭|收藏|返回|纠错|字体|字号|大 ?中 ?小|复制|分享)[^】\]]{0,12}[】\]]"
    r"|\s*分享(?:到|至):.{0,60}|\s*(?:责任编辑|责编):\s*\S{2,12})+$"
)
_SOURCE_INSIDE = re.compile(r"(?:来源|稿源)[: ]\s*([^()【】\[\]。]{1,40})")
_TITLE_BARS = re.compile(r"\s*[|_]+\s*|\s+[-–—]{1,2}\s+|--|[-–—](?=[^-–—]{2,20}(?:网|门户|政府|在线|平台|网站)$)")
_SEPARATORS = " \u3000\t|,;，；、/·[]【】()（）〔〕-—>"
_VIEWS = re.compile(r"^[\d, 次人万+]*$|document|script|loading|getcl|count|^\S{0,4}$")
_TITLE_WORDS = frozenset(
    ["政府工作报告", "工作报告", "通知", "公告", "公示", "政府公报", "公报", "会议", "内容", "图片", "评论"]
)
_SWALLOWING = frozenset(
    [
        "qr-code",
        "share",
        "related",
        "copyright",
        "site-registration",
        "site-host",
        "previous-next",
        "app-download",
        "footer",
    ]
)
_KEPT_BELOW = re.compile(r"^(附|注|表|图|主题词|抄送|印发|(联系|经办)人|备注|说明)|[年月]\d{1,2}日$|\d")


@dataclass(slots=True)
class Found:
    """A note before its place among the clean lines is known; ``line`` is the raw line."""

    key: str
    value: str
    text: str
    line: int


@dataclass(slots=True)
class Page:
    """The lines of a page with what is known of each: folded, folded without spaces, and the rule that took it."""

    lines: list[Line]
    folded: list[str]
    compact: list[str]
    taken: list[str | None]
    notes: list[Found] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, lines: list[Line], sentences: re.Pattern[str]) -> Page:
        folded = [fold(line.text) if _is_doubtful(line.text, sentences) else "" for line in lines]
        compact = [_SPACE.sub("", f) if " " in f or "\u3000" in f or "\t" in f else f for f in folded]
        return cls(lines, folded, compact, [None] * len(lines))

    def take(self, at: int, rule: str, *notes: tuple[str, str]) -> None:
        """Mark line ``at`` as taken out by ``rule``, leaving notes of (key, value)."""
        if self.taken[at] is None:
            self.taken[at] = rule
            text = self.lines[at].text
            self.removed.append((rule, text))
            self.notes.extend(Found(key, value, text, at) for key, value in notes)

    def open(self, at: int) -> bool:
        """Whether line ``at`` may still be judged: short enough, not blank, not taken."""
        return self.taken[at] is None and bool(self.compact[at])


def _is_doubtful(text: str, sentences: re.Pattern[str]) -> bool:
    """Whether a line need be judged: not a plain sentence. This is what keeps running text fast to clean."""
    if not text or len(text) > _LONGEST:
        return False
    return len(text) < 30 or not _SENTENCE_STOP.search(text[-4:]) or sentences.search(text) is not None


def sift(lines: list[Line]) -> Page:
    """Judge every line; the page returned names what was taken and holds the lines with trailing bits cut."""
    rules = noise()
    page = Page.of(lines, rules.sentences)
    _take_table(page, rules)
    for at in range(len(lines)):
        if page.open(at):
            _judge(page, at, rules)
    _take_page_numbers(page)
    _take_contents(page)
    _take_related(page, rules)
    _take_edges(page, rules)
    _take_page_title(page, rules)
    _cut_trailing(page)
    return page


def _judge(page: Page, at: int, rules: Noise) -> None:
    compact = page.compact[at]
    size = len(compact)
    sentence = size >= 16 and _SENTENCE_STOP.search(compact[-4:]) is not None
    if _LISTED.match(compact):
        return
    for rule in rules.anywhere:
        if (
            size <= rule.most
            and rule.pattern.search(compact)
            and (not sentence or (rule.sentences and rule.sentences.search(page.lines[at].text)))
        ):
            page.take(at, rule.name, *_noted(rule, page.lines[at].text))
            return
    if size <= 160:
        if _CRUMBS.search(compact) and not _SENTENCE_END.search(compact):
            page.take(at, "breadcrumbs", ("crumbs", page.lines[at].text.strip()))
            return
        information = _information(page, at, rules)
        if information is not None:
            page.take(at, "information-line", *information)
            return
        words = _words(page.folded[at])
        known = sum(word in rules.menu for word in words)
        if len(words) >= 3 and (
            known == len(words) or (len(words) >= 4 and known >= 0.6 * len(words) and max(map(len, words)) <= 8)
        ):
            page.take(at, "menu")


def _noted(rule: Rule, text: str) -> list[tuple[str, str]]:
    return [(rule.note, text.strip())] if rule.note else []


def _words(folded: str) -> list[str]:
    return [word for word in _TOKENS.split(folded) if word]


def _information(page: Page, at: int, rules: Noise) -> list[tuple[str, str]] | None:
    """The (key, value) pairs of a line like 来源：淄博日报 发布时间：2021-02-26 浏览：12, else None."""
    folded, text = page.folded[at], page.lines[at].text
    found: list[tuple[str, int, int]] = []
    for match in rules.label.finditer(folded):
        label = _SPACE.sub("", match.group(1))
        glued = match.start() > 0 and "\u3400" <= folded[match.start() - 1] <= "\u9fff"
        if not glued or (len(label) >= 4 and found):
            found.append((label, match.start(), match.end()))
    if not any(label in rules.strong for label, *_ in found):
        editors = [label for label, *_ in found if rules.weak[label] == "editor"]
        if len(editors) < 2 or len(editors) < len(found):
            return None
    pairs = []
    before = folded[: found[0][1]].strip(_SEPARATORS)
    if before:
        if _LISTED.match(before):
            return None
        if date := DATE.search(before):
            pairs.append(("published", date.group()))
            before = before.replace(date.group(), "").strip(_SEPARATORS)
        if len(before) > 16 or _SENTENCE.search(before):
            return None
        if before and before not in rules.menu:
            pairs.append(("source", before))
    ends = [start for _, start, _ in found[1:]] + [len(folded)]
    for (label, _, start), end in zip(found, ends, strict=True):
        key = rules.strong.get(label) or rules.weak[label]
        value = text[start:end].strip(_SEPARATORS)
        if len(value) > 44 or _SENTENCE.search(value.rstrip(";；")) or value.count("，") + value.count(",") > 3:
            return None
        if key == "views" and not _VIEWS.search(folded[start:end].strip(_SEPARATORS)):
            return None
        if key == "source" and (date := DATE.search(fold(value))):
            pairs.append(("published", date.group()))
            value = value[: date.start()].strip(_SEPARATORS)
        if value and key in ("source", "author", "published", "index"):
            pairs.append((key, value))
    return pairs


def _is_body(text: str) -> bool:
    return (len(text) >= 20 and bool(_SENTENCE.search(text))) or len(text) >= 90


def _edges(page: Page) -> tuple[int, int]:
    """The first and the last line (+1) of the page's full sentences."""
    body = [n for n, line in enumerate(page.lines) if page.taken[n] is None and _is_body(line.text)]
    return (body[0], body[-1] + 1) if body else (min(12, len(page.lines)), max(0, len(page.lines) - 12))


def _take_edges(page: Page, rules: Noise) -> None:
    first, last = _edges(page)
    edge = [n for n in (*range(first), *range(last, len(page.lines))) if page.compact[n]]
    for at in edge:
        compact = page.compact[at]
        if not page.open(at) or _LISTED.match(compact):
            continue
        rule = next(
            (r for r in rules.edge if not r.after and len(compact) <= r.most and r.pattern.search(compact)), None
        )
        if rule is not None and not _SENTENCE_END.search(compact):
            page.take(at, rule.name, *_noted(rule, page.lines[at].text))
        elif at < first:
            _judge_head(page, at, first, rules)
    for order in (edge, edge[::-1]):
        for place, at in enumerate(order):
            if page.open(at) and place and page.taken[order[place - 1]] not in (None, "break", "page-number"):
                _judge_beside(page, at, first, last, rules)


def _judge_head(page: Page, at: int, first: int, rules: Noise) -> None:
    folded, compact, text = page.folded[at].strip(), page.compact[at], page.lines[at].text.strip()
    if _BARE_DATE.match(folded) and "年" not in folded:
        page.take(at, "date-line", ("published", text))
    elif stamp := _STAMP.match(folded):
        around = [part.strip(_SEPARATORS) for part in (stamp.group(1), stamp.group(3))]
        page.take(at, "date-line", ("published", stamp.group(2)), *(("source", part) for part in around if part))
    elif (label := re.match(r"^(时间|日期|发布): ?(.+)$", folded)) and _BARE_DATE.match(label.group(2).strip()):
        page.take(at, "date-line", ("published", label.group(2).strip()))
    elif _EDGE_CRUMBS.match(folded) and not _SENTENCE.search(compact):
        page.take(at, "breadcrumbs", ("crumbs", text))
    elif rules.site.match(compact) and _has_title(page, at, first, rules):
        page.take(at, "site-name", ("site", text))
    elif len(words := _words(folded)) >= 2 and all(word in rules.menu for word in words):
        page.take(at, "menu")


def _has_title(page: Page, at: int, first: int, rules: Noise) -> bool:
    """Whether some other line of the head could be the title, so that the one at ``at`` need not be."""
    return any(
        page.taken[n] is None and n != at and len(page.compact[n]) >= 7 and not rules.site.match(page.compact[n])
        for n in range(min(first + 1, len(page.lines)))
    )


def _judge_beside(page: Page, at: int, first: int, last: int, rules: Noise) -> None:
    """Judge an edge line whose neighbour was taken: contact lines, lone menu words, footers."""
    compact, text = page.compact[at], page.lines[at].text.strip()
    for rule in rules.edge:
        if rule.after and len(compact) <= rule.most and rule.pattern.search(compact):
            page.take(at, rule.name, *_noted(rule, text))
            return
    if compact in rules.menu and compact not in _TITLE_WORDS:
        page.take(at, "menu")
    elif at < first and _BARE_DATE.match(page.folded[at].strip()):
        page.take(at, "date-line", ("published", text))
    elif (
        at >= last
        and last > first
        and len(compact) <= 24
        and page.lines[at].kind == "text"
        and not _SENTENCE_END.search(compact)
        and not _KEPT_BELOW.search(compact)
        and any(page.taken[n] in _SWALLOWING for n in range(last, at))
    ):
        page.take(at, "footer")


def _take_page_numbers(page: Page) -> None:
    """Take bare numbers that count up through the file, as page numbers do."""
    bare = [
        (n, int(c))
        for n, c in enumerate(page.compact)
        if c.isdecimal() and len(c) <= 3 and page.lines[n].kind == "text"
    ]
    if len(bare) >= 2 and all(b[1] == a[1] + 1 and b[0] - a[0] >= 4 for a, b in itertools.pairwise(bare)):
        for at, _ in bare:
            page.take(at, "page-number")


def _take_contents(page: Page) -> None:
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


def _take_related(page: Page, rules: Noise) -> None:
    """Take headings such as 相关文章 with the short lines of links below, but not the next article's headline."""
    heads = [
        n for n, c in enumerate(page.compact) if c and len(c) <= 40 and page.taken[n] is None and rules.related.match(c)
    ]
    if not heads:
        return
    body = [n for n, line in enumerate(page.lines) if page.taken[n] is None and _is_body(line.text)]
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
            if page.compact[at].startswith("附件") or _SENTENCE_END.search(page.compact[at]):
                break
            page.take(at, "related")


def _take_table(page: Page, rules: Noise) -> None:
    """Take the table of 索引号, 发文机关, 成文日期 … above a document, whichever way its cells were flattened."""
    start = next(
        (n for n, c in enumerate(page.compact[:60]) if c and rules.table_label.match(page.folded[n].strip())), None
    )
    if start is None:
        return
    rows: list[int] = []
    pairs: list[tuple[int, str, str]] = []
    waiting: str | None = None
    for at in range(start, min(len(page.lines), start + 80)):
        if not page.compact[at]:
            if page.lines[at].text.strip() and waiting is None:
                break
            continue
        cells = _cells(page.lines[at].text, rules)
        if cells:
            rows.append(at)
            pairs.extend((at, label, value) for label, value in cells)
            waiting = cells[-1][0] if not cells[-1][1] else None
        elif waiting is not None:
            rows.append(at)
            pairs[-1] = (at, waiting, page.lines[at].text.strip())
            waiting = None
        else:
            break
    labels = {label for _, label, _ in pairs}
    if len(labels) < 2 or not any(rules.table[label] in ("index", "number", "issuer", "signed") for label in labels):
        return
    following = "".join(page.compact[rows[-1] + 1 : rows[-1] + 12])
    for at in rows:
        notes = [(rules.table[label], value) for n, label, value in pairs if n == at and value]
        if (title := next((v for k, v in notes if k == "title"), "")) and _SPACE.sub("", fold(title)) not in following:
            page.lines[at] = Line(title, page.lines[at].heading)
            page.notes.append(Found("title", title, title, at))
            page.compact[at] = ""
            continue
        page.take(at, "index-table", *(note for note in notes if note[0] != "other"))


def _cells(text: str, rules: Noise) -> list[tuple[str, str]]:
    """The (label, value) pairs of one table line; empty when it does not begin with a label."""
    folded = fold(text)
    lead = len(folded) - len(folded.lstrip())
    first = rules.table_label.match(folded.strip())
    if not first:
        return []
    parts = [p for p in _TABLE_CELLS.split(text.strip()) if p]
    if len(parts) > 1 and ":" not in folded:
        labels = [_SPACE.sub("", fold(p)) for p in parts]
        return [
            (labels[n], parts[n + 1] if n + 1 < len(parts) else "")
            for n in range(0, len(parts), 2)
            if labels[n] in rules.table
        ]
    starts = [(first.group(1), lead, lead + first.end())]
    for match in re.finditer(r"[\s|\]】]([\w][\w \u3000]{1,12}?)[】\]]?[ \u3000]*:", folded):
        label = _SPACE.sub("", match.group(1))
        if label in rules.table and match.start() >= starts[-1][2]:
            starts.append((label, match.start(), match.end()))
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    return [
        (
            _SPACE.sub("", label),
            text[after:end].strip(_SEPARATORS.replace("〔", "").replace("〕", "").replace("）", "").replace(")", "")),
        )
        for (label, _, after), end in zip(starts, ends, strict=True)
    ]


def _take_page_title(page: Page, rules: Noise) -> None:
    """Settle a browser's title line, 标题_栏目_网站 or 别市报告|本市报告: the headline alone stays."""
    first, _ = _edges(page)
    head = [n for n in range(min(first + 1, len(page.lines))) if page.taken[n] is None and page.compact[n]][:6]
    for place, at in enumerate(head):
        line = page.lines[at]
        parts = _segments(page.folded[at])
        if (
            line.kind != "text"
            or len(parts) < 2
            or len(page.compact[at]) > 140
            or _SENTENCE_END.search(page.compact[at])
        ):
            continue
        texts = [_SPACE.sub("", page.folded[at][a:b]) for a, b in parts]
        others = {page.compact[n] for n in head[place + 1 :]}
        if any(len(text) >= 5 and text in others for text in texts):
            page.take(at, "page-title", ("title", line.text.strip()))
            continue
        if place > 1:
            continue
        below = (
            "".join(page.compact[at + 1 :])[:4000] + fold("".join(x.text for x in page.lines[at + 1 : at + 12]))[:4000]
        )
        best = max(
            range(len(parts)), key=lambda n: (_agreement(texts[n], below) * (not rules.site.match(texts[n])), -n)
        )
        a, b = parts[best]
        kept = line.text[a:b].strip()
        page.removed.append(("page-title", line.text[:a] + line.text[b:]))
        page.notes.append(Found("title", line.text.strip(), line.text, at))
        page.lines[at] = Line(kept, line.heading, line.kind)


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


def _cut_trailing(page: Page) -> None:
    """Cut （责任编辑：张三）, 【打印】【关闭】 and the like off the end of lines."""
    for at, line in enumerate(page.lines):
        if page.taken[at] is not None or not line.text:
            continue
        offset = max(0, len(line.text) - 120)
        end = line.text[offset:]
        if "编" not in end and "編" not in end and end.rstrip()[-1:] not in ")）】]" and "分享" not in end:
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
