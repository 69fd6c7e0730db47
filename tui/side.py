"""What is compared."""

from __future__ import annotations

from typing import Any, NamedTuple


class Side(NamedTuple):
    """One of the two that are compared: a value of a facet; no value stands for all others."""

    facet: str
    value: Any
