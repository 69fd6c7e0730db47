"""What speaks for a place."""

from __future__ import annotations

from dataclasses import dataclass

from gongbao.indexer.documents import Level
from gongbao.indexer.places.table import Unit


@dataclass(frozen=True, slots=True)
class Clue:
    """``units`` what the words may mean; none when only a ``level`` is said (我代表市人民政府)."""

    where: str
    text: str
    confidence: float
    units: tuple[Unit, ...] = ()
    level: Level | None = None
    rank: str = ""
    name: str = ""
    """The place as written, where a session names it."""
    lost: bool = False
    """Whether ``units`` are only what the unit meant lay in, because the table does not know that one."""
