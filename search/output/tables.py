"""Results as rows of plain values: for pandas, notebooks and files. pandas is optional."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongbao.indexer.errors import MissingExtra
from gongbao.search.output.manifest import Manifest

SHOWN_ROWS = 200


class Table:
    """Base of results that are a table: ``rows`` as dicts with ``columns`` as keys, and how they came about."""

    __slots__ = ()
    manifest: Manifest

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        raise NotImplementedError

    def rows(self) -> list[dict[str, Any]]:
        """The table, a dict for each row."""
        raise NotImplementedError

    @property
    def labels(self) -> Mapping[str, str]:
        """Column → what it holds, for formats that keep labels (Stata); empty where names say enough."""
        return {}

    def length(self) -> int:
        """How many rows there are; of a table that is not held in memory, as its manifest counts them."""
        return len(self.rows())

    def stream(self) -> Iterator[dict[str, Any]]:
        """The rows one after the other; tables that are not held in memory make each when it is asked for."""
        return iter(self.rows())

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame; raises MissingExtra when pandas is not installed."""
        return frame(self.rows(), self.columns)

    def to_dict(self) -> dict[str, Any]:
        """What the command line prints with ``--json``."""
        return {"manifest": self.manifest.to_dict(), "columns": list(self.columns), "rows": self.rows()}

    def _repr_html_(self) -> str:
        rows = self.rows()
        more = f" (first {SHOWN_ROWS} of {len(rows):,} rows)" if len(rows) > SHOWN_ROWS else ""
        return html_table(rows[:SHOWN_ROWS], self.columns, self.manifest.title() + more)


@dataclass(frozen=True, slots=True)
class PlainTable(Table):
    """A table made of another one: ``held`` are its rows."""

    names: tuple[str, ...]
    held: tuple[dict[str, Any], ...]
    manifest: Manifest
    said: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.names

    @property
    def labels(self) -> Mapping[str, str]:
        """Column → what it holds."""
        return self.said

    def rows(self) -> list[dict[str, Any]]:
        """The table, a dict of the columns for each row."""
        return [{name: row.get(name) for name in self.names} for row in self.held]


def frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas DataFrame of these columns; raises MissingExtra when pandas is not installed."""
    try:
        import pandas  # optional, and 300 ms to import
    except ImportError:
        raise MissingExtra("extra.pandas") from None
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
