"""A few of many things named, and the others counted by kind: a report of bounded length that hides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

One = TypeVar("One")


class Told(Generic[One]):
    """Collects things, of which ``most`` are kept."""

    def __init__(
        self, most: int, kind: Callable[[One], str], others: Callable[[Iterable[tuple[One, int]]], Iterator[One]]
    ) -> None:
        """``kind`` of a thing that is not kept is counted; ``others`` makes what tells of the first of each kind, and
        how many there are."""
        self._most, self._kind, self._others = most, kind, others
        self._kept: list[One] = []
        self._counts: Counter[str] = Counter()
        self._firsts: dict[str, One] = {}

    def add_all(self, things: Iterable[One]) -> None:
        """Add things in their order."""
        for thing in things:
            if len(self._kept) < self._most:
                self._kept.append(thing)
            else:
                kind = self._kind(thing)
                self._counts[kind] += 1
                self._firsts.setdefault(kind, thing)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self._kept) + self._counts.total()

    def told(self) -> tuple[One, ...]:
        """Those that were kept, then what tells of the others."""
        return (*self._kept, *self._others([(self._firsts[kind], count) for kind, count in self._counts.most_common()]))
