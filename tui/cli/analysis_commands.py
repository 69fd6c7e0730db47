"""The commands that count and compare: concordance, trend, panel, collocates, keyness, dispersion, similar, export."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from gongbao.indexer.errors import InputError
from gongbao.tui.cli.ask import NOTHING_FOUND, State, print_json, query_of
from gongbao.tui.cli.options import DASHES_ARE_WORDS, common, filter_values, filters
from gongbao.tui.cli.table_output import cell, deliver, output, remarks
from gongbao.tui.cli.terminal import cells, padded, safe

_synonyms = click.option("--synonyms", is_flag=True, help="Count what the list of synonyms adds to a word, too.")
_within = click.option("--query", "within", metavar="QUERY", help="Count only in paragraphs that match this.")
_section = click.option("--section", metavar="TEXT", help="Count only under headings that contain this.")
_max_p = click.option("--max-p", type=click.FloatRange(0, 1), help="Leave out words with a larger p-value.")


def _names(typed: str) -> list[str]:
    """Names given in one argument: city,year or 城市、年份."""
    return [name.strip() for name in re.split("[,，、]", typed)]


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
@_synonyms
@output
@click.pass_obj
def kwic(
    state: State, query: Sequence[str], width: int, sort: Any, limit: int, offset: int, synonyms: bool,
    out: str | None, form: str | None, **options: Any,
) -> None:  # fmt: skip
    """Concordance: every match in the middle of its context."""
    with state.open() as opened:
        found = opened.concordance(
            query_of(query), width, sort, limit, offset, synonyms=synonyms, **filter_values(options)
        )
    if out or state.as_json or not found.total:
        deliver(state, found, out, form, matched=found.total > 0)
        return
    click.echo(f"{found.total:,} matches in {found.paragraphs:,} paragraphs")
    for line in found.lines:
        left, match, right = (safe(part).replace("\n", " ") for part in (line.left, line.match, line.right))
        room = max(0, 2 * width - cells(left))
        about = "  ".join(safe(part) for part in (line.city, line.year) if part)
        right = padded(right, 2 * width)
        click.echo(
            f"{' ' * room}{left}{click.style(match, fg='yellow', bold=True)}{right}  {click.style(about, dim=True)}"
        )
    for remark in remarks(found):
        click.echo(click.style(safe(remark), dim=True), err=True)


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
@_within
@_section
@_synonyms
@output
@click.pass_obj
def trend(
    state: State, terms: Sequence[str], by: str, plot: str | None, measure: str, tokens: bool, within: str | None,
    section: str | None, synonyms: bool, out: str | None, form: str | None, **options: Any,
) -> None:  # fmt: skip
    """How often each term is used in each year, city or other facet; every QUERY is one term."""
    query_of(terms)
    with state.open() as opened:
        found = opened.trend(
            terms, _names(by), tokens=tokens, query=within, section=section, synonyms=synonyms,
            **filter_values(options),
        )  # fmt: skip
    if plot is None:
        deliver(state, found, out, form)
        return
    from gongbao.search import bars, draw

    click.echo(safe(bars(found, measure)) if plot == "-" else f"wrote {draw(found, plot, measure)}")
    for remark in remarks(found):
        click.echo(click.style(safe(remark), dim=True), err=True)


@click.command()
@common
@filters
@click.argument("lexicon", metavar="LEXICON")
@click.option("--by", default="city,year", show_default=True, metavar="FACET[,FACET]", help="The groups.")
@click.option("--rule", default="longest", show_default=True, help="longest, substrings or tokens.")
@click.option("--tokens", is_flag=True, help="Count all words too (segments the text).")
@click.option("--all-groups", is_flag=True, help="All combinations of values, also those without documents.")
@click.option(
    "--wide",
    is_flag=False,
    flag_value="count",
    metavar="[MEASURE]",
    help="A column for each term: count, per_10000 or per_10000_tokens.",
)
@click.option("--by-concept", is_flag=True, help="Sum the terms of each concept.")
@click.option("--coverage", is_flag=True, help="Which groups have documents, and how much text.")
@click.option("--join", metavar="CSV", help="A file of your own variables, joined to the groups.")
@click.option("--on", metavar="COLUMN[,COLUMN]", help="The columns to join on (default: those of --by).")
@_within
@_section
@_synonyms
@output
@click.pass_obj
def panel(
    state: State, lexicon: str, by: str, rule: Any, tokens: bool, all_groups: bool, wide: Any, by_concept: bool,
    coverage: bool, join: str | None, on: str | None, within: str | None, section: str | None, synonyms: bool,
    out: str | None, form: str | None, **options: Any,
) -> None:  # fmt: skip
    """The table of cities, years and terms of the word-frequency method (词频法), from a lexicon file."""
    if coverage and (wide or by_concept):
        raise InputError("option.coverage_alone")
    with state.open() as opened:
        found = opened.panel(
            lexicon, _names(by), rule, tokens=tokens or wide == "per_10000_tokens", all_groups=all_groups, join=join,
            on=_names(on) if on else None, query=within, section=section, synonyms=synonyms, **filter_values(options),
        )  # fmt: skip
    if coverage:
        deliver(state, found.coverage(), out, form)
    elif wide:
        deliver(state, found.wide(wide, concepts=by_concept), out, form)
    else:
        deliver(state, found.by_concept() if by_concept else found, out, form)


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--window", default=5, show_default=True, type=click.IntRange(1, 100), help="Words on each side.")
@click.option("--limit", "-n", default=30, show_default=True, type=click.IntRange(0), help="How many words.")
@click.option(
    "--sort", default="g2_two_cell", show_default=True, metavar="ORDER", help="Or mutual_information, or count."
)
@_max_p
@_synonyms
@output
@click.pass_obj
def collocates(
    state: State, query: Sequence[str], window: int, limit: int, sort: Any, max_p: float | None, synonyms: bool,
    out: str | None, form: str | None, **options: Any,
) -> None:  # fmt: skip
    """The words that stand near a match more often than elsewhere."""
    with state.open() as opened:
        found = opened.collocates(
            query_of(query), window, limit=limit, sort=sort, max_p=max_p, synonyms=synonyms, **filter_values(options)
        )
    deliver(state, found, out, form)


@click.command()
@common
@click.option("--a", "a", multiple=True, required=True, metavar="FACET=VALUE", help="One side: city=淄博, query=…")
@click.option("--b", "b", multiple=True, metavar="FACET=VALUE", help="The other (default: everything else).")
@click.option("--limit", "-n", default=30, show_default=True, type=click.IntRange(0), help="How many words.")
@click.option("--copies", is_flag=True, help="Take in documents that repeat another one.")
@click.option("--sort", default="g2_two_cell", show_default=True, metavar="ORDER", help="Or log_ratio, or count.")
@_max_p
@_synonyms
@output
@click.pass_obj
def keyness(
    state: State, a: Sequence[str], b: Sequence[str], limit: int, copies: bool, sort: Any, max_p: float | None,
    synonyms: bool, out: str | None, form: str | None,
) -> None:  # fmt: skip
    """The words that mark one selection out against another: --a city=淄博 --b city=遵义."""
    with state.open() as opened:
        found = opened.keyness(
            _selection("--a", a), _selection("--b", b) if b else None, limit=limit, copies=copies, sort=sort,
            max_p=max_p, synonyms=synonyms,
        )  # fmt: skip
    deliver(state, found, out, form)


def _selection(option: str, given: Sequence[str]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not value:
            raise InputError("option.no_selection", option=option, value=text)
        if name in ("query", "section"):
            chosen[name] = value
        else:
            chosen.setdefault(name, []).append(int(value) if name == "year" and value.isdecimal() else value)
    return chosen


@click.command(context_settings=DASHES_ARE_WORDS)
@common
@filters
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--by", default="document", show_default=True, help="document, city, year…")
@_synonyms
@output
@click.pass_obj
def dispersion(
    state: State, query: Sequence[str], by: str, synonyms: bool, out: str | None, form: str | None, **options: Any
) -> None:
    """How evenly a term is spread over documents, cities or years."""
    with state.open() as opened:
        found = opened.dispersion(query_of(query), by, synonyms=synonyms, **filter_values(options))
    if not (out or state.as_json):
        figures = (("DP", found.dp), ("DP norm", found.dp_norm), ("Juilland's D", found.juilland_d))
        click.echo("  ".join(f"{name} {cell(value)}" for name, value in figures))
    deliver(state, found, out, form)


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
@click.option("--documents", metavar="DIR", help="Write the whole documents instead: texts and a metadata table.")
@click.option("--limit", "-n", default=None, type=click.IntRange(0), help="How many paragraphs (default: all).")
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    metavar="ORDER",
    help="As for search; index (as they stand there) takes the least memory.",
)
@output
@click.pass_obj
def export(
    state: State, query: Sequence[str], documents: str | None, limit: int | None, sort: Any, out: str | None,
    form: str | None, **options: Any,
) -> None:  # fmt: skip
    """Write all hits to a file, with a manifest beside it that says how they were found."""
    if (out is None) == (documents is None):
        raise InputError("option.where_to_write")
    with state.open() as opened:
        if documents is None:
            table = opened.streamed_table(query_of(query), limit, sort=sort, **filter_values(options))
            deliver(state, table, out, form)  # read while it is written
            return
        made = opened.export_documents(documents, query_of(query), **filter_values(options))
    click.echo(f"wrote {made.documents:,} documents to {made.folder}, their metadata to {made.metadata}", err=True)
    if not made.documents:
        sys.exit(NOTHING_FOUND)


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
