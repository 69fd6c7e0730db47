"""Every action that a key names is there, and the main screen inherits from Textual's alone."""

from __future__ import annotations

import re
from operator import attrgetter

import pytest
from textual.screen import Screen

from gongbao.tui.actions import ACTIONS, SCREEN_ACTIONS, Action
from gongbao.tui.screens.main import MainScreen
from gongbao.tui.textual_patches.render_lock import RenderLockScreen
from gongbao.tui.widgets.compare import CompareTable
from gongbao.tui.widgets.concordance import ConcordanceList
from gongbao.tui.widgets.facets import FacetList
from gongbao.tui.widgets.query_box import QueryBox
from gongbao.tui.widgets.reader import Reader
from gongbao.tui.widgets.results import ResultList
from gongbao.tui.widgets.trend import TrendChart
from tests.tui.conftest import Start

NODES = {
    "screen": MainScreen, "query": QueryBox, "facets": FacetList, "results": ResultList, "reader": Reader,
    "concordance": ConcordanceList, "trend": TrendChart, "compare": CompareTable,
}  # fmt: skip


@pytest.mark.parametrize("action", [each for each in ACTIONS if each.id != "quit"], ids=lambda action: action.id)
def test_every_action_is_carried_out_by_the_node_of_its_context(action: Action) -> None:
    name = re.sub(r"\(.*", "", action.run)
    node, _, name = name.rpartition(".") if "." in name else ("", "", name)
    assert hasattr(MainScreen if node == "screen" else NODES[action.context], f"action_{name}")


async def test_what_the_screen_delegates_is_there(start: Start) -> None:
    async with start() as (_pilot, screen):
        for path in SCREEN_ACTIONS.values():
            assert callable(attrgetter(path)(screen.workspace)), path


def test_the_main_screen_inherits_no_behaviour_but_textuals() -> None:
    assert MainScreen.__mro__[1:3] == (RenderLockScreen, Screen)
