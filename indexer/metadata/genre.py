"""The genre of a document, by the patterns of config.yaml: its title, its opening lines, who printed it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongbao.indexer.config import Config, GenreRule
from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import DATE_ALONE, Sheet, closed_up, outside_quotes
from gongbao.indexer.metadata.title import Title

_TAIL = re.compile(
    r"(?:\s*[((【\[](?:[^()()【】\[\]]|[〔\[][^〔〕\[\]()()]{0,12}[〕\]]){0,40}[))】\]]|\s*(?:全文|摘要|摘登|节选|公示稿|征求意见稿|送审稿|报批稿|说明书|文本|(?:19|20)\d\d年?(?:\d+月(?:\d+日)?)?)"
    r"|\s*(?<![\d年])[-—–]{1,2}.{0,40}|\.\w{2,4}|[\s。!])+$"
)
_ALL_QUOTED = re.compile(r"^(?:[\u4e00-\u9fff]{1,12}[省市县区州盟旗])?(?:(?:19|20)\d\d年度?)?《》$|^\W*$")
_SENT = re.compile(r"《[^《》]{4,80}》[^《》。]{0,60}?(?:印发|转发|下发|批转|发给)(?:给)?(?:你们|你单位|执行|实施|,)")
_SENT_WITHIN = 6
_NOT_WORD = re.compile(r"\W+")
_QUOTES = re.compile(r"[《》]")

_DIVIDED = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百零\d]+[章节条编])")
_COLUMN = re.compile(r"^[【\[][^【】\[\]]{2,12}[】\]](?=.{6})")
_LOOKED_THROUGH = 20_000
"""Characters of a text that are looked through for a genre's lines."""

_CLOSING = 3
_WIDEST = 60
_DASHES = re.compile(r"^.*?\s*(?:[—―–─]{1,2}|--+)\s*")

Patterns = tuple[re.Pattern[str], ...]

_FIRST, _FURTHER, _MOST_OPENINGS = 1.0, 0.25, 2.0
"""What the first pattern of a genre that fits the opening counts, each other one, and all at most."""

_EACH_LINE, _MOST_LINES = 0.25, 4
"""What each line counts that a genre's pattern for the body fits, and how many of them do."""

_PRINTED = 0.7
"""What a press's name counts."""

_ENOUGH = 0.7
"""What the clues of a genre must come to."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One genre of config.yaml with its patterns compiled."""

    name: str
    title: Patterns
    opening: Patterns
    body: Patterns
    press: Patterns


@functools.lru_cache(maxsize=8)
def _compiled(rules: tuple[tuple[str, GenreRule], ...]) -> tuple[CompiledRule, ...]:
    def each(patterns: tuple[str, ...]) -> Patterns:
        return tuple(map(re.compile, patterns))

    return tuple(
        CompiledRule(name, each(rule.title), each(rule.opening), each(rule.body), each(rule.press))
        for name, rule in rules
    )


def find_genre(sheet: Sheet, title: Title, config: Config) -> tuple[str, Evidence | None]:
    """The genre and the words that show it; 其他 and None when no rule speaks.

    The title decides where it holds a genre's word, then the index table. Else the clues of the text are added up:
    opening lines, lines of the body, who printed it.
    """
    rules = _compiled(tuple(config.genres.items()))
    named = "关于印发《》的通知" if _is_attached(sheet, title) else bare_title(_with_column(sheet, title))
    by_title = max(_in_title(named, rules), default=None) or max(_in_title(_subtitle(title), rules), default=None)
    if by_title:
        return by_title[3], Evidence(by_title[4], "title", 0.9)
    for said in sheet.notes("genre"):
        if by_table := max(_in_title(said, rules), default=None):
            return by_table[3], Evidence(said, "index", 0.75)
    return _by_clues(sheet, title, rules)


def _by_clues(sheet: Sheet, title: Title, rules: tuple[CompiledRule, ...]) -> tuple[str, Evidence | None]:
    """The genre whose clues come to most, with the weightiest of them; of equals the earlier rule."""
    head = [closed_up(line) for line in sheet.head if line != title.folded and not DATE_ALONE.match(line)]
    lines = sheet.text[:_LOOKED_THROUGH].split("\n")
    divided = sum(1 for line in sheet.lines if _DIVIDED.match(line)) > 1
    best: tuple[str, Evidence | None] = "其他", None
    most = _ENOUGH - 0.01
    for rule in rules:
        opened = [found for pattern in rule.opening if (found := _first_match(pattern, head))]
        said = [found for pattern in rule.body for found in _matches(pattern, lines)][:_MOST_LINES]
        printed = None if divided else _by_press(sheet, rule.press)
        weight = min(_MOST_OPENINGS, _FIRST + _FURTHER * (len(opened) - 1)) if opened else 0.0
        weight += _EACH_LINE * len(said) + (_PRINTED if printed else 0)
        if weight > most:
            most = weight
            if opened:
                best = rule.name, Evidence(opened[0][:40], "opening", 0.75)
            else:
                best = rule.name, printed or Evidence(said[0][:40], "body", 0.6)
    return best


def _first_match(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((found[0].strip() for line in lines if (found := pattern.search(line))), None)


def _matches(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[str]:
    return (found[0].strip() for line in lines if (found := pattern.search(line)))


def _by_press(sheet: Sheet, patterns: Patterns) -> Evidence | None:
    """Who printed or wrote a text, where a pattern knows them."""
    if not patterns:
        return None
    printed = [(closed_up(value), "source") for value in sheet.printed]
    closing = [(line, "signature") for line in sheet.tail[:_CLOSING] if len(line) <= _WIDEST]
    for value, where in (*printed, *closing):
        if any(pattern.search(value) for pattern in patterns):
            return Evidence(value[:40], where, 0.7)
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
    title = _COLUMN.sub("", closed_up(folded))
    outside = outside_quotes(title)
    if _ALL_QUOTED.match(_shortened(outside)):
        return _shortened(_QUOTES.sub("", title))
    return _shortened(outside)


def _shortened(title: str) -> str:
    shorter = _TAIL.sub("", title).strip()
    return shorter if shorter else title


def _in_title(title: str, rules: tuple[CompiledRule, ...]) -> Iterator[tuple[int, int, int, str, str]]:
    """Every match as (end, length, number of the rule, genre, words): the greatest is the one that counts."""
    for at, rule in enumerate(rules):
        for pattern in rule.title:
            for found in pattern.finditer(title):
                yield found.end(), len(found[0]), at, rule.name, found[0]
