"""The Textual app: an index, a look, and the main screen. Imported only when the app is started."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from textual import constants
from textual.app import App
from textual.theme import Theme

from gongbao.indexer.config import Config
from gongbao.indexer.errors import ConfigError
from gongbao.tui.actions import binding_keys, settled_keys
from gongbao.tui.drawing.glyphs import ASCII, LINES
from gongbao.tui.drawing.ui_context import Look
from gongbao.tui.i18n.catalogue import Texts, language
from gongbao.tui.model.index_session import Engine
from gongbao.tui.model.user_data import Notebook
from gongbao.tui.screens.failure import FailureScreen
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.textual_patches.first_frame_cache import EarlyFrame

_DATA = Path(__file__).resolve().parent / "data"


CONTRAST = Theme(
    name="gongbao-contrast", dark=True, primary="#ffff00", secondary="#00ffff", accent="#00ffff", warning="#ffff00",
    error="#ff6060", success="#00ff00", foreground="#ffffff", background="#000000", surface="#000000", panel="#202020",
    variables={"text-muted": "#d8d8d8"},
)  # fmt: skip
"""White and yellow on black; what is less important is hardly less bright, for it lies on the cursor's olive too."""


def _check(key: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise ConfigError("config.choice", key=key, value=value, known=", ".join(known))


class GongbaoApp(App[None]):
    """``opener`` and ``build`` stand for ``search.open`` and ``indexer.build_index`` where given.

    Raises ConfigError where config.yaml's ``tui`` names a language, theme or look there is not.
    """

    CSS_PATH = _DATA / "app.tcss"
    TITLE = "gongbao 公报"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        index_dir: str,
        config: Config,
        opener: Callable[[str, Config], Any] | None = None,
        build: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__()
        settings = config.tui
        self.register_theme(CONTRAST)
        _check("language", settings.language, ("auto", "zh", "en"))
        _check("borders", settings.borders, ("lines", "ascii"))
        _check("kitty_keyboard", settings.kitty_keyboard, ("auto", "on", "off"))
        _check("theme", settings.theme, self.available_themes)
        self.engine = Engine(index_dir, config, opener, build)
        self.look = Look(Texts(language(settings.language)), ASCII if settings.borders == "ascii" else LINES)
        self.notebook = Notebook(Path(settings.notebook) if settings.notebook else None)
        self.own_keys, self.key_problems = settled_keys(settings.keys)
        self.set_keymap({name: binding_keys(keys.split(",")) for name, keys in self.own_keys.items()})
        chosen = self.notebook.choices.theme(settings.theme)
        self.theme = chosen if chosen in self.available_themes else settings.theme

    def on_mount(self) -> None:
        self.set_class(self.look.glyphs is ASCII, "-ascii")
        if self.key_problems:
            texts = self.look.texts
            said = [texts(f"keys.{problem.kind}", **problem.names) for problem in self.key_problems]
            self.push_screen(FailureScreen(self.look, "\n".join([texts("keys.problems"), *said])))

    def get_default_screen(self) -> MainScreen:
        return MainScreen(self.engine, self.look, self.notebook, self.own_keys)

    def on_unmount(self) -> None:
        self.engine.close()


THREADS = 32
"""So many questions may be at work at once: those that nobody waits for any more must not hold up the next."""
PATIENCE = 0.1
"""Seconds that threads are given to end when the user leaves."""
_LOSES_COMPOSED_TEXT = ("iTerm.app", "vscode", "WezTerm")
"""TERM_PROGRAM of terminals that, with the kitty keyboard protocol, drop what an input method composed."""


def run(index_dir: str, config: Config, frame: EarlyFrame | None = None) -> None:
    """Open the app on the index and stay until the user leaves; it goes on from ``frame`` where there is one."""
    wanted = config.tui.kitty_keyboard
    if wanted == "off" or (wanted == "auto" and os.environ.get("TERM_PROGRAM") in _LOSES_COMPOSED_TEXT):
        # as TEXTUAL_DISABLE_KITTY_KEY=1 does, which is read when Textual is imported: before any config
        vars(constants)["DISABLE_KITTY_KEY"] = True
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="gongbao")
    loop = asyncio.new_event_loop()
    loop.set_default_executor(threads)
    app = GongbaoApp(index_dir, config)
    if frame is not None:
        from gongbao.tui.textual_patches.driver import taking_over  # there is none such on Windows

        app.driver_class = taking_over(frame)
    app.run(loop=loop)
    threads.shutdown(wait=False, cancel_futures=True)
    _leave(app.return_code or 0)


def _leave(code: int) -> None:
    """End the process with ``code`` where that is not 0, or where threads are still at work.

    They only read the index, and nobody wants their answers; ``asyncio.run``, and Python itself at its end,
    would wait for them.
    """
    until = time.monotonic() + PATIENCE
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
    if code:
        sys.exit(code)
