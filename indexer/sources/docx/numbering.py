"""The automatic numbers of Word paragraphs (第一章, 一、, 1.1), which stand in no paragraph's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_PLACEHOLDER = re.compile(r"%([1-9])")


def chinese(number: int) -> str:
    """1 to 9999 in Chinese numerals, as headings write them: 十二, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    parts: list[str] = []
    gap = False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            parts.append(("零" if gap and parts else "") + _DIGITS[digit] + sign)
        gap = not digit
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    parts: list[str] = []
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        parts.append(sign * min(number // value, 9))
        number %= value
    return "".join(parts)


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


def _positional(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


# Number formats of ECMA-376 part 1, 17.18.59; those not named count in Arabic numerals.
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: chinese(number).translate(_LEGAL),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written (``第%1章``), in which numerals, and where it starts."""

    pattern: str = ""
    numerals: str = "decimal"
    start: int = 1


@dataclass(slots=True)
class Counters:
    """The running numbers of a document's lists. ``lists`` gives each list's shared counter and its levels."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]
    _running: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, name: str, depth: int, restart: int | None = None) -> str:
        """The number of the next paragraph at ``depth`` of list ``name``, as Word shows it; "" for bullets.

        ``restart`` is the number the list begins anew with, if it says so.
        """
        shared, levels = self.lists.get(name, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        running = self._running.setdefault(shared, {})
        if restart is not None and (name, depth) not in self._begun:
            running.pop(depth, None)
        self._begun.add((name, depth))
        running[depth] = running[depth] + 1 if depth in running else (level.start if restart is None else restart)
        for deeper in [d for d in running if d > depth]:
            del running[deeper]
        if level.numerals in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            above = levels.get(place, Level())
            number = running.get(place, above.start)
            return _FORMATS.get(above.numerals, str)(number) if number > 0 else str(number)

        text = _PLACEHOLDER.sub(shown, level.pattern).strip()
        return text + " " if text[-1:].isalnum() else text
