"""A paragraph's source in one line, in the manner of GB/T 7714: issuer, title, kind, date, section, file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def citation(source: Any, section: Sequence[str] = ()) -> str:
    """``source`` is a hit or a document: what has title, city, province, county, date, year and path."""
    issuer = source.county or source.city or source.province or ""
    dated = str(source.date or source.year or "")
    parts = [issuer, f"{source.title or ''}[Z]", dated, " › ".join(section), source.path or ""]
    return ". ".join(part for part in parts if part) + "."
