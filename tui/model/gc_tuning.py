"""What would stop every thread of the app at once, and how it is kept short: the garbage collector, the big lock."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LONG = 0.005
"""Seconds that a full collection may take before what it found alive is left out of the following ones."""
TURN = 0.001
"""Seconds that a thread at work keeps Python's lock while the screen's thread waits for it; 5 ms unless set."""

SELDOM = (5000, 20, 20)
"""Python's 700, 10, 10 made 1,500 collections of half a minute's searching, and these some 200."""

NAP = 0.0005
"""Seconds between two looks of a thread that gives way."""

_began = 0.0
_drawing = False


def hold() -> None:
    """While the app starts: nearly all that is made then stays, and looking for garbage among it takes time."""
    gc.disable()
    sys.setswitchinterval(TURN)


def settle() -> None:
    """What there is by now stays: the collector need not look through it again. It may set to work."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
    if _watch not in gc.callbacks:
        gc.callbacks.append(_watch)


def _watch(phase: str, about: dict[str, Any]) -> None:
    global _began
    if about["generation"] < 2:
        return
    if phase == "start":
        _began = time.perf_counter()
    elif time.perf_counter() - _began > LONG:
        gc.freeze()  # tables that were loaded later; looked through each time, they would stop the app for 80 ms


@contextmanager
def drawing() -> Iterator[None]:
    """While the screen is drawn, threads that ``yield_to_render`` wait: beside one at work, 10 ms became 25."""
    global _drawing
    _drawing = True
    try:
        yield
    finally:
        _drawing = False


def yield_to_render() -> None:
    """Wait while the screen is drawn. For threads of long work in Python alone, between two pieces of it."""
    while _drawing:
        time.sleep(NAP)
