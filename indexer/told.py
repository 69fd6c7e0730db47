"""A few of many things named, and the others counted by kind: a report of bounded length that hides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

One = TypeVar("One")


class Told(Generic[One]):
    """Collects things, of which ``most`` are kept."""

    def __init__(
        self, most: int, kind: Callable[[One], str], others: Callable[[Mapping[str, int]], Iterator[One]]
    ) -> None:
        """``kind`` of a thing that is not kept is counted; ``others`` makes what tells those counts."""
        self._most, self._kind, self._others = most, kind, others
        self._kept: list[One] = []
        self._counts: Counter[str] = Counter()

    def add_all(self, things: Iterable[One]) -> None:
        """Add things in their order."""
        for thing in things:
            if len(self._kept) < self._most:
                self._kept.append(thing)
            else:
                self._counts[self._kind(thing)] += 1

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self._kept) + self._counts.total()

    def told(self) -> tuple[One, ...]:
        """Those that were kept, then what tells of the others."""
        return (*self._kept, *self._others(dict(self._counts.most_common())))
