"""What tests of the app share: coming to rest, and the screen as text."""

from __future__ import annotations

import contextlib
import time

from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerCancelled

from gongbao.tui.screens.main import MainScreen

PATIENCE = 180
"""Seconds: only a fault takes so long, on any machine."""


async def settled(pilot: Pilot[None]) -> None:
    """Nothing left to do: messages handled, debounced work started, workers done, their answers shown."""
    app = pilot.app
    quiet = 0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        await pilot.pause()
        screen = next((s for s in app.screen_stack if isinstance(s, MainScreen)), None)
        waiting = screen is not None and screen.busy
        # a directory tree's loader never ends
        working = [worker for worker in app.workers if worker.group != "_loader"]
        if working:
            with contextlib.suppress(WorkerCancelled):  # a later one has taken its place
                await app.workers.wait_for_complete(working)
        elif waiting:
            await pilot.pause(0.02)
        quiet = 0 if working or waiting else quiet + 1
        if quiet == 2:
            return
    raise AssertionError("the app never came to rest")


def rows(pilot: Pilot[None]) -> list[str]:
    """The screen as text, one string a row, exactly as composed."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert cell_len(strip.text) == width, strip.text
        assert strip.cell_length == width
    return [strip.text for strip in strips]


def row_of(pilot: Pilot[None], widget: Widget) -> str:
    """The screen row where ``widget`` begins."""
    return rows(pilot)[widget.region.y]
