"""What of Textual the patches rest on is still as it was when they were written and measured."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input

from gongbao.tui.textual_patches.fixed_size import FixedSizeInput, FixedSizeScroll

UNDERNEATH: dict[str, tuple[Callable[..., Any], str]] = {
    "first_frame_cache: how the driver starts": (LinuxDriver.start_application_mode, "7c41f5ba11a8"),
    "first_frame_cache: how it writes": (LinuxDriver.write, "b78a34033db5"),
    "driver: how keys come in": (Driver.process_message, "af9cb0baaf15"),
    "driver: how it stops": (LinuxDriver.stop_application_mode, "9a7e99c8d4bd"),
    "fixed_size: what a new size of the content does": (ScrollView._size_updated, "1606ca15d939"),
    "fixed_size: how scroll bars are moved": (Widget._scroll_update, "edb9f6257285"),
    "render_lock: where the screen is drawn": (Screen._compositor_refresh, "7a40efe56381"),
}


def fingerprint(function: Callable[..., Any]) -> str:
    """What tells one wording of a function from another."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", UNDERNEATH)
def test_textual_is_underneath_as_it_was_when_the_patch_was_measured(name: str) -> None:
    function, known = UNDERNEATH[name]
    assert fingerprint(function) == known, (
        f"Textual changed {function.__qualname__}: see whether the patch still holds and pays "
        f"(tui/textual_patches/__init__.py), then note {fingerprint(function)} here"
    )


def test_textual_lays_out_anew_when_content_grows_and_the_patched_widgets_do_not() -> None:
    assert Widget.virtual_size._layout, "Textual's own does not: the patch has nothing to do any more"
    assert not FixedSizeScroll.virtual_size._layout
    assert not FixedSizeInput.virtual_size._layout
    assert issubclass(FixedSizeInput, Input)
