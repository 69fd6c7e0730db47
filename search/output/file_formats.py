"""Tables as files of other programs: XLSX, Stata, Parquet, SQLite. Packages that are optional are imported here."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongbao.indexer.errors import InputError, MissingExtra
from gongbao.search.output.tables import Table, frame
from gongbao.search.output.text_formats import Row, disarmed, flat

_CELL = 32_767
"""The most characters a cell of a spreadsheet holds."""
_SHEET_ROWS = 1_048_576
"""The most rows a sheet holds, its header included."""
_LABEL = 80
"""The most characters a label holds in Stata."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BATCH = 1_000


def write_xlsx(table: Table, path: Path) -> tuple[int, tuple[str, ...]]:
    """Write a workbook of one sheet; gives back the number of rows, and notes on what was cut.

    Raises MissingExtra without openpyxl, InputError for more rows than a sheet holds.
    """
    try:
        import openpyxl  # type: ignore[import-untyped]  # optional
    except ImportError:
        raise MissingExtra("extra.openpyxl") from None
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("gongbao")
    sheet.append([disarmed(name) for name in table.columns])
    rows = cut = 0
    for rows, row in enumerate(table.stream(), 1):
        if rows >= _SHEET_ROWS:
            raise InputError("export.too_many_rows", rows=_SHEET_ROWS)
        values = [disarmed(flat(row.get(name))) for name in table.columns]
        cut += sum(isinstance(v, str) and len(v) > _CELL for v in values)
        sheet.append([_CONTROL.sub("", v)[:_CELL] if isinstance(v, str) else v for v in values])
    whole = io.BytesIO()  # a disk that fills up in the middle of a zip file leaves openpyxl with a file half closed
    book.save(whole)
    path.write_bytes(whole.getbuffer())
    return rows, (f"{cut:,} text(s) were cut to the {_CELL:,} characters that a cell holds.",) if cut else ()


def write_stata(table: Table, path: Path) -> tuple[int, tuple[str, ...]]:
    """Write a Stata file (version 118), columns labelled; numbers stay numbers. Raises MissingExtra without pandas."""
    rows, columns = list(table.stream()), table.columns
    made = frame([{name: _plain(row.get(name)) for name in columns} for row in rows], columns)
    for name in columns:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows) and len(rows) > 0
        made[name] = made[name].astype("float64") if numeric else made[name].fillna("").astype(str)
    texts = [name for name in columns if made[name].dtype.kind not in "fiu"]
    labels = {name: table.labels.get(name, name)[:_LABEL] for name in columns}
    with path.open("wb") as file:
        made.to_stata(file, write_index=False, version=118, convert_strl=texts, variable_labels=labels)
    return len(rows), ()


def write_parquet(table: Table, path: Path) -> tuple[int, tuple[str, ...]]:
    """Write a Parquet file; raises MissingExtra without pandas and pyarrow."""
    rows = [{name: _plain(row.get(name)) for name in table.columns} for row in table.stream()]
    made = frame(rows, table.columns).convert_dtypes()
    try:
        made.to_parquet(path, index=False)
    except ImportError:
        raise MissingExtra("extra.pyarrow") from None
    return len(rows), ()


def write_sqlite(table: Table, path: Path) -> tuple[int, tuple[str, ...]]:
    """Write an SQLite database: the rows in a table named as the kind of answer (``trend``, ``panel``, ``search`` …),
    and the manifest in the table ``manifest`` as (key, value in JSON).
    """
    path.unlink(missing_ok=True)
    names = ", ".join(map(_identifier, _apart(table.columns)))
    places = ", ".join("?" * len(table.columns))
    kind = _identifier(table.manifest.kind)
    count = 0
    try:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute(f"CREATE TABLE {kind} ({names})")
            for batch in _batches(table.stream()):
                cells = [[_plain(row.get(name)) for name in table.columns] for row in batch]
                database.executemany(f"INSERT INTO {kind} VALUES ({places})", cells)
                count += len(batch)
            database.execute("CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT)")
            said = table.manifest.to_dict().items()
            lines = [(key, json.dumps(value, ensure_ascii=False)) for key, value in said]
            database.executemany("INSERT INTO manifest VALUES (?, ?)", lines)
    except sqlite3.OperationalError as error:  # a full disk, a folder that is not there
        raise OSError(0, str(error)) from error
    return count, ()


WRITERS: Mapping[str, Callable[[Table, Path], tuple[int, tuple[str, ...]]]] = {
    "xlsx": write_xlsx,
    "dta": write_stata,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
}


def _plain(value: Any) -> Any:
    return None if value is None else flat(value)


def _batches(rows: Iterator[Row] | Iterator[dict[str, Any]]) -> Iterator[tuple[Row, ...]]:
    while batch := tuple(itertools.islice(rows, _BATCH)):
        yield batch


def _identifier(name: str) -> str:
    doubled = name.replace('"', '""').replace("\x00", "")
    return f'"{doubled}"'


def _apart(columns: Sequence[str]) -> Iterable[str]:
    """The names of columns, those that SQLite takes for the same (GDP, gdp) told apart by a number."""
    used: set[str] = set()
    for name in columns:
        numbers = itertools.count(2)
        made = name
        while made.casefold() in used:
            made = f"{name}_{next(numbers)}"
        used.add(made.casefold())
        yield made
