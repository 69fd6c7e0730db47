"""Which elements of a page hold its articles: containers known from content systems, then text density."""

from __future__ import annotations

import re

from gongbao.indexer.sources.html.template_names import STRONG, WEAK, is_named, names_of
from gongbao.indexer.sources.html.tree import Element, Weight, weights

_LEAST_CHARACTERS = 20
_MOST_LINKED = 0.5
_MOST_ELSEWHERE = 20  # Marks of prose that the foot of a page may have.
_FAIR_SHARE = 0.75
# What parts an element's text into paragraphs.
_PARTING = frozenset(("p", "div", "br", "table", "section", "ul", "ol", "dl", "pre", "h2", "h3"))


def article_elements(body: Element) -> list[Element]:
    """The elements that hold the page's articles, in page order; empty when none stands out.

    A known container is taken only if it holds a fair part of the page's prose, so that a menu or a
    wrapper with an unlucky name is not.
    """
    weight = weights(body)
    prose = weight[body].marks
    chosen = _with_prose(_parted(_named(body, weight, STRONG), weight), weight)
    held = sum(weight[e].marks for e in chosen)
    # Much more prose elsewhere means that the name was unlucky.
    if chosen and (held >= 0.4 * prose or prose - held <= _MOST_ELSEWHERE or _article_like(chosen, weight)):
        return chosen
    weak = [e for e in _named(body, weight, WEAK) if weight[e].marks >= max(3, _FAIR_SHARE * prose)]
    dense = _densest(body, weight)
    if weak and weight[weak[-1]].link_share <= 0.3:
        # The innermost one that still holds the prose.
        inner = weak[-1]
        return [inner if dense is None or weight[inner].characters <= weight[dense].characters else dense]
    if dense is not None and dense is not body and weight[dense].link_share <= 0.3:
        return [dense]
    return chosen


def _named(body: Element, weight: dict[Element, Weight], names: re.Pattern[str]) -> list[Element]:
    found = []
    for element in body.iter():
        if not isinstance(element.tag, str) or element.tag in ("a", "h1", "h2", "h3", "body", "html", "input", "img"):
            continue
        size = weight.get(element)
        if size is None or size.characters < _LEAST_CHARACTERS or size.link_share > _MOST_LINKED:
            continue
        body_of = "articlebody" in element.get("itemprop", "").lower() or element.tag == "article"
        if (names is STRONG and body_of) or is_named(element, names):
            found.append(element)
    return found


def _parted(elements: list[Element], weight: dict[Element, Weight]) -> list[Element]:
    """``elements`` without those that overlap: an outer one gives way to inner ones that hold all its prose."""
    inner: dict[Element, list[Element]] = {}
    top: list[Element] = []
    for element in elements:  # In page order, so an outer element comes before those inside it.
        above = next((e for e in element.iterancestors() if e in inner), None)
        (top if above is None else inner[above]).append(element)
        inner[element] = []

    settled: dict[Element, list[Element]] = {}
    for element in reversed(elements):
        parts = [part for child in inner[element] for part in settled[child]]
        held = sum(weight[part].marks for part in parts)
        settled[element] = parts if parts and held >= 0.95 * weight[element].marks else [element]
    return [part for element in top for part in settled[element]]


def _with_prose(elements: list[Element], weight: dict[Element, Weight]) -> list[Element]:
    """The elements that hold prose, without the lists beside it and without second copies for small screens."""
    largest = max(elements, key=lambda e: weight[e].marks, default=None)
    most = 0 if largest is None else weight[largest].marks
    chosen: list[Element] = []
    seen: set[str] = set()
    for element in elements:
        size = weight[element]
        text = "".join("".join(element.itertext()).split())
        if size.marks < min(3, most) or (size.link_share > 0.3 and size.marks < 0.5 * most) or text in seen:
            continue
        if largest is not None and size.marks < 0.3 * most and names_of(element) != names_of(largest):
            continue  # A teaser in a box of its own; further articles have the first one's template.
        seen.add(text)
        chosen.append(element)
    return chosen


def _article_like(elements: list[Element], weight: dict[Element, Weight]) -> bool:
    return any(weight[e].characters >= 200 and weight[e].marks >= 8 and weight[e].link_share <= 0.1 for e in elements)


def _densest(body: Element, weight: dict[Element, Weight]) -> Element | None:
    """The smallest element that still holds most of the prose: down from the body while one child has it."""
    here = body
    if weight[body].marks < 3:
        return None
    while True:
        children = [child for child in here if isinstance(child.tag, str) and child in weight]
        best = max(children, key=lambda child: weight[child].marks, default=None)
        if best is None or weight[best].marks < 0.9 * weight[here].marks or _is_paragraph(best):
            break
        here = best
    while here.tag in ("tr", "tbody", "p", "span", "font") and here is not body:
        here = here.getparent()
    return here


def _is_paragraph(element: Element) -> bool:
    """Whether ``element`` is one paragraph, however long, rather than the element around several."""
    if element.tag in ("div", "section"):
        return not any(child.tag in _PARTING for child in element.iterdescendants())
    return element.tag in ("p", "span", "font", "li", "dd")
