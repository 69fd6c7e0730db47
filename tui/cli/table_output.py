"""A table as a command gives it: to a file or standard output, as JSON, or as aligned text with remarks on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from gongbao.tui.cli.ask import NOTHING_FOUND, State, print_json
from gongbao.tui.cli.terminal import safe
from gongbao.tui.drawing import cells

if TYPE_CHECKING:
    from gongbao.search import Table

WIDEST = 40
"""A printed column takes at most this many cells; ``--json`` and ``--out`` give everything."""
_READINGS = 20
"""Terms whose reading is printed at the most, besides those that are not read as they are typed."""
FORMATS = "csv, jsonl, md, xlsx, dta, parquet or sqlite"


def output(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--out`` and ``--format``; the command gets ``out`` and ``form``."""
    options = (
        click.option("--out", metavar="FILE", help="Write to FILE, a manifest beside it; - is standard output."),
        click.option("--format", "form", metavar="FORMAT", help=f"{FORMATS} (default: FILE's ending, or csv)."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def deliver(
    state: State, table: Table, out: str | None, form: str | None = None, *, matched: bool | None = None
) -> None:
    """The table to a file, as JSON, or as aligned text; exits 1 when there is nothing in it (``matched`` is False)."""
    if out == "-":
        from gongbao.search import export_to_stream

        rows = export_to_stream(table, sys.stdout.buffer, form or "csv")
        _say(table, err=True)
    elif out:
        from gongbao.search import export

        written = export(table, out, form)
        for path in written:
            click.echo(f"wrote {path}", err=True)
        rows = table.length()
        _say(table, err=True)
    else:
        held = table.rows()
        rows = len(held)
        if state.as_json:
            print_json(table.to_dict())
        else:
            print_rows(held, table.columns)
            if rows:
                _say(table)
    if not (rows if matched is None else matched):
        if not state.as_json and out != "-":
            click.echo("Nothing found.")
        sys.exit(NOTHING_FOUND)


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows as text, a line each, every column as wide as its widest cell."""
    shown = [[cell(row.get(name)) for name in columns] for row in rows]
    if not shown:
        return
    heads = [safe(name) for name in columns]
    widths = [max(cells.width(name), *(cells.width(line[n]) for line in shown)) for n, name in enumerate(heads)]
    for line in (heads, *shown):
        click.echo("  ".join(cells.pad(text, width) for text, width in zip(line, widths, strict=True)).rstrip())


def cell(value: object) -> str:
    """One value as it is printed; "-" for none."""
    if value is None:
        return "-"
    return cells.clip(safe(f"{value:.4g}" if isinstance(value, float) else value).replace("\n", " "), WIDEST)


def remarks(table: Table) -> list[str]:
    """What is to be known about a table's figures: how terms were read, what is not in them."""
    manifest = table.manifest
    readings = manifest.readings
    other = {typed: reading for typed, reading in readings.items() if reading != typed}
    listed = readings if len(readings) <= _READINGS else other
    said = [f"{typed}: read as {reading}" for typed, reading in listed.items()]
    if manifest.left_out.get("documents"):
        documents, paragraphs, missing = (manifest.left_out[name] for name in ("documents", "paragraphs", "missing"))
        lacking = ", ".join(f"{count:,} without {name}" for name, count in missing.items())
        said.append(f"In no group: {documents:,} documents, {paragraphs:,} paragraphs ({lacking}).")
    copies = manifest.copies
    if copies.get("documents"):
        said.append(
            f"Left out as copies: {copies['documents']:,} documents, {copies['paragraphs']:,} paragraphs; "
            "--copies takes them in."
        )
    joined = manifest.options.get("join")
    if isinstance(joined, Mapping):
        said.append(
            f"{joined['file']}: {len(joined['unmatched']):,} groups found no row, {joined['unused']:,} rows no group."
        )
    return [*said, *manifest.notes]


def _say(table: Table, err: bool = False) -> None:
    for line in remarks(table):
        click.echo(click.style(safe(line), dim=True), err=err)
