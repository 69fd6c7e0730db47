"""The table of keys in docs/tui.md, from the actions themselves. Run: ``python -m tools.describe_keys``."""

from __future__ import annotations

from pathlib import Path

from gongbao.tui.actions import ACTIONS, cap
from gongbao.tui.i18n.catalogue import Texts

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tui.md"
START, END = "<!-- keys -->\n", "<!-- end of keys -->\n"
_SHOWN = ("screen", "query", "results", "facets", "reader", "concordance", "trend", "compare")


def table() -> str:
    """Markdown: a section per place, a row per action with its name in config.yaml."""
    chinese, english = Texts("zh"), Texts("en")
    lines = []
    for context in _SHOWN:
        lines += [f"### {english(f'help.{context}')}", "", "| keys | does | 作用 | name |", "|---|---|---|---|"]
        for action in ACTIONS:
            if action.context == context and not action.moving:
                keys = " ".join(f"`{cap(key)}`" for key in action.keys).replace("|", "\\|")
                key = f"action.{action.id}"
                lines.append(f"| {keys} | {english(key)} | {chinese(key)} | {action.id} |")
        lines.append("")
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with the table as it should be."""
    before, rest = text.split(START)
    return before + START + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
