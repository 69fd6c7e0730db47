"""How a figure came about, so that it can be made again: query, filters, index generation, analysis, date, counts."""

from __future__ import annotations

import datetime
import importlib.metadata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gongbao.search.engines.protocol import Filters


@dataclass(frozen=True, slots=True)
class Manifest:
    """``kind`` is what was asked (search, trend …), ``query`` as understood, ``options`` the settings of the method.

    ``generation`` and ``analysis`` (a hash) name the state of the index; ``made`` is UTC.
    """

    kind: str
    query: str
    filters: Mapping[str, Any]
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    generation: int
    analysis: str
    index: str
    made: str
    version: str

    def to_dict(self) -> dict[str, Any]:
        """The manifest as it stands beside an exported file."""
        return asdict(self)

    def title(self) -> str:
        """One line that names the table."""
        return f"{self.kind}: {self.query}" if self.query else self.kind


def shown(filters: Filters) -> dict[str, Any]:
    """Filters as plain values, as they were resolved."""
    values: dict[str, Any] = {name: list(wanted) for name, wanted in filters.any_of.items()}
    values |= {name: {"from": low, "to": high} for name, (low, high) in filters.ranges.items()}
    values |= {f"not {name}": list(refused) for name, refused in filters.excluded.items()}
    return values


def now() -> str:
    """The time of day in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def version() -> str:
    """gongbao's version, "source" when it runs from a source tree."""
    try:
        return importlib.metadata.version("gongbao")
    except importlib.metadata.PackageNotFoundError:
        return "source"
