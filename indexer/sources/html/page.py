"""HTML pages: the article with its headline and info line, and not the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gongbao.indexer.config import Config
from gongbao.indexer.documents import Line, RawText, Skipped
from gongbao.indexer.errors import Unreadable
from gongbao.indexer.sources.decoding import declared_charset, decode
from gongbao.indexer.sources.html.article import article_elements
from gongbao.indexer.sources.html.flow import Block, blocks, unescaped_markup
from gongbao.indexer.sources.html.headline import bare, info_lines, top_lines
from gongbao.indexer.sources.html.hints import index_fields, info_fields, page_hints, title_within
from gongbao.indexer.sources.html.tree import Element, parse, prune, weigh
from gongbao.indexer.sources.plain import encoding_hint, lines_of

_PROSE_END = re.compile(r"[。！？；：!?;:…”）)]$")
_LINKED_BESIDE_PROSE = 0.1
_TOP = 40  # Blocks of an article among which its index table may stand.


@dataclass(frozen=True, slots=True)
class Page:
    """One article of a page: its lines, what it or the page says of it, and whether line ends are paragraph ends."""

    lines: tuple[Line, ...]
    hints: dict[str, str]
    firm: bool
    headline: str = ""


def read(path: str, data: bytes, config: Config) -> Iterator[RawText | Skipped]:
    """One RawText for the page, or one for each article on it that has a headline and an element of its own."""
    decoded = decode(data, declared_charset(data))
    extra = encoding_hint(decoded)
    pages = read_pages(decoded.text)
    if not pages and "<" not in decoded.text and decoded.text.strip():
        yield RawText(path, lines_of(decoded.text), "html", hints=extra)
        return
    if not pages:
        raise Unreadable("html.no_text")
    for number, page in enumerate(pages, 1):
        record = str(number) if len(pages) > 1 else None
        yield RawText(path, page.lines, "html", record=record, hints=page.hints | extra, firm=page.firm)


def read_pages(text: str) -> list[Page]:
    """The articles of a page, or of a piece of HTML, in order; none where there is no text, or no markup."""
    root = parse(text)
    if root is None:
        return []
    said = page_hints(root)
    body = root.find("body")
    body = root if body is None else body
    prune(body)
    framed = article_elements(body)
    if framed:
        before, articles = _parted(blocks(body, framed), framed)
    else:
        before, articles = [[]], [_worth_keeping(blocks(body))]
    titles = [said[key] for key in ("title", "page_title") if key in said]
    parts = [_part(above, article, titles) for above, article in zip(before, articles, strict=True)]
    return _with_page_hints(_united([part for part in parts if part.lines]), said)


def _part(above: Sequence[Block], article: Sequence[Block], titles: Sequence[str]) -> Page:
    article = [piece for block in article for piece in _unescaped(block)]
    above_fields, above_index = index_fields(above)
    own_fields, own_index = index_fields(article[:_TOP])
    above = [block for place, block in enumerate(above) if place not in above_index]
    article = [block for place, block in enumerate(article) if place not in own_index]
    if not article:
        return Page((), {}, True)
    hints = {**above_fields, **own_fields}
    for key, value in info_fields(info_lines(above)).items():
        hints.setdefault(key, value)
    top = top_lines(above, article, titles)
    first = article[0]
    headline = next((line.text for line in top if line.heading), first.text if first.heading in (1, 2) else "")
    wraps = _wraps_lines(article)
    return Page((*top, *_lines(article, wraps)), hints, not wraps, headline)


def _united(parts: Sequence[Page]) -> list[Page]:
    """Parts without a headline of their own go on with the article before them."""
    pages: list[Page] = []
    for part in parts:
        if pages and not (part.headline and pages[0].headline):
            last = pages.pop()
            lines = (*last.lines, Line(""), *part.lines)
            part = Page(lines, {**part.hints, **last.hints}, last.firm and part.firm, last.headline)
        pages.append(part)
    return pages


def _with_page_hints(pages: Sequence[Page], said: dict[str, str]) -> list[Page]:
    """The pages with what the whole page says; of several articles each is called by its own headline."""
    if len(pages) > 1:
        return [replace(page, hints={**said, **page.hints, "title": page.headline}) for page in pages]
    done = []
    for page in pages:
        hints = {**page.hints, **said}
        shown = bare("".join(line.text for line in page.lines[:12]))
        if "page_title" in hints and bare(hints["title"]) not in shown:
            hints["title"] = title_within(hints["page_title"], shown) or hints["title"]
        done.append(replace(page, hints=hints))
    return done


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


def _worth_keeping(found: list[Block]) -> list[Block]:
    """The blocks of a page without a clear article: all but menus, and on a page full of links only prose
    and what stands with it.
    """
    shares = {element: weigh(element).link_share for element in {block.element for block in found}}
    unlinked = [block for block in found if shares[block.element] < 0.8 or "。" in block.text]
    characters = sum(len(block.text) for block in found)
    share = sum(len(block.text) for block in unlinked) / characters if characters else 0
    if share > 0.6:
        return unlinked
    if not any("。" in block.text for block in unlinked):
        return found
    return _with_prose(found, unlinked)


def _with_prose(found: Sequence[Block], unlinked: Sequence[Block]) -> list[Block]:
    """Those of the ``unlinked`` that are prose, stand between two blocks of prose without a link from one to the
    other, or share their parent element with prose and hardly with links (titles, signatures, rows of a table).

    Measured in docs/decisions/0005-html-extraction.md.
    """
    parents = {block.element.getparent() for block in unlinked if "。" in block.text} - {None}
    homes = {parent for parent in parents if weigh(parent).link_share <= _LINKED_BESIDE_PROSE}
    free = {id(block) for block in unlinked}
    kept: set[int] = set()
    waiting: list[int] | None = None  # since the last prose; None once a link stood in between
    for block in found:
        if id(block) not in free:
            waiting = None
        elif "。" in block.text:
            kept.update((*(waiting or ()), id(block)))
            waiting = []
        else:
            if waiting is not None:
                waiting.append(id(block))
            if not homes.isdisjoint((block.element, *block.element.iterancestors())):
                kept.add(id(block))
    return [block for block in unlinked if id(block) in kept]


def _unescaped(block: Block) -> list[Block]:
    tree = unescaped_markup(block.text)
    return [block] if tree is None else blocks(tree)


def _lines(article: Sequence[Block], wraps: bool) -> list[Line]:
    characters = sum(len(block.text) for block in article)
    # A page set in <h3> throughout has no headings.
    marked = sum(len(block.text) for block in article if block.heading) <= 0.4 * characters
    parted = wraps and any(block.after == "break" for block in article)
    lines: list[Line] = []
    for block in article:
        # Where lines wrap, the indent of a paragraph's first line is what tells it.
        indent = "\u3000\u3000" if wraps and block.indented else ""
        lines.append(Line(indent + block.text, block.heading if marked else 0, block.kind))
        if parted and block.after == "block":
            lines.append(Line(""))
    return lines


def _wraps_lines(article: Sequence[Block]) -> bool:
    """Whether a <br>, a line end in <pre>, or even a <p> stands where a line was full, not where a paragraph ends."""
    texts = [block.text for block in article if block.kind == "text" and len(block.text) >= 15]
    broken = [block.text for block in article if block.after == "break" and len(block.text) >= 15]
    if len(broken) >= 5:
        return sum(not _PROSE_END.search(text) for text in broken) > 0.5 * len(broken)
    if len(texts) < 12:
        return False
    # Pages made from PDF have a <p> for each printed line: most are as long as the longest, and end anywhere.
    full = sorted(map(len, texts))[int(0.9 * len(texts))]
    cut = [text for text in texts if not _PROSE_END.search(text) and 0.85 * full <= len(text) <= full + 2]
    return full <= 70 and len(cut) > 0.5 * len(texts)
