"""The first frame, drawn before Textual is there to draw it.

Importing Textual takes more than half of the time to the first paint. Until then the terminal would show the shell, and
what is typed would stand in it. So the app keeps what Textual draws first, byte by byte, for every size and look of the
last few starts, and the next start draws that as soon as it knows its config: the same cells, out of which Textual goes
on. Nothing of it is written here: no text, no colour, no layout. Where nothing is kept, nothing is drawn early; where
it is out of date, Textual draws its own over it, and that is kept instead.

From here on the terminal neither echoes nor waits for whole lines; what is typed waits for Textual to read it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongbao.indexer.config import Tui
from gongbao.tui.i18n.catalogue import language
from gongbao.tui.model.user_data import UserData
from gongbao.tui.system.terminal_state import give_back

FRAMES = 6
"""Frames that are kept."""
_ALTERNATE, _NORMAL = "\x1b[?1049h", "\x1b[?1049l"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_HOME = "\x1b[1;1H"
"""What Textual begins to draw the whole screen with."""
_COLOURS = ("TERM", "COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_THEME")
"""What in the environment tells Textual how many colours the terminal has."""


class FirstFrame:
    """A terminal between the first frame and Textual. ``attributes`` are its modes as they were before."""

    def __init__(self, file: Path, look: tuple[str, ...], attributes: list[Any]) -> None:
        self.attributes = attributes
        self.drawn = False
        """Whether the screen shows a frame that Textual has not taken over."""
        self.taken_over = False
        self.given_back = False
        """Whether Textual has given the terminal back."""
        self.painted = False
        """Whether Textual has drawn its own first frame: from then on there is a box that keys go to."""
        self._file = file
        self._size = size = shutil.get_terminal_size()  # as Textual asks for it
        colours = [os.environ.get(name, "") for name in _COLOURS]
        self._key = json.dumps([size.columns, size.lines, *look, *colours], ensure_ascii=False)
        self._kept = self._read().get(self._key)

    def draw(self) -> None:
        """Draw the frame that is kept for this window and look, if one is."""
        if self._kept is not None:
            self.drawn = True
            _write(_ALTERNATE + _HIDE_CURSOR + self._kept)

    def wanted(self, written: str) -> bool:
        """Whether Textual should write this; the first frame it draws is kept for the next start."""
        if written == _ALTERNATE and self.drawn:
            self.drawn = False  # the screen is there, and would be cleared
            return False
        if not self.painted and written.startswith(_HOME):
            self.painted = True
            self._keep(written)
        return True

    def leave(self) -> None:
        """Give the terminal back as it was, where Textual has not: it never came, or failed."""
        if self.given_back:
            return
        self.given_back = True
        if self.taken_over:
            give_back(self.attributes)
            return
        import termios

        with contextlib.suppress(termios.error):
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSAFLUSH, self.attributes)  # type: ignore[union-attr]
        if self.drawn:
            _write(_NORMAL + _SHOW_CURSOR)

    def _read(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            frames = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(frames, dict) and all(isinstance(frame, str) for frame in frames.values()):
                return frames
        return {}

    def _keep(self, frame: str) -> None:
        if frame == self._kept or shutil.get_terminal_size() != self._size:
            return
        frames = {key: each for key, each in self._read().items() if key != self._key}
        latest = dict([*frames.items(), (self._key, frame)][-FRAMES:])
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # a full disk costs the next start its early frame and nothing else
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(latest, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)


def _write(text: str) -> None:
    # where Textual writes to
    if sys.__stderr__ is not None:
        sys.__stderr__.write(text)
        sys.__stderr__.flush()


@contextlib.contextmanager
def frame(settings: Tui) -> Iterator[FirstFrame | None]:
    """Draw the first frame of the app with these settings, if this is a terminal; give the terminal back at the end."""
    attributes = _hushed()
    if attributes is None:
        yield None
        return
    preferences = UserData(Path(settings.notebook) if settings.notebook else None).preferences
    look = (
        preferences.theme(settings.theme), language(settings.language), settings.borders,
        json.dumps(dict(settings.keys), sort_keys=True),
    )  # fmt: skip
    first = FirstFrame(preferences.file.with_name("notebook.frames.json"), look, attributes)
    try:
        first.draw()
        yield first
    finally:
        first.leave()


def _hushed() -> list[Any] | None:
    """Make the terminal hold what is typed, and give its modes as they were; None where there is no such terminal."""
    if os.environ.get("TEXTUAL_DRIVER") or os.environ.get("TERM", "dumb") == "dumb":
        return None
    try:
        import termios

        if sys.__stdin__ is None or sys.__stderr__ is None or not sys.__stderr__.isatty():
            return None
        terminal = sys.__stdin__.fileno()
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return None  # in the background, where to touch the terminal is to be stopped
        before = termios.tcgetattr(terminal)
        modes = termios.tcgetattr(terminal)
        modes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.IXOFF)
        modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)  # Ctrl+C still ends the program
        off = os.fpathconf(terminal, "PC_VDISABLE")
        modes[6] = list(modes[6])
        for key in (termios.VSUSP, termios.VQUIT):
            modes[6][key] = bytes([off])
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(terminal, termios.TCSANOW, modes)
    except (ImportError, OSError, ValueError):
        return None
    return before
