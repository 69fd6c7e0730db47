"""The commands that count and compare: concordance, trend, panel, collocates, keyness, dispersion, similar, export."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from gongbao.indexer.errors import InputError
from gongbao.tui.cli.ask import NOTHING_FOUND, State, print_json, query_of
from gongbao.tui.cli.options import DASHES_ARE_WORDS, common, filter_values, filters
from gongbao.tui.cli.terminal import safe
from gongbao.tui.drawing import cells

if TYPE_CHECKING:
    from gongbao.search import Table

WIDEST = 40
"""A printed column takes at most this many cells; ``--json`` and ``--out`` give everything."""

_out = click.option(
    "--out", metavar="FILE", help="Write to FILE (.csv .jsonl .md .xlsx .dta) with a manifest beside it."
)


def _deliver(state: State, table: Table, out: str | None, columns: Sequence[str] | None = None) -> None:
    """The table to a file, as JSON, or as aligned text; exits 1 when it is empty."""
    rows = table.rows()
    if out:
        from gongbao.search import export

        for path in export(table, out):
            click.echo(f"wrote {path}", err=True)
    elif state.as_json:
        print_json(table.to_dict())
    else:
        _print_rows(rows, columns or table.columns)
    if not rows:
        if not state.as_json:
            click.echo("Nothing found.")
        sys.exit(NOTHING_FOUND)


def _print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    shown = [[_cell(row.get(name)) for name in columns] for row in rows]
    if not shown:
        return
    widths = [max(cells.width(name), *(cells.width(line[n]) for line in shown)) for n, name in enumerate(columns)]
    for line in (list(columns), *shown):
        click.echo("  ".join(cells.pad(text, width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return cells.clip(safe(f"{value:.4g}" if isinstance(value, float) else value).replace("\n", " "), WIDEST)


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--width", default=30, show_default=True, type=click.IntRange(0, 500), help="Characters on each side.")
@click.option(
    "--sort", default="position", show_default=True, metavar="ORDER", help="position, right, left, year, city."
)
@click.option("--limit", "-n", default=50, show_default=True, type=click.IntRange(0), help="How many lines.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Start after this many.")
@_out
@click.pass_obj
def kwic(
    state: State, query: Sequence[str], width: int, sort: Any, limit: int, offset: int, out: str | None, **options: Any
) -> None:
    """Concordance: every match in the middle of its context."""
    with state.open() as opened:
        found = opened.concordance(query_of(query), width, sort, limit, offset, **filter_values(options))
    if out or state.as_json or not found.lines:
        _deliver(state, found, out)
        return
    click.echo(f"{found.total:,} matches in {found.paragraphs:,} paragraphs")
    for line in found.lines:
        left, match, right = (safe(part).replace("\n", " ") for part in (line.left, line.match, line.right))
        room = max(0, 2 * width - cells.width(left))
        about = "  ".join(safe(part) for part in (line.city, line.year) if part)
        right = cells.pad(right, 2 * width)
        click.echo(
            f"{' ' * room}{left}{click.style(match, fg='yellow', bold=True)}{right}  {click.style(about, dim=True)}"
        )


@click.command()
@common
@filters
@click.argument("terms", nargs=-1, required=True, metavar="QUERY...")
@click.option("--by", default="year", show_default=True, metavar="FACET[,FACET]", help="year, city, genre, city,year…")
@click.option(
    "--plot", is_flag=False, flag_value="-", metavar="[FILE]", help="Draw bars, or write FILE (.svg .png .pdf)."
)
@click.option("--measure", default="per_10000", show_default=True, help="per_10000, count, documents or share.")
@click.option("--tokens", is_flag=True, help="Count all words too (segments the text).")
@click.option("--no-copies", is_flag=True, help="Leave out copies of the same document.")
@_out
@click.pass_obj
def trend(
    state: State, terms: Sequence[str], by: str, plot: str | None, measure: str, tokens: bool, no_copies: bool,
    out: str | None, **options: Any,
) -> None:  # fmt: skip
    """How often each term is used in each year, city or other facet; every QUERY is one term."""
    query_of(terms)
    with state.open() as opened:
        found = opened.trend(terms, by.split(","), tokens=tokens, copies=not no_copies, **filter_values(options))
    if plot is None:
        _deliver(state, found, out)
        return
    from gongbao.search import bars, draw

    click.echo(safe(bars(found, measure)) if plot == "-" else f"wrote {draw(found, plot, measure)}")


@click.command()
@common
@filters
@click.argument("lexicon", metavar="LEXICON")
@click.option("--by", default="city,year", show_default=True, metavar="FACET[,FACET]", help="The groups.")
@click.option("--rule", default="longest", show_default=True, help="longest, substrings or tokens.")
@click.option("--tokens", is_flag=True, help="Count all words too (segments the text).")
@click.option("--no-copies", is_flag=True, help="Leave out copies of the same document.")
@_out
@click.pass_obj
def panel(
    state: State, lexicon: str, by: str, rule: Any, tokens: bool, no_copies: bool, out: str | None, **options: Any
) -> None:
    """The table of cities, years and terms of the word-frequency method (词频法), from a lexicon file."""
    with state.open() as opened:
        found = opened.panel(
            lexicon, by.split(","), rule, tokens=tokens, copies=not no_copies, **filter_values(options)
        )
    _deliver(state, found, out)


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--window", default=5, show_default=True, type=click.IntRange(1, 100), help="Words on each side.")
@click.option("--limit", "-n", default=30, show_default=True, type=click.IntRange(0), help="How many words.")
@_out
@click.pass_obj
def collocates(state: State, query: Sequence[str], window: int, limit: int, out: str | None, **options: Any) -> None:
    """The words that stand near a match more often than elsewhere."""
    with state.open() as opened:
        found = opened.collocates(query_of(query), window, limit=limit, **filter_values(options))
    _deliver(state, found, out)


@click.command()
@common
@click.option("--a", "a", multiple=True, required=True, metavar="FACET=VALUE", help="One side: city=淄博, query=…")
@click.option("--b", "b", multiple=True, metavar="FACET=VALUE", help="The other (default: everything else).")
@click.option("--limit", "-n", default=30, show_default=True, type=click.IntRange(0), help="How many words.")
@_out
@click.pass_obj
def keyness(state: State, a: Sequence[str], b: Sequence[str], limit: int, out: str | None) -> None:
    """The words that mark one selection out against another: --a city=淄博 --b city=遵义."""
    with state.open() as opened:
        found = opened.keyness(_selection("--a", a), _selection("--b", b) if b else None, limit=limit)
    _deliver(state, found, out)


def _selection(option: str, given: Sequence[str]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not value:
            raise InputError(f"{option} {text!r} needs a facet and a value, such as city=淄博.")
        if name == "query":
            chosen["query"] = value
        else:
            chosen.setdefault(name, []).append(int(value) if name == "year" and value.isdecimal() else value)
    return chosen


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--by", default="document", show_default=True, help="document, city, year…")
@_out
@click.pass_obj
def dispersion(state: State, query: Sequence[str], by: str, out: str | None, **options: Any) -> None:
    """How evenly a term is spread over documents, cities or years."""
    with state.open() as opened:
        found = opened.dispersion(query_of(query), by, **filter_values(options))
    if not (out or state.as_json):
        figures = (("DP", found.dp), ("DP norm", found.dp_norm), ("Juilland's D", found.juilland_d))
        click.echo("  ".join(f"{name} {_cell(value)}" for name, value in figures))
    _deliver(state, found, out)


@click.command()
@common
@filters
@click.argument("paragraph", metavar="PARAGRAPH")
@click.option("--limit", "-n", default=10, show_default=True, type=click.IntRange(0), help="How many paragraphs.")
@click.pass_obj
def similar(state: State, paragraph: str, limit: int, **options: Any) -> None:
    """Paragraphs that share the telling words of one, named by its id."""
    with state.open() as opened:
        found = opened.similar(paragraph, limit, **filter_values(options))
    if state.as_json:
        print_json(found.to_dict())
    else:
        for hit in found.hits:
            click.echo(f"{hit.id}  {safe(hit.city or hit.province or '-')}  {hit.year or '-'}  {safe(hit.title)}")
            click.echo(f"  {safe(hit.snippet)}".replace("\n", " "))
    if not found.hits:
        sys.exit(NOTHING_FOUND)


@click.command()
@common
@click.argument("prefix")
@click.option("--limit", "-n", default=10, show_default=True, type=click.IntRange(0), help="How many.")
@click.pass_obj
def suggest(state: State, prefix: str, limit: int) -> None:
    """Places and words that begin so, in characters or pinyin."""
    with state.open() as opened:
        found = opened.suggest(prefix, limit)
    if state.as_json:
        print_json([{"text": each.text, "kind": each.kind, "count": each.count} for each in found])
    else:
        for each in found:
            click.echo(f"{safe(each.text)}  {each.kind}" + (f"  {each.count:,}" if each.count is not None else ""))
    if not found:
        sys.exit(NOTHING_FOUND)


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--out", required=True, metavar="FILE", help="FILE.csv, .jsonl, .md, .xlsx or .dta.")
@click.option("--limit", "-n", default=None, type=click.IntRange(0), help="How many paragraphs (default: all).")
@click.option("--sort", default="relevance", show_default=True, metavar="ORDER", help="As for search.")
@click.option("--copies", is_flag=True, help="Copies of the same document too.")
@click.pass_obj
def export(
    state: State, query: Sequence[str], out: str, limit: int | None, sort: Any, copies: bool, **options: Any
) -> None:
    """Write all hits to a file, with a manifest beside it that says how they were found."""
    with state.open() as opened:
        found = opened.table(query_of(query), limit, sort=sort, collapse=not copies, **filter_values(options))
    _deliver(state, found, out)


@click.command()
@common
@click.argument("document", metavar="DOC")
@click.option("--bibtex", "as_bibtex", is_flag=True, help="BibTeX instead of GB/T 7714.")
@click.pass_obj
def cite(state: State, document: str, as_bibtex: bool) -> None:
    """The reference of a document or paragraph, by its id."""
    from gongbao.search import bibtex, gbt7714

    with state.open() as opened:
        found = opened.document(document)
    text = bibtex(found, found.id) if as_bibtex else gbt7714(found)
    if state.as_json:
        print_json({"document": found.id, "citation": text})
    else:
        click.echo(safe(text))
