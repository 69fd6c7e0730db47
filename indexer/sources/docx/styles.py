"""What the styles and lists of a Word document say of its paragraphs: heading levels and numbering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from gongbao.indexer.sources.docx.numbering import Level
from gongbao.indexer.sources.docx.package import W

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs; ``heading`` 0 is body text, None is not said."""

    heading: int | None = None
    list: tuple[str, int] | None = None
    contents: bool = False


def styles_of(root: etree._Element | None) -> dict[str, Style]:
    """The styles of styles.xml by their id, each with what it inherits."""
    raw = {} if root is None else {s.get(W + "styleId"): s for s in root.iter(W + "style")}
    done: dict[str, Style] = {}
    for name in raw:
        chain = []
        current: str | None = name
        while current in raw and current not in chain:
            chain.append(current)
            current = value_at(raw[current], "basedOn")
        style = Style()
        for ancestor in reversed(chain):
            style = _over(style, raw[ancestor])
        done[name] = style
    return done


def _over(base: Style, element: etree._Element) -> Style:
    name = value_at(element, "name") or ""
    level = value_at(element, "pPr/outlineLvl")
    heading = base.heading
    if level is not None and level.isdecimal():
        heading = int(level) + 1 if int(level) < 9 else 0
    elif match := _HEADING_NAME.fullmatch(name.strip()):
        heading = int(match[1])
    elif name.strip().lower() in ("title", "标题"):
        heading = 1
    contents = base.contents or name.lower().startswith(("toc ", "目录 "))
    return Style(heading, list_of(element) or base.list, contents)


def list_of(element: etree._Element) -> tuple[str, int] | None:
    """The list and depth that a paragraph or style says it belongs to."""
    number = value_at(element, "pPr/numPr/numId")
    if number is None:
        return None
    depth = value_at(element, "pPr/numPr/ilvl") or "0"
    return number, int(depth) if depth.isdecimal() else 0


def value_at(element: etree._Element, path: str) -> str | None:
    """The ``w:val`` of the element at ``path`` (``pPr/pStyle``) below ``element``."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + "val")


def lists_of(root: etree._Element | None) -> dict[str, tuple[str, Mapping[int, Level]]]:
    """The lists of numbering.xml: id → the counter they share with others, and their levels by depth."""
    if root is None:
        return {}
    shared = {}
    for abstract in root.iter(W + "abstractNum"):
        levels = {}
        for level in abstract.iter(W + "lvl"):
            depth, start = level.get(W + "ilvl") or "", value_at(level, "start") or "1"
            if depth.isdecimal():
                levels[int(depth)] = Level(
                    value_at(level, "lvlText") or "",
                    value_at(level, "numFmt") or "decimal",
                    int(start) if start.isdecimal() else 1,
                )
        shared[abstract.get(W + "abstractNumId")] = levels
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for number in root.iter(W + "num"):
        abstract_id = value_at(number, "abstractNumId")
        if abstract_id is not None and abstract_id in shared:
            lists[number.get(W + "numId")] = (abstract_id, shared[abstract_id])
    return lists


def restarts_of(root: etree._Element | None) -> dict[tuple[str, int], int]:
    """The list levels that begin anew, and with which number."""
    found: dict[tuple[str, int], int] = {}
    for number in () if root is None else root.iter(W + "num"):
        for override in number.iter(W + "lvlOverride"):
            start, depth = value_at(override, "startOverride") or "", override.get(W + "ilvl") or ""
            if start.isdecimal() and depth.isdecimal():
                found[number.get(W + "numId"), int(depth)] = int(start)
    return found
