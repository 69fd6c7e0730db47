"""What a page says of itself: title, meta tags, the source line, and the index table (索引号, 发文字号)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from gongbao.indexer.sources.html.flow import Block, readable
from gongbao.indexer.sources.html.tree import Element

# Meta tags: the names of 《政府网站标签规范》 first, then what news systems and social sites use.
_META = {
    "title": "articletitle og:title dc.title twitter:title title",
    "published": (
        "pubdate publishdate publish_date article:published_time og:release_date dc.date date apub:time "
        "weibo:article:create_at datepublished createdate firstpublishedtime"
    ),
    "source": "contentsource source mediaid dc.source og:article:source",
    "site": "sitename og:site_name",
    "column": "columnname columntype channel",
    "author": "author article:author og:article:author dc.creator",
    "keywords": "keywords",
}
_META_KEYS = {name: key for key, names in _META.items() for name in names.split()}

_LINKED_KEYS = {"headline": "title", "title": "title", "datePublished": "published", "pubDate": "published"}

# Labels of the index table above a published document (GB/T 9704 and the catalogue rules of 信息公开).
_LABELS = {
    "index": "索引号 信息索引号 索引码 信息索取号",
    "number": "发文字号 文号 文件编号 发文文号 公文字号 文件字号 发文号",
    "issuer": (
        "发文机关 发布机构 发布单位 制发机关 公开责任部门 发文单位 公文发布机构 发布机关 制定机关 公开主体 "
        "信息发布机构 发文部门 文件发布机构 责任部门 制发单位 印发机关 公开单位 所属机构 产生机构"
    ),
    "date": (
        "成文日期 成文时间 发文日期 生成日期 制发日期 印发日期 发文时间 签发日期 形成日期 制定日期 文件日期 生成时间"
    ),
    "published": "发布日期 发布时间 公开日期 公开时间 公布日期 发布于 上网日期 公示日期",
    "title": "名称 标题 文件名称 信息名称 公文名称 文件标题",
    "category": (
        "主题分类 信息分类 分类 主题 组配分类 信息类别 公开类别 服务对象 服务对象分类 主题词 关键词 信息所属分类 类别"
    ),
    "genre": "体裁 体裁分类 公文种类 文种 公文体裁 文件类型 公文类型",
    "validity": (
        "有效性 时效性 时效 是否有效 废止日期 有效期 失效日期 实施日期 公开方式 公开范围 公开形式 公开时限 "
        "效力状态 文件状态"
    ),
}
_LABEL_KEYS = {label: key for key, labels in _LABELS.items() for label in labels.split()}
_LABEL_NOISE = re.compile(r"[\s\u3000:：\[\]【】()（）]+")
# A label's characters may be set apart by spaces: 索 引 号：
_LABEL = re.compile(
    r"[\[【]?(?<![一-鿿])("
    + "|".join(r"[ \u3000]*".join(label) for label in sorted(_LABEL_KEYS, key=len, reverse=True))
    + r")[\]】]?[ \u3000]*[:：]"
)
_SOURCE_LINE = re.compile(
    r"(?P<source>(?:信息)?来\s*源|稿件来源|文章来源|稿源|出\s*处)\s*[:：]\s*(?P<from>[^\s|｜]{2,40})"
)
_DATE = re.compile(r"(?:19|20)\d{2}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_INFO = re.compile(
    r"来\s*源\s*[:：]|稿源\s*[:：]|出处\s*[:：]|(?:发布|发表|更新|公开|录入|创建)?(?:时\s*间|日\s*期)\s*[:：]|作\s*者\s*[:：]"
    r"|(?:责任)?编\s*辑\s*[:：]|发布(?:者|人|机构|单位)\s*[:：]"
)
_TITLE_CUTS = re.compile(r"\s*(?:[_|｜]|--+|——|\s[-–—－]\s|>>|»|(?<=[^\d\s])[-–－](?=[^\d\s]))\s*")
_SITE_END = re.compile(r"(?:网|网站|门户|平台|政府|新闻中心|在线|频道|专栏|首页|公众号|客户端|日报|晚报)$")


def page_hints(root: Element) -> dict[str, str]:
    """What the page's meta tags, linked data and <title> say; of several tags the one first in the standard wins."""
    found: dict[str, dict[str, str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = readable(meta.get("content") or "")
        if content and (key := _META_KEYS.get(name)):
            found.setdefault(key, {}).setdefault(name, content[:300])
    hints = {key: _first(_META[key].split(), values) for key, values in found.items()}
    for key, value in _linked_data(root).items():
        hints.setdefault(key, value)
    page = root.find(".//title")
    shown = readable("".join(page.itertext())) if page is not None else ""
    if shown:
        hints["page_title"] = shown[:300]
        hints.setdefault("title", title_parts(shown)[0])
    return hints


def _linked_data(root: Element) -> dict[str, str]:
    """The fields of JSON-LD scripts, as search engines ask sites to write them."""
    hints: dict[str, str] = {}
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            for name, value in item.items() if isinstance(item, dict) else ():
                key = _LINKED_KEYS.get(name)
                if key and isinstance(value, str) and (text := readable(value)):
                    hints.setdefault(key, text.encode("utf-8", "replace").decode("utf-8")[:300])
    return hints


def _first(order: Iterable[str], values: dict[str, str]) -> str:
    return next(values[name] for name in order if name in values)


def title_parts(page_title: str) -> list[str]:
    """The pieces of a <title> such as 标题_栏目_网站, the likeliest headline first."""
    parts = [part for part in _TITLE_CUTS.split(page_title) if len(part) > 1] or [page_title]
    return sorted(parts, key=lambda part: (_SITE_END.search(part) is not None, -len(part)))


def names_a_site(text: str) -> bool:
    """Whether ``text`` is the name of a site rather than a headline: 某某市人民政府, 某某网."""
    return len(text) <= 20 and _SITE_END.search(text) is not None


def index_fields(found: Sequence[Block]) -> tuple[dict[str, str], set[int]]:
    """The fields of an index table or list among ``found``, and the places of the blocks that are part of it.

    The keys are issuer, number, date, published, index, title, category and genre.
    """
    fields: dict[str, str] = {}
    places: set[int] = set()
    for place, block in enumerate(found):
        pairs = _pairs(block)
        label = _LABEL_KEYS.get(_LABEL_NOISE.sub("", block.text)) if block.text.endswith(("：", ":")) else None
        if label is not None and place + 1 < len(found) and not _pairs(found[place + 1]):
            # Label and value in blocks of their own.
            pairs = [(label, found[place + 1].text)]
            places |= {place, place + 1}
        elif _is_index_row(block, pairs):
            places.add(place)
        for key, value in pairs:
            day = _DATE.search(value) if key in ("date", "published") else None
            if value and key != "validity":
                fields.setdefault(key, day[0] if day else value[:200])
    if not fields.keys() & {"index", "number", "issuer"}:
        # 标题：, 类别： and the like alone are words of the text, or of a table of its own.
        return {key: value for key, value in fields.items() if key in ("date", "published")}, set()
    return fields, places


def _is_index_row(block: Block, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a block is nothing but labels of an index table and their values."""
    if block.kind == "row":
        return bool(pairs) and len(pairs) * 2 + 1 >= len(block.cells)
    keys = {key for key, _ in pairs}
    if _LABEL.match(block.text) is None:
        return False
    return len(keys) > 1 or bool(keys & {"index", "number", "validity"})


def _pairs(block: Block) -> list[tuple[str, str]]:
    """The labels in a block with their values."""
    if block.kind == "row":
        pairs = []
        cells = list(block.cells)
        while cells:
            label = _LABEL_KEYS.get(_LABEL_NOISE.sub("", cells.pop(0)))
            if label is None:
                continue
            empty = not cells or _LABEL_NOISE.sub("", cells[0]) in _LABEL_KEYS
            pairs.append((label, "" if empty else cells.pop(0)))
        if pairs:
            return pairs
    matches = list(_LABEL.finditer(block.text))
    ends = [*(match.start() for match in matches[1:]), len(block.text)]
    return [
        (_LABEL_KEYS[_LABEL_NOISE.sub("", match[1])], block.text[match.end() : end].strip(" \u3000|"))
        for match, end in zip(matches, ends, strict=False)
    ]


def is_info_line(text: str) -> bool:
    """Whether a line near the headline tells source, author or time of publication."""
    return len(text) <= 200 and (_INFO.search(text) is not None or (len(text) <= 40 and _DATE.search(text) is not None))


def title_within(page_title: str, text: str) -> str | None:
    """The longest piece of a <title> that also stands in ``text``, which is without spaces and punctuation."""
    pieces = {*title_parts(page_title), *page_title.split()}
    there = [piece for piece in pieces if len(piece) >= 6 and re.sub(r"[\W_]+", "", piece) in text]
    return max(there, key=len, default=None)


def info_fields(lines: Iterable[str]) -> dict[str, str]:
    """Source and time of publication from the info lines under the headline."""
    fields: dict[str, str] = {}
    for line in lines:
        if match := _SOURCE_LINE.search(line):
            fields.setdefault("source", match["from"])
        if match := _DATE.search(line):
            fields.setdefault("published", match[0])
    return fields
