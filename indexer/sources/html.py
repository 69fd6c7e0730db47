"""HTML pages: the article with its headline and info line, and not the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.config import Config
from indexer.documents import Line, RawText, Skipped
from indexer.errors import Unreadable
from indexer.sources.decoding import declared_charset, decode
from indexer.sources.html_article import article_elements
from indexer.sources.html_flow import Block, blocks, unescaped_markup
from indexer.sources.html_hints import (
    index_fields,
    info_fields,
    is_index_row,
    is_info_line,
    page_hints,
    title_parts,
)
from indexer.sources.html_names import TITLE, names_of
from indexer.sources.html_tree import Element, parse, prune
from indexer.sources.plain import encoding_hint, lines_of

_NOT_WORD = re.compile(r"[\W_]+")
_PROSE_END = re.compile(r"[。！？；：!?;:…”）)]$")
_NOT_NEAR = re.compile(r"今天|星期|ICP|您的位置|当前位置|[>＞»]")
_NEAR = 14  # Blocks before the article among which its source line may stand.


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: lines, hints, and whether its line ends are paragraph ends."""

    lines: tuple[Line, ...]
    hints: dict[str, str]
    firm: bool


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText for the page; several articles on it follow each other, a blank line between them."""
    decoded = decode(data, declared_charset(data))
    page = read_page(decoded.text)
    if page is None and "<" not in decoded.text and decoded.text.strip():
        yield RawText(path, lines_of(decoded.text), "html", hints=encoding_hint(decoded))
        return
    if page is None or not page.lines:
        raise Unreadable("the page holds no text; it may be a frame, or drawn by a script")
    yield RawText(path, page.lines, "html", hints=page.hints | encoding_hint(decoded), firm=page.firm)


def read_page(text: str) -> Page | None:
    """The article or articles of a page or of a piece of HTML; None when there is no markup in ``text``."""
    root = parse(text)
    if root is None:
        return None
    hints = page_hints(root)
    body = root.find("body")
    body = root if body is None else body
    prune(body)
    framed = article_elements(body)
    if framed:
        before, articles = _parted(blocks(body, framed), framed)
    else:
        before, articles = [[]], [_worth_keeping(blocks(body), text)]
    titles = [hints[key] for key in ("title", "page_title") if key in hints]
    lines: list[Line] = []
    firm = True
    for above, article in zip(before, articles, strict=True):
        article = [piece for block in article for piece in _unescaped(block)]
        near = (block.text for block in above[-_NEAR:] if not is_index_row(block))
        for key, value in {**info_fields(near), **index_fields([*above, *article[:40]])}.items():
            hints.setdefault(key, value)
        article = [block for block in article if not is_index_row(block)]
        if not article:
            continue
        wraps = _wraps_lines(article)
        firm = firm and not wraps
        lines += [Line("")] * bool(lines) + _top(above, article, titles) + _lines(article, wraps)
    return Page(tuple(lines), hints, firm)


def _parted(found: Sequence[Block], framed: Sequence[Element]) -> tuple[list[list[Block]], list[list[Block]]]:
    """The blocks of each framed element, and those that stand between it and the one before."""
    numbers = {element: n for n, element in enumerate(framed)}
    owners: dict[Element, int | None] = {}

    def owner(element: Element) -> int | None:
        if element not in owners:
            inside = (numbers[e] for e in (element, *element.iterancestors()) if e in numbers)
            owners[element] = next(inside, None)
        return owners[element]

    before: list[list[Block]] = [[] for _ in framed]
    articles: list[list[Block]] = [[] for _ in framed]
    loose: list[Block] = []
    for block in found:
        number = owner(block.element)
        if number is None:
            loose.append(block)
            continue
        if loose and not articles[number]:
            before[number] = loose
        loose = []
        articles[number].append(block)
    return before, articles


def _worth_keeping(found: list[Block], page: str) -> list[Block]:
    """The blocks of a page without a clear article: prose always, the rest where trafilatura agrees."""
    if not any("。" in block.text for block in found):
        return found
    import trafilatura  # 0.2 s to load, and needed for few pages.

    document = trafilatura.bare_extraction(page, fast=True, favor_recall=True, include_comments=False)
    text = _bare(document.text or "") if document is not None else ""  # type: ignore[union-attr]
    return [block for block in found if "。" in block.text or _bare(block.text) in text] if text else found


def _unescaped(block: Block) -> list[Block]:
    tree = unescaped_markup(block.text)
    return [block] if tree is None else blocks(tree)


def _top(above: Sequence[Block], article: Sequence[Block], titles: Sequence[str]) -> list[Line]:
    """The headline, if it stands outside the article's element, and the info lines near it."""
    place, headline = _headline(above, titles)
    opening = _bare("".join(block.text for block in article[:8]))
    lines = []
    if headline and _bare(headline) not in opening:
        lines.append(Line(headline, heading=1))
    near = above[max(place + 1, len(above) - _NEAR) :]
    info = [
        block.text
        for block in near
        if is_info_line(block.text) and not is_index_row(block) and not _NOT_NEAR.search(block.text)
    ]
    lines += [Line(text) for text in dict.fromkeys(info) if _bare(text) not in opening]
    return lines


def _headline(above: Sequence[Block], titles: Sequence[str]) -> tuple[int, str]:
    """The block among ``above`` that is the article's headline, by place and text; (-1, "") when none is."""
    wanted = [_bare(title) for title in titles]
    parts = [_bare(part.rstrip(".…")) for title in titles for part in title_parts(title)[:1]]
    sites = {_bare(part) for title in titles for part in title_parts(title)[1:]}
    best, best_place = 1.0, -1
    for place, block in enumerate(above):
        bare = _bare(block.text)
        if not 4 <= len(bare) <= 150 or block.kind == "row" or is_info_line(block.text) or block.text.endswith("。"):
            continue
        named = any(bare in title for title in wanted) or any(len(p) >= 8 and bare.startswith(p) for p in parts)
        score = 2.0 * (block.heading in (1, 2)) + 1.5 * bool(TITLE.search(_names_around(block.element)))
        if named and bare not in sites:
            score += 2 + min(len(bare), 40) / 20
        elif bare in sites or _NOT_NEAR.search(block.text):
            continue
        if score >= best:
            best, best_place = score, place
    if best_place < 0:
        return -1, ""
    headline = above[best_place].text
    first = best_place
    # A headline set in two lines is two blocks; both are parts of the page's title.
    while first > 0 and any(_bare(above[first - 1].text + headline) in title for title in wanted):
        first -= 1
        headline = above[first].text + headline
    last = best_place
    while last + 1 < len(above) and any(_bare(headline + above[last + 1].text) in title for title in wanted):
        last += 1
        headline += above[last].text
    return last, headline


def _names_around(element: Element) -> str:
    parent = element.getparent()
    return names_of(element) + " " + (names_of(parent) if parent is not None else "")


def _lines(article: Sequence[Block], wraps: bool) -> list[Line]:
    characters = sum(len(block.text) for block in article)
    # A page set in <h3> throughout has no headings.
    marked = sum(len(block.text) for block in article if block.heading) <= 0.4 * characters
    lines: list[Line] = []
    for block in article:
        lines.append(Line(block.text, block.heading if marked else 0, block.kind))
        if wraps and block.after == "block":
            lines.append(Line(""))
    return lines


def _wraps_lines(article: Sequence[Block]) -> bool:
    """Whether <br> (or a line end in <pre>) stands where a line was full rather than where a paragraph ends."""
    broken = [block.text for block in article if block.after == "break" and len(block.text) >= 15]
    return len(broken) >= 5 and sum(not _PROSE_END.search(text) for text in broken) > 0.5 * len(broken)


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", text)
