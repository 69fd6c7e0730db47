"""What the command's process and the ``tui`` command share: the streams, and opening the app."""

from __future__ import annotations

import sys


def use_utf8() -> None:
    """Make the standard streams UTF-8, whatever the system's code page is; odd file names are escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def open_app(index_dir: str | None, config_path: str | None) -> None:
    """Open the app on an index (config.yaml's for None) and stay until the user leaves.

    Raises ConfigError for a config that cannot be read, InputError where there is no terminal.
    """
    from gongbao.tui.system.terminal_state import end_when_told, require_terminal

    require_terminal()
    end_when_told(sys.exit)  # until the app is there, leaving what follows gives the terminal back
    from gongbao.tui.model import gc_tuning

    gc_tuning.hold()
    from gongbao.indexer.config import Config
    from gongbao.tui.textual_patches import first_frame_cache

    config = Config.load(config_path)
    with first_frame_cache.frame(config.tui) as frame:
        from gongbao.tui.app import run  # with Textual: everything before it is small beside this

        run(index_dir or config.index, config, frame)
