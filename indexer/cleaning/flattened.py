"""A page saved without its line ends: one gigantic line, cut where a heading, a paragraph or page furniture begins.

Nothing is taken out here: each piece becomes a line, and the rules for lines judge it. All patterns are matched on
folded text, whose offsets are those of the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from gongbao.indexer.cleaning.cleaning_state import CLOCK, DAY
from gongbao.indexer.cleaning.lines import NUMBER
from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

_LEAST = 60
_SHARE = 0.7  # of all the text, what one line must hold to be a flattened page
_MOST_LINES = 4
_HEAD = 500

_STOP = re.compile(r"[。!?;]")
# Where text has run on, an item begins behind the end of a sentence; a space there ends a paragraph too.
_ITEM = re.compile(
    rf"(?<=[。!?;:])[\"')」』]*()[ \u3000]*(?=第[{NUMBER}\d]{{1,5}}[编章节条](?!例|路|线|道|战线)"
    rf"|[{NUMBER}]{{1,3}}、|\([{NUMBER}]{{1,3}}\)"
    r"|\d{1,2}[.、](?!\d)|\(\d{1,2}\))"
)
_SPACED = re.compile(r"(?<=[。!?:])[\"')」』]*()[ \u3000]+|()\u3000{2,}|() {4,}")
_CHAPTER = re.compile(rf"[ \u3000]()(?=第[{NUMBER}\d]{{1,5}}[编章节条][ \u3000])")
_NUMBERED = re.compile(rf"第[{NUMBER}\d]{{1,5}}[编章节条]$")
# 特此通知。某某县人民政府2021年3月5日
_SIGNED = re.compile(
    r"(?<=[。!])[ \u3000]*()(?P<organ>[\u4e00-\u9fff]{3,40}?"
    r"(?:政府|办公[室厅]|委员会|常委会|公署|[局厅部院委会处社]))[ \u3000]*"
    r"(?P<day>(?:(?:19|20)\d\d|二[〇○零]..) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日)"
    r"[ \u3000]*(?P<rest>(?=$|[附(【\[]|抄送|主题词|打印|关闭|责任编辑|上一[篇条]))"
)
_CRUMBS = re.compile(
    r"^[ \u3000]*(?:(?:您|你)?(?:现在|当前|目前)?(?:的|所在的?)?位置(?:是)?:?[ \u3000]*)?"
    r"(?:(?:网站)?(?:首页|主页)|[\u4e00-\u9fff]{2,12}网)"
    r"(?:[ \u3000]*(?:>|»|›|→)+[ \u3000]*"
    r"(?:正文|内容|详情|浏览文章|[^\s>»›→]{2,14}(?![^\s>»›→])))+"
)
_BAR = (
    r"[【\[(](?:我要)?(?:打印|关闭|收藏|返回|纠错|复制|分享|字体|字号)[^】\])]{0,12}[】\])]|(?:打印|关闭)(?:本页|窗口)"
    r"|分享(?:到|至):?|(?:返回|回到)(?:顶部|首页|列表)"
)
_TAIL = re.compile(
    rf"[ \u3000]*()(?:{_BAR}|[上下]一[篇条]:|[(【\[]?(?:责任编辑|责编|编辑)[:：]|版权(?:声明|所有)"
    r"|主办单位:|(?:相关|推荐)(?:链接|阅读|新闻|文章)"
    r"|扫一扫)"
)
_LABELS = (
    r"(?:信息|文章|稿件|新闻)?来源|作者|(?:发布|发稿|更新|录入|添加|发表)(?:时间|日期)"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|"
    r"字体|字号|(?:字体|字号)大小|责任编辑|编辑|审核|索引号|时间|日期"
)
_META = re.compile(
    rf"(?:(?<=[ \u3000])|(?<![\u4e00-\u9fff])|(?=发布|发稿|来源|信息来源|文章来源|更新|作者:|浏览|索引号"
    rf"|(?:日期|时间):[ \u3000]*\d{{4}}))()"
    rf"(?:(?:{_LABELS})[ \u3000]*:|{DAY}[ t,]*{CLOCK}|(?:19|20)\d\d-\d\d?-\d\d?(?=[ \u3000]))"
)
_VALUE = re.compile(
    rf"[ \u3000|]*(?:(?:{_LABELS})[ \u3000]*:[ \u3000]*(?:{DAY}(?:[ t,]*{CLOCK})?"
    rf"|(?:[【\[(][^】\])]{{1,9}}[】\])][ \u3000]*)+"
    rf"|(?:[大中小] ){{2}}[大中小]|\d+ ?次?|(?:{_LABELS})(?=:)|[^\s:。,]{{1,20}}(?=[ \u3000|]))?"
    rf"|{DAY}(?:[ t,]*{CLOCK})?|(?:[【\[(][大中小打印关闭]{{1,2}}[】\])][ \u3000]*)+)"
)
_TITLE_END = re.compile(  # the end of a title with the salutation or the date of a session glued to it
    r"(?:条例|办法|规定|细则|规则|决议|决定|报告|讲话)()(?=\(?(?:19|20)\d\d年|--(?:19|20)\d\d年)"
    r"|(?:的(?:通知|决定|意见|通报|批复|函|报告|公告|通告)|工作报告|讲话|(?:通过|印发|公布|会议上)\))[ \u3000]*()"
    r"(?=(?:各(?!类|种|项)|有关)[^。,:]{1,60}[:,、]|同志们|\(?(?:19|20)\d\d年\d{1,2}月\d{1,2}日)"
)
_NUMBER_END = re.compile(r"[〔\[(](?:19|20)\d\d[〕\])][ \u3000]*第?\d{1,4}号()[ \u3000]*(?=\S)")
_ADDRESSED = re.compile(r"()(?=(?:各位|同志们|尊敬的)[^。,]{0,30}[:,!])|(?:代表|委员|同志们?|朋友们)[:!]()")
_LEFT_OPEN = re.compile(r"[>»›→、,(《]$|[\u4e00-\u9fff][长员]$|主任$|书记$|主席$|专员$|^[\u4e00-\u9fff]$")


def unflattened(lines: list[Line]) -> list[Line]:
    """``lines`` with one that holds nearly all the text of a page cut into its parts; as they were if there is none."""
    standing = [n for n, line in enumerate(lines) if line.text.strip()]
    if not 0 < len(standing) <= _MOST_LINES:
        return lines
    at = max(standing, key=lambda n: len(lines[n].text))
    line = lines[at]
    whole = sum(len(lines[n].text) for n in standing)
    if line.kind != "text" or line.heading or len(line.text) < max(_LEAST, _SHARE * whole):
        return lines
    folded = fold(line.text)
    if not _STOP.search(folded):
        return lines
    places = sorted({0, len(folded), *_places(folded, at == standing[0])})
    parts = [line.text[a:b].strip(" ") for a, b in itertools.pairwise(places)]
    return [*lines[:at], *(Line(part) for part in parts if part.strip()), *lines[at + 1 :]]


def _places(folded: str, first: bool) -> Iterator[int]:
    """Where the line is to be cut; ``first``: it is the page's first, whose head may hold crumbs and a title."""
    tail = _tail(folded)
    yield from (_mark(match) for match in _TAIL.finditer(folded, tail))
    begin = 0
    if first:
        head = list(_head(folded[:tail]))
        yield from head
        begin = max(head, default=0)
    for pattern in (_ITEM, _SPACED):
        yield from (_mark(match) for match in pattern.finditer(folded, begin, tail))
    yield from (_mark(match) for match in _CHAPTER.finditer(folded, 0, tail))
    for match in _SIGNED.finditer(folded[:tail]):
        yield from (match.start("organ"), match.start("day"), match.start("rest"))


def _mark(match: re.Match[str]) -> int:
    """Where the empty group of a match stands."""
    return next(match.start(n) for n in range(1, match.re.groups + 1) if match.start(n) >= 0)


def _tail(folded: str) -> int:
    """Where the furniture below the text begins: behind the last sentence, or close to the end."""
    found = _TAIL.search(folded, max(len(folded) // 2, len(folded) - 400))
    return _mark(found) if found else len(folded)


def _head(folded: str) -> Iterator[int]:
    """Cuts among crumbs, title, the strip of source and date, number, subtitle and salutation."""
    begin = 0
    if crumbs := _CRUMBS.match(folded[:_HEAD]):
        begin = crumbs.end()
        yield begin
    stop = _STOP.search(folded, begin)
    end = min(stop.start() if stop else len(folded), begin + _HEAD)
    if meta := _META.search(folded, begin, end):
        yield meta.start(1)
        below = meta.start(1)
        while (value := _VALUE.match(folded, below, end)) and value.end() > below:
            below = value.end()
        yield below
        yield from _spaces(folded, begin, meta.start(1))
        begin = below
    yield from _spaces(folded, begin, end)
    for pattern in (_TITLE_END, _NUMBER_END, _ADDRESSED):
        for match in pattern.finditer(folded, 0, end + 1):
            yield _mark(match)


def _spaces(folded: str, begin: int, end: int) -> Iterator[int]:
    """The spaces of the head that part lines, not an office from its holder's name or the letters of a name."""
    before = begin
    for match in re.finditer(r"[ \u3000]+", folded[:end]):
        if match.start() <= begin:
            before = max(begin, match.end())
            continue
        word = folded[before : match.start()].strip()
        following = re.match(r"\S*", folded[match.end() :])
        after = following.group() if following else ""
        before = match.end()
        short = len(after) <= 4 and len(word) <= 8
        if not (
            short or _LEFT_OPEN.search(word) or _NUMBERED.search(word) or (word[-1:].isascii() and after[:1].isascii())
        ):
            yield match.end()
