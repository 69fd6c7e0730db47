"""Pictures of the terminal app for README and docs: the real app on the seeds, as SVG.

Run from the project's folder: ``python -m tools.screenshots [NAME…]`` writes docs/images/NAME.svg.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import os
import re
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from gongbao import indexer
from gongbao.indexer.config import Config, Tui
from gongbao.tui.app import GongbaoApp
from gongbao.tui.drawing.cells import width

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
FONTS = (
    "Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Noto Sans Mono CJK SC','Sarasa Mono SC','PingFang SC',"
    "'Microsoft YaHei','WenQuanYi Micro Hei Mono',monospace"
)
"""Latin first: the quotation marks and dots of Chinese fonts are twice as wide as a terminal makes them."""

WIDE = ' font-size="23" lengthAdjust="spacingAndGlyphs"'
"""Of wide characters: nearly as wide as their two cells, then stretched to them. Spread apart, the last of each run
would keep no space behind it."""

# name → size, keys; a key that is longer than one character and no key's name is typed
SHOTS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "tui": ((120, 35), ("type:营商环境", "enter", "down")),
    "tui-reader": ((80, 24), ("type:乡村振兴", "enter", "down", "enter", "n")),
    "tui-facets": ((80, 24), ("type:创新", "enter", "1", "down", "space")),
    "tui-concordance": ((120, 35), ("type:发展", "enter", "k", "down")),
    "tui-trend": ((120, 35), ("type:创新", "enter", "t", "g", "a", "type:绿色", "enter")),
    "tui-help": ((120, 35), ("type:创新", "enter", "?")),
}


async def rest(pilot: Pilot[None]) -> None:
    """Until nothing is typed, searched or laid out any more."""
    quiet = 0
    while quiet < 5:
        await pilot.pause(0.05)
        await pilot.app.workers.wait_for_complete()
        quiet = 0 if pilot.app.workers or pilot.app.screen_stack[0].busy else quiet + 1  # type: ignore[attr-defined]


async def shoot(index_dir: str, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    """The SVG of the app after these keys."""
    app = GongbaoApp(index_dir, Config(tui=Tui(language="zh")))
    async with app.run_test(size=size) as pilot:
        await rest(pilot)
        for key in keys:
            await pilot.press(*(key.removeprefix("type:") if key.startswith("type:") else [key]))
            await rest(pilot)
        return app.export_screenshot(title="gongbao 公报")


def tidied(svg: str) -> str:
    """The SVG without fonts from elsewhere, every character in its cells whatever font the viewer has."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    svg = svg.replace("font-variant-east-asian: full-width;", "")
    svg = re.sub(r"font-family: Fira Code, monospace", f"font-family: {FONTS}", svg)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return re.sub(r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength="([^"]*)"([^>]*)>(.*?)</text>', _runs, svg)


def _runs(found: re.Match[str]) -> str:
    """One <text> as one for each run of equally wide characters: Rich gives its length in characters, not cells."""
    style, x, y, length, rest, escaped = found.groups()
    text = html.unescape(escaped)
    cell, at, parts = float(length) / len(text), float(x), []
    for size, run in itertools.groupby(text, width):
        shown = "".join(run)
        long = cell * size * len(shown)
        if shown.strip("\xa0 "):
            parts.append(
                f'<text class="{style}" x="{at:g}" y="{y}" textLength="{long:g}"{WIDE if size == 2 else ""}{rest}>'
                f"{html.escape(shown, quote=False)}</text>"
            )
        at += long
    return "".join(parts)


def main() -> None:
    names = sys.argv[1:] or list(SHOTS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        os.chdir(ROOT)
        index_dir = os.fspath(Path(folder) / "index")
        indexer.build_index("seeds", index_dir, Config.load())
        for name in names:
            svg = tidied(asyncio.run(shoot(index_dir, *SHOTS[name])))
            (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")
            print(f"docs/images/{name}.svg  {len(svg.encode()) // 1024} kB")


if __name__ == "__main__":
    main()
