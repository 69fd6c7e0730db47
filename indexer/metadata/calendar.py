"""Dates and years as Chinese documents write them: 2021年2月26日, 二〇二一年, 2021-1-26, 1 9 9 8 年3 月5 日."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1949, 2040

_ZERO = "〇零○oο0◯"
_ONES = {**dict.fromkeys(_ZERO, 0), **{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "元": 1}
_HAN = f"[{_ZERO}一二三四五六七八九]"
_YEAR = rf"(?:(?:19|20)\d\d|[12] ?[90] ?\d ?\d|[一二]\s?[九{_ZERO}]\s?{_HAN}\s?{_HAN})"
_MONTH = r"(?:1 ?[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十元])"
_HAN_DAY = "三十一?|(?:二十|廿)[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY = rf"(?:3 ?[01]|[12] ?\d|0?[1-9]|{_HAN_DAY})"

_DATE = re.compile(
    rf"(?<![\d.])(?P<y>{_YEAR})(?:\s*年\s*|\s+)(?P<m>{_MONTH})\s*月\s*(?:(?P<d>{_DAY})\s*(?:日|号|(?=[^\d.%]|$)))?"
    rf"|(?<![\d.])(?P<y2>(?:19|20)\d\d)\s?(?P<s>[-./])\s?(?P<m2>\d\d?)\s?(?P=s)\s?(?P<d2>\d\d?)(?![\d.]*\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-3]\d)(?!\d)"
    rf"|(?<![\d.年度])(?P<m4>{_MONTH})\s*月\s*(?P<d4>{_DAY})\s*日"
)
_BARE = re.compile(rf"(?<![\d.])(?P<y>{_YEAR})\s*(?P<unit>年度?|财年)(?!代)")
_YEAR_ALONE = re.compile(rf"({_YEAR})(?:\.0+)?\s*年?度?")


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date in a text; ``year`` None where only month and day stand, ``day`` None where only the month does."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str | None:
        if self.year and self.month and self.day:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return None


def number(text: str) -> int:
    """A numeral of Arabic or Chinese digits below 100, or four digits of a year: 二十六 → 26, 二〇二一 → 2021."""
    text = re.sub(r"\s", "", text)
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_ONES[tens] if tens else 1) + (_ONES[ones] if ones else 0)
    total = 0
    for digit in text:
        total = total * 10 + (_ONES[digit] if digit in _ONES else int(digit))
    return total


def dates(folded: str) -> Iterator[DateMention]:
    """Every valid date in folded text, left to right; impossible ones (2月30日) are passed over."""
    for match in _DATE.finditer(folded):
        part = match.groupdict()
        year = part["y"] or part["y2"] or part["y3"]
        month = part["m"] or part["m2"] or part["m3"] or part["m4"]
        day = part["d"] or part["d2"] or part["d3"] or part["d4"]
        found = DateMention(
            match.start(),
            match.end(),
            number(year) if year else None,
            number(month),
            number(day) if day else None,
        )
        if valid(found):
            yield found


def valid(found: DateMention) -> bool:
    if found.year is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        return False
    try:
        datetime.date(found.year or 2000, found.month or 1, found.day or 1)
    except ValueError:
        return False
    return True


def years(folded: str) -> Iterator[DateMention]:
    """Every year written with 年 or 年度, also within a date."""
    for match in _BARE.finditer(folded):
        year = number(match["y"])
        if FIRST_YEAR <= year <= LAST_YEAR:
            yield DateMention(match.start(), match.end(), year)


def day_or_year(folded: str) -> DateMention | None:
    """The first date with a year in folded text, or the year that is all it tells (2021年, 2021)."""
    if found := next((day for day in dates(folded) if day.year), None):
        return found
    bare = _YEAR_ALONE.fullmatch(folded.strip())
    return next(years(f"{bare[1]}年"), None) if bare else None
