"""issuer_words.yaml compiled: the words that stand around an issuer's name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gongbao.indexer.documents import Level
from gongbao.indexer.places.mentions import mentions
from gongbao.indexer.wordlists import word_list


@dataclass(frozen=True, slots=True)
class Wording:
    """Patterns for folded text; ``leading`` matches all that stands before an issuer, ``guard`` what ends before.

    ``accounts`` has the place's name as its group.
    """

    national: re.Pattern[str]
    leading: re.Pattern[str]
    guard: re.Pattern[str]
    cites: re.Pattern[str]
    papers: re.Pattern[str]
    organs: re.Pattern[str]
    headlines: re.Pattern[str]
    hosts: re.Pattern[str]
    accounts: re.Pattern[str]
    ranks: tuple[tuple[str, Level], ...]
    addressees: tuple[tuple[re.Pattern[str], Level], ...]


@functools.cache
def wording() -> Wording:
    values = word_list("issuer_words")
    return Wording(
        re.compile(f"^(?:{_any(values['national'])})"),
        re.compile(f"^(?:关于)?(?:{_any(values['leading'])})*$"),
        re.compile(f"(?:{_any(values['guard'])})$"),
        re.compile(_any(values["cites"])),
        re.compile(_any(values["papers"])),
        re.compile(_any(values["organs"])),
        re.compile(_any(values["headlines"])),
        re.compile(_any(values["hosts"])),
        re.compile(f"^(?:{_any(values['accounts'])})$"),
        tuple((word, level) for word, level in values["ranks"]),
        tuple((re.compile(f"^{pattern}"), level) for pattern, level in values["addressees"]),
    )


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


def rank_ending(text: str) -> tuple[str, Level] | None:
    """The rank ``text`` ends with, and its level: 我代表市 → 市, prefecture."""
    return next(((word, level) for word, level in wording().ranks if text.endswith(word)), None)


def is_national(text: str) -> bool:
    """Whether ``text`` begins with an organ of the state; …总局淄博市税务局 is the place's that follows."""
    found = wording().national.match(text)
    if not found:
        return False
    behind = mentions(text[found.end() : found.end() + 14])
    return not (behind and behind[0].start == 0)
