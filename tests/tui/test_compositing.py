"""What is drawn anew is, cell by cell, what Textual's own compositor draws there."""

from __future__ import annotations

import random

import pytest
from rich.cells import cell_len
from textual._compositor import Compositor
from textual.geometry import Region
from textual.widget import Widget

from gongbao.tui.screens.main import MainScreen
from gongbao.tui.textual_patches.compositing import NarrowCompositor
from tests.tui.conftest import Start
from tests.tui.harness import settled


def drawn(screen: MainScreen, region: Region, by: type[Compositor]) -> list[list[tuple[int, str, str]]]:
    """The rows of ``region`` as (column, text, style) of their pieces, where Textual cuts them."""
    own = screen._compositor
    assert type(own) is NarrowCompositor
    own.__class__ = by  # type: ignore[assignment]
    try:
        chops = own._render_chops(region, lambda y: region.y <= y < region.bottom)
    finally:
        own.__class__ = NarrowCompositor
    found = []
    for row in chops[region.y : region.bottom]:
        pieces = []
        for column, strip in row.items():
            if strip is not None and column < region.right and column + strip.cell_length > region.x:
                pieces += [(column, segment.text, str(segment.style)) for segment in strip]
        found.append(pieces)
    return found


@pytest.mark.parametrize("size", [(60, 20), (120, 35)])
@pytest.mark.parametrize("keys", [("escape", "down"), ("f", "z", "b"), ("escape", "enter")])
async def test_any_part_is_drawn_as_textual_draws_it(
    start: Start, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with start(size=size) as (pilot, screen):
        await pilot.press(*keys)
        await settled(pilot)
        chance = random.Random(1)
        widgets = [widget.region for widget in screen.query(Widget) if widget.region]
        parts = [
            Region(x, y, chance.randint(1, size[0] - x), chance.randint(1, size[1] - y))
            for x, y in ((chance.randrange(size[0]), chance.randrange(size[1])) for _ in range(60))
        ]
        for region in [Region(0, 0, *size), *widgets, *parts]:
            region = region.intersection(Region(0, 0, *size))
            ours = drawn(screen, region, NarrowCompositor)
            assert ours == drawn(screen, region, Compositor), region
            assert all(cell_len(text) for row in ours for _, text, _ in row)
