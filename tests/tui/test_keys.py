"""Every key has a twin that works while an input method is on, and no two actions share one."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.widgets import Input

from gongbao.indexer.config import Config, Tui
from gongbao.tui.actions import ACTIONS, binding_keys, settled_keys
from gongbao.tui.i18n.catalogue import Texts
from gongbao.tui.screens.failure import FailureScreen
from tests.tui import fake_index
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled
from tools.describe_keys import PAGE, page


@pytest.mark.parametrize("keys", [("/", "、", "／"), ("n", "ｎ"), ("]", "】", "］"), ("c", "ｃ"), ("3", "３")])
async def test_full_width_keys_do_what_their_plain_twins_do(start: Start, keys: tuple[str, ...]) -> None:
    seen = []
    async with start(fake_index.Index(list(fake_index.paragraphs(6, 3)))) as (pilot, screen):
        for key in keys:
            screen.go(screen.question.cleared().asking("乡村"))
            await settled(pilot)
            screen.query_one("#results").focus()
            await settled(pilot)
            before = screen.question
            await pilot.press(key)
            await settled(pilot)
            reader = screen.query_one("#reader")
            seen.append((rows(pilot)[3:], str(screen.focused), str(reader.scroll_offset)))
            assert seen[-1] == seen[0]
            screen.workspace.questions.history.go(before)


@pytest.mark.parametrize("action", [a for a in ACTIONS if any(len(k) == 1 for k in a.keys)], ids=lambda a: a.id)
async def test_every_plain_key_is_bound_full_width_too(action: object) -> None:
    keys = binding_keys(action.keys).split(",")  # type: ignore[attr-defined]
    for key in action.keys:  # type: ignore[attr-defined]
        if len(key) == 1:
            assert chr(ord(key) + 0xFEE0) in keys


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.id)
def test_every_letter_key_has_a_twin_that_is_no_letter(action: object) -> None:
    """Keys that move between panes (1–5) can be replaced by tab."""
    keys = action.keys  # type: ignore[attr-defined]
    assert any(len(key) > 1 for key in keys) or keys[0].isdigit() or keys[0] in "<>-"


def test_every_action_of_the_screen_has_a_key_that_works_while_typing() -> None:
    editing = {key for binding in Input.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    for action in ACTIONS:
        if action.context == "screen" and not action.keys[0].isdigit() and action.id != "copy":
            assert any(len(key) > 1 and key not in editing for key in action.keys), action.id
            assert not set(action.keys) & editing, action.id


def test_no_two_actions_of_a_context_share_a_key() -> None:
    for context in {action.context for action in ACTIONS}:
        used = Counter(k for a in ACTIONS if a.context == context for k in binding_keys(a.keys).split(","))
        assert [key for key, times in used.items() if times > 1] == []


def test_every_action_is_named_in_both_languages() -> None:
    for language in ("zh", "en"):
        for action in ACTIONS:
            assert Texts(language)(f"action.{action.id}")  # type: ignore[arg-type]


def test_the_users_keys_win_and_problems_are_told() -> None:
    keys, problems = settled_keys({"clear": "x,f5", "sort": "f5", "fly": "z", "undo": "U, ctrl+y"})
    assert keys["exclude"] == "-,delete", "x is the user's now, also among the facets"
    assert [(p.kind, dict(p.names)) for p in problems] == [
        ("unknown", {"action": "fly"}),
        ("clash", {"key": "F5", "action": "clear", "other": "sort"}),
        ("lost", {"action": "redo"}),
    ]


async def test_a_key_of_the_users_own_works_also_full_width_and_problems_are_shown(start: Start) -> None:
    async with start(config=Config(tui=Tui(language="zh", keys={"clear": "q", "fly": "z"}))) as (pilot, screen):
        assert any("没有叫“fly”的动作" in row for row in rows(pilot))
        await pilot.press("escape")
        screen.query_one("#results").focus()
        for key in ("q", "ｑ"):
            screen.go(screen.question.toggled("city", "淄博市", "include"))
            await settled(pilot)
            await pilot.press(key)
            await settled(pilot)
            assert not screen.question.filtered
        assert " q 清除筛选" in rows(pilot)[-1]


def test_the_manual_lists_every_key_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m tools.describe_keys"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_help_the_way_out_and_the_way_back_are_named_in_every_pane_of_the_smallest_window(
    start: Start, language: str
) -> None:
    texts = Texts("zh" if language == "zh" else "en")
    async with start(size=(60, 20), config=Config(tui=Tui(language=language))) as (pilot, _screen):
        for key, back in (("", "leave_query"), ("escape", ""), ("1", "leave_facets"), ("3", "leave_reader")):
            await pilot.press(*([key] if key else []))
            await settled(pilot)
            shown = [texts(f"action.{name}") for name in ("help", "quit", back) if name]
            assert all(each in rows(pilot)[-1] for each in shown)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_kind_of_problem_with_the_users_keys_is_told(start: Start, language: str) -> None:
    keys = {"clear": "q", "sort": "q", "fly": "z", "group": "u,ctrl+z"}
    async with start(config=Config(tui=Tui(language=language, keys=keys))) as (pilot, screen):
        assert isinstance(pilot.app.screen, FailureScreen)
        told = "".join(rows(pilot))
        for named in ("clear", "sort", "fly", "undo"):
            assert named in told
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is screen
