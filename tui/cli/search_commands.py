"""The commands that find: paragraphs, how many there are of what, and a document whole."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from gongbao.indexer import FIELDS
from gongbao.tui.cli.ask import NOTHING_FOUND, State, ask, print_json, query_of
from gongbao.tui.cli.options import DASHES_ARE_WORDS, common, filter_values, filters
from gongbao.tui.cli.terminal import cells, highlighted, padded, safe

if TYPE_CHECKING:
    from gongbao.search import Results

FACET_TITLES = {spec.name: spec.aliases[0] for spec in FIELDS if spec.facet}


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--limit", "-n", default=10, show_default=True, type=click.IntRange(0), help="How many paragraphs.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Start after this many.")
@click.option(
    "--sort", default="relevance", show_default=True, metavar="ORDER", help="relevance, date, -date, city, position…"
)
@click.option("--group", type=click.Choice(["document"]), help="One hit a document, its best paragraph.")
@click.pass_obj
def search(state: State, query: Sequence[str], limit: int, offset: int, sort: Any, group: Any, **options: Any) -> None:
    """Find paragraphs: words, "exact strings", AND OR NOT, field:value, 2019..2021 (see docs/query-language.md)."""
    code = ask(
        state, query, lambda results: _print_results(results, offset), limit=limit, offset=offset, sort=sort,
        group=group, **filter_values(options),
    )  # fmt: skip
    if code:
        sys.exit(code)


def _print_results(results: Results, offset: int) -> None:
    if not results.total:
        click.echo(f"Nothing found for {safe(results.interpretation)}.")
        for suggestion in results.suggestions:
            click.echo(f"  Try: {safe(suggestion)}")
        _print_notes(results.notes)
        return
    seconds = f"{results.seconds * 1000:.1f} ms"
    copies = f" (and {results.left_out:,} in copies)" if results.left_out else ""
    click.echo(f"{results.total:,} paragraphs{copies}  ·  {safe(results.interpretation)}  ·  {seconds}")
    _print_facets(results.facets, ("city", "year", "genre"), most=6)
    _print_notes(results.notes)
    for number, hit in enumerate(results.hits, offset + 1):
        about = "  ".join(safe(part) for part in (hit.city or hit.province, hit.date or hit.year, hit.genre) if part)
        click.echo(f"\n{number}. {click.style(safe(hit.title), bold=True)}  {click.style(about, fg='cyan')}")
        if hit.section:
            click.echo(f"   {click.style(safe(' › '.join(hit.section)), dim=True)}")
        click.echo(f"   {highlighted(hit.snippet, hit.highlights)}".replace("\n", " "))
        click.echo(click.style(f"   {hit.id}  {safe(hit.path)}", dim=True))


def _print_notes(notes: Sequence[str]) -> None:
    for note in notes:
        click.echo(f"  {safe(note)}")


def _print_facets(facets: Mapping[str, Sequence[tuple[Any, int]]], names: Sequence[str], most: int | None) -> None:
    for name in names:
        counts = facets.get(name, ())
        if counts:
            shown = "  ".join(f"{safe(value)} {count:,}" for value, count in counts[:most])
            more = f"  … {len(counts) - most} more" if most and len(counts) > most else ""
            click.echo(f"  {FACET_TITLES.get(name, name)}  {shown}{more}")


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.pass_obj
def facets(state: State, query: Sequence[str], **options: Any) -> None:
    """Count paragraphs by city, year, genre and every other facet, for a query or for all."""
    with state.open() as opened:
        results = opened.search(query_of(query) or None, limit=0, **filter_values(options))
    if state.as_json:
        print_json({name: [list(pair) for pair in counts] for name, counts in results.facets.items()})
    else:
        for name, counts in results.facets.items():
            click.echo(click.style(FACET_TITLES.get(name, name), bold=True))
            width = max((cells(str(value)) for value, _ in counts), default=0)
            for value, count in counts:
                click.echo(f"  {padded(safe(value), width)}  {count:>9,}")
    if not results.total:
        sys.exit(NOTHING_FOUND)


@click.command()
@common
@click.argument("document", metavar="DOC")
@click.pass_obj
def show(state: State, document: str) -> None:
    """Print a document whole, by its id or the id of one of its paragraphs."""
    with state.open() as opened:
        found = opened.document(document)
    if state.as_json:
        print_json(found.to_dict())
        return
    click.echo(click.style(safe(found.title), bold=True))
    about = (found.province, found.city, found.county, found.date or found.year, found.genre, found.source)
    click.echo("  ".join(dict.fromkeys(safe(part) for part in about if part)))
    click.echo(click.style(safe(found.path), dim=True))
    section: tuple[str, ...] = ()
    for paragraph in found.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            click.echo("\n" + click.style(safe(" › ".join(section)), fg="cyan"))
        click.echo(safe(paragraph.text))
