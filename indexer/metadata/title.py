"""The title of an article: found among its first lines, the page's own title, the index table or the file name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from gongbao.indexer.documents import Evidence
from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet, closed_up, unspaced

LONGEST = 90
_LOOKED_AT = 8

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS_SENTENCE = re.compile(r"[。;,、]$|[。;].{4}")
_NEVER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百零\d]+[章节条编]|[((][一二三四五六七八九十\d]+[))]|\d+[.、]"
    r"|[—―\-–─]{1,}|各位|同志们|(?:来源|时间|日期|作者|发布|索引号|字号|分享)|记者|本报|新华社)"
    r"|^第\s*\d+\s*[号期次]$|^(?:19|20)\d\d年?第?\s*\d+\s*[号期]$|[::]$|^[((].*[))]$"
    r"|[〔\[【(]\s*(?:19|20)\d\d\s*[〕\]】)]\s*第?\s*\d+\s*号$"
    r"|(?:人民政府|办公室|委员会|党委|市委|县委|区委)\s*(?:文件|令)$|(?:委员会|党委)\s*公告$|会议文件(?:[((].{1,6}[))])?$|^[\d\s年月日:\-./,〇一二三四五六七八九十零o]+$"
    r"|(?:[省市县区州盟旗镇乡]长|主任|局长|厅长|主席|书记|专员|院长|检察长)\s*[\s::]\s*\S{1,2}\s?\S{1,3}$"
    r"|^[^《》]{0,20}(?:门户网站|政府网|新闻网|信息网|政务网|人大网|日报|晚报|晨报|都市报|政府网站|在线|文库|公众号)$"
)
_DOCUMENT = re.compile(
    r"(?:报告|决议|决定|通知|意见|建议|规划|纲要|计划|方案|办法|条例|规定|细则|公报|公告|通告|批复|函|讲话|致辞|命令|令|草案"
    r"|要点|总结|规则|章程|预案|通报|说明|公示|请示|答复|措施|指南|目录|清单|纪要)"
    r"(?:[((][^()()]{1,30}[))])*$"
)
_MASTHEAD = re.compile(
    r"(?:(?:人民代表大会|常务委员会|常委会|人民政府|政府|国务院|办公[厅室])\s*(?P<gazette>公报)|(?:公告|通告|会议\s*纪要))$"
)
_ISSUE = re.compile(
    r"^[\s((]*(?:(?:19|20)\d\d年?)?[\s,]*(?:第\s*[\d一二三四五六七八九十百]+\s*[号期次]|总第.{1,8}期|\d{1,3}\s*[号期])[\s))]*(?:\(?总.{1,10}\)?)?$"
    r"|^[\u4e00-\u9fff]{0,10}[〔\[【(]\s*(?:19|20)\d\d\s*[〕\]】)]\s*第?\s*\d+\s*号$"
)
_UNFINISHED = re.compile(
    r"(?:关于|人民政府|政府|办公厅|办公室|委员会|常委会|人民代表大会|党组|[局厅部院委]|印发|批转|转发|[、的和与及暨]|《[^》]*)$"
)
_HANGING = re.compile(r"(?:关于|印发|批转|转发|[、的和与及暨])$")
_CONTINUES = re.compile(r"^(?:关于|印发|的|和|与|及|暨|转发|批转)")
_FORMAL = re.compile(r"关于|人民政府|委员会|\d{4}年")
_ADOPTED = re.compile(r"\s*[((][^()()]*(?:通过|批准|修订|修正|会议)[^()()]*[))]\s*$")
_ENACTED = re.compile(r"^《([^《》]{4,60})》[^。]{0,20}(?:已|业|業|于|经|經)")
_SUBTITLE = re.compile(
    r"\s*(?:[—―–─]{2,}|--+)\s*(?:(?:19|20|[一二][〇零九○o]).{0,40}|在.{2,60}(?:会议|大会)上?.{0,12})$"
)
_SITE = re.compile(
    r"\s*(?:[-_|–—丨·>»]+|\s-\s)\s*[^-_|–—丨·>»《》]{0,30}(?:网|网站|政府|门户|平台|频道|公开|新闻|日报|晚报|在线|中心|委员会|局|"
    r"信息|政务|专栏|栏目|文件|中国|人大|政协|论坛|百科|文库|首页|.com|.cn)[^-_|–—丨·>»《》]{0,10}$"
)
_COLUMNS = re.compile(r"\s*[_|丨｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff])[-–](?=[\u4e00-\u9fff])")
_BEFORE_ABOUT = re.compile(r"(?<=[会府室厅局委院处])[ \u3000]+(?=关于|關於|印发|印發)")


@dataclass(frozen=True, slots=True)
class Title:
    """``text`` as shown, ``folded`` for the rules, and where it was found."""

    text: str
    folded: str
    evidence: Evidence


def find_title(sheet: Sheet) -> Title:
    """The title, never empty; ``evidence.where`` is title, index, path or body."""
    enacted = next((found[1] for line in sheet.lines[:5] if (found := _ENACTED.match(line))), "")
    page = _trimmed(sheet.raw.hints.get("title", ""))
    noted = next((n.value for n in sheet.article.notes if n.key == "title" and n.value), "")
    heading, strong = _from_lines(sheet)
    if enacted and not strong:
        return _title(enacted, enacted, "title", 0.85)
    if heading and (strong or not page or _alike(heading, page)):
        return _title(heading, heading, "title", 0.95 if strong else 0.85)
    if noted:
        return _title(_trimmed(noted), noted, "index", 0.9)
    if page and _DOCUMENT.search(fold(page)):
        return _title(page, page, "title", 0.85)
    if heading:
        return _title(heading, heading, "title", 0.75)
    if page and len(page) > 5:
        return _title(page, page, "title", 0.7)
    named = PurePosixPath(sheet.raw.path).name.split(".")[0]
    if len(re.findall(r"[\u4e00-\u9fff]", named)) >= 4:
        return _title(_trimmed(re.sub(r"^[\d_\-\s]+", "", named)), named, "path", 0.6)
    first = sheet.lines[0] if sheet.lines else named
    sentence = re.split(r"[。;；]", first)[0][:60].strip()
    return _title(sentence or named or sheet.raw.path, first[:60], "body", 0.3)


def _title(text: str, source: str, where: str, confidence: float) -> Title:
    shown = _cleaned(text)
    return Title(shown, fold(shown), Evidence(source, where, confidence))


def _cleaned(text: str) -> str:
    text = unspaced(text.strip())
    for pattern in (_ADOPTED, _SUBTITLE):
        cut = pattern.sub("", fold(text))
        if 4 <= len(cut) < len(text):
            text = text[: len(cut)]
    return _BEFORE_ABOUT.sub("", text).strip()


def _trimmed(text: str) -> str:
    """A page's title without the name of its site."""
    text = text.strip()
    whole = _COLUMNS.split(text)[0]
    if len(whole) >= 6 and _DOCUMENT.search(fold(whole)):
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


def _from_lines(sheet: Sheet) -> tuple[str, bool]:
    """The title among the first lines, and whether it looks like one beyond doubt."""
    marked = [line for line in sheet.article.lines[:12] if line.heading == 1 and line.text.strip()]
    if marked and not _refused(fold(marked[0].text.strip())):
        return marked[0].text.strip(), True
    for at in range(min(_LOOKED_AT, len(sheet.lines))):
        if _refused(sheet.top[at]):
            continue
        text, used = _joined(sheet, at)
        if _DOCUMENT.search(fold(_cleaned(text))):
            return _below_masthead(sheet, at + used, text) or text, True
        organ = bool(_UNFINISHED.search(sheet.top[at]))
        below = range(at + used, min(at + 4, len(sheet.lines)))
        for later in (n for n in below if at == 0 or organ):
            following = "" if _refused(sheet.top[later]) else _joined(sheet, later)[0]
            if _DOCUMENT.search(fold(following)) and (organ or _FORMAL.search(fold(following))):
                return following, True
        return text, False
    return "", False


def _below_masthead(sheet: Sheet, at: int, text: str) -> str:
    """The title of what a gazette, a numbered announcement or minutes begin with, below their own name and number."""
    head = _MASTHEAD.search(closed_up(fold(text)))
    if not head or at >= len(sheet.top) or not _ISSUE.match(closed_up(sheet.top[at])):
        return ""
    for later in range(at + 1, min(at + 4, len(sheet.lines))):
        if _refused(sheet.top[later]):
            continue
        following, _ = _joined(sheet, later)
        if _DOCUMENT.search(fold(_cleaned(following))) or head["gazette"]:
            return following
    return ""


def _refused(folded: str) -> bool:
    bare = _ADOPTED.sub("", folded)
    if not _HAN.search(bare) and re.search(r"\d", bare):  # a code: 0190-X/2016-58
        return True
    return len(bare) > LONGEST or len(bare) < 4 or bool(_NEVER.search(bare)) or bool(_ENDS_SENTENCE.search(bare))


def _joined(sheet: Sheet, at: int) -> tuple[str, int]:
    """The title that begins at line ``at``, with the lines it runs on over, and how many those are."""
    text, used = sheet.lines[at], 1
    while used < 4 and at + used < len(sheet.lines):
        following = sheet.top[at + used]
        if not _runs_on(fold(text), following) or _refused(following) or len(text + following) > LONGEST + 20:
            break
        text, used = text + sheet.lines[at + used], used + 1
    return text, used


def _runs_on(title: str, following: str) -> bool:
    """Whether a folded line goes on in the one below: an issuer, an open 《, a line broken in the middle."""
    if title.count("《") > title.count("》"):
        return True
    if _DOCUMENT.search(title):
        return False
    if _CONTINUES.match(following) or _HANGING.search(title):
        return True
    whole = bool(_DOCUMENT.search(following))
    if "关于" in title:
        return whole and "关于" not in following
    return bool(_UNFINISHED.search(title)) and not whole
