"""The terminal the app runs on: whether there is one, and giving it back however the app ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from gongbao.indexer.errors import InputError

PATIENCE = 2.0
"""Seconds that an app which was told to end has to end by itself."""
RESTORED = "".join(
    f"\x1b[{mode}"
    for mode in ("?1000l", "?1002l", "?1003l", "?1015l", "?1006l", "?1004l", "?2004l", "?7h", "<u", "?1049l", "?25h")
)
"""Mouse, focus and paste reporting off, lines wrapped, plain keys, the normal screen, the cursor shown."""


def require_terminal() -> None:
    """Raises InputError where the app would find no terminal that can show it.

    In a browser (``gongbao serve``) the app's driver needs none.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return
    for name, stream in (("input", sys.__stdin__), ("output", sys.__stdout__), ("error output", sys.__stderr__)):
        if stream is None or not stream.isatty():
            raise InputError("terminal.none", stream=name)
    if os.name == "posix" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise InputError("terminal.no_cursor")


def give_back(attributes: list[Any] | None) -> None:
    """Undo what the app does to a terminal, and set its modes to ``attributes``, as ``termios.tcgetattr`` gave them."""
    with contextlib.suppress(OSError, ValueError):  # there may be no terminal any more
        os.write(sys.__stderr__.fileno(), RESTORED.encode())  # type: ignore[union-attr]
    if attributes is not None:
        import termios

        with contextlib.suppress(termios.error, OSError, ValueError):
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSAFLUSH, attributes)  # type: ignore[union-attr]


def end_when_told(end: Callable[[int], object], attributes: list[Any] | None = None) -> None:
    """On SIGTERM and SIGHUP call ``end`` with the exit code; a process that goes on after that is ended.

    The terminal is given back then with the modes ``attributes``. Called on the main thread.
    """

    def force(code: int) -> None:
        give_back(attributes)
        os._exit(code)

    def told(number: int, _: FrameType | None) -> None:
        timer = threading.Timer(PATIENCE, force, (128 + number,))
        timer.daemon = True
        timer.start()
        end(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), told)
