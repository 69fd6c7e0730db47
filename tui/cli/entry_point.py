"""The process of the ``gongbao`` command: it goes straight to the app, or to a search's answer in JSON, where nothing
else is asked for.

Without click a whole search takes a third less of the processor (368 ms against 541 ms, medians of 15 processes in
turns on 2 cores with other work beside).
"""

from __future__ import annotations

import atexit
import functools
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from gongbao.tui import import_stubs
from gongbao.tui.cli.launch import open_app, use_utf8


class Plain(NamedTuple):
    """A line of words and options that need no more to be understood."""

    words: tuple[str, ...]
    options: dict[str, str]


def plain(arguments: Sequence[str], valued: Sequence[str], flags: Sequence[str] = ()) -> Plain | None:
    """Arguments that are words, options in ``valued`` with their values, and ``flags``; None for whatever else, which
    click has to read. tests/tui/test_plain_lines.py holds that click reads the same in them."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, mark, value = argument.partition("=")
        if not argument.startswith("-"):
            words.append(argument)
        elif argument in flags:
            options[argument] = ""
        elif name in valued:
            options[name] = value if mark else next(rest, "")
            if not options[name] or options[name].startswith("-"):
                return None
        else:
            return None
    return Plain(tuple(words), options)


def plain_app(arguments: Sequence[str]) -> Plain | None:
    """``tui [--index DIR] [--config FILE]``."""
    line = plain(arguments[1:], ("--index", "--config"))
    return line if arguments[:1] == ["tui"] and line and not line.words else None


def plain_search(arguments: Sequence[str]) -> Plain | None:
    """``search WORD… --json [--index DIR] [--config FILE] [--limit N]``, the options anywhere."""
    line = plain(arguments[1:], ("--index", "--config", "--limit"), ("--json",))
    if arguments[:1] != ["search"] or line is None or not line.words or "--json" not in line.options:
        return None
    limit = line.options.get("--limit", "10")
    return line if limit.isascii() and limit.isdigit() else None


def answer(line: Plain) -> NoReturn:
    """Answer a plain search in JSON, and end the process."""
    from gongbao.tui.cli.ask import State, ask

    state = State()
    state.index_dir, state.config_path, state.as_json = line.options.get("--index"), line.options.get("--config"), True
    code = ask(state, line.words, limit=int(line.options.get("--limit", "10")))
    # All is written. To take 60,000 objects apart, of which the system takes back the memory anyway, takes 4 ms.
    os._exit(code)


def lighten() -> None:
    """What makes a short life shorter; before anything else is imported."""
    # numpy's algebra library starts a thread for every core as it loads; nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imports make 60,000 objects and no garbage. The collector would go through them 88 times for nothing, and once
    # more at the end, when all memory is given back anyway.
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)
    import_stubs.install()


def start() -> None:
    """The ``gongbao`` process."""
    lighten()
    run: Callable[[], None]
    if line := plain_app(sys.argv[1:]):
        run = functools.partial(open_app, line.options.get("--index"), line.options.get("--config"))
    elif line := plain_search(sys.argv[1:]):
        run = functools.partial(answer, line)
    else:
        from gongbao.tui.cli.commands import main

        main()
        return
    use_utf8()
    try:
        run()
    except (Exception, KeyboardInterrupt) as error:
        from gongbao.tui.cli.commands import end

        end(error)
