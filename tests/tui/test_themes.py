"""Languages, themes and borders: each is whole, and a wrong name is told, not fatal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from textual.color import Color
from textual.pilot import Pilot

from gongbao.indexer.config import Config, Tui
from gongbao.indexer.errors import ConfigError
from gongbao.tui.app import GongbaoApp
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled

TEXTS = yaml.safe_load((Path(__file__).parents[2] / "tui" / "i18n" / "texts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages_with_the_same_blanks(key: str) -> None:
    entry = TEXTS[key]
    assert set(entry) == {"zh", "en"} and all(entry.values())
    blanks = [sorted(re.findall(r"\{(\w+)", text)) for text in entry.values()]
    assert blanks[0] == blanks[1]


def test_every_text_the_code_asks_for_is_in_the_catalogue() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "tui").rglob("*.py"))
    asked = set(re.findall(r'texts\("([\w.-]+)"', code))
    assert len(asked) > 60
    assert asked <= set(TEXTS)


@pytest.mark.parametrize(
    "setting", [{"language": "fr"}, {"theme": "pink"}, {"borders": "round"}, {"kitty_keyboard": "maybe"}]
)
def test_a_look_there_is_not_is_told_with_those_there_are(setting: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="choose one of"):
        GongbaoApp("index", Config(tui=Tui(**setting)))


@pytest.mark.parametrize("theme", ["textual-light", "gongbao-contrast"])
async def test_themes_change_colours_and_nothing_else(start: Start, theme: str) -> None:
    async with start() as (pilot, _screen):
        before = rows(pilot)
        await pilot.press("escape", "T")
        await settled(pilot)
        await pilot.press(*theme, "enter")
        await settled(pilot)
        assert pilot.app.theme == theme
        assert rows(pilot)[:-1] == before[:-1]


async def test_the_ascii_look_draws_nothing_that_a_terminal_may_draw_wide(start: Start) -> None:
    async with start(config=Config(tui=Tui(language="en", borders="ascii"))) as (pilot, _screen):
        shown = ""
        for key in ("escape", "1", "?", "escape", "I"):
            await pilot.press(key)
            await settled(pilot)
            shown += "".join(rows(pilot))
        assert not set(shown) & set("│─╭╮╰╯▌█▏▕▸▾·›×├└📁📂📄")


FAINTEST = 4.5
"""Contrast of the faintest text, as WCAG 2.2 asks (1.4.3)."""
STATES = {
    "results": ("escape",),
    "concordance": ("escape", "k"),
    "trend": ("escape", "t"),
    "facets": ("1", "down", "space", "down", "x"),
    "reader": ("escape", "enter", "n"),
    "help": ("escape", "?"),
    "colours": ("escape", "T"),
}


def luminance(color: Color) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def faint(pilot: Pilot[None]) -> set[tuple[str, float]]:
    """Text that does not stand out from what is under it, with its contrast; where a dialog is open, in that alone."""
    found, screen = set(), pilot.app.screen
    region = next(iter(screen.query("#box")), screen).region
    strips = screen._compositor.render_strips()[region.y : region.bottom]
    for segment in (each for strip in strips for each in strip.crop(region.x, region.right)):
        style = segment.style
        if style is None or style.color is None or style.bgcolor is None or not re.search(r"\w", segment.text):
            continue
        if style.dim or style.reverse:
            continue
        lights = sorted(map(luminance, (Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))))
        contrast = (lights[1] + 0.05) / (lights[0] + 0.05)
        if contrast < FAINTEST:
            found.add((segment.text, round(contrast, 2)))
    return found


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "gongbao-contrast"])
@pytest.mark.parametrize("state", STATES)
async def test_everything_written_stands_out_from_its_ground(start: Start, theme: str, state: str) -> None:
    async with start(config=Config(tui=Tui(language="zh", theme=theme))) as (pilot, _screen):
        await pilot.press(*"发展", "enter")
        await settled(pilot)
        for key in STATES[state]:
            await pilot.press(key)
            await settled(pilot)
        assert faint(pilot) == set()
