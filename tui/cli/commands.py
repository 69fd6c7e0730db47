"""The command line: thin over the public functions, one screen of output, ``--json`` everywhere.

A command's module is loaded when that command is run: ``gongbao search`` must answer in a blink.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from gongbao.indexer.errors import GongbaoError, InputError, QueryError
from gongbao.tui.cli.ask import DAMAGED, State
from gongbao.tui.cli.entry_point import open_app, start, use_utf8
from gongbao.tui.cli.options import common
from gongbao.tui.cli.terminal import caret, safe

_HOMES = {
    "index": "index_commands", "search": "search_commands", "facets": "search_commands", "show": "search_commands",
    "inspect": "index_commands", "stats": "index_commands", "optimize": "index_commands",
    "doctor": "index_commands", "serve": "serve",
    **dict.fromkeys(
        ("kwic", "trend", "panel", "collocates", "keyness", "dispersion", "similar", "suggest", "export", "cite"),
        "analysis_commands",
    ),
}  # fmt: skip
"""Command → the module of this package that holds it."""


class Commands(click.Group):
    """A group whose commands are loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_HOMES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _HOMES:
            command: click.Command = getattr(importlib.import_module(f"gongbao.tui.cli.{_HOMES[cmd_name]}"), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gongbao")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """gongbao (公报): full-text search for Chinese local-government documents."""


@cli.command()
@common
@click.pass_obj
def tui(state: State) -> None:
    """Open the terminal interface."""
    open_app(state.index_dir, state.config_path)


def main(arguments: Sequence[str] | None = None) -> None:
    """The ``gongbao`` command: errors of use become one sentence and an exit code, never a traceback."""
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        cli.main(args=given, prog_name="gongbao", standalone_mode=False, obj=State())
    except (Exception, KeyboardInterrupt) as error:
        end(error, debug="--debug" in given)


def end(error: BaseException, debug: bool = False) -> NoReturn:
    """Tell what went wrong and leave; with ``debug``, what is not a mistake in the command line is raised again."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            sys.exit(2)
        case click.ClickException():
            error.show()
            sys.exit(error.exit_code)
        case click.Abort() | KeyboardInterrupt():
            click.echo("Stopped.", err=True)
            sys.exit(130)
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
    if debug:
        raise error
    match error:
        case GongbaoError():
            click.echo(safe(error.sentence("en")), err=True)  # as all that the command line prints
            if isinstance(error, QueryError) and error.column is not None:
                click.echo(caret(error.query, error.column), err=True)
            sys.exit(error.exit_code)
        case OSError():
            click.echo(safe(f"{error.filename or 'The system'}: {error.strerror or error}."), err=True)
            sys.exit(InputError.exit_code)
    told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    click.echo(
        f"gongbao failed ({safe(told)}). Check the index with: gongbao doctor. If it is sound, please report what "
        "gongbao --debug prints for the same command.",
        err=True,
    )
    sys.exit(DAMAGED)


if __name__ == "__main__":
    start()
