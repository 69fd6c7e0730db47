"""Lines of labels at the edges of a page: menus and tool bars, known by what their words are made of.

Every site words its menu in its own way (首页概况, 招商引资服务, 投稿赚钱), but all draw on the same stock of words.
A line that is several labels made of nothing else is navigation; so is a run of lines that are one label each.
"""

from __future__ import annotations

import re

from gongbao.indexer.cleaning.cleaning_state import LISTED, SENTENCE_END, SiftedPage, words_of
from gongbao.indexer.cleaning.noise import Noise

_LONGEST_PART = 6
_LABEL = 8
_RUN = 4
_SHORT = 6
_LINE = 8
_MOSTLY = 0.7
_SUBTITLE = re.compile(r"[(\-—–]|第\S{1,4}[期号次]|\d{4}年?(?:第|\d{1,2}月|度?$)|\d{4}[-./]")
TITLE_WORDS = frozenset(
    ["政府工作报告", "工作报告", "通知", "公告", "公示", "政府公报", "公报", "会议", "内容", "图片", "评论"]
)
"""Words of a menu that may also be the whole title of a document."""

_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,4}[省市县区州盟旗镇乡](?=.)|[\u4e00-\u9fff]{1,3}[省市县区州盟旗镇乡]$")


def parts_of(word: str, rules: Noise) -> int:
    """How few of the menu's words make up ``word`` without a rest; 0 where they do not."""
    fewest: list[int] = [0] + [len(word) + 1] * len(word)
    for end in range(1, len(word) + 1):
        for begin in range(max(0, end - _LONGEST_PART), end):
            if fewest[begin] + 1 < fewest[end] and word[begin:end] in rules.parts:
                fewest[end] = fewest[begin] + 1
    return fewest[-1] if 0 < fewest[-1] <= len(word) else 0


def is_label(word: str, rules: Noise) -> bool:
    """Whether a word is one of a menu's, is made of them, perhaps beside a place (走进丰县), or names an action."""
    if len(word) > _LABEL:
        return False
    if word in rules.menu or rules.actions.search(word) or parts_of(word, rules):
        return True
    rest = _PLACE.sub("", word)
    return rest != word and parts_of(rest, rules) > 0


def take_labels(page: SiftedPage, edge: list[int], first: int, rules: Noise) -> None:
    """Take what is a menu or a tool bar among the lines ``edge``; ``first`` is where the head of the page ends."""
    for at in edge:
        if not page.open(at) or page.lines[at].kind != "text":
            continue
        if _is_bar(page.folded[at], rules) or (at < first and _is_even(page.folded[at], rules)):
            page.take(at, "menu")
    run: list[int] = []
    for at in [n for n in edge if n < first] + [-1]:
        if at >= 0 and _is_short(page, at):
            run.append(at)
            continue
        if _is_menu(page, run, rules):
            titled = at >= 0 and page.open(at) and not _SUBTITLE.match(page.compact[at])
            # The last may be the title of what follows, unless that looks like one itself.
            for n in run if titled and page.compact[run[-1]] not in TITLE_WORDS else run[:-1]:
                page.take(n, "menu")
        run = []


def _is_menu(page: SiftedPage, run: list[int], rules: Noise) -> bool:
    """Whether short lines below each other are a menu's: mostly labels, or all where they go on from a menu line."""
    labels = [n for n in run if page.taken[n] == "menu" or is_label(page.compact[n], rules)]
    if len(labels) >= _RUN:
        return len(labels) >= _MOSTLY * len(run)
    above = next((n for n in range(run[0] - 1, -1, -1) if page.lines[n].text.strip()), None) if run else None
    return above is not None and page.taken[above] in ("menu", "page-tools", "welcome") and len(labels) == len(run)


def _is_bar(folded: str, rules: Noise) -> bool:
    """Whether a line is several labels side by side, or their words run together."""
    if len(folded) > 160 or LISTED.match(folded) or SENTENCE_END.search(folded.rstrip()):
        return False
    words = [word for word in words_of(folded) if not word.isdecimal()]
    if len(words) < 2:
        return bool(words) and len(words[0]) <= 60 and _is_glued(words[0], rules)
    labels = sum(is_label(word, rules) for word in words)
    cells = [cell.strip() for cell in folded.split("|")]
    if len(cells) >= 3 and labels >= 1 and all(cell.isalpha() and len(cell) <= _LABEL for cell in cells):
        return True
    if len(words) >= 4:
        return labels >= _MOSTLY * len(words) and max(map(len, words)) <= 2 * _LABEL
    return labels == len(words) and any(rules.actions.search(word) for word in words)


def _is_even(folded: str, rules: Noise) -> bool:
    """Whether a line is five or more words of like length, some of them a menu's: 主任会议 代表之家 立法之窗."""
    words = words_of(folded)
    even = len(words) >= 5 and all(4 <= len(word) <= _SHORT and word.isalpha() for word in words)
    return even and sum(is_label(word, rules) for word in words) >= 2


def _is_glued(word: str, rules: Noise) -> bool:
    """Whether a word is a menu that lost its spaces, or a button."""
    parts = parts_of(word, rules)
    return parts >= 6 or (0 < parts <= 3 and len(word) <= _SHORT and bool(rules.actions.search(word)))


def _is_short(page: SiftedPage, at: int) -> bool:
    line, compact = page.lines[at], page.compact[at]
    known = page.taken[at] == "menu" or page.open(at)
    return known and line.kind == "text" and not line.heading and 0 < len(compact) <= _LINE and compact.isalpha()
