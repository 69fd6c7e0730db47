"""Lines on their way through cleaning, and how to tell where one ends and a paragraph begins.

Patterns are matched on folded text (half-width, simplified), so one form serves every script and width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongbao.indexer.documents import Line
from gongbao.indexer.folding import fold

NUMBER = "一二三四五六七八九十百零〇○"
_END = re.compile(r"(?:[。!?…;:]|(?<!\d)\.)(?:[\"'」』)\]】〉》*]*|\([^()]{2,36}\))$")
_STOPS = frozenset("。！？!?…；;：:")  # spares most lines the folding
_NUMBERED = re.compile(
    rf"第[{NUMBER}\d]+[编篇章节条款部分]|[{NUMBER}]{{1,4}}、|\([{NUMBER}\d]{{1,4}}\)|\d{{1,3}}[、.)](?!\d)"
    r"|[①-⑳㈠-㈩⑴-⑽]|--|—|附件?\d*(?::|$)"
)
_LISTED = re.compile(rf"[{NUMBER}]{{1,4}}[是要]|[·•●■◆▲※★☆○□◇△▶➢✓√]|注:|首先|其次|再次|最后|同时,")
_DATELINE = re.compile(
    r"(?:本报|本网|本台|新华社)?\S{0,12}(?:讯|电)(?:[ (,]|\S{0,12}\))|\S{2,12}\d{1,2}月\d{1,2}日(?:讯|电)"
)
_ADOPTION = re.compile(
    rf"\(?(?:(?:19|20)\d\d|[一二][{NUMBER}]{{3}})年[{NUMBER}\d]{{1,2}}月[{NUMBER}\d]{{1,3}}日"
    r"[^。,;]{2,50}(?:会议|大会|全会).{0,4}(?:通过|批准|审议|修订|修正)\)?$"
)
_NEWS_LEAD = re.compile(
    r"(?:\d{1,2}月)?\d{1,2}日[,上下至晚]|近日,|日前,|昨[日天](?:[上下]午|晚|,)|今[日天](?:[上下]午|,)|连日来,|记者"
)


@dataclass(slots=True)
class Placed:
    """A line with the raw line it began at, and the last raw piece joined to it."""

    line: Line
    origin: int
    last: str = ""

    def take(self, item: Placed) -> None:
        """Join the text of ``item`` to this line."""
        text = _glued(self.line.text, item.line.text)
        self.line, self.last = Line(text, self.line.heading, self.line.kind), item.line.text


def _glued(first: str, second: str) -> str:
    """Two pieces of a line: a space between Latin words, none between Chinese ones."""
    first, second = first.rstrip(), second.lstrip()
    between = (
        " " if first[-1:].isascii() and second[:1].isascii() and first[-1:].isalpha() and second[:1].isalpha() else ""
    )
    return first + between + second


def is_plain(line: Line) -> bool:
    """Whether a line is running text: no heading, no table row, not blank."""
    return bool(line.text) and line.kind == "text" and not line.heading


def ends(text: str) -> bool:
    """Whether a line stops where a sentence, a list item or a lead-in (如下：) does."""
    tail = text[-40:].rstrip()
    return tail[-1:] in _STOPS or bool(_END.search(fold(tail)))


def is_adoption(folded: str) -> bool:
    """Whether a line only tells on which day and in which session something was adopted."""
    return bool(_ADOPTION.match(folded))


def is_numbered(text: str) -> bool:
    """Whether a line begins with the number of a heading or a list item."""
    return bool(_NUMBERED.match(fold(text[:24].lstrip())))


def is_marked(text: str) -> bool:
    """Whether a line begins with a number, a bullet or a word that lists (一是, 首先)."""
    return is_numbered(text) or bool(_LISTED.match(fold(text[:24].lstrip())))


def starts_paragraph(text: str) -> bool:
    """Whether a line begins as only a new paragraph does: marked, with a news dateline, or with 近日 and its like."""
    start = fold(text[:60].lstrip())
    return is_marked(text) or bool(_DATELINE.match(start) or _NEWS_LEAD.match(start))
