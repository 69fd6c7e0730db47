"""The genre of a document, by the patterns of config.yaml: its title, its opening lines, who printed it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from gongbao.indexer.config import Config, GenreRule
from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import DATE_ALONE, Sheet, closed_up, outside_quotes
from gongbao.indexer.metadata.title import Title

_TAIL = re.compile(
    r"(?:\s*[((【\[][^()()【】\[\]]{0,40}[))】\]]|\s*(?:全文|摘要|摘登|节选|公示稿|征求意见稿|送审稿|报批稿|说明书|文本|(?:19|20)\d\d年?(?:\d+月(?:\d+日)?)?)"
    r"|\s*(?<![\d年])[-—–]{1,2}.{0,40}|\.\w{2,4}|[\s。!])+$"
)
_ALL_QUOTED = re.compile(r"^(?:[\u4e00-\u9fff]{1,12}[省市县区州盟旗])?(?:(?:19|20)\d\d年度?)?《》$|^\W*$")
_SENT = re.compile(r"《[^《》]{4,80}》[^《》。]{0,60}?(?:印发|转发|下发|批转|发给)(?:给)?(?:你们|你单位|执行|实施|,)")
_SENT_WITHIN = 6
_NOT_WORD = re.compile(r"\W+")
_QUOTES = re.compile(r"[《》]")

_DIVIDED = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百零\d]+[章节条编])")
_CLOSING = 3
_WIDEST = 60
_DASHES = re.compile(r"^.*?\s*(?:[—―–─]{1,2}|--+)\s*")

Patterns = tuple[re.Pattern[str], ...]
Rule = tuple[str, Patterns, Patterns, Patterns]


@functools.lru_cache(maxsize=8)
def _compiled(rules: tuple[tuple[str, GenreRule], ...]) -> tuple[Rule, ...]:
    def each(patterns: tuple[str, ...]) -> Patterns:
        return tuple(map(re.compile, patterns))

    return tuple((name, each(rule.title), each(rule.opening), each(rule.press)) for name, rule in rules)


def find_genre(sheet: Sheet, title: Title, config: Config) -> tuple[str, Evidence | None]:
    """The genre and the words that show it; 其他 and None when no rule speaks."""
    rules = _compiled(tuple(config.genres.items()))
    named = "关于印发《》的通知" if _is_attached(sheet, title) else bare_title(_with_column(sheet, title))
    by_title = max(_in_title(named, rules), default=None) or max(_in_title(_subtitle(title), rules), default=None)
    if by_title:
        return by_title[3], Evidence(by_title[4], "title", 0.9)
    for said in sheet.notes("genre"):
        if by_table := max(_in_title(said, rules), default=None):
            return by_table[3], Evidence(said, "index", 0.75)
    lines = [closed_up(line) for line in sheet.head if line != title.folded and not DATE_ALONE.match(line)]
    for name, _, patterns, _ in rules:
        for pattern in patterns:
            for line in lines:
                if found := pattern.search(line):
                    return name, Evidence(found[0].strip()[:40], "opening", 0.75)
    return _by_press(sheet, rules) or ("其他", None)


def _by_press(sheet: Sheet, rules: tuple[Rule, ...]) -> tuple[str, Evidence] | None:
    """The genre that who printed or wrote a text tells, unless it is divided like a document."""
    if sum(1 for line in sheet.lines if _DIVIDED.match(line)) > 1:
        return None
    printed = [(closed_up(value), "source") for value in sheet.printed]
    closing = [(line, "signature") for line in sheet.tail[:_CLOSING] if len(line) <= _WIDEST]
    for name, _, _, patterns in rules:
        for value, where in (*printed, *closing):
            if any(pattern.search(value) for pattern in patterns):
                return name, Evidence(value[:40], where, 0.7)
    return None


def _subtitle(title: Title) -> str:
    """What stands behind the dashes of a title, cut off it there: 奋勇争先——在全市动员大会上的讲话."""
    line = fold(title.evidence.text)
    return bare_title(_DASHES.sub("", line)) if _DASHES.match(line) else ""


def _with_column(sheet: Sheet, title: Title) -> str:
    """The folded title, below the column it stands in where cleaning has cut that off: 图解 | 道县养老服务条例."""
    headed = (value for value in sheet.notes("title") if value.endswith(title.folded))
    return max(headed, key=len, default=title.folded)


def _is_attached(sheet: Sheet, title: Title) -> bool:
    """Whether the head of the document sends round what its title names: 现将《甲》印发给你们, below the title 甲."""
    bare = _NOT_WORD.sub("", title.folded)
    if len(bare) < 4 or "关于" in bare:
        return False
    for line in sheet.head[:_SENT_WITHIN]:
        if (sent := _SENT.search(closed_up(line))) and bare in _NOT_WORD.sub("", sent[0]):
            return True
    return False


def bare_title(folded: str) -> str:
    """A folded title without quoted titles, and without brackets, dates and subtitles at its end.

    A title that is all quoted (《淄博市物业管理条例》, 2020年《政府工作报告》) stands for itself.
    """
    title = closed_up(folded)
    outside = outside_quotes(title)
    if _ALL_QUOTED.match(_shortened(outside)):
        return _shortened(_QUOTES.sub("", title))
    return _shortened(outside)


def _shortened(title: str) -> str:
    shorter = _TAIL.sub("", title).strip()
    return shorter if shorter else title


def _in_title(title: str, rules: tuple[Rule, ...]) -> Iterator[tuple[int, int, int, str, str]]:
    """Every match as (end, length, number of the rule, genre, words): the greatest is the one that counts."""
    for at, (name, patterns, *_) in enumerate(rules):
        for pattern in patterns:
            for found in pattern.finditer(title):
                yield found.end(), len(found[0]), at, name, found[0]
