"""The command line: thin over the public functions, one screen of output, ``--json`` everywhere.

Heavy imports stand inside the commands: ``gongbao search`` must answer in a blink and needs neither rich nor
Textual.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from indexer.errors import GongbaoError, InputError, QueryError
from tui.analyses import ANALYSES
from tui.options import DASHES_ARE_WORDS, State, common, filter_values, filters, print_json, query_of
from tui.serving import serve
from tui.terminal import caret, cells, highlighted, json_text, padded, safe, use_utf8

if TYPE_CHECKING:
    from search import Results

NOTHING_FOUND = 1
DAMAGED = 3
FACET_TITLES = {"city": "城市", "province": "省份", "county": "区县", "year": "年份", "genre": "文种", "level": "层级"}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gongbao")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """gongbao (公报): full-text search for Chinese local-government documents."""


@cli.command()
@common
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--prune", is_flag=True, help="Also remove documents whose file is gone.")
@click.option("--fresh", is_flag=True, help="Make the index anew.")
@click.pass_obj
def index(state: State, paths: Sequence[str], prune: bool, fresh: bool) -> None:
    """Read files and folders into the index; unchanged files are left alone."""
    import indexer
    from tui.reports import print_index_report, progress_bar

    config = state.config
    folder = state.directory(config)
    with progress_bar(shown=sys.stderr.isatty()) as progress:
        report = indexer.build_index(paths, folder, config, prune=prune, fresh=fresh, progress=progress)
    if state.as_json:
        print_json(
            {
                **{name: getattr(report, name) for name in ("files", "documents", "paragraphs", "copies")},
                **{name: getattr(report, name) for name in ("unchanged", "removed", "seconds")},
                "skipped": [{"path": s.path, "reason": s.reason} for s in report.skipped],
                "doubtful": list(report.doubtful),
                "index": folder,
            }
        )
    else:
        print_index_report(report, folder)


@cli.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--limit", "-n", default=10, show_default=True, type=click.IntRange(0), help="How many paragraphs.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Start after this many.")
@click.option(
    "--sort", default="relevance", show_default=True, metavar="ORDER", help="relevance, date, -date, city, position…"
)
@click.option("--group", type=click.Choice(["document"]), help="One hit a document, its best paragraph.")
@click.option("--copies", is_flag=True, help="Show copies of the same document too.")
@click.pass_obj
def search(
    state: State, query: Sequence[str], limit: int, offset: int, sort: Any, group: Any, copies: bool,
    **options: Any,
) -> None:  # fmt: skip
    """Find paragraphs: words, "exact strings", AND OR NOT, field:value, 2019..2021 (see docs/query-language.md)."""
    with state.open() as opened:
        results = opened.search(
            query_of(query), limit=limit, offset=offset, sort=sort, group=group, collapse=not copies,
            **filter_values(options),
        )  # fmt: skip
        if state.as_json:
            print_json(results.to_dict())
        else:
            _print_results(results, offset)
    if not results.total:
        sys.exit(NOTHING_FOUND)


def _print_results(results: Results, offset: int) -> None:
    if not results.total:
        click.echo(f"Nothing found for {safe(results.interpretation)}.")
        for suggestion in results.suggestions:
            click.echo(f"  Try: {safe(suggestion)}")
        _print_notes(results.notes)
        return
    seconds = f"{results.seconds * 1000:.1f} ms"
    click.echo(f"{results.total:,} paragraphs  ·  {safe(results.interpretation)}  ·  {seconds}")
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


@cli.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.pass_obj
def facets(state: State, query: Sequence[str], **options: Any) -> None:
    """Count paragraphs by city, year, genre and every other facet, for a query or for all."""
    with state.open() as opened:
        results = opened.search(query_of(query) or None, limit=0, collapse=False, **filter_values(options))
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


@cli.command()
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


@cli.command()
@common
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--jsonl", is_flag=True, help="One JSON object a document, a line each.")
@click.pass_obj
def inspect(state: State, paths: Sequence[str], jsonl: bool) -> None:
    """Show how files would be read, without indexing: every field with its evidence, and what is skipped."""
    import indexer
    from tui.reports import document_record, print_document

    documents, skipped = indexer.inspect(paths, state.config)
    records = [document_record(d, documents) for d in documents]
    if state.as_json:
        print_json({"documents": records, "skipped": [{"path": s.path, "reason": s.reason} for s in skipped]})
    elif jsonl:
        for record in records:
            click.echo(json_text(record))
    else:
        for document in documents:
            print_document(document, documents)
    if not state.as_json:
        for each in skipped:
            click.echo(f"skipped {safe(each.path)}: {safe(each.reason)}", err=True)
    if not documents:
        sys.exit(NOTHING_FOUND)


@cli.command()
@common
@click.option("--doubtful", is_flag=True, help="List every document whose metadata is in doubt, with the evidence.")
@click.pass_obj
def stats(state: State, doubtful: bool) -> None:
    """What the index holds: documents, paragraphs, places, years, and what is doubtful."""
    from tui.reports import print_statistics

    with state.open() as opened:
        found = opened.statistics()
    if state.as_json:
        print_json(found.to_dict())
    else:
        print_statistics(found, doubtful)


@cli.command()
@common
@click.option("--full", is_flag=True, help="Compare every paragraph with what is indexed of it, not a sample.")
@click.option("--rebuild", "mend", is_flag=True, help="Mend what is damaged, from stored text and from the files.")
@click.pass_obj
def doctor(state: State, full: bool, mend: bool) -> None:
    """Check an index: every byte against its checksum, and what is indexed against the stored text."""
    import indexer
    from tui.reports import print_health, print_rebuilt, progress_bar

    config = state.config
    folder = state.directory(config)
    if mend:
        with progress_bar(shown=sys.stderr.isatty()) as progress:
            rebuilt = indexer.rebuild(folder, config, full, progress)
        if state.as_json:
            print_json(rebuilt.to_dict())
        else:
            print_rebuilt(rebuilt)
        sys.exit(0 if rebuilt.whole else DAMAGED)
    health = indexer.examine(folder, config, full)
    if state.as_json:
        print_json(health.to_dict())
    else:
        print_health(health)
    sys.exit(0 if health.sound else DAMAGED)


@cli.command()
@common
@click.pass_obj
def tui(state: State) -> None:
    """Open the terminal interface."""
    from tui.app import run

    config = state.config
    run(state.directory(config), config)


cli.add_command(serve)
for _analysis in ANALYSES:
    cli.add_command(_analysis)


def main(arguments: Sequence[str] | None = None) -> None:
    """The ``gongbao`` command: errors of use become one sentence and an exit code, never a traceback."""
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        cli.main(args=given, prog_name="gongbao", standalone_mode=False, obj=State())
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except GongbaoError as error:
        if "--debug" in given:
            raise
        click.echo(f"{safe(error)}", err=True)
        if isinstance(error, QueryError) and error.column is not None:
            click.echo(caret(error.query, error.column), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if "--debug" in given:
            raise
        click.echo(safe(f"{error.filename or 'The system'}: {error.strerror or error}."), err=True)
        sys.exit(InputError.exit_code)
    except (Exception, RecursionError, MemoryError) as error:
        if "--debug" in given:
            raise
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        click.echo(
            f"gongbao failed ({safe(told)}). Check the index with: gongbao doctor. If it is sound, please report what "
            "gongbao --debug prints for the same command.",
            err=True,
        )
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main()
