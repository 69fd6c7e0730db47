"""Rows of plain values as a pandas table or an HTML table; pandas is optional."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indexer.errors import MissingExtra


def frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas DataFrame of these columns; raises MissingExtra when pandas is not installed."""
    try:
        import pandas  # type: ignore[import-untyped]  # optional, and 300 ms to import
    except ImportError:
        raise MissingExtra("Tables need pandas; install it with: pip install pandas") from None
    return pandas.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=list(columns))


def html_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], caption: str = "") -> str:
    """An escaped HTML table."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in columns) + "</tr>" for row in rows)
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<tr>{head}</tr>{body}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))
