"""An HTML page as a pruned lxml tree: no scripts, comments, hidden parts or page furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import lxml.html
from lxml import etree

from gongbao.indexer.sources.html.template_names import FURNITURE, OTHER_TEXT, STRONG, TITLE, is_named, names_of

Element: TypeAlias = etree._Element

# Elements whose text no reader of the page sees as text; rt and rp are the readings above ruby characters.
_UNSEEN = (
    *("script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas"),
    *("video", "audio", "select", "datalist", "button", "textarea", "input", "map", "nav", "footer", "dialog"),
    *("rt", "rp", "rtc", "xml"),
)
_MARKS = re.compile(r"[，。；、！？：,;]")
_SPACE = re.compile(r"\s+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_PARTS = ("div", "ul", "ol", "td", "table", "section", "header", "aside", "dl", "center")
_FURNITURE_MOST = 500
_MOST_FEET = 20
_SITE_LONGEST = 200
_SITE = re.compile(r"ICP[备证]|网站标识码|公网安备|版权所有|Copyright|All Rights Reserved|建议使用.{0,30}分辨率", re.I)
_FOOT_LINE = re.compile(
    _SITE.pattern + r"|(?:主办|承办|协办|维护|技术支持|地址|邮编|电话|传真|邮箱)[^。]{0,6}[:：]|备案|浏览器", re.I
)
_TELLS = re.compile(r"来\s*源\s*[:：]|发布(?:时间|日期)|索\s*引\s*号|发文(?:机关|字号)|成文日期")
_INLINE_TAGS = re.compile(
    r"</?(?:font|span|b|i|u|em|strong|small|big|tt|a|s|center|blockquote|sub|sup|strike|label|o:p|st1:\w+)\b[^<>]*>",
    re.I,
)
_ANY_TAG = re.compile(r"<[a-z/!][^<>]*>", re.I)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|table|section|article|td)\b[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Weight:
    """What an element holds: characters, those inside links, and marks that only prose has."""

    characters: int = 0
    linked: int = 0
    marks: int = 0

    @property
    def link_share(self) -> float:
        return self.linked / self.characters if self.characters else 0.0


def parse(text: str) -> Element | None:
    """The tree of ``text``, or None when it holds no element at all. Never raises, whatever the text."""
    root, too_deep = _parsed(text)
    if too_deep:
        # libxml2 drops what lies deeper than 2,048 elements; unclosed <font> tags get there in long pages.
        root, too_deep = _parsed(_INLINE_TAGS.sub("", text))
    if too_deep:
        flat = _ANY_TAG.sub("", _BLOCK_TAG.sub("\0", text)).replace("\0", "<br>")
        root, _ = _parsed(f"<body>{flat}</body>")
    return root


def _parsed(text: str) -> tuple[Element | None, bool]:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None, False
    return root, any("depth" in entry.message.lower() for entry in parser.error_log)


def prune(root: Element) -> None:
    """Takes out what no reader sees or what is furniture, in place. Text after a removed element stays."""
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    for element in [e for e in root.iter() if isinstance(e.tag, str) and _is_hidden(e)]:
        # Some sites (WeChat's among them) show the article by script, from a hidden element.
        if weigh(element).marks < (3 if is_named(element, STRONG) else 20):
            element.drop_tree()
    page = weigh(root).characters
    for element in list(root.iter(*_PARTS)):
        if element.getparent() is not None and _is_furniture(element, page):
            element.drop_tree()
    texts = [(element, element.text or "") for element in root.iter(*_PARTS, "p", "span", "a")]
    told = [element for element, text in texts if len(text) <= _SITE_LONGEST and _SITE.search(text)]
    for element in told[-_MOST_FEET:]:
        if (foot := _foot_around(element, root, page)) is not None:
            foot.drop_tree()


def _foot_around(element: Element, root: Element, page: int) -> Element | None:
    """The part of the page with its registration or copyright line: small beside the page, or all of that kind."""
    found = None
    for part in (element, *element.iterancestors()):
        if part is root or not _is_foot(part, page):
            break
        found = part
    return found if found is not None and found.getparent() is not None else None


def _is_foot(part: Element, page: int) -> bool:
    if part.find(".//h1") is not None or any(is_named(e, STRONG) for e in part.iter(*_PARTS)):
        return False
    size = weigh(part).characters
    if size <= min(_FURNITURE_MOST, 0.3 * page):
        return True
    told = sum(len("".join(text.split())) for text in part.itertext() if _FOOT_LINE.search(text))
    return size <= 2 * _FURNITURE_MOST and told >= 0.8 * size


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")) is not None


def _is_furniture(element: Element, page: int) -> bool:
    name = names_of(element)
    is_other = OTHER_TEXT.search(name) is not None
    if element.tag not in ("header", "aside") and not is_other and not FURNITURE.search(name):
        return False
    if TITLE.search(name) or any(h.find(".//a") is None for h in element.iter("h1", "h2")):
        return False
    if any(is_named(e, STRONG) for e in element.iter(*_PARTS)):
        return False
    weight = weigh(element)
    if weight.link_share > 0.6 or (is_other and (weight.characters < 0.3 * page or _is_foot(element, page))):
        return True
    if weight.characters > _FURNITURE_MOST or weight.marks > 4:
        return False
    return not any("。" in text or _TELLS.search(text) for text in element.itertext())


def weigh(element: Element) -> Weight:
    """The weight of one element with all it holds."""
    text = _SPACE.sub("", "".join(element.itertext()))
    linked = sum(len(_SPACE.sub("", "".join(a.itertext()))) for a in element.iter("a") if a.get("href") is not None)
    return Weight(len(text), linked, len(_MARKS.findall(text)))


def weights(root: Element) -> dict[Element, Weight]:
    """The weight of every element below ``root``, in one pass."""
    totals: dict[Element, Weight] = {}
    stack: list[list[int]] = [[0, 0, 0]]
    links = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_link = element.tag == "a" and element.get("href") is not None
        if event == "start":
            links += is_link
            stack.append([0, 0, 0])
            _count(element.text, links, stack[-1])
        else:
            links -= is_link
            own = stack.pop()
            totals[element] = Weight(*own)
            above = stack[-1]
            for n in range(3):
                above[n] += own[n]
            if element is not root:
                _count(element.tail, links, above)
    return totals


def _count(text: str | None, links: int, into: list[int]) -> None:
    if not text or text.isspace():
        return
    characters = len(_SPACE.sub("", text))
    into[0] += characters
    if links:
        into[1] += characters
    else:
        into[2] += len(_MARKS.findall(text))
