"""A screen that says while it is drawn, so that threads at work can wait that long (model/gc_tuning.py)."""

from __future__ import annotations

from textual.screen import Screen

from gongbao.tui.model import gc_tuning


class RenderLockScreen(Screen[None]):
    """Threads that call ``gc_tuning.yield_to_render`` between two pieces of their work wait while this is drawn."""

    def _compositor_refresh(self) -> None:
        with gc_tuning.drawing():
            super()._compositor_refresh()
