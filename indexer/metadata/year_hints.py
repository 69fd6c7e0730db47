"""The year a text was written in where no date says it: plans beginning or ending, anniversaries, plenums it names."""

from __future__ import annotations

import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.calendar import FIRST_YEAR, LAST_YEAR, number
from gongbao.indexer.wordlists import word_list


@dataclass(frozen=True, slots=True)
class YearWords:
    """year_words.yaml, compiled; patterns are for folded text."""

    plans: Mapping[str, int]
    congresses: Mapping[str, int]
    plenums: Mapping[str, datetime.date]
    plenum: re.Pattern[str]
    marks: tuple[tuple[re.Pattern[str], int, float], ...]
    anniversaries: tuple[tuple[re.Pattern[str], int], ...]


@functools.cache
def year_words() -> YearWords:
    values = word_list("year_words")
    return YearWords(
        values["plans"],
        values["congresses"],
        values["plenums"],
        re.compile(
            r"(?<!迎接党的)(?<!喜迎党的)(?<!迎接)(?<!喜迎)(十[六七八九]|二十)(?:大(?![家型量代]|(?:胜利)?召开)|届((?:[二三四五六七]中、?)+)全会)"
        ),
        tuple((re.compile(fold(pattern)), year, weight) for pattern, year, weight in values["marks"]),
        tuple((re.compile(fold(pattern)), year) for pattern, year in values["anniversaries"]),
    )


def year_from_words(text: str) -> tuple[int, Evidence] | None:
    """The year the phrases of folded ``text`` speak for, when they speak for one."""
    words = year_words()
    weights: dict[int, float] = defaultdict(float)
    said: dict[int, str] = {}
    for pattern, year, weight in words.marks:
        if found := pattern.search(text):
            weights[year] += weight
            said.setdefault(year, found[0])
    for pattern, since in words.anniversaries:
        for found in pattern.finditer(text):
            year = since + _count(found[1])
            if FIRST_YEAR <= year <= LAST_YEAR:
                weights[year] += 0.6
                said.setdefault(year, found[0])
    if not weights:
        return None
    best, *others = sorted(weights, key=lambda year: (-weights[year], -year))
    if weights[best] < 0.5 or (others and weights[others[0]] >= weights[best]):
        return None
    return best, Evidence(said[best], "body", min(0.7, 0.4 + 0.25 * weights[best]))


def year_of_day(text: str, month: int, day: int) -> tuple[int, Evidence] | None:
    """The year of a dateline, from the newest plenum the text names: the day lies between it and the next one."""
    words = year_words()
    named = [name for name in _plenums(text) if name in words.plenums]
    if not named:
        return None
    order = list(words.plenums)
    newest = max(named, key=order.index)
    since = words.plenums[newest]
    following = order.index(newest) + 1
    until = words.plenums[order[following]] if following < len(order) else since + datetime.timedelta(days=400)
    fitting = []
    for year in range(since.year, until.year + 1):
        try:
            at = datetime.date(year, month, day)
        except ValueError:
            continue
        if since <= at <= until:
            fitting.append(year)
    if len(fitting) != 1:
        return None
    return fitting[0], Evidence(newest, "body", 0.6)


def _plenums(text: str) -> set[str]:
    named = set()
    for found in year_words().plenum.finditer(text):
        if found[2]:
            named |= {f"{found[1]}届{which}中全会" for which in re.findall(r"[二三四五六七]", found[2])}
        else:
            named.add(f"{found[1]}大")
    return named


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    return (100 * (number(hundreds) if hundreds else 1) if "百" in text else 0) + (number(rest) if rest else 0)
