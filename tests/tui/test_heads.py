"""The line over the columns of a view says what they are, in every window."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gongbao.tui.screens.chooser import Chooser
from gongbao.tui.widgets.trend import TrendChart
from gongbao.tui.widgets.view_head import ViewHead
from tests.tui import standin
from tests.tui.conftest import Start
from tests.tui.stage import row_of, rows, settled

YEARS = range(1950, 2060)
SIZES = [(60, 20), (80, 24), (120, 35), (160, 50)]


class Index(standin.Index):
    """A term that nobody used before 2005."""

    def trend(self, terms: list[str], by: str, **_: Any) -> Any:
        points = [
            SimpleNamespace(
                term=terms[0], group=(year,), count=max(0, year - 2004), documents=1, share=0.5, per_10000=0.0
            )
            for year in YEARS
        ]
        return SimpleNamespace(points=points, by=(by,))

    def keyness(self, a: Any, b: Any, limit: int, copies: bool = False) -> Any:
        words = [SimpleNamespace(word=f"词{n}", log_ratio=(-1) ** n, g2_two_cell=n, a=n, b=1) for n in range(9, 1, -1)]
        return SimpleNamespace(keywords=words)


@pytest.mark.parametrize("size", SIZES)
async def test_a_comparison_names_both_its_sides(start: Start, size: tuple[int, int]) -> None:
    async with start(Index(), size=size) as (pilot, screen):
        await pilot.press("escape", "m")
        await settled(pilot)
        assert {side.name for side in (screen.comparison.a, screen.comparison.b) if side} <= set(standin.CITIES)
        head = row_of(pilot, screen.query_one(ViewHead))
        assert screen.comparison.a is not None and screen.comparison.b is not None
        assert f" {screen.comparison.a.name} " in head and f" {screen.comparison.b.name} " in head


@pytest.mark.parametrize("size", SIZES)
async def test_a_trend_says_by_what_and_what_it_counts_and_begins_where_the_term_does(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(Index(), size=size) as (pilot, screen):
        await pilot.press(*"乡村", "enter", "t", "v")
        await settled(pilot)
        head = row_of(pilot, screen.query_one(ViewHead))
        assert "按年份" in head and " 次数" in head
        chart = screen.query_one(TrendChart)
        assert chart.points[chart.item].group == (1950,)  # where the eye was when the measure changed
        await pilot.press("t", "t")
        await settled(pilot)
        assert chart.points[chart.item].group == (2005,)
        assert "2005" in row_of(pilot, chart)
        assert not any("1999" in row for row in rows(pilot)[chart.region.y :])


async def test_a_click_on_the_head_changes_what_it_names(start: Start) -> None:
    async with start(Index()) as (pilot, screen):
        await pilot.press(*"乡村", "enter", "t")
        await settled(pilot)
        await pilot.click(ViewHead, offset=(screen.query_one(ViewHead).size.width - 4, 0))
        await settled(pilot)
        assert screen.chart.view.measure == "count"
        await pilot.click(ViewHead, offset=(2, 0))
        await settled(pilot)
        assert screen.chart.view.by == "city"
        await pilot.press("m")
        await settled(pilot)
        await pilot.click(ViewHead, offset=(2, 0))
        await settled(pilot)
        assert isinstance(pilot.app.screen, Chooser)
        assert pilot.app.screen.heading == screen.look.texts("compare.choose_a")
