"""What the indexing commands print: progress, the report of a run, how a document was read, what an index holds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from gongbao.tui.cli.terminal import cells, padded, safe, shortened

if TYPE_CHECKING:
    from gongbao.indexer import Document, Event, Health, IndexReport, Rebuilt
    from gongbao.search import Statistics

MOST_SKIPPED = 20
MOST_DOUBTFUL = 10


@contextlib.contextmanager
def progress_bar(shown: bool) -> Iterator[Callable[[Event], None] | None]:
    """A callback for the indexer that draws files, paragraphs, rate and time left; None when not shown."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files · {task.fields[paragraphs]:,} paragraphs · {task.fields[rate]:.0f} files/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None, paragraphs=0, rate=0.0)

        def draw(event: Event) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = event.files / elapsed if elapsed else 0.0
            bar.update(
                task,
                description=event.stage,
                total=event.of,
                completed=event.files,
                paragraphs=event.paragraphs,
                rate=rate,
            )

        yield draw


def print_index_report(report: IndexReport, folder: str, noise: bool = False) -> None:
    """One screen: what was read, what was skipped and why, what is doubtful; with ``noise`` what each rule took out."""
    click.echo(
        f"{report.files:,} files: {report.documents:,} documents, {report.paragraphs:,} paragraphs in {safe(folder)}"
        f"  ({report.seconds:.1f} s)"
    )
    counted = (
        (report.unchanged, "unchanged since the last run"),
        (report.copies, "documents are copies of another; searches show one of each"),
        (report.removed, "files are gone and were removed"),
    )
    for count, what in counted:
        if count:
            click.echo(f"  {count:,} {what}")
    _print_some(f"{report.skipped_in_all:,} skipped", [f"{s.path}: {s.reason}" for s in report.skipped], MOST_SKIPPED)
    if report.given_up:
        told = f"{report.given_up:,} files or records were given up: they took too long, or made their reader crash"
        click.echo(click.style(f"  {told}. The index lacks them; the next run tries them again.", fg="red", bold=True))
    _print_some(f"{report.doubtful_in_all:,} doubtful", report.doubtful, MOST_DOUBTFUL)
    if report.doubtful:
        click.echo("  (gongbao stats --doubtful lists them; correct one with a NAME.meta.yaml beside its file)")
    if noise:
        print_noise(report)


def print_noise(report: IndexReport) -> None:
    """What each cleaning rule took out of the files that were read, the most first."""
    if not report.noise:
        click.echo("  nothing was taken out of the text")
        return
    click.echo("  taken out of the text, by rule (gongbao inspect --removed shows the lines):")
    for rule, taken in sorted(report.noise.items(), key=lambda item: -item[1].characters):
        click.echo(f"    {padded(safe(rule), 18)}  {taken.pieces:>9,} lines  {taken.characters:>11,} characters")


def _print_some(heading: str, lines: Sequence[str], most: int) -> None:
    if lines:
        click.echo(f"  {heading}:")
        for line in lines[:most]:
            click.echo(f"    {safe(line)}")
        if len(lines) > most:
            click.echo(f"    … and {len(lines) - most:,} more")


def document_record(document: Document, documents: Sequence[Document]) -> dict[str, Any]:
    """One line of ``inspect --jsonl``; ``duplicate_of`` is the file of the document this one repeats."""
    meta, place = document.meta, document.meta.place
    original = next((d.path for d in documents if d.id == document.duplicate_of), None)
    return {
        "file": document.path,
        "id": document.id,
        "title": meta.title,
        "city": place.city,
        "province": place.province,
        "county": place.county,
        "level": place.level,
        "year": meta.year,
        "date": meta.date,
        "genre": meta.genre,
        "source": meta.source,
        "period": list(meta.period) if meta.period else None,
        "paragraphs": [p.text for p in document.paragraphs],
        "sections": [list(p.section) for p in document.paragraphs],
        "duplicate_of": original,
        "removed": [{"rule": rule, "text": text} for rule, text in document.removed],
        "evidence": {
            name: {"text": found.text, "where": found.where, "confidence": found.confidence}
            for name, found in meta.evidence.items()
        },
        **({"custom": dict(meta.custom)} if meta.custom else {}),
    }


def print_document(document: Document, documents: Sequence[Document], removed: bool = False) -> None:
    """How one document was read: fields, the words each was taken from, and its paragraphs in brief.

    With ``removed`` every piece of text that was taken out of its file, with the rule that took it.
    """
    record = document_record(document, documents)
    click.echo(click.style(safe(record["file"]), bold=True))
    shown = ("title", "province", "city", "county", "level", "year", "date", "genre", "source")
    for name in shown:
        if record[name] is None:
            continue
        found = record["evidence"].get(name) or record["evidence"].get("place" if name in shown[1:5] else "")
        because = f"  ← {found['where']}: {shortened(found['text'], 40)} ({found['confidence']:.0%})" if found else ""
        click.echo(f"  {name:<9} {safe(record[name])}{click.style(safe(because), dim=True)}")
    if record["duplicate_of"]:
        click.echo(f"  copy of   {safe(record['duplicate_of'])}")
    click.echo(f"  {len(document.paragraphs)} paragraphs, {document.characters:,} characters")
    for paragraph in document.paragraphs[:3]:
        click.echo(click.style(f"    {shortened(safe(paragraph.text).replace(chr(10), ' '), 90)}", dim=True))
    if removed:
        for rule, text in document.removed:
            click.echo(f"  - {padded(safe(rule), 18)} {safe(text.strip()).replace(chr(10), ' ')}")


def print_statistics(found: Statistics, doubtful: bool) -> None:
    """One screen of what an index holds; ``doubtful`` lists every doubtful field with its evidence."""
    click.echo(f"{found.documents:,} documents ({found.copies:,} of them copies), {found.paragraphs:,} paragraphs")
    click.echo(f"{found.bytes / 1e6:,.1f} MB in {safe(found.index_dir)}, generation {found.generation}")
    for title, counts in (("genres", found.genres), ("years", found.years), ("cities", found.cities)):
        if counts:
            width = max(cells(str(value)) for value, _ in counts[:12])
            click.echo(click.style(f"{title} ({len(counts)}, documents)", bold=True))
            for value, count in counts[:12]:
                click.echo(f"  {padded(safe(value), width)}  {count:>7,}")
            if len(counts) > 12:
                click.echo(f"  … and {len(counts) - 12} more")
    if found.doubtful:
        click.echo(click.style(f"doubtful fields: {len(found.doubtful):,}", bold=True))
        listed = found.doubtful if doubtful else found.doubtful[:5]
        for doubt in listed:
            click.echo(
                f"  {safe(doubt.path)}: {doubt.field} ← {safe(shortened(doubt.text, 50))} ({doubt.confidence:.0%})"
            )
        if len(listed) < len(found.doubtful):
            click.echo("  gongbao stats --doubtful lists them all")


def print_health(health: Health) -> None:
    """What is damaged, or that nothing is, and how much was looked at."""
    compared = "all" if health.compared >= health.paragraphs else f"{health.compared:,}"
    click.echo(
        f"{safe(health.index)}, generation {health.generation}: {health.segments} segments, {health.paragraphs:,} "
        f"paragraphs, {health.bytes / 1e6:,.1f} MB read, {compared} paragraphs compared with their text"
    )
    if health.sound:
        click.echo("Nothing is damaged." if compared == "all" else "No damage found; --full compares every paragraph.")
        return
    for damage in health.damage:
        click.echo(f"  {safe(damage.file)}{f' ({safe(damage.part)})' if damage.part else ''}: {safe(damage.what)}")
    files = list(dict.fromkeys(name for damage in health.damage for name in damage.sources))
    _print_some(f"paragraphs of these files may be missing or wrong ({len(files)} or more)", files, MOST_SKIPPED)
    click.echo(f"Mend it with: gongbao doctor --rebuild --index {safe(health.index)}")


def print_rebuilt(rebuilt: Rebuilt) -> None:
    """What was damaged, what was mended, and what is lost."""
    print_health(rebuilt.before)
    if rebuilt.before.sound:
        return
    click.echo(
        f"Rebuilt: {rebuilt.restored:,} paragraphs from their stored text, {len(rebuilt.files):,} files read again."
    )
    _print_some(f"{len(rebuilt.lost):,} files are gone or cannot be read", rebuilt.lost, MOST_SKIPPED)
    if rebuilt.nameless:
        click.echo("  Damaged segments do not tell any more which files they held; run gongbao index on your folders.")
    if rebuilt.lost or rebuilt.nameless:
        click.echo("  What was damaged is kept in the folder 'damaged' of the index directory.")
    click.echo("The index is sound again." if rebuilt.after.sound else "The index is still damaged:")
    if not rebuilt.after.sound:
        print_health(rebuilt.after)
