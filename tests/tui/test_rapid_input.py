"""Keys and pastes that come faster, or hold more, than a screen waits for."""

from __future__ import annotations

import pytest
from textual import events

from gongbao.tui.screens.dialog import Dialog
from tests.tui.conftest import Start
from tests.tui.harness import settled


def at_once(pilot: object, *keys: str) -> None:
    """These keys stand in the app's queue before it looks at the first of them."""
    app = pilot.app  # type: ignore[attr-defined]
    for key in keys:
        app.post_message(events.Key(key, None))


@pytest.mark.parametrize(
    "opened",
    [
        ("e",),
        ("space", "e"),
        ("space", "e", "enter"),
        ("s",),
        ("w",),
        ("b",),
        ("i",),
        ("question_mark",),
        ("I",),
        ("ctrl+p",),
    ],
)
@pytest.mark.parametrize("closing", ["enter", "escape"])
async def test_a_key_pressed_again_before_its_dialog_is_gone_is_no_accident(
    start: Start, opened: tuple[str, ...], closing: str
) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", *opened)
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dialog)
        at_once(pilot, *[closing] * 4)
        await settled(pilot)
        assert pilot.app.screen_stack[0] is screen
        await pilot.press("escape", "escape", "escape", "escape")
        await settled(pilot)
        assert pilot.app.screen is screen


async def test_a_dialog_gives_its_answer_once(start: Start) -> None:
    async with start() as (pilot, screen):
        await pilot.press("escape", "s")
        await settled(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, Dialog)
        dialog.dismiss("date")
        dialog.dismiss("city")
        await settled(pilot)
        assert screen.question.sort == "date"
        assert pilot.app.screen is screen


async def test_pasted_lines_are_one_query(start: Start) -> None:
    async with start() as (pilot, screen):
        pilot.app.post_message(events.Paste("　乡村振兴\r\n\n 稳中求进\t\n"))
        await settled(pilot)
        assert screen.question.query == "乡村振兴 稳中求进"
