"""Languages, themes and borders: each is whole, and a wrong name is told, not fatal."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES, Theme

from gongbao.indexer.config import Config, Tui
from gongbao.indexer.errors import ConfigError
from gongbao.tui.app import CONTRAST, GongbaoApp
from gongbao.tui.drawing import styles
from gongbao.tui.i18n import catalogue
from gongbao.tui.i18n.catalogue import Texts
from tests.tui.conftest import Start
from tests.tui.harness import rows, settled

TEXTS = yaml.safe_load((Path(__file__).parents[2] / "tui" / "i18n" / "texts.yaml").read_text(encoding="utf-8"))


def test_a_number_of_one_has_the_word_for_one() -> None:
    english, chinese = Texts("en"), Texts("zh")
    assert english("history.total", n=1) == "1 paragraph" and english("history.total", n=2_000) == "2,000 paragraphs"
    assert english("status.total", total=1, documents=0, ms=3).startswith("1 paragraph · 0 documents")
    assert chinese("history.total", n=1) == "1 段"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("C", "en"), ("C.UTF-8", "en"), ("POSIX", "en"), ("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh"), ("zh_TW", "zh")],
)
def test_the_locale_chooses_the_language(locale: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert catalogue.language("auto") == language


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_stands_in_both_languages_with_the_same_blanks(key: str) -> None:
    entry = TEXTS[key]
    assert set(entry) == {"zh", "en"} and all(entry.values())
    blanks = [set(re.findall(r"\{(\w+)", text)) for text in entry.values()]
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


THEMES = [theme for theme in (*BUILTIN_THEMES.values(), CONTRAST) if "ansi" not in theme.name]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_shipped_theme_can_be_read_on_every_ground_that_rows_have(tmp_path: Path, theme: Theme) -> None:
    app = GongbaoApp(os.fspath(tmp_path), Config(tui=Tui(language="zh", theme=theme.name)))
    assert app.theme == theme.name
    variables = {**app.get_theme_variable_defaults(), **app.get_css_variables()}
    text = Color.parse(variables["foreground"]).rich_color
    grounds = [
        Style(color=text, bgcolor=Color.parse(variables[name]).rich_color)
        for name in ("background", "surface", "panel")
    ]
    cursors = [name for name in styles._STYLES if name.endswith("--cursor")]
    grounds += [ground + styles._mix(styles._STYLES[name], ground, variables) for ground in grounds for name in cursors]
    faint = {
        (name, round(contrast, 2))
        for name, recipe in styles._STYLES.items()
        for ground in grounds
        for style in [ground + styles._mix(recipe, ground, variables)]
        if name not in cursors
        for contrast in [measured(style)]
        if contrast < FAINTEST
    }
    assert faint == set()
    for name in ("primary", "primary-muted"):
        written, under = (Color.parse(variables[each]).rich_color for each in (f"on-{name}", name))
        assert measured(Style(color=written, bgcolor=under)) >= FAINTEST, name
    for name in ("text-muted", "text-error", "text-success", "text-accent", "text-warning", "text-primary"):
        for ground in map(Color.from_rich_color, (each.bgcolor for each in grounds[:3])):
            # as the style sheets write with it, which nothing corrects
            written = ground + styles._parsed(name, variables, ground)
            assert measured(Style(color=written.rich_color, bgcolor=ground.rich_color)) >= FAINTEST, name


def measured(style: Style) -> float:
    """The contrast of a style's colour with its ground."""
    assert style.color is not None and style.bgcolor is not None
    lights = sorted(map(luminance, (Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)
