"""The title among the first lines of an article: which line it begins at, and over how many it runs."""

from __future__ import annotations

import re

from gongbao.indexer.folding import fold
from gongbao.indexer.metadata.article_layout import Sheet, closed_up, unspaced
from gongbao.indexer.places.mentions import mentions

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
    r"|^(?:附?表|附件|附录|附)\s*[\d一二三四五六七八九十]*(?:[-—–.之][\d一二三四五六七八九十]+)*[::]?$|^\(?(?:金额)?单位[::]"
    r"|^[\u4e00-\u9fff]{0,8}[省市县区州旗盟]?(?:第?[一二三四五六七八九十]+届(?:人大|人民代表大会)|政协.{0,6}[一二三四五六七八九十]+届)"
    r"(?:第?[一二三四五六七八九十]次(?:会议)?)?$|会议.{0,4}(?:文件|材料)(?:之)?(?:[((]?[\d一二三四五六七八九十]+[))]?)?$|^件?[((]\d{1,3}[))]$"
    r"|(?:中华人民共和国国务院|国务院|[部局会署])\s*令$|^中华人民共和国主席令$"
    r"|(?:[省市县区州盟旗镇乡]长|主任|局长|厅长|主席|书记|专员|院长|检察长)\s*[\s::]\s*\S{1,2}\s?\S{1,3}$"
    r"|^[^《》]{0,20}(?:门户网站|政府网|新闻网|信息网|政务网|人大网|日报|晚报|晨报|都市报|政府网站|在线|文库|公众号)$"
)
DOCUMENT = re.compile(
    r"(?:报告|决议|决定|通知|意见|建议|规划|纲要|计划|方案|办法|条例|规定|细则|公报|公告|通告|批复|函|讲话|致辞|命令|令|草案"
    r"|要点|总结|规则|章程|预案|通报|说明|公示|请示|答复|措施|指南|目录|清单|纪要)》?"
    r"(?:[((][^()()]{1,30}[))])*$"
)
_LEAST_KEPT = 8
_N = r"[\d一二三四五六七八九十]"
_SERIAL = re.compile(rf"^(?:\d{{1,3}}[ \u3000]+(?=[\u4e00-\u9fff])|附?表{_N}+(?:[-—–.]{_N}+)*[ \u3000:：]+)")
_PAPER = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,16}会议(?:文件|材料)(?:之)?[(]?[\d一二三四五六七八九十]{1,3}[)]?|件[(]\d{1,3}[)])\s*(?=关于|[\u4e00-\u9fff]{2,})"
)
_UNIT = re.compile(r"\s*[((]?(?:金额|计量)?单位[::]\s*(?:万|亿|千|百|元|%|人|吨|公顷)")
_POSTED = re.compile(
    r"\s+(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d\d?:\d\d\S*)?\s*(?:来源|作者|浏览|字体)[::]"
)
_MASTHEAD = re.compile(
    r"(?:(?:人民代表大会|常务委员会|常委会|人民政府|政府|国务院|办公[厅室])\s*(?P<gazette>公报)|(?:公告|通告|会议\s*纪要))$"
)
_MOST_JOINED = 4
_LONGEST_PART = 44
WHOLE = re.compile(
    r"(?:统计公报|预算(?:草案)?|决算(?:草案)?|公开|说明|报告|规划|纲要|方案|计划|要点|情况|(?<!代)表|办法|条例|规定|决议|决定)(?:[((][^()()]{1,30}[))])*$"
)
"""How a title ends that needs no 关于: 某市2021年国民经济和社会发展 | 统计公报."""

_ABOUT_ENDED = re.compile(
    r"的?(?:报告|决议|决定|通知|意见|公告|通告|批复|复函|函|办法|方案|规划|通报|请示|议案|说明|建议|规定|答复|公示)(?:[((][^()()]{1,16}[))])*$"
)
_BEGUN = re.compile(r"关于|对.{4,}|\d{2,4} ?年|二[〇零○].{2}年|年度|国民经济|预算|决算|本级$")
_ENDED = re.compile(r"[。!?;:,]$|\)$")
_STARTS = re.compile(
    r"^(?:关于|在(?!建|册|岗)|[((—―\-–─]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]+[编章节条]|\d{1,2}[.、]|各|同志|目\s*录"
    r"|[^,。]{0,20}(?:人民政府|委员会|办公[厅室]|[局厅])$|[^,。]{0,16}(?:局长|主任|厅长)|附?表\s*\d)"
)
_PUNCTUATED = re.compile(r"[。;:!?|]")
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
ADOPTED = re.compile(r"\s*[((][^()()]*(?:通过|批准|修订|修正|会议)[^()()]*[))]\s*$")
_SUBTITLE = re.compile(
    r"\s*(?:[—―–─]{2,}|--+)\s*(?:(?:19|20|[一二][〇零九○o]).{0,40}|在.{2,60}(?:会议|大会)上?.{0,12})$"
)
_BEFORE_ABOUT = re.compile(r"(?<=[会府室厅局委院处])[ \u3000]+(?=关于|關於|印发|印發)")


def cleaned(text: str) -> str:
    text = _SERIAL.sub("", unspaced(text.strip()))
    if (paper := _PAPER.match(fold(text))) and DOCUMENT.search(fold(text)):
        text = text[paper.end() :]
    if (unit := _UNIT.search(fold(text))) and unit.start() >= _LEAST_KEPT:
        text = text[: unit.start()]
    if (posted := _POSTED.search(fold(text))) and posted.start() >= _LEAST_KEPT:
        text = text[: posted.start()]
    half = text[: len(text) // 2]
    if len(half) >= _LEAST_KEPT and text == half * 2:
        text = half
    for pattern in (ADOPTED, _SUBTITLE):
        cut = pattern.sub("", fold(text))
        if 4 <= len(cut) < len(text):
            text = text[: len(cut)]
    return _BEFORE_ABOUT.sub("", text).strip()


def title_in_lines(sheet: Sheet) -> tuple[str, bool]:
    """The title among the first lines, and whether it looks like one beyond doubt."""
    marked = [line for line in sheet.article.lines[:12] if line.heading == 1 and line.text.strip()]
    if marked and not _refused(fold(marked[0].text.strip())):
        return marked[0].text.strip(), True
    if placed := _below_place(sheet):
        return placed, True
    for at in range(min(_LOOKED_AT, len(sheet.lines))):
        if _refused(sheet.top[at]) or at in sheet.rows:
            continue
        text, used = _joined(sheet, at)
        if DOCUMENT.search(fold(cleaned(text))) or (used > 1 and WHOLE.search(fold(cleaned(text)))):
            return _below_masthead(sheet, at + used, text) or text, True
        organ = bool(_UNFINISHED.search(sheet.top[at]))
        below = range(at + used, min(at + 4, len(sheet.lines)))
        for later in (n for n in below if at == 0 or organ):
            following = "" if _refused(sheet.top[later]) else _joined(sheet, later)[0]
            if DOCUMENT.search(fold(following)) and (organ or _FORMAL.search(fold(following))):
                return following, True
        return text, False
    return "", False


def _below_place(sheet: Sheet) -> str:
    """The title of a cover that has the name of the place on a line of its own (某州 | 2025年预算草案), or ""."""
    if len(sheet.top) < 2 or not (named := mentions(place := closed_up(sheet.top[0]).replace(" ", ""))):
        return ""
    if named[-1].end != len(place) or named[0].start or not re.match(r"(?:19|20)\d\d ?年", sheet.top[1]):
        return ""
    text, _ = _joined(sheet, 1)
    return place + text if WHOLE.search(fold(cleaned(text))) and not _refused(fold(text)) else ""


def _below_masthead(sheet: Sheet, at: int, text: str) -> str:
    """The title of what a gazette, a numbered announcement or minutes begin with, below their own name and number."""
    head = _MASTHEAD.search(closed_up(fold(text)))
    if not head or at >= len(sheet.top) or not _ISSUE.match(closed_up(sheet.top[at])):
        return ""
    for later in range(at + 1, min(at + 4, len(sheet.lines))):
        if _refused(sheet.top[later]):
            continue
        following, _ = _joined(sheet, later)
        if DOCUMENT.search(fold(cleaned(following))) or head["gazette"]:
            return following
    return ""


def _refused(folded: str) -> bool:
    bare = ADOPTED.sub("", folded)
    if not _HAN.search(bare) and re.search(r"\d", bare):  # a code: 0190-X/2016-58
        return True
    return (
        len(closed_up(bare)) > LONGEST
        or len(bare) < 4
        or bool(_NEVER.search(bare))
        or bool(_ENDS_SENTENCE.search(bare))
    )


def _joined(sheet: Sheet, at: int) -> tuple[str, int]:
    """The title that begins at line ``at``, with the lines it runs on over, and how many those are."""
    text, used = sheet.lines[at], 1
    while used < _MOST_JOINED and at + used < len(sheet.lines):
        following = sheet.top[at + used] if at + used < len(sheet.top) else ""
        if not _runs_on(fold(text), following) or _refused(following) or len(text + following) > LONGEST + 20:
            break
        text, used = text + sheet.lines[at + used], used + 1
    if not DOCUMENT.search(fold(cleaned(text))):
        for more in range(1, _MOST_JOINED):
            if whole := _wrapped(sheet, text, at + used, more):
                return whole, used + more
    return text, used


def _wrapped(sheet: Sheet, begun: str, at: int, more: int) -> str:
    """``begun`` with ``more`` lines from ``at``, where these end a title that was cut at the ends of lines; or ""."""
    parts = sheet.top[at : at + more]
    if len(parts) < more or not _BEGUN.search(fold(begun)) or _ENDED.search(fold(begun)):
        return ""
    if any(_STARTS.match(part) or _PUNCTUATED.search(part) or len(part) > _LONGEST_PART for part in parts):
        return ""
    whole = begun + "".join(sheet.lines[at : at + more])
    folded = cleaned(fold(whole))
    ended = _ABOUT_ENDED.search(folded) if "关于" in folded else WHOLE.search(folded)
    return whole if ended and len(whole) <= LONGEST + 20 else ""


def _runs_on(title: str, following: str) -> bool:
    """Whether a folded line goes on in the one below: an issuer, an open 《, a line broken in the middle."""
    if title.count("《") > title.count("》"):
        return True
    if DOCUMENT.search(title):
        return False
    if _CONTINUES.match(following) or _HANGING.search(title):
        return True
    whole = bool(DOCUMENT.search(following))
    if "关于" in title:
        return whole and "关于" not in following
    return bool(_UNFINISHED.search(title)) and not whole
