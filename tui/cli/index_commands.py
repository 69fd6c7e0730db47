"""The commands that make an index and look after it: index, inspect, stats, optimize, doctor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gongbao.tui.cli.ask import DAMAGED, INCOMPLETE, NOTHING_FOUND, State, print_json
from gongbao.tui.cli.options import common
from gongbao.tui.cli.terminal import json_text, safe

if TYPE_CHECKING:
    from gongbao.indexer import Config


@click.command()
@common
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--prune", is_flag=True, help="Also remove documents whose file is gone.")
@click.option("--prune-folders", is_flag=True, help="Like --prune, also where a whole folder is gone or empty.")
@click.option("--fresh", is_flag=True, help="Make the index anew.")
@click.option("--text-column", metavar="NAME", help="The column or key of CSV and JSON records that holds their text.")
@click.option("--report", "noise", is_flag=True, help="Say what each cleaning rule took out of the text.")
@click.pass_obj
def index(
    state: State,
    paths: Sequence[str],
    prune: bool,
    prune_folders: bool,
    fresh: bool,
    text_column: str | None,
    noise: bool,
) -> None:
    """Read files and folders into the index; unchanged files are left alone."""
    from gongbao import indexer
    from gongbao.tui.cli.reports import print_index_report, progress_bar

    config = _with_text_column(state.config, text_column)
    folder = state.directory(config)
    with progress_bar(shown=sys.stderr.isatty()) as progress:
        report = indexer.build_index(
            paths, folder, config, prune=prune, prune_folders=prune_folders, fresh=fresh, progress=progress
        )
    if state.as_json:
        print_json(
            {
                **{name: getattr(report, name) for name in ("files", "documents", "paragraphs", "copies")},
                **{name: getattr(report, name) for name in ("unchanged", "removed", "given_up", "seconds")},
                **{name: getattr(report, name) for name in ("skipped_in_all", "doubtful_in_all")},
                "skipped": [{"path": s.path, "reason": s.reason} for s in report.skipped],
                "doubtful": list(report.doubtful),
                "noise": {rule: [taken.pieces, taken.characters] for rule, taken in report.noise.items()},
                "index": folder,
            }
        )
    else:
        print_index_report(report, folder, noise)
    if report.given_up:
        sys.exit(INCOMPLETE)


@click.command()
@common
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--jsonl", is_flag=True, help="One JSON object a document, a line each.")
@click.option("--text-column", metavar="NAME", help="The column or key of CSV and JSON records that holds their text.")
@click.option("--removed", is_flag=True, help="Also every line that was taken out, with the rule that took it.")
@click.pass_obj
def inspect(state: State, paths: Sequence[str], jsonl: bool, text_column: str | None, removed: bool) -> None:
    """Show how files would be read, without indexing: every field with its evidence, and what is skipped."""
    from gongbao import indexer
    from gongbao.tui.cli.reports import document_record, print_document

    documents, skipped = indexer.inspect(paths, _with_text_column(state.config, text_column))
    records = [document_record(d, documents) for d in documents]
    if state.as_json:
        print_json({"documents": records, "skipped": [{"path": s.path, "reason": s.reason} for s in skipped]})
    elif jsonl:
        for record in records:
            click.echo(json_text(record))
    else:
        for document in documents:
            print_document(document, documents, removed)
    if not state.as_json:
        for each in skipped:
            click.echo(f"skipped {safe(each.path)}: {safe(each.reason)}", err=True)
    if not documents:
        sys.exit(NOTHING_FOUND)


def _with_text_column(config: Config, name: str | None) -> Config:
    """``config`` with the column that the command line names."""
    return config if name is None else config._replace(reading=config.reading._replace(text_column=name))


@click.command()
@common
@click.option("--doubtful", is_flag=True, help="List every document whose metadata is in doubt, with the evidence.")
@click.pass_obj
def stats(state: State, doubtful: bool) -> None:
    """What the index holds: documents, paragraphs, places, years, and what is doubtful."""
    from gongbao.tui.cli.reports import print_statistics

    with state.open() as opened:
        found = opened.statistics()
    if state.as_json:
        print_json(found.to_dict())
    else:
        print_statistics(found, doubtful)


@click.command()
@common
@click.pass_obj
def optimize(state: State) -> None:
    """Merge an index of many small additions into few segments; needs as much room again as the index takes."""
    from gongbao import indexer

    before, after = indexer.optimize(state.directory(state.config), state.config)
    if state.as_json:
        print_json({"segments_before": before, "segments": after})
    else:
        click.echo(f"{before:,} segments, now {after:,}")


@click.command()
@common
@click.option("--full", is_flag=True, help="Compare every paragraph with what is indexed of it, not a sample.")
@click.option("--rebuild", "mend", is_flag=True, help="Mend what is damaged, from stored text and from the files.")
@click.pass_obj
def doctor(state: State, full: bool, mend: bool) -> None:
    """Check an index: every byte against its checksum, and what is indexed against the stored text."""
    from gongbao import indexer
    from gongbao.tui.cli.reports import print_health, print_rebuilt, progress_bar

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
