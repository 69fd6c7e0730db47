"""The title of an article: found among its first lines, the page's own title, the index table or the file name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata import path_clues
from gongbao.indexer.metadata.article_layout import Sheet
from gongbao.indexer.metadata.title_lines import DOCUMENT, cleaned, title_in_lines

_TAG = re.compile(r"<[^<>]{1,40}>")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LEAST = 4
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。;；]|\u3000{2}")
_LONGEST_SENTENCE = 90
_UNIT_LINE = re.compile(r"^\(?(?:金额)?单位[::]")
_ENACTED = re.compile(r"^《([^《》]{4,60})》[^。]{0,20}(?:已|业|業|于|经|經)")
_SITE = re.compile(
    r"\s*(?:[-_|–—丨·>»]+|\s-\s)\s*[^-_|–—丨·>»《》]{0,30}(?:网|网站|政府|门户|平台|频道|公开|新闻|日报|晚报|在线|中心|委员会|局|"
    r"信息|政务|专栏|栏目|文件|中国|人大|政协|论坛|百科|文库|首页|.com|.cn)[^-_|–—丨·>»《》]{0,10}$"
)
_COLUMNS = re.compile(r"\s*[_|丨｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff])[-–](?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Title:
    """``text`` as shown, ``folded`` for the rules, and where it was found."""

    text: str
    folded: str
    evidence: Evidence


def find_title(sheet: Sheet) -> Title:
    """The title, never empty; ``evidence.where`` is title, index, path or body."""
    enacted = next((found[1] for line in sheet.lines[:5] if (found := _ENACTED.match(line))), "")
    page = _trimmed(_TAG.sub("", sheet.raw.hints.get("title", "")))
    noted = next((n.value for n in sheet.article.notes if n.key == "title" and n.value), "")
    heading, strong = title_in_lines(sheet)
    if enacted and not strong:
        return _title(enacted, enacted, "title", 0.85)
    if whole := next((text for text in (page, _trimmed(noted)) if _completes(heading, text)), ""):
        return _title(whole, whole, "title", 0.9)
    if heading and (strong or not page or _alike(heading, page)):
        return _title(heading, heading, "title", 0.95 if strong else 0.85)
    if noted:
        return _title(_trimmed(noted), noted, "index", 0.9)
    if page and DOCUMENT.search(fold(page)):
        return _title(page, page, "title", 0.85)
    if heading:
        return _title(heading, heading, "title", 0.75)
    if page and len(page) > 5:
        return _title(page, page, "title", 0.7)
    if named := path_clues.title_of(sheet.raw.path) if sheet.raw.record is None else "":
        return _title(_trimmed(named), path_clues.stem(sheet.raw.path), "path", 0.6)
    first = "" if 0 in sheet.rows else next(filter(_is_words, sheet.lines), "")
    sentence = _SENTENCE_END.split(first)[0].strip()
    sentence = sentence if len(sentence) <= _LONGEST_SENTENCE else sentence[:60]
    return _title(sentence or path_clues.stem(sheet.raw.path) or sheet.raw.path, first[:60], "body", 0.3)


def _is_words(line: str) -> bool:
    return len(_HAN.findall(line)) >= _LEAST and not _UNIT_LINE.match(fold(line))


def _completes(heading: str, text: str) -> bool:
    """Whether ``text``, what the page calls itself, is a heading that was cut at the end of a line, and the rest."""
    begun, whole = _NOT_WORD.sub("", fold(heading)), _NOT_WORD.sub("", fold(text))
    cut = len(begun) >= _LEAST and whole.startswith(begun) and len(whole) > len(begun)
    return cut and not DOCUMENT.search(fold(heading)) and bool(DOCUMENT.search(fold(text)))


def _title(text: str, source: str, where: str, confidence: float) -> Title:
    shown = cleaned(text)
    return Title(shown, fold(shown), Evidence(source, where, confidence))


def _trimmed(text: str) -> str:
    """A page's title without the name of its site."""
    text = text.strip().rstrip("-_|").strip()
    whole = _COLUMNS.split(text)[0]
    if len(whole) >= 6 and DOCUMENT.search(fold(whole)):
        return whole
    for _ in range(3):
        folded = fold(text)
        match = _SITE.search(folded)
        if not match or match.start() < 5:
            break
        text = text[: match.start()].rstrip()
    return text


def _alike(heading: str, page: str) -> bool:
    a, b = fold(heading), fold(page)
    return a[:8] in b or b[:8] in a
