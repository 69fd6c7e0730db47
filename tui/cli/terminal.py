"""What is printed to a terminal: safe text and colours only where they are seen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from gongbao.tui.drawing.cells import width

# C0 and C1 controls but line feed, and the marks that reorder or break text: document text must not steer the terminal.
_CONTROLS = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def safe(text: object) -> str:
    """``text`` without characters that would steer the terminal; each becomes ``�``."""
    return re.sub(_CONTROLS, "�", str(text))


_RAW_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def json_text(value: object, indent: int | None = None) -> str:
    """``value`` as JSON in which what would steer the terminal is escaped too; it reads back the same."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` made safe, with the characters in ``spans`` (start, end) set off."""
    import click  # only where colours are printed

    parts, at = [], 0
    for start, end in spans:
        parts += [safe(text[at:start]), click.style(safe(text[start:end]), fg="yellow", bold=True)]
        at = end
    return "".join(parts) + safe(text[at:])


def caret(query: str, column: int) -> str:
    """The query on one line and a caret under the character at ``column``; long queries are cut around it."""
    first = max(0, column - 30)
    shown = safe(query[first : first + 60].replace("\n", " "))
    lead = "…" if first else ""
    return f"  {lead}{shown}\n  {' ' * width(lead + shown[: column - first])}^"
