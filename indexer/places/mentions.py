"""The places a text names, in the order they stand, each as the units it may mean."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from indexer.places.table import Name, Unit, table

_WORDS = Path(__file__).resolve().parent.parent / "data" / "place_words.yaml"


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of names, 福建省福州市鼓楼区; ``units`` are those its last name may mean, ``short`` if without rank."""

    start: int
    end: int
    text: str
    units: tuple[Unit, ...]
    short: bool


@dataclass(frozen=True, slots=True)
class Words:
    """place_words.yaml, compiled."""

    weak: frozenset[str]
    never: frozenset[str]
    not_before: Mapping[str, re.Pattern[str]]
    not_after: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, tuple[str, ...]]


@functools.cache
def words() -> Words:
    values: dict[str, Any] = yaml.load(_WORDS.read_text(encoding="utf-8"), Loader=_loader())
    return Words(
        frozenset(values["weak"]),
        frozenset(values["never"]),
        {name: re.compile(pattern) for name, pattern in values["not_before"].items()},
        {name: re.compile(rf"(?:{pattern})$") for name, pattern in values["not_after"].items()},
        {prefix: tuple(names) for prefix, names in values["numbers"].items()},
    )


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def mentions(folded: str, short: bool = True) -> list[Mention]:
    """The mentions in ``folded`` text. Without ``short``, only names that say their rank count."""
    found: list[Mention] = []
    for start, names in _names(folded):
        text = names[0].text
        end = start + len(text)
        before = found[-1] if found and found[-1].end == start else None
        if before:
            inner = tuple({n.unit: 0 for n in names if any(_inside(n.unit, u) for u in before.units)})
            if inner:
                bare = all(not n.whole for n in names)
                found[-1] = Mention(before.start, end, folded[before.start : end], inner, bare)
                continue
        names = tuple(n for n in names if _stands_alone(n, folded, start, end, short))
        if names:
            units = tuple({n.unit: 0 for n in names})
            found.append(Mention(start, end, folded[start:end], units, all(not n.whole for n in names)))
    return found


def _inside(unit: Unit, other: Unit) -> bool:
    return unit is not other and unit.within(other)


def _stands_alone(name: Name, text: str, start: int, end: int, short: bool) -> bool:
    """Whether a name that follows no larger one can be believed where it stands."""
    if name.text in words().weak:
        return False
    if name.whole:
        return True
    if not short or name.unit.kind in ("county", "zone") or name.text in words().never:
        return name.unit.kind == "zone" and name.sort == "official"
    after = words().not_before.get(name.text)
    before = words().not_after.get(name.text)
    return not (after and after.match(text, end)) and not (before and before.search(text[max(0, start - 4) : start]))


def _names(text: str) -> Iterator[tuple[int, tuple[Name, ...]]]:
    """Longest names, left to right, without overlap."""
    names, lengths = table().names, table().lengths
    at = 0
    while at < len(text):
        for length in lengths.get(text[at], ()):
            found = names.get(text[at : at + length])
            if found:
                yield at, found
                at += length
                break
        else:
            at += 1
