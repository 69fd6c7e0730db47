"""The process of the ``gongbao`` command: it goes straight to the app where nothing else is asked for.

click, and what knows of other commands, take a sixteenth of the time to the first paint.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from tui.spared import spare


def use_utf8() -> None:
    """Make the standard streams UTF-8, whatever the system's code page is; odd file names are escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def app_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options of a plain ``tui [--index DIR] [--config FILE]``; None for whatever else click has to read."""
    if arguments[:1] != ["tui"]:
        return None
    options: dict[str, str] = {}
    rest = iter(arguments[1:])
    for argument in rest:
        name, mark, value = argument.partition("=")
        value = value if mark else next(rest, "")
        if name not in ("--index", "--config") or not value or value.startswith("-"):
            return None
        options[name] = value
    return options


def open_app(index_dir: str | None, config_path: str | None) -> None:
    """Open the app and stay until the user leaves; raises ConfigError."""
    from tui import pauses

    pauses.hold()
    from indexer.config import Config
    from tui import early

    config = Config.load(config_path)
    with early.frame(config.tui) as frame:
        from tui.app import run  # with Textual: everything before it is small beside this

        run(index_dir or config.index, config, frame)


def lighten() -> None:
    """What makes a short life shorter; before anything else is imported."""
    # numpy's algebra library starts a thread for every core as it loads; nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imports make 60,000 objects and no garbage. The collector would go through them 88 times for nothing, and once
    # more at the end, when all memory is given back anyway.
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)
    spare()


def start() -> None:
    """The ``gongbao`` process."""
    lighten()
    options = app_options(sys.argv[1:])
    if options is None:
        from tui.commands import main

        main()
        return
    use_utf8()
    try:
        open_app(options.get("--index"), options.get("--config"))
    except (Exception, KeyboardInterrupt) as error:
        from tui.commands import end

        end(error)
