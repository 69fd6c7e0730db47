"""Days as people and exporters declare them, in one form: 2021-01-12, 2021年1月 or 2021年.

Months and years alone stay what they are, since no day is made up. Times with a zone are told in China's time.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import re

from gongbao.indexer.folding import fold

_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_TIMED = re.compile(
    r"((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)[t ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?"
    r"\s*(z|utc|gmt|[+-]\d\d:?(?:\d\d)?)"
)
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3}|\d{6})?(?:\.\d+)?")
_ENGLISH = re.compile(r"[a-z]{3}")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0+)?\s*年?度?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*(?:[-/.]\s*(\d\d?)|年\s*(\d\d?)\s*月(?:份)?|(0[1-9]|1[0-2]))")
_REPUBLIC = re.compile(
    r"(?:中华)?民国\s*([\d一二三四五六七八九十百〇零元]{1,5})\s*年(?:\s*([\d一二三四五六七八九十]{1,3})\s*月(?:\s*([\d一二三四五六七八九十]{1,3})\s*日)?)?"
)
_REPUBLIC_ERA = 1911
_ENGLISH_FORMS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%b. %d, %Y", "%a %b %d %H:%M:%S %Y")
_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}


def plain_day(value: str) -> str:
    """The day, month or year that ``value`` tells, in a form that dates in texts have; ``value`` where it is no such.

    >>> plain_day("2021-01-11T20:30:00Z"), plain_day("2021.0"), plain_day("中華民國110年1月"), plain_day("1610416800")
    ('2021-01-12', '2021年', '2021年1月', '2021-01-12')
    """
    text = fold(value).strip().lower()
    if timed := _TIMED.fullmatch(text):
        return _in_china(timed) or value
    if epoch := _EPOCH.fullmatch(text):
        return _of_seconds(int(epoch[1])) or value
    if year := _YEAR.fullmatch(text):
        return f"{year[1]}年"
    if month := _MONTH.fullmatch(text):
        number = int(month[2] or month[3] or month[4])
        return f"{month[1]}年{number}月" if 1 <= number <= 12 else value
    if republic := _REPUBLIC.fullmatch(text):
        return _of_republic(republic)
    return _from_english(value) or value if _ENGLISH.search(text) else value


def _in_china(timed: re.Match[str]) -> str | None:
    zone = timed[7] if timed[7][0] in "+-" else "+0000"
    digits = zone.replace(":", "").ljust(5, "0")
    offset = datetime.timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5])) * (-1 if digits[0] == "-" else 1)
    try:
        parts = [int(timed[n]) for n in range(1, 6)]
        at = datetime.datetime(*parts, tzinfo=datetime.timezone(offset))  # type: ignore[misc, arg-type]
        return str(at.astimezone(_CHINA).date())
    except (ValueError, OverflowError):
        return None


def _of_seconds(seconds: int) -> str | None:
    """The day in China of so many seconds since 1970, as exporters write times; none before 1980 or after 2040."""
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds, hours=8)
    return str(at.date()) if 1980 <= at.year <= 2040 else None


def _of_republic(found: re.Match[str]) -> str:
    year = _number(found[1]) + _REPUBLIC_ERA
    month = f"{_number(found[2])}月" if found[2] else ""
    return f"{year}年{month}" + (f"{_number(found[3])}日" if found[3] else "")


def _number(text: str) -> int:
    """A number below 200 in Arabic or Chinese digits: 110, 一百一十, 一一〇, 九十九."""
    if text.isdecimal():
        return int(text)
    if not re.search("[十百]", text):
        return int("".join(str(_NUMERALS[c]) for c in text))
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * (_NUMERALS.get(hundreds, 1) if "百" in text else 0)
    return total + (10 * _NUMERALS.get(tens.strip("零〇"), 1) if ten else 0) + _NUMERALS.get(ones.strip("零〇"), 0)


def _from_english(value: str) -> str | None:
    """Tue, 12 Jan 2021 02:00:00 GMT; January 12, 2021; 12 Jan 2021."""
    text = " ".join(value.split())
    with contextlib.suppress(ValueError, TypeError, IndexError):
        at = email.utils.parsedate_to_datetime(text)
        return str((at.astimezone(_CHINA) if at.tzinfo else at).date())
    for form in _ENGLISH_FORMS:
        with contextlib.suppress(ValueError):
            return str(datetime.datetime.strptime(text, form).date())
    return None
