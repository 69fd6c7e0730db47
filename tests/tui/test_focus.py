"""The head of the pane that listens to the keys stands out, and no other."""

from __future__ import annotations

from gongbao.tui.screens.main import MainScreen
from gongbao.tui.widgets.notes import Interpretation
from tests.tui.conftest import Start
from tests.tui.harness import settled

HEADS = ("facet-filter", "center-head", "reader-head")


def standing_out(screen: MainScreen) -> list[str]:
    grounds = [screen.query_one(f"#{head}").styles.background for head in HEADS]
    plain = screen.query_one(Interpretation).styles.background
    return [head for head, ground in zip(HEADS, grounds, strict=True) if ground != plain]


async def test_the_pane_in_use_is_seen(start: Start) -> None:
    async with start() as (pilot, screen):
        assert standing_out(screen) == []
        for key, head in {
            "escape": "center-head", "1": "facet-filter", "3": "reader-head", "2": "center-head", "f": "facet-filter",
            "f6": "center-head", "f7": "center-head",
        }.items():  # fmt: skip
            await pilot.press(key)
            await settled(pilot)
            assert standing_out(screen) == [head], key
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert standing_out(screen) == []
