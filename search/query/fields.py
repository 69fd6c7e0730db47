"""The fields a question can name, and how what people type becomes the values that are indexed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence

from gongbao.indexer.config import GENRES
from gongbao.indexer.errors import Message, QueryError
from gongbao.indexer.folding import fold
from gongbao.indexer.schema import FIELDS

ALIASES = {alias: spec.name for spec in FIELDS if spec.aliases for alias in (spec.name, *spec.aliases)}
"""Folded field names as typed → field."""

STRINGS = (*(spec.name for spec in FIELDS if spec.kind == "words"), "source")
"""Fields that are asked for a string they contain."""

NUMBERS = tuple(spec.name for spec in FIELDS if spec.aliases and spec.kind == "number")
"""Fields that are asked for a number or a range."""

LAST_YEAR = 9999
LAST_DATE = 99991231
"""The last year and date that can be written."""

LONGEST = 100
"""Characters of a facet's value as typed."""

PLACES = ("city", "province", "county")
_LEVELS = {
    "国家": "national", "全国": "national", "中央": "national",
    "省": "province", "省级": "province",
    "市": "prefecture", "市级": "prefecture", "地级": "prefecture", "地市": "prefecture",
    "县": "county", "县级": "county", "区县": "county",
}  # fmt: skip
_TAILS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "省",
    "市",
    "州",
    "盟",
    "区",
    "县",
    "旗",
)


class Fields:
    """The fields of one index. ``values(name)`` gives the distinct values a facet has in it."""

    def __init__(
        self,
        values: Callable[[str], Sequence[str | int]],
        custom: tuple[str, ...] = (),
        genres: tuple[str, ...] = GENRES,
    ) -> None:
        self.values, self.custom, self.genres = values, custom, genres
        self._folded: dict[str, dict[str, str]] = {}

    def name(self, typed: str) -> str:
        """The field called so in any language; raises QueryError naming those there are."""
        folded = fold(typed)
        if folded in ALIASES:
            return ALIASES[folded]
        for name in self.custom:
            if fold(name) == folded:
                return name
        known = ", ".join(dict.fromkeys([*ALIASES.values(), *self.custom]))
        raise QueryError("field.unknown", field=typed, known=known)

    def resolve(self, name: str, typed: str) -> tuple[str, ...]:
        """The indexed values that ``typed`` stands for in a facet; raises QueryError where it stands for none.

        A value that exists but has no paragraphs is given back and finds nothing.
        """
        wanted = fold(typed).strip()
        if not wanted:
            raise QueryError("value.none", field=name)
        if len(wanted) > LONGEST:
            raise QueryError("value.too_long", field=name, value=wanted[:20], most=LONGEST)
        if name == "level" and wanted in _LEVELS:
            return (_LEVELS[wanted],)
        known = self._known(name)
        if wanted in known:
            return (known[wanted],)
        if name in PLACES:
            return self._place(name, typed.strip(), wanted, known)
        if name == "source":
            return tuple(value for key, value in known.items() if wanted in key)
        partly = [value for key, value in known.items() if wanted in key]
        if len(partly) == 1:
            return (partly[0],)
        if name in self.custom and not partly:
            return (typed.strip(),)
        listed = ", ".join(partly or known.values())
        raise QueryError("value.several" if partly else "value.unknown", field=name, value=typed, known=listed)

    def _known(self, name: str) -> dict[str, str]:
        """Folded value → value, of the index and of the closed lists."""
        if name not in self._folded:
            listed = {"genre": self.genres, "level": tuple(dict.fromkeys(_LEVELS.values()))}.get(name, ())
            values = dict.fromkeys([*(str(v) for v in self.values(name)), *listed])
            self._folded[name] = {fold(value): value for value in values}
        return self._folded[name]

    def _place(self, name: str, typed: str, wanted: str, known: dict[str, str]) -> tuple[str, ...]:
        present = tuple(value for key, value in known.items() if short(key) == wanted)
        if present:
            return present
        from gongbao.indexer import places  # its table takes longer to read than a search takes

        official = places.matches(typed, name)  # type: ignore[arg-type]
        if official:
            return tuple(value for value in official if value in known.values()) or tuple(official)
        import difflib  # only for a name that is not known

        near = difflib.get_close_matches(wanted, [*known, *map(short, known)], n=3, cutoff=0.5)
        listed = list(dict.fromkeys(v for n in near for k, v in known.items() if n in (k, short(k))))
        listed = listed or places.suggest(typed, 3)
        others = [kind for kind in PLACES if kind != name and places.matches(typed, kind)]  # type: ignore[arg-type]
        if others:
            raise QueryError("place.other_level", field=name, value=typed, level=others[0])
        if listed:
            places_meant: str | Message = listed[0]
            for other in listed[1:]:
                places_meant = Message("list.or", one=places_meant, other=other)
            raise QueryError("place.unknown_but_near", field=name, value=typed, places=places_meant)
        raise QueryError("place.unknown", field=name, value=typed)

    def years(self, typed: str) -> tuple[int | None, int | None]:
        """A year or a range of years as typed, both ends included."""
        return _span(typed, "year", _year)

    def dates(self, typed: str) -> tuple[int | None, int | None]:
        """A day, month or year, or a range of them, as schema.date_number, both ends included."""
        return _span(typed, "date", _date)


def short(name: str) -> str:
    """A place's name without 市, 县 and the like at its end."""
    for tail in _TAILS:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name.removesuffix(tail)
    return name


def _year(typed: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})年?度?", typed)
    if not found:
        raise QueryError("year.unreadable", value=typed)
    return int(found[1]), int(found[1])


def _date(typed: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})(?:[-/.年](?:(\d{1,2})(?:[-/.月](?:(\d{1,2})日?)?)?)?)?", typed) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", typed
    )
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        last = calendar.monthrange(max(year, 1), month)[1] if month and 1 <= month <= 12 else 31
        if (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= last):
            start = year * 10000 + (month or 1) * 100 + (day or 1)
            return start, year * 10000 + (month or 12) * 100 + (day or last)
    raise QueryError("date.unreadable", value=typed)


def _next(number: int, name: str) -> int:
    """The number right after a year's or a date's."""
    year, month, day = number // 10000, number // 100 % 100, number % 100
    if name == "year" or day < calendar.monthrange(max(year, 1), month)[1]:
        return number + 1
    return number - day + 101 if month < 12 else (year + 1) * 10000 + 101


def _previous(number: int, name: str) -> int:
    """The number right before a year's or a date's; of the first date, one that is no date."""
    year, month, day = number // 10000, number // 100 % 100, number % 100
    if name == "year" or day > 1 or number == 101:
        return number - 1
    if month == 1:
        return (year - 1) * 10000 + 1231
    return number - 100 - day + calendar.monthrange(max(year, 1), month - 1)[1]


def _span(typed: str, name: str, read: Callable[[str], tuple[int, int]]) -> tuple[int | None, int | None]:
    text = fold(typed).strip()
    if len(text) > LONGEST:
        raise QueryError("value.too_long", field=name, value=text[:20], most=LONGEST)
    low: int | None
    high: int | None
    if bracketed := re.fullmatch(r"\[\s*(\S+)\s+to\s+(\S+)\s*\]", text):
        first, last = bracketed[1].replace("*", ""), bracketed[2].replace("*", "")
    elif ".." in text:
        first, last = (part.strip() for part in text.split("..", 1))
    elif compared := re.fullmatch(r"([<>])(=?)\s*(.+)", text):
        low, high = read(compared[3])
        if compared[1] == ">":
            return (low, None) if compared[2] else (_next(high, name), None)
        return (None, high) if compared[2] else (None, _previous(low, name))
    elif name == "year" and (pair := re.fullmatch(r"(\d{4})年?(?:-+|~|至|到)(\d{4})年?", text)):
        first, last = pair[1], pair[2]
    else:
        return read(text)
    if not first and not last:
        raise QueryError("range.no_ends", field=name)
    low, high = read(first)[0] if first else None, read(last)[1] if last else None
    if low is not None and high is not None and low > high:
        raise QueryError("range.backwards", field=name, range=typed.strip(), first=last, last=first)
    return low, high
