"""The headline and the source line of an article, where they stand outside its own element."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongbao.indexer.documents import Line
from gongbao.indexer.sources.html.flow import Block
from gongbao.indexer.sources.html.hints import is_info_line, names_a_site, title_parts
from gongbao.indexer.sources.html.template_names import TITLE, names_of
from gongbao.indexer.sources.html.tree import Element, weigh

_NEAR = 14  # Blocks before an article among which its source line may stand.
_FARTHEST = 40  # Blocks before an article among which its headline may stand,
_CLOSE = 8  # and among which one may stand that is not in the page's title.
_ABOVE = 3
_LINE_LONGEST = 70
_SUBTITLE = re.compile(
    r"[〔［\[（(](?:19|20)\d\d[〕］\]）)]\s*第?\s*\d+\s*号|第\s*\d+\s*号$|^[—―－-]{1,4}.*年|年.{0,40}(?:会议|大会|全会)"
    r"|[（(].{4,60}(?:通过|批准|公布|修订)[）)]$|^[^，。]{0,16}(?:省长|市长|州长|盟长|县长|区长|旗长|专员|主席|主任|院长)[\s\u3000]"
)
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_NEAR = re.compile(r"今天|星期|ICP|您的位置|当前位置|[>＞»]")


def bare(text: str) -> str:
    """``text`` without spaces and punctuation, for comparing."""
    return _NOT_WORD.sub("", text)


def top_lines(above: Sequence[Block], article: Sequence[Block], titles: Sequence[str]) -> list[Line]:
    """What to put on top of ``article`` from the blocks ``above`` it: its headline, if it lacks it, and info lines.

    ``titles`` are what the page calls itself, in its <title> or meta tags.
    """
    above = above[-_FARTHEST:]
    # Short lines only: a sentence that mentions the headline does not stand for it.
    opening = "".join(bare(block.text) for block in article[:8] if len(block.text) <= _LINE_LONGEST)
    place, headline = _headline(above, titles, opening)
    lines = [Line(headline, heading=1)] if headline and bare(headline) not in opening else []
    # Some templates put the day above the headline.
    over = info_lines(above[max(0, place - _ABOVE) : max(0, place)])
    info = set(info_lines(above[place + 1 :]))
    under = [block.text for block in above[place + 1 :] if block.text in info or (lines and _is_subtitle(block))]
    return lines + [Line(text) for text in dict.fromkeys([*over, *under]) if bare(text) not in opening]


def _is_subtitle(block: Block) -> bool:
    """Whether a block under the headline is part of the document: its number, its session, who speaks."""
    return block.kind == "text" and len(block.text) <= 120 and _SUBTITLE.search(block.text) is not None


def info_lines(above: Sequence[Block]) -> list[str]:
    """The lines just above an article that tell its source, author or time of publication."""
    near = [block.text for block in above[-_NEAR:] if block.kind == "text" and is_info_line(block.text)]
    return [text for text in near if not _NOT_NEAR.search(text)]


def _headline(above: Sequence[Block], titles: Sequence[str], opening: str) -> tuple[int, str]:
    """The block among ``above`` that is the article's headline, by place and text; (-1, "") when none is."""
    wanted = [bare(title) for title in titles]
    parts = [bare(part.rstrip(".…")) for title in titles for part in title_parts(title)[:1]]
    sites = {bare(part) for title in titles for part in title_parts(title)[1:]}
    has_own = any(len(part) >= 6 and part in opening for part in parts)
    best, best_place = 1.0, -1
    for place, block in enumerate(above):
        text = bare(block.text)
        if not _could_be_headline(block, text) or text in sites:
            continue
        named = any(text in title for title in wanted) or any(len(p) >= 8 and text.startswith(p) for p in parts)
        score = 2.0 * (block.heading in (1, 2)) + 1.5 * bool(TITLE.search(_names_around(block.element)))
        if named:
            score += 2 + min(len(text), 40) / 20
        elif has_own or place < len(above) - _CLOSE:
            continue  # The title of some box beside the article.
        if score >= best:
            best, best_place = score, place
    if best_place < 0:
        return -1, ""
    return _whole(above, best_place, wanted)


def _could_be_headline(block: Block, text: str) -> bool:
    if not 4 <= len(text) <= 150 or block.kind == "row" or block.text.endswith("。"):
        return False
    if is_info_line(block.text) or _NOT_NEAR.search(block.text) or names_a_site(block.text):
        return False
    return weigh(block.element).link_share < 0.8


def _whole(above: Sequence[Block], place: int, wanted: Sequence[str]) -> tuple[int, str]:
    """A headline set in two lines is two blocks; both are parts of the page's title."""
    headline = above[place].text
    first = last = place
    while first > 0 and any(bare(above[first - 1].text + headline) in title for title in wanted):
        first -= 1
        headline = above[first].text + headline
    while last + 1 < len(above) and any(bare(headline + above[last + 1].text) in title for title in wanted):
        last += 1
        headline += above[last].text
    return last, headline


def _names_around(element: Element) -> str:
    parent = element.getparent()
    return names_of(element) + " " + (names_of(parent) if parent is not None else "")
