"""Which version of a rule a text is: of the acts its head lists (通过, 公布, 修订, 修正), the one that made it.

A rule's head tells its history, in one bracket or a line an act:
（1994年8月31日…会议通过　根据2009年8月27日…《关于修改部分法律的决定》第一次修正　根据2017年9月1日…第二次修正）.
The text below is the one of the latest amendment. Days on which something takes effect or is repealed are no acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet, closed_up
from gongbao.indexer.metadata.calendar import DateMention, dates

_MOST_LINES = 60
_MOST_CHARACTERS = 6000
_INNER = re.compile(r"《[^《》]*》|〈[^〈〉]*〉|<[^<>]*>")
_AMENDS = re.compile(r"修正|修订|修改")
_ADOPTS = re.compile(r"通过|批准|核准")
_PUBLISHES = re.compile(r"公布|发布|颁布|印发|令第?\d*号|第\d+号令")
_NO_ACT = re.compile(r"^[^,;。]{0,12}?起?(?:施行|实施|生效|执行|废止|失效)")
_BODY = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|目\s*录$|总\s*则$"
    r"|\d{1,2}[.、](?!\d)|各位|为了?[^,。]{4,})"
)
_DATED = re.compile(r"[\s((]*(?:根据)?\s*(?:19|20|[一二])")
_CITES = re.compile(r"(?:贯彻|落实|按照|依照|依据)[^。]{0,16}$")
_IN_TITLE = re.compile(r"[((〔\[]\s*((?:19|20)\d\d)\s*年?[^()()]{0,12}?(?:修正|修订|修改)(?:本|版|案)?\s*[))〕\]]")
_APART = 400
"""Days that may lie between a city's adopting a change and its province's approving it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One dated act of a rule's history: ``words`` from its day up to the next day, without what stands in 《》."""

    day: DateMention
    words: str

    @property
    def amends(self) -> bool:
        return bool(_AMENDS.search(self.words))

    @property
    def adopts(self) -> bool:
        return bool(_ADOPTS.search(self.words)) and "批准" not in self.words


def latest_act(sheet: Sheet) -> tuple[DateMention, Evidence] | None:
    """The day of the act that made the text what it is, where the head lists several; None where it lists no two.

    A change that a city adopted and its province approved has the city's day. Without an amendment the last of
    several adoptions counts, when they lie in different years.
    """
    acts = _history(sheet.lines)
    if len(acts) < 2:
        return None
    amending = [n for n, act in enumerate(acts) if act.amends]
    if amending:
        at = max(amending, key=lambda n: acts[n].day.iso or "")
        if at and _adopted_before(acts[at - 1], acts[at]):
            at -= 1
    else:
        adopting = [n for n, act in enumerate(acts) if act.adopts]
        if len({acts[n].day.year for n in adopting}) < 2:
            return None
        at = max(adopting, key=lambda n: acts[n].day.iso or "")
    act = acts[at]
    return act.day, Evidence(act.words[:60].strip(), "session", 0.95)


def year_of_version(title: str) -> tuple[int, Evidence] | None:
    """The year a folded title gives its version: 某某条例(2018年修正), 某某办法(2021修订)."""
    found = _IN_TITLE.search(title)
    return (int(found[1]), Evidence(found[0], "title", 0.9)) if found else None


def _adopted_before(first: Act, second: Act) -> bool:
    """Whether ``second`` approves what ``first`` adopted: …通过　2018年11月29日…批准的《…的决定》修正."""
    if "批准" not in second.words or not first.adopts or first.amends:
        return False
    days = [_ordinal(act.day) for act in (first, second)]
    return 0 <= days[1] - days[0] <= _APART


def _ordinal(day: DateMention) -> int:
    return 372 * (day.year or 0) + 31 * (day.month or 1) + (day.day or 1)


def _history(lines: Sequence[str]) -> list[Act]:
    """The acts that the lines between title and text list, in the order they stand."""
    text = "\n".join(_history_lines(lines))
    found = [day for day in dates(text) if day.iso]
    acts = []
    for day, following in pairwise([*found, None]):
        if day is None:
            continue
        words = _without_names(text[day.start : following.start if following else len(text)])
        if _CITES.search(text[max(0, day.start - 20) : day.start].split("\n")[-1]):
            continue
        tail = words[day.end - day.start :]
        if _NO_ACT.match(tail.strip()) and not _ADOPTS.search(tail) and not _AMENDS.search(tail):
            continue
        if _AMENDS.search(tail) or _ADOPTS.search(tail) or _PUBLISHES.search(tail):
            acts.append(Act(day, words))
    return acts


def _history_lines(lines: Sequence[str]) -> Iterator[str]:
    """The folded lines of the head up to the first line of the text itself."""
    size = 0
    for line in lines[:_MOST_LINES]:
        text = closed_up(fold(line[:3000]))
        size += len(text)
        sentence = "。" in _without_names(text)
        if _BODY.match(text) or size > _MOST_CHARACTERS or (sentence and not _DATED.match(text)):
            return
        yield text


def _without_names(text: str) -> str:
    """``text`` without the names of rules, which may hold names themselves: 《关于修改〈甲法〉的决定》."""
    while True:
        shorter = _INNER.sub("", text)
        if shorter == text:
            return text
        text = shorter
